"""The Sphinx extension and the PDF: how what the notebooks state becomes pages.

`markup` is what authors write, `build` what is known while a book is read, `figures` how charts are
shown, `pages` what is made from data (sources, events, editions), `ledger` what is said of each
number, `assurance` how far it can be relied on, `search` how numbers and passages are found,
`exports` what leaves the book in one piece, `programs` what programs read of it, `theme` how it
looks on a screen and `pdf` how the same pages are set in print.
"""

from __future__ import annotations

import hashlib
import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

from expobook.runs import incremental

if TYPE_CHECKING:  # the processes that work ahead do without Sphinx
    from sphinx.application import Sphinx

EXACT = "EXPOBOOK_EXACT"
"""Set where the pages of the last build are taken for an edition: a plain build asks for less."""
PARTS = (
    "theme.address",
    "build.nodes",
    "build.domain",
    "markup.roles",
    "markup.number_words",
    "build.claims",
    "markup.directives",
    "markup.languages",
    "ledger.entries",
    "ledger.files",
    "pages.sources",
    "pages.appendices",
    "pages.events",
    "pages.overviews",
    "markup.rooms",
    "figures.figure_links",
    "exports.embed",
    "figures.responsive_svg",
    "figures.cite_links",
    "markup.citation_block",
    "figures.explorer",
    "markup.numref",
    "pages.code_appendix",
    "figures.data_tables",
    "theme.hover_cards",
    "theme.error_reports",
    "theme.previews",
    "figures.thumbnails",
    "build.run_banner",
    "theme.theme",
    "theme.metadata",
    "figures.interactive",
    "markup.cards",
    "build.edition_line",
    "pages.editions",
    "pages.downloads",
    "pages.summary",
    "exports.summary_files",
    "search.pages",
    "theme.chinese_face",
    "theme.bundles",
    "theme.unused_css",
    "programs.files",
    "assurance.register",
    "assurance.record",
    "build.workers",
    "pdf.builder",
    "ledger.printed",
    "printing",
    "kept_pages",
)
"""The modules that add something to the book, in the order in which Sphinx meets them."""


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything that the pages of the book use."""
    os.environ["DOCUTILSCONFIG"] = ""  # ~/.docutils of a reader would change pages
    for part in PARTS:
        import_module(f".{part}", __name__).setup(app)
    return {"env_version": own_code(), "parallel_read_safe": True, "parallel_write_safe": True}


def own_code() -> str:
    """A digest of the package, so that pages made by older code are made again."""
    return hashlib.sha256(repr(sorted(incremental.code().items())).encode()).hexdigest()[:24]
