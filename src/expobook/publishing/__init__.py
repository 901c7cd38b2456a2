"""The Sphinx extension: linked numbers, guarded sentences, figures, ledger and appendices."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

ENVIRONMENT = 1
"""Raise this when what the extension keeps between builds changes its form."""


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything that the pages of the book use."""
    from . import (
        appendices,
        blocks,
        claims,
        computed,
        facts_domain,
        ledger,
        nodes,
        overviews,
        roles,
        theme,
    )

    for part in (nodes, facts_domain, roles, claims, blocks, ledger, appendices, overviews,
                 computed, theme):
        part.setup(app)
    return {"env_version": ENVIRONMENT, "parallel_read_safe": True, "parallel_write_safe": True}
