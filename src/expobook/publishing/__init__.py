"""The Sphinx extension and the PDF: how what the notebooks state becomes pages.

`markup` is what authors write, `build` what is known while a book is read, `figures` how charts are
shown, `pages` what is made from data (ledger, sources, editions), `search` how numbers and passages
are found, `exports` what leaves the book in one piece, `theme` how it looks on a screen and `pdf`
how the same pages are set in print.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from expobook.runs import incremental

if TYPE_CHECKING:  # the processes that work ahead do without Sphinx
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything that the pages of the book use."""
    from . import pdf
    from .build import (
        claims,
        domain,
        edition_line,
        nodes,
        run_banner,
        workers,
    )
    from .exports import embed, summary_files
    from .figures import (
        cite_links,
        data_tables,
        explorer,
        figure_links,
        interactive,
        responsive_svg,
    )
    from .markup import citation_block, directives, number_words, numref, roles, rooms
    from .pages import (
        appendices,
        code_appendix,
        downloads,
        editions,
        events,
        ledger,
        ledger_files,
        overviews,
        sources,
        summary,
    )
    from .search import pages as search_pages
    from .theme import hover_cards, metadata, theme, unused_css

    for part in (
        nodes,
        domain,
        roles,
        number_words,
        claims,
        directives,
        ledger,
        ledger_files,
        sources,
        appendices,
        events,
        overviews,
        rooms,
        figure_links,
        embed,
        responsive_svg,
        cite_links,
        citation_block,
        explorer,
        numref,
        code_appendix,
        data_tables,
        hover_cards,
        run_banner,
        theme,
        metadata,
        interactive,
        edition_line,
        editions,
        downloads,
        summary,
        summary_files,
        search_pages,
        unused_css,
        workers,
        pdf,
    ):
        part.setup(app)
    return {"env_version": own_code(), "parallel_read_safe": True, "parallel_write_safe": True}


def own_code() -> str:
    """A digest of the package, so that pages made by older code are made again."""
    return hashlib.sha256(repr(sorted(incremental.code().items())).encode()).hexdigest()[:24]
