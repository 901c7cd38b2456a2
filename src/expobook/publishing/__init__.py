"""The Sphinx extension: linked numbers, guarded sentences, figures, ledger and appendices."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from expobook.runs import incremental

if TYPE_CHECKING:  # the processes that work ahead do without Sphinx
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything that the pages of the book use."""
    from . import (
        ahead,
        appendices,
        blocks,
        cards,
        citation_block,
        cite_links,
        claims,
        collector,
        computed,
        data_tables,
        edition_line,
        editions_pages,
        explorer,
        facts_domain,
        figure_extras,
        interactive,
        lean_styles,
        ledger,
        metadata,
        nodes,
        numbering,
        offered_files,
        overviews,
        pdf,
        roles,
        run_stamp,
        source_list,
        summary,
        summary_files,
        theme,
        twin_picture,
    )

    for part in (nodes, facts_domain, roles, claims, blocks, ledger, source_list, appendices,
                 overviews, figure_extras, twin_picture, cite_links, citation_block, explorer,
                 numbering, computed, data_tables, cards, run_stamp, theme, metadata, interactive,
                 edition_line, editions_pages, offered_files, summary, summary_files,
                 lean_styles, ahead, collector, pdf):
        part.setup(app)
    return {"env_version": own_code(), "parallel_read_safe": True, "parallel_write_safe": True}


def own_code() -> str:
    """A digest of the package, so that pages made by older code are made again."""
    return hashlib.sha256(repr(sorted(incremental.code().items())).encode()).hexdigest()[:24]
