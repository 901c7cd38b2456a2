"""The report as one EPUB, made of the finished pages of a run without what needs a screen.

Charts are pictures in it: an e-reader has neither their faces nor always a way to draw text.
"""

from __future__ import annotations

import posixpath
import re
from html import escape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from expobook.citations import catalogue
from expobook.facts import notebook_outputs
from expobook.figures import export
from expobook.runs import reader_run
from expobook.runs.layout import notebooks_in
from expobook.values.files import archives, documents

from ..pdf.builder import ONLINE_ONLY
from . import epub, xhtml
from .epub import Chapter

NAME = "report.epub"
_PICTURES = "pictures"
_SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_TITLES = re.compile(r"<(?:title|desc)\b[^>]*>(.*?)</(?:title|desc)>", re.DOTALL)
_FIGURE = re.compile(r'aria-labelledby="(?:again-)?(fig-[a-z0-9-]+)-title ')
_ARTICLE = re.compile(r"<article\b.*</article>", re.DOTALL)


def of_run(run: Path) -> bytes:
    """The EPUB of a run with its pages and figures, the same bytes every time."""
    source = run / "source"
    changed = reader_run.changed_in(source)
    known = catalogue.of_source(source, notebook_outputs.read_all(notebooks_in(source)), source / "data", changed)
    root = documents.yaml_object(source / "_toc.yml")["root"]
    shown = _Shown(run)
    pages = (root, *(thing.page for thing in known.of("chapter")))
    chapters = [chapter for page in pages if (chapter := _chapter(page, shown))]
    files = epub.contents(known.identity, chapters, shown.files, reader_run.stamp(changed))
    return archives.zipped(files, plain=(epub.FIRST,))


def _chapter(page: str, shown: _Shown) -> Chapter | None:
    """A page; none where it makes no sense without a screen."""
    found = _ARTICLE.search(shown.page(page))
    if page in ONLINE_ONLY or found is None:
        return None
    drawings: list[str] = []
    tree = xhtml.parsed(_SVG.sub(lambda match: _place(match[0], drawings), found[0]))
    if tree is None:
        return None
    for image in tree.iter("img"):
        place = image.attrib.pop("data-drawing", None)
        name = shown.of_page(page, image.get("src")) if place is None else shown.drawn(drawings[int(place)])
        image.set("src", "../" * page.count("/") + name)
    return Chapter(page, tree)


def _place(svg: str, drawings: list[str]) -> str:
    """Where a drawing stands, with its words as a description."""
    drawings.append(svg)
    words = " ".join(_TITLES.findall(svg)) or "Sign"
    return f'<img data-drawing="{len(drawings) - 1}" alt="{escape(words)}"/>'


class _Shown:
    """The pages of a run, and the pictures that they show, by their place in the EPUB."""

    def __init__(self, run: Path) -> None:
        self._run = run
        self.files: dict[str, bytes] = {}

    def page(self, page: str) -> str:
        """The finished page."""
        return (self._run / "html" / f"{page}.html").read_text(encoding="utf-8")

    def of_page(self, page: str, address: str) -> str:
        """A picture that a page loads."""
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(urlsplit(address).path)))
        name = f"{_PICTURES}/{posixpath.basename(path)}"
        self.files[name] = (self._run / "html" / path).read_bytes()
        return name

    def drawn(self, svg: str) -> str:
        """A drawing: the picture of its figure, or one of its own."""
        figure = _FIGURE.search(svg)
        path = self._run / "figures" / f"{figure[1] if figure else ''}.bare.png"
        name = f"{_PICTURES}/{figure[1] if figure else f'drawing-{len(self.files) + 1}'}.png"
        if name not in self.files:
            self.files[name] = path.read_bytes() if path.is_file() else export.picture(svg)
        return name
