"""The Sphinx builder `typst`: one folder with markup, style, data, pictures and faces.

`typst compile --font-path fonts --ignore-system-fonts report.typ` makes the report of it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from string import ascii_uppercase
from typing import Any, NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.util import logging

from expobook.figures import fonts

from ..build.domain import domain_of
from ..build.nodes import box
from ..pages.sources import source_entry
from . import edition
from .markup import block, string
from .translator import TypstTranslator

logger = logging.getLogger(__name__)
STYLE = Path(__file__).parent / "style"
ONLINE_ONLY = "book/downloads"
"""The page that serves at a screen only: files to fetch."""
SHEET, _LISTS = "summary-sheet", "list-of-figures"
_LATE = {"book/ledger": 1, "book/sources": 2}
"""Pages that are written last: who uses a number, and then which sources are cited, is known."""


class Page(NamedTuple):
    """One page in print: its name, what it is, its chapter's or appendix's sign, its part."""

    docname: str
    kind: str
    sign: str
    part: str
    tree: nodes.document


class TypstBuilder(Builder):
    """Writes the whole book as Typst markup, page by page."""

    name = format = "typst"
    epilog = "The markup of the PDF edition is in %(outdir)s."
    supported_image_types: list[str] = []
    default_translator_class = TypstTranslator

    def init(self) -> None:
        """Begin with nothing known."""
        self.labels: set[str] = {_LISTS}
        self.links: dict[str, dict[str, str]] = {}
        """The labels to which each page and entry links, with the words of the first link."""
        self.uses: dict[str, set[str]] = {}
        """For each number the pages that show it."""
        self.listed: dict[tuple[str, ...], str] = {}
        """Lists of inputs with the first number whose entry prints them."""
        self.pictures: dict[str, str] = {}
        self.moved: dict[str, str] = {}
        """Pages that print leaves out, with the label that stands in; empty for the screen's."""

    def get_outdated_docs(self) -> str:
        """Everything is written: pages share one document."""
        return "the whole book"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """A page by its name, the same from everywhere."""
        return f"/{docname}"

    def label(self, docname: str, anchor: str = "") -> str:
        """The label of a place: entries have their own name, in every edition the same."""
        return anchor if (docname, anchor) in self._entries else f"{docname}#{anchor}".rstrip("#")

    def cited(self, label: str) -> bool:
        """Whether something printed so far leads to a place."""
        return any(label in found for found in self.links.values())

    def write(self, *ignored: Any) -> None:
        """Translate all pages, the lists of entries last, and write the folder."""
        places = domain_of(self.env).data["places"].values()
        self._entries = {(place.docname, place.anchor) for place in places}
        self._begin()
        pages = list(self._pages())
        order = sorted(pages, key=lambda page: _LATE.get(page.docname, 0))
        titles = {page: self._write_page(page) for page in order}
        for place, found in self.links.items():
            for label in found.keys() - self.labels:
                message = "the link “%s” leads to %s, which print doesn't have"
                logger.warning(message, found[label], label, location=place)
        chapters = [page for page in pages if page.kind == "chapter"]
        parts = (self._write_chapter(page, titles[page]) for page in chapters)
        about = {
            **self.edition,
            "pages": [page.docname for page in pages],
            "documents": ["report.typ", *self._write_sheets(), *parts],
            "titles": {place.anchor: place.title for place in places},
        }
        for name, text in {**self.pictures, "edition.json": json.dumps(about, indent=1)}.items():
            self._write(name, text)

    def _begin(self) -> None:
        """Begin the folder with what no page changes: style, faces, attached files."""
        self.edition = edition.of_build(self.app)
        out = Path(self.outdir)
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(STYLE, out)
        (out / "fonts").mkdir()
        for path in [*fonts.whole_files("latin"), *fonts.whole_files("chinese")]:
            shutil.copyfile(path, out / "fonts" / path.name)
        for name, content in edition.attachments(self.app).items():
            (out / name).write_bytes(content)

    def _write(self, name: str, text: str) -> str:
        path = Path(self.outdir) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        return name

    def _pages(self) -> Iterator[Page]:
        """The printed pages in the order of the contents, with the caption of a part's first."""
        listed = {self.config.root_doc: ""}
        for tree in self.env.get_doctree(self.config.root_doc).findall(addnodes.toctree):
            listed |= dict.fromkeys(tree["includefiles"], tree.get("caption") or "")
        resolved = partial(self.env.get_and_resolve_doctree, builder=self, prune_toctrees=False)
        trees = {docname: resolved(docname) for docname in listed}
        self.moved = dict.fromkeys({ONLINE_ONLY} & trees.keys(), "")
        for docname, tree in trees.items():
            for node in tree.findall(nodes.Element):
                if "figures-list" in node["classes"]:
                    self.moved[docname] = _LISTS
                elif "only-on-screen" in node["classes"]:
                    self.moved[docname] = node["html"]["data_instead"]
        letters, kind, before = iter(ascii_uppercase), "front", ""
        for docname, part in listed.items():
            if docname in self.moved:
                continue
            number = self.env.toc_secnumbers.get(docname, {}).get("", ())
            kind = "chapter" if number else "front" if kind == "front" else "appendix"
            sign = str(number[0]) if number else next(letters) if kind == "appendix" else ""
            yield Page(docname, kind, sign, part if part != before else "", trees[docname])
            before = part

    def _write_page(self, page: Page) -> str:
        """Translate a page, with its head first; returns the markup of its title."""
        self.current_docname = page.docname
        self.labels.add(page.docname)
        writer: TypstTranslator = self.create_translator(page.tree, self)
        page.tree.walkabout(writer)
        title = "Summary" if page.docname == self.config.root_doc else writer.heading.strip()
        head = block("page-head", *map(string, page[:4]), f"[{title}]")
        left = sum(not self.cited(node["ids"][0]) for node in page.tree.findall(source_entry))
        foot = block("left-out", str(left)) if left else ""
        parts = ['#import "/book.typ": *\n\n', head, *writer.body, foot]
        self._write(f"pages/{page.docname}.typ", "".join(parts))
        return title

    def _write_sheets(self) -> Iterator[str]:
        """The one-page summary in each language that the book has it in."""
        for docname in sorted(self.moved):
            tree = self.env.get_and_resolve_doctree(docname, self)
            self.current_docname = docname
            for node in tree.findall(box):
                if SHEET in node["classes"]:
                    sheet = self.create_translator(tree, self).markup(node)
                    text = f'#import "parts.typ": *\n\n{sheet}'
                    yield self._write(f"summary-{node['html']['lang']}.typ", text)

    def _write_chapter(self, page: Page, title: str) -> str:
        """A chapter alone, with the entries of its numbers and of their sources."""
        facts = [label for label in self.links.get(page.docname, ()) if label.startswith("fact-")]
        led = {label for place in (page.docname, *facts) for label in self.links.get(place, ())}
        sources = sorted(label for label in led if label.startswith("source-"))
        names = [f"({''.join(f'{string(name)}, ' for name in group)})" for group in (facts, sources)]
        call = block("chapter", string(page.docname), f"[Chapter {page.sign}: {title}]", *names)
        path = f"chapters/{Path(page.docname).name}.typ"
        return self._write(path, f'#import "/parts.typ": *\n{call}')


def setup(app: Sphinx) -> None:
    """Register the builder."""
    app.add_builder(TypstBuilder)
