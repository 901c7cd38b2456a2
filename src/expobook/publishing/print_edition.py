"""What the printed edition says about itself: names, dates, parameters, attached files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from expobook.mistakes import Failure
from expobook.rounding import decimals_of, write_number
from expobook.units import UNITS


class PdfError(Failure):
    """The PDF can't be made or isn't fit to publish; the message says why in plain words."""


class PangoMissing(PdfError):
    """The text library that WeasyPrint needs isn't on this machine."""


PANGO_ADVICE = (
    "The PDF needs the Pango text library. Install it with: "
    "Debian or Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; "
    "macOS: brew install pango; "
    "Windows: install MSYS2, then pacman -S mingw-w64-ucrt-x86_64-pango."
)


@dataclass(frozen=True, slots=True)
class PrintedParameter:
    """One parameter of the run: name, value, default, meaning, unit, and the chapters with it."""

    name: str
    value: Any
    default: Any
    meaning: str = ""
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
    description: str = ""
    base_address: str = ""
    parameters: tuple[PrintedParameter, ...] = ()
    stamp: str = ""
    attachments: tuple[Attached, ...] = ()
    imprint: tuple[str, ...] = ()
    language: str = "en-GB"

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

    def changed(self) -> tuple[PrintedParameter, ...]:
        """The parameters that differ from the published edition."""
        return tuple(item for item in self.parameters if item.changed)

    @property
    def words(self) -> str:
        """The edition, or the run on it, in a few words."""
        return f"{'reader’s run on ' if self.readers_run else ''}edition {self.name}"

    def address_of(self, path: str) -> str:
        """The web address of a place in the HTML edition; empty while it has none."""
        return f"{self.base_address.rstrip('/')}/{path}" if self.base_address else ""

    @property
    def readers_run(self) -> bool:
        """Whether this is a reader's run and not the published edition."""
        return bool(self.stamp)


def written(value: Any, unit: str = "") -> str:
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
        return ", ".join(written(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {written(item)}" for key, item in value.items())
    return str(value).replace("_", " ")
