"""The Sphinx builder `ebook`: the pages of the report as one EPUB, `report.epub`.

The same pages as on the screen, read once, without what needs a screen or a script. Every picture
is drawn as a PNG: an e-reader has neither the faces of the charts nor always a way to draw text.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from expobook.figures import export
from expobook.values.files import archives

from ..build.domain import domain_of
from ..figures.citables import catalogue_of
from ..pdf.builder import ONLINE_ONLY
from . import epub, xhtml
from .epub import Chapter

NAME = "report.epub"
PICTURES = "pictures"
_SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_WORDS = re.compile(r"<(?:title|desc)\b[^>]*>(.*?)</(?:title|desc)>", re.DOTALL)


class EbookBuilder(StandaloneHTMLBuilder):
    """Writes the report as an EPUB."""

    name = "ebook"
    epilog = "The EPUB is in %(outdir)s."
    search = False
    allow_parallel = False

    def init(self) -> None:
        """Begin with nothing known."""
        super().init()
        self.out_suffix = self.link_suffix = ".xhtml"
        self.chapters: dict[str, Chapter] = {}
        self.pictures: dict[str, bytes] = {}

    def get_outdated_docs(self) -> Iterator[str]:
        """Everything is written: pages share one file."""
        yield from sorted(self.env.found_docs)

    def copy_assets(self) -> None:
        """Take nothing of what pages on a screen load; others put their files there still."""
        Path(self.outdir, "_static").mkdir(exist_ok=True)

    def write_doc_serialized(self, docname: str, doctree: nodes.document) -> None:
        """Note the pictures of a page; there is no index for searching."""
        self.post_process_images(doctree)

    def handle_page(self, pagename: str, addctx: dict[str, Any], *ignored: Any,
                    event_arg: Any = None, **also: Any) -> None:
        """Take the text of a page, as the screen shows it."""
        if not _on_screen_only(pagename, event_arg):
            body = _SVG.sub(lambda match: self._drawn(match[0], pagename), addctx["body"])
            self.chapters[pagename] = Chapter(pagename, xhtml.parsed(body))

    def _drawn(self, svg: str, pagename: str) -> str:
        """A drawing as a picture beside the pages, with its words as a description."""
        once = svg.replace("again-", "")  # a figure shown a second time has ids of its own
        name = f"{PICTURES}/{hashlib.sha256(once.encode()).hexdigest()[:16]}.png"
        if name not in self.pictures:
            self.pictures[name] = export.picture(svg)
        words = " ".join(_WORDS.findall(svg)) or "Sign"
        return f'<img src="{"../" * pagename.count("/")}{name}" alt="{escape(words)}"/>'

    def finish(self) -> None:
        """Write the archive."""
        self.copy_image_files()
        for name in self.images.values():
            self.pictures[f"{self.imagedir}/{name}"] = Path(
                self.outdir, self.imagedir, name).read_bytes()
        catalogue, stamp = catalogue_of(self.env), domain_of(self.env).stamp
        ordered = [self.chapters[name] for name in self._order() if name in self.chapters]
        files = epub.contents(catalogue.identity, ordered, self.pictures, stamp)
        Path(self.outdir, NAME).write_bytes(archives.zipped(files, plain=(epub.FIRST,)))

    def _order(self) -> Iterator[str]:
        """The pages in the order of the contents."""
        yield self.config.root_doc
        for tree in self.env.get_doctree(self.config.root_doc).findall(addnodes.toctree):
            yield from (docname for _, docname in tree["entries"])


def _on_screen_only(docname: str, tree: nodes.document) -> bool:
    """Whether a page serves at a screen only, or is a list that the contents have anyway."""
    return docname in ONLINE_ONLY or any(
        {"figures-list", "only-on-screen"} & set(node["classes"])
        for node in tree.findall(nodes.Element))


def setup(app: Sphinx) -> None:
    """Register the builder."""
    app.add_builder(EbookBuilder)
