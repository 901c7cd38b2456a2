"""Everything in a book that can be cited, by id: the whole, chapters, figures, tables, numbers."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from expobook.facts import notebook_outputs
from expobook.runs import edition
from expobook.runs.reader_run import DOES_NOT_HOLD, LABEL, describe_false_claim
from expobook.runs.run import Run
from expobook.values.files import documents
from expobook.values.grades import explain_mark, mark_of
from expobook.values.suggestions import did_you_mean

from . import CitingError
from .identity import Identity, read_identity, source_rows

BOOK = "book"
LEDGER = "book/ledger"


class UnknownId(CitingError):
    """An id that nothing in the book has; the message names near ones."""


@dataclass(frozen=True, slots=True)
class Citable:
    """One thing with a citation of its own, and where it stands: page, then anchor."""

    id: str
    kind: str
    title: str
    page: str
    anchor: str = ""
    marks: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    described: Mapping[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Its place in the folder of the HTML book."""
        return f"{self.page}.html" + (f"#{self.anchor}" if self.anchor else "")


@dataclass(frozen=True)
class Catalogue:
    """The citable things of one book, its identity, and the sources behind its numbers."""

    identity: Identity
    sources: dict[str, dict[str, Any]]
    things: dict[str, Citable]
    changed: Mapping[str, Any] = field(default_factory=dict)
    """The parameters of a reader's run that differ from the published edition's."""

    def find(self, name: str) -> Citable:
        """The thing with an id; raise `UnknownId` with near ids when there is none."""
        if name in self.things:
            return self.things[name]
        hint = did_you_mean(name, self.things) or (
            f"ids are `{BOOK}`, chapters such as {self._example('chapter')}, figures such as "
            f"{self._example('figure')}, numbers such as {self._example('number')}"
        )
        raise UnknownId(f"nothing in the book has the id {name!r}; {hint}")

    def of(self, *kinds: str) -> list[Citable]:
        """All things of some kinds, in the order of the book."""
        return [thing for thing in self.things.values() if thing.kind in kinds]

    @cached_property
    def book(self) -> Citable:
        """The book itself, as a thing that can be cited."""
        return self.things[BOOK]

    def credits(self) -> dict[str, str]:
        """Whose numbers each figure shows, by its id: two lines that go wherever it is taken."""
        return {thing.id: self.credit(thing) for thing in self.of("figure")}

    def credit(self, thing: Citable) -> str:
        """The line below a figure taken away: its publishers, its mark, and the edition."""
        publishers = dict.fromkeys(self.sources[name]["publisher"] for name in thing.sources)
        marked = "".join(f" {explain_mark(mark).split(':')[0]}." for mark in thing.marks)
        edition_of = LABEL if self.changed else f"edition {self.identity.edition}"
        return (
            f"Source: {'; '.join(publishers)}.{marked}\n{self.identity.title}, {edition_of}, "
            f"{thing.id}. {self.identity.licence}."
        )

    def _example(self, kind: str) -> str:
        return next((thing.id for thing in self.of(kind)), f"(no {kind} here)")


def of_run(run: Run) -> Catalogue:
    """The catalogue of a finished run."""
    source = run.folder / "source"
    return of_source(source, run.notebooks, source / "data", run.changed)


def of_source(
    source: Path, notebooks: Sequence[notebook_outputs.NotebookBundles], data: Path, changed: Mapping[str, Any]
) -> Catalogue:
    """The catalogue of a book from its source tree and what its notebooks carry."""
    identity, sources = read_identity(source, data), source_rows(data)
    facts = {fact["id"]: fact for notebook in notebooks for fact in notebook.facts}
    identity = replace(identity, content=edition.content_hash(data, facts.values()))
    false_claims = (
        {
            claim["id"]: describe_false_claim(claim, facts)
            for notebook in notebooks
            for claim in notebook.claims
            if not claim["holds"]
        }
        if changed
        else {}
    )
    things = [Citable(BOOK, "book", identity.title, "index"), *_chapters(source)]
    for notebook in notebooks:
        things += _stated(notebook, sources, false_claims)
    return Catalogue(identity, sources, {thing.id: thing for thing in things}, changed)


def _stated(
    notebook: notebook_outputs.NotebookBundles, sources: Container[str], false_claims: Mapping[str, str]
) -> Iterator[Citable]:
    """The figures, tables and numbers of a notebook.

    A source that the data package lacks is left out: the build names it, with its place.
    """
    yield from _drawn(notebook, sources, false_claims)
    for fact in notebook.facts:
        yield Citable(
            fact["id"],
            "number",
            number_title(fact),
            LEDGER,
            f"fact-{fact['id']}",
            (mark_of(fact),),
            tuple(name for name in fact["sources"] if name in sources),
            {**fact, "notebook": notebook.name},
        )


def _drawn(
    notebook: notebook_outputs.NotebookBundles, sources: Container[str], false_claims: Mapping[str, str]
) -> Iterator[Citable]:
    """The figures and tables of a notebook, each with what its title no longer says in this run."""
    page = f"notebooks/{notebook.name}"
    for kind, found in (("figure", notebook.figures), ("table", notebook.tables)):
        for one in found:
            false = [false_claims[name] for name in one.get("claims", ()) if name in false_claims]
            described = {
                **one,
                "parameters": notebook.parameters,
                "notebook": notebook.name,
                "false_claims": false,
                "note": " ".join(filter(None, [one["note"], *false])),
            }
            title = f"{DOES_NOT_HOLD}: {one['title']}" if false else one["title"]
            yield Citable(
                one["id"],
                kind,
                title,
                page,
                one["id"],
                tuple(one.get("marks", one["grade"])),
                tuple(name for name in one["sources"] if name in sources),
                described,
            )


def number_title(fact: Mapping[str, Any]) -> str:
    """What a number is called in a citation: what it measures, then itself as displayed."""
    between = ", " if ":" in fact["label"] else ": "
    return f"{fact['label']}{between}{fact['display']}"


def _chapters(source: Path) -> list[Citable]:
    """The pages of the table of contents, chapters and appendices; the first page is the book."""
    contents = documents.yaml_object(source / "_toc.yml")
    pages = [
        entry["file"]
        for part in contents.get("parts", [contents])
        for entry in part.get("chapters", ())
        if "file" in entry
    ]
    return [Citable(page.rsplit("/", 1)[-1], "chapter", _heading(source, page), page) for page in pages]


def _heading(source: Path, page: str) -> str:
    notebook = source / f"{page}.ipynb"
    if notebook.is_file():
        return notebook_outputs.heading(notebook)
    lines = (source / f"{page}.md").read_text(encoding="utf-8").splitlines()
    return next((line[2:].strip() for line in lines if line.startswith("# ")), page)
