"""Pages on how far the report can be relied on: what it assumes, and what was checked."""
