"""The chapter on the world and China."""
