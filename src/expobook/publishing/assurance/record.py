"""What was checked, and what that shows: tables from the record that `expobook assurance` made."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from itertools import groupby
from pathlib import PurePosixPath

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from expobook.editions import assurance
from expobook.editions.assurance import Checked, Record
from expobook.runs import edition
from expobook.runs.layout import ASSURANCE

from ..build import fragments
from ..build.domain import BOOK, domain_of
from ..build.nodes import make_code, make_more, make_printed_text
from ..figures.citables import catalogue_of

_GROUPS = {
    "tools": "Style and types of the code",
    "notebooks": "Notebooks, executed again and compared cell by cell",
    "tests/data": "The data: schema, keys, tempting errors, values of the key findings",
    "tests/unit": "Arithmetic, rules, charts and the command line",
    "tests/notebooks": "Chapters under other settings, other data and planted errors",
    "tests/book": "The built report: pages in a browser, print, citations, verification",
    "tests/house": "The repository: structure, locks, promises of its guides",
}
Cells = list[list[nodes.Node]]


class _RecordDirective(SphinxDirective, ABC):
    """A directive that reads the record of what was checked."""

    def record(self) -> Record | None:
        """The record beside the data package; the page is read again when it changes."""
        domain = domain_of(self.env)
        domain.note_use(self.env.docname, *BOOK)
        self.env.note_dependency(str(domain.evidence.folder / ASSURANCE / assurance.RECORD))
        return assurance.read(domain.evidence.folder)

    def run(self) -> list[nodes.Node]:
        """What the record says; without one, that there is none."""
        record = self.record()
        return (
            [nodes.paragraph("", "No record of checks is kept for this edition.")]
            if record is None
            else self.content_of(record)
        )

    @abstractmethod
    def content_of(self, record: Record) -> list[nodes.Node]:
        """The part of the record that the directive shows."""


class AssuranceTests(_RecordDirective):
    """How many tests of each part passed, with the files folded below."""

    def content_of(self, record: Record) -> list[nodes.Node]:
        """A sentence on whose record it is, a row for each part, the receipt."""
        heads = _texts(("Part", "Passed", "Failed", "Left out"))
        groups = [
            (name, list(found))
            for name, found in groupby(sorted(record.checked, key=lambda one: (_order(one), one.file)), key=_group)
        ]
        rows = [[_GROUPS[name], *_counts(found)] for name, found in groups]
        files = [[[make_code(one.file)], one.what, *_counts([one])] for _, found in groups for one in found]
        receipt = record.receipt
        rebuilt = (
            f"From the files of a run of edition {receipt['edition']}: {receipt['summary']}."
            if receipt
            else "No receipt of rebuilt numbers is part of the record."
        )
        return [
            nodes.paragraph("", self._whose(record)),
            fragments.table(heads, rows, [1, 2, 3]),
            make_more(
                f"All {len(files)} files of tests, notebooks and tools",
                fragments.table(_texts(("File", "What it looks at", "Passed", "Failed", "Left out")), files, [2, 3, 4]),
            ),
            nodes.paragraph("", rebuilt),
        ]

    def _whose(self, record: Record) -> str:
        content = catalogue_of(self.env).identity.content
        said = f"The record is of edition {record.edition}"
        if (record.edition, record.content_hash) != (edition.NAME, content):
            return f"{said}, and of other data or numbers than this book has."
        return f"{said}, content {content[: edition.SHORT]}, code {record.code[: edition.SHORT]}."


class AssuranceLevels(_RecordDirective):
    """What the levels of a reproducible analytical pipeline ask for, and what the record shows."""

    def content_of(self, record: Record) -> list[nodes.Node]:
        """A table for each level."""
        heads = _texts(("Requirement", "Here", "Shown"))
        found: list[nodes.Node] = []
        for level, asked in groupby(record.requirements, key=lambda one: one.level):
            rows = [[one.requirement, one.how, one.status] for one in asked]
            title = f"{level.capitalize()} level"
            found.append(
                nodes.section("", nodes.title("", title), fragments.table(heads, rows), ids=[f"level-{level}"])
            )
        return found


def _group(checked: Checked) -> str:
    path = PurePosixPath(checked.file)
    name = path.parent.as_posix()
    return name if name in _GROUPS else "tools"


def _order(checked: Checked) -> int:
    return list(_GROUPS).index(_group(checked))


def _counts(found: Iterable[Checked]) -> list[str]:
    found = list(found)
    return [f"{sum(getattr(one, name) for one in found):,}" for name in ("passed", "failed", "skipped")]


def _texts(texts: Iterable[str]) -> Cells:
    return [[make_printed_text(text)] for text in texts]


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("assurance-tests", AssuranceTests)
    app.add_directive("assurance-levels", AssuranceLevels)
