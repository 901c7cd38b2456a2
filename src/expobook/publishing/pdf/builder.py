"""The Sphinx builder `typst`: one folder with markup, style, data, pictures and faces.

`typst compile --font-path fonts --ignore-system-fonts report.typ` makes the report of it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.builders import Builder
from sphinx.util import logging

from ..build.domain import domain_of
from ..pages.sources import source_entry
from . import edition, elements, glyphs
from .markup import block, string
from .translator import Entry, TypstTranslator

logger = logging.getLogger(__name__)
STYLE = Path(__file__).parent / "style"
ONLINE_ONLY = frozenset(("book/downloads",))
"""Pages that serve at a screen only: files to fetch."""
LEDGER, SOURCES, SHEET = "book/ledger", "book/sources", "summary-sheet"
_LISTS = "list-of-figures"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(slots=True)
class Page:
    """One page in print: what it is, and its markup in pieces."""

    docname: str
    part: str
    tree: nodes.document
    kind: str = "front"
    sign: str = ""
    title: str = ""
    body: list[str] = field(default_factory=list)

    @property
    def listed(self) -> bool:
        """Whether the page is a list of entries."""
        return any(isinstance(piece, Entry) for piece in self.body)


class TypstBuilder(Builder):
    """Writes the whole book as Typst markup, page by page."""

    name = format = "typst"
    epilog = "The markup of the PDF edition is in %(outdir)s."
    allow_parallel = False
    supported_image_types: list[str] = []
    default_translator_class = TypstTranslator

    def init(self) -> None:
        """Begin with nothing known."""
        self.current_docname = ""
        self.labels: set[str] = set()
        self.links: dict[str, dict[str, str]] = {}
        """The labels to which each page and entry links, with the words of the first link."""
        self.uses: dict[str, dict[str, str]] = {}
        """For each number the label of its first appearance in each chapter."""
        self.listed: dict[tuple[str, ...], str] = {}
        """Lists of inputs with the first number whose entry prints them."""
        self.pictures: dict[str, str] = {}
        self.moved: dict[str, str] = {}
        """Pages that print leaves out, with the label that stands in; empty for the screen's."""

    def get_outdated_docs(self) -> str:
        """Everything is written: pages share one document."""
        return "the whole book"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """A page by its name, marked as such."""
        return f"%{docname}"

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        """The same from everywhere."""
        return self.get_target_uri(to)

    def label(self, docname: str, anchor: str = "") -> str:
        """The label of a place: entries have their own name, in every edition the same."""
        if (docname, anchor) in self._entries:
            return anchor
        return f"{docname}#{anchor}" if anchor else docname

    def first_use(self, label: str, docname: str, place: str) -> str:
        """The label for a number that a chapter shows for the first time; empty for the others."""
        known = self.uses.setdefault(label, {})
        if place != docname or docname in known or docname == LEDGER:
            return ""
        known[docname] = f"use-{label}-{docname}"
        return known[docname]

    def cited(self, label: str) -> bool:
        """Whether something printed so far leads to a place."""
        return any(label in found for found in self.links.values())

    def write(self, *ignored: Any) -> None:
        """Translate all pages, the lists of entries last, and write the folder."""
        self.edition = edition.of_build(self.app)
        places = domain_of(self.env).data["places"].values()
        self._entries = {(place.docname, place.anchor) for place in places}
        self.titles = {place.anchor: place.title for place in places}
        pages = [page for page in self._all_pages() if page.docname not in self.moved]
        late = (LEDGER, SOURCES)  # who uses a number, and which sources are cited, is known then
        for page in sorted(pages, key=lambda page: page.docname in late and
                           late.index(page.docname) + 1):
            self._translate(page)
        for place, found in self.links.items():
            for label in found.keys() - self.labels - {_LISTS}:
                logger.warning("the link “%s” leads to %s, which print doesn't have",
                               found[label], label, location=place)
        self._write_folder(pages)

    def _all_pages(self) -> Iterator[Page]:
        """The pages in the order of the contents, each with the caption of its part."""
        root = self.config.root_doc
        listed = [(root, "")]
        for tree in self.env.get_doctree(root).findall(addnodes.toctree):
            listed += [(docname, tree.get("caption") or "") for _, docname in tree["entries"]]
        letters, numbered = iter(_LETTERS), False
        for docname, part in listed:
            tree = self.env.get_and_resolve_doctree(docname, self, prune_toctrees=False)
            page = Page(docname, part, tree)
            self._leave_out(page)
            number = self.env.toc_secnumbers.get(docname, {}).get("", ())
            if number:
                page.kind, page.sign, numbered = "chapter", str(number[0]), True
            elif numbered and docname not in self.moved:
                page.kind, page.sign = "appendix", next(letters)
            yield page

    def _leave_out(self, page: Page) -> None:
        """Note a page that works on a screen only, and what print has in its place."""
        if page.docname in ONLINE_ONLY:
            self.moved[page.docname] = ""
        for node in page.tree.findall(nodes.Element):
            if "figures-list" in node["classes"]:
                self.moved[page.docname] = _LISTS
            elif "only-on-screen" in node["classes"]:
                self.moved[page.docname] = node["html"]["data_instead"]

    def _translate(self, page: Page) -> None:
        self.current_docname = page.docname
        self.labels.add(page.docname)
        writer: TypstTranslator = self.create_translator(page.tree, self)
        page.tree.walkabout(writer)
        page.body, page.title = writer.body, writer.heading
        if page.docname == self.config.root_doc:
            page.title = "Summary"
        if page.kind == "chapter" and self.env.doc2path(page.docname).endswith(".ipynb"):
            page.body.insert(0, block("made-by", string(f"{page.docname}.ipynb")))
        if count := sum(not self.cited(node["ids"][0]) for node in page.tree.findall(source_entry)):
            page.body.append(Entry(block("left-out", string(str(count)))))

    def _write_folder(self, pages: list[Page]) -> None:
        out = Path(self.outdir)
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(STYLE, out)
        (out / "fonts").mkdir()
        for path in [*glyphs.latin_files(), *glyphs.chinese_files()]:
            shutil.copyfile(path, out / "fonts" / path.name)
        for file in self.edition.attachments:
            (out / file.name).write_bytes(file.content)
        for name, data in (("edition", self.edition.as_data()), ("titles", self.titles)):
            self._write(f"{name}.json", json.dumps(data, ensure_ascii=False, indent=1))
        documents = {"report.typ": self._report(pages), **self._summaries()}
        for page in pages:
            if page.kind == "chapter":
                documents[f"chapters/{page.docname.rsplit('/', 1)[-1]}.typ"] = self._chapter(page)
        for name, lines in documents.items():
            self._write(name, "".join(lines))
        for name, svg in self.pictures.items():
            self._write(name, svg)
        self._write("documents.json", json.dumps(list(documents)))
        for page in pages:
            self._write(f"pages/{page.docname}.typ", "".join(_lines_of(page)))

    def _write(self, name: str, text: str) -> None:
        path = Path(self.outdir) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")

    def _report(self, pages: list[Page]) -> Iterator[str]:
        """The report: its front, then page after page; lists of entries share their columns."""
        yield '#import "book.typ": *\n#import "front.typ": front-matter\n'
        yield "#show: report\n#front-matter()\n"
        part, flat = "", False
        for listed, group in groupby(pages, key=lambda page: page.listed):
            together = []
            for page in group:
                if page.kind == "appendix" and not flat:
                    flat = True
                    yield "#show: appendices\n"
                begins = f"part: {string(page.part)}" if page.part != part else ""
                head = block("page-head", string(page.kind), string(page.sign),
                             string(page.docname), begins, f"[{page.title.strip()}]").strip()
                part = page.part
                path = string(f"pages/{page.docname}.typ")
                if listed:
                    name = page.docname.rsplit("/", 1)[-1]
                    yield f"#import {path}: pieces as {name}\n"
                    together += [head[1:], f"..{name}"]
                else:
                    yield f"{head}\n#include {path}\n"
            if together:
                yield block("sheets", *together)

    def _summaries(self) -> dict[str, Iterable[str]]:
        """The one-page summary in each language that the book has it in."""
        found: dict[str, Iterable[str]] = {}
        for docname in sorted(self.moved):
            tree = self.env.get_and_resolve_doctree(docname, self)
            for node in tree.findall(lambda node: SHEET in getattr(node, "attributes", {}).get(
                    "classes", ())):
                self.current_docname = docname
                language = node["html"]["lang"]
                name = f"Summary of {self.edition.title} ({self.edition.label})"
                found[f"summary-{language}.typ"] = (
                    '#import "parts.typ": *\n\n',
                    elements.sheet(self.create_translator(tree, self), node, name))
        return found

    def _chapter(self, page: Page) -> Iterator[str]:
        """A chapter alone, with the entries of its numbers and of their sources."""
        facts = [label for label in self.links.get(page.docname, ()) if label.startswith("fact-")]
        leading = (page.docname, *facts)
        sources = {label for place in leading for label in self.links.get(place, ())
                   if label.startswith("source-")}
        yield '#import "/parts.typ": *\n'
        yield f'#show: chapter.with({string(page.sign)}, {string(page.docname)}, [{page.title}])\n'
        yield f'#include {string(f"/pages/{page.docname}.typ")}\n'
        for docname, name in ((LEDGER, "ledger"), (SOURCES, "listed")):
            yield f'#import {string(f"/pages/{docname}.typ")}: pieces as {name}\n'
        yield block("own-entries", *(f"({''.join(f'{string(label)}, ' for label in labels)})"
                                     for labels in (facts, sorted(sources))), "ledger", "listed")

    def finish(self) -> None:
        """Everything is written."""


def _lines_of(page: Page) -> Iterator[str]:
    """The file of a page: markup, or for a list of entries its pieces."""
    yield '#import "/book.typ": *\n\n'
    if not page.listed:
        yield from page.body
        return
    yield "#let pieces = (\n"
    for entries, group in groupby(filter(None, page.body),
                                  key=lambda piece: isinstance(piece, Entry)):
        if entries:
            yield from (f"{piece[1:].strip()},\n" for piece in group)
        else:
            yield f"[{''.join(group).strip()}],\n"
    yield ")\n"
