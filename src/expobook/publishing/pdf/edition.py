"""What the printed edition says about itself: names, dates, parameters, attached files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from expobook.facts import notebook_outputs
from expobook.facts.parameters import MODELS, unit_of
from expobook.runs import edition, facts_files
from expobook.values import periods
from expobook.values.grades import GRADES, MARKS
from expobook.values.numbers import decimals_of, write_number
from expobook.values.units import UNITS

from ..build.domain import NumbersDomain, domain_of
from ..build.edition_line import kept_line
from ..build.fragments import VERDICTS
from . import imprint
from .markup import PdfError

_MARKS = ("met", "on-course", "behind", "missed", "not-assessable")
_MIME = {".csv": "text/csv", ".zip": "application/zip"}


@dataclass(frozen=True, slots=True)
class PrintedParameter:
    """One parameter of the run: name, value, default, unit, and the chapters that take it."""

    name: str
    value: Any
    default: Any
    unit: str = ""
    chapters: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The name as words."""
        return self.name.replace("_", " ").removesuffix(" years")

    @property
    def telling(self) -> bool:
        """Whether the value says something; empty and nought stand for “as it is by itself”."""
        return self.changed or self.value not in ("", None, 0.0)

    @property
    def changed(self) -> bool:
        """Whether the reader chose another value than the published edition."""
        return self.value != self.default


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that travels inside the PDF."""

    name: str
    content: bytes
    description: str


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition or reader's run, as the title page and the page margins name it.

    `name` is the calendar version (2026.11), `data_date` an ISO date, `content` the hash of data
    and numbers. `base_address` is where the HTML edition is published; without it, permalinks are
    printed as the names of figures and the edition.
    """

    title: str
    name: str
    data_date: str
    content: str = ""
    subtitle: str = ""
    author: str = ""
    base_address: str = ""
    parameters: tuple[PrintedParameter, ...] = ()
    stamp: str = ""
    attachments: tuple[Attached, ...] = ()
    imprint: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an edition that would print an empty title page or a wrong date."""
        for field in ("title", "name"):
            if not getattr(self, field).strip():
                raise PdfError(f"the edition has no {field}; the title page prints it")
        self.day()

    def day(self) -> date:
        """The date of the data. Raises `PdfError` when it isn't an ISO date."""
        try:
            return date.fromisoformat(self.data_date)
        except ValueError:
            raise PdfError(
                f"date of the data {self.data_date!r}: write year-month-day, such as 2026-11-23"
            ) from None

    def epoch(self) -> int:
        """Seconds since 1970 of midnight (UTC) on the date of the data: the PDF's only clock."""
        day = self.day()
        return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())

    @property
    def label(self) -> str:
        """The edition, or the run on it, in a few words."""
        return f"{'reader’s run on ' if self.stamp else ''}edition {self.name}"

    def as_data(self) -> dict[str, Any]:
        """What the style reads: texts only, so that it needs to know nothing of the book."""
        day = self.day()
        name = self.label[0].upper() + self.label[1:]
        return {
            "title": self.title, "subtitle": self.subtitle, "author": self.author,
            "name": name, "words": self.label, "short": "reader’s run" if self.stamp else self.name,
            "date": periods.format_date(self.data_date), "day": [day.year, day.month, day.day],
            "epoch": self.epoch(), "content": self.content, "stamp": self.stamp,
            "foot": self.stamp or f"{name} · data as of {periods.format_date(self.data_date)}",
            "address": self.base_address, "imprint": list(self.imprint),
            "changed": any(item.changed for item in self.parameters),
            "parameters": _by_chapter(self.parameters),
            "grades": [[grade.lower(), meaning.replace("'", "’")]
                       for grade, meaning in GRADES.items()],
            "marks": [[mark, meaning.replace("'", "’")] for mark, meaning in MARKS.items()],
            "verdicts": [[tone, *VERDICTS[tone]] for tone in _MARKS],
            "attachments": [[item.name, item.description, _MIME[Path(item.name).suffix]]
                            for item in self.attachments],
        }


def of_build(app: Sphinx) -> Edition:
    """What the PDF of a build says about itself, from the source that is being built."""
    domain, config = domain_of(app.env), app.config
    line, data = kept_line(domain), domain.shelf.folder
    found = notebook_outputs.read_all(Path(app.env.doc2path(note.docname))
                             for note in domain.index.notebooks)
    return Edition(
        title=config.html_title or config.project, subtitle=edition.SUBTITLE,
        author=config.author, name=edition.NAME, data_date=line.data_date, content=line.content,
        base_address=config.html_baseurl or "", stamp=line.stamp,
        parameters=tuple(_parameters(domain)),
        imprint=(*imprint.lines(Path(app.srcdir), line.stamp), *_how_to_open(app)),
        attachments=(
            Attached("facts.csv", facts_files.as_csv(found, line.stamp).encode(),
                     "Every number of the report, one row each"),
            Attached("data.zip", edition.archive(data),
                     "The data package behind the report"),
        ),
    )


def _how_to_open(app: Sphinx) -> Iterator[str]:
    """What the names under figures and tables are good for, by the first of them."""
    first = next(domain_of(app.env).index.of("figure"), None)
    if first and not app.config.html_baseurl:
        name = first.item["id"]
        yield (f"Names: the name below a figure or table, such as {name}, stays the same in every "
               "edition. To open it in the folder of this edition: html/, the chapter’s page, # "
               f"and the name, as in html/{first.docname}.html#{name}. Citations use the same "
               "names.")


def _parameters(domain: NumbersDomain) -> Iterator[PrintedParameter]:
    """Every parameter once, with the chapters that have it; those of all chapters name none."""
    executed = [(note.docname.rsplit("/", 1)[-1], note.parameters)
                for note in domain.index.notebooks if note.parameters]
    owners: dict[str, list[str]] = {}
    values: dict[str, Any] = {}
    for notebook, parameters in executed:
        for name in parameters:
            owners.setdefault(name, []).append(notebook)
            values.setdefault(name, parameters[name])
    for name, notebooks in owners.items():
        model = MODELS.get(notebooks[0])
        field = model.model_fields.get(name) if model else None
        numbers = tuple(notebook[:2].lstrip("0") for notebook in notebooks)
        yield PrintedParameter(
            name, values[name], field.default if field else values[name],
            unit_of(field) if field else "",
            () if len(numbers) == len(executed) else numbers)


def _by_chapter(parameters: tuple[PrintedParameter, ...]) -> list[dict[str, Any]]:
    """The parameters that say something, in groups named by their chapters."""
    groups: dict[tuple[str, ...], list[list[Any]]] = {}
    for item in parameters:
        if item.telling:
            published = f" (published: {in_words(item.default, item.unit)})" if item.changed else ""
            groups.setdefault(item.chapters, []).append(
                [item.label, in_words(item.value, item.unit) + published, item.changed])
    return [{"chapters": _chapters(chapters), "items": items}
            for chapters, items in groups.items()]


def _chapters(numbers: tuple[str, ...]) -> str:
    """“Chapter 5”, “Chapters 2, 4 and 5”; parameters that every notebook takes name none."""
    if not numbers:
        return "All chapters"
    *first, last = numbers
    listed = f"{', '.join(first)} and {last}" if first else last
    return f"Chapter{'s' if first else ''} {listed}"


def in_words(value: Any, unit: str = "") -> str:
    """A parameter's value in words, with its unit."""
    if isinstance(value, int | float) and not isinstance(value, bool) and unit:
        if unit == "fraction":
            return f"{write_number(100 * value, decimals_of(100 * value))}%"
        number = str(value) if unit == "year" else write_number(value, decimals_of(value))
        return UNITS[unit].write(number) if unit in UNITS else number
    if value is None or value == "":
        return "not set"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(in_words(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {in_words(item)}" for key, item in value.items())
    return str(value).replace("_", " ")
