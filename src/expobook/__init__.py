"""From Hangzhou to the World: the numbers, charts and pages of the report."""

ROOMS = (
    "values",
    "evidence",
    "analysis",
    "facts",
    "figures",
    "chapters",
    "runs",
    "citations",
    "editions",
    "publishing",
    "pipeline",
    "cli",
)
"""The folders of the package; each imports only from those that stand before it."""
