"""Rules about single values: web addresses, times not after the data's own, counts, percent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from expobook.values.errors import excerpt

from .problems import Fault, Problem, Raw, rows_of

PLAIN_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?")
LAST_YEAR = "2100"
_LONGEST_NUMBER = 20
_NUMBERS = {"observations": ("value", "yoy_percent"), "goals": ("target_value",), "panel": ("exports", "imports")}
_LETTER = r"""[^\s"'<>\\^`{|}]"""
_ADDRESS = re.compile(rf"https?://((?![/?#@\[\]]){_LETTER})+([/?#]{_LETTER}*)?")


def plain_numbers(raw: Raw) -> Iterator[Problem]:
    """Numbers are plain decimals: no exponent, no separator, no zero at the end, not endless."""
    for fault, column, text, _ in _numbers(raw):
        if not PLAIN_NUMBER.fullmatch(text):
            yield fault(
                column, f"{excerpt(text)} isn't a plain decimal", "digits with a point before decimals, such as 124.805"
            )
        elif len(text) > _LONGEST_NUMBER:
            yield fault(
                column,
                f"a number of {len(text)} characters",
                f"at most {_LONGEST_NUMBER}; a larger unit makes it shorter",
            )


def counts_and_percent(raw: Raw) -> Iterator[Problem]:
    """What is counted is whole and not below zero; percent are of a size that can be meant."""
    for fault, column, text, unit in _numbers(raw):
        if not PLAIN_NUMBER.fullmatch(text):
            continue  # the rule above says so
        if unit == "count" and not text.isdigit():
            yield fault(column, f"{excerpt(text)} as a count", "a whole number from 0 on")
        if unit == "percent" and not -100 <= float(text) <= 1000:
            yield fault(column, f"{excerpt(text)} percent", "from -100 to 1000; beyond that, the unit times")


def addresses(raw: Raw) -> Iterator[Problem]:
    """A source's address opens a page of the web, and can't be anything else in a link."""
    for fault, row in rows_of(raw, "sources"):
        url = row["url"]
        if url and not _ADDRESS.fullmatch(url):
            yield fault(
                "url",
                f"{excerpt(url)} isn't a web address",
                "http:// or https://, a host, and no spaces or quotation marks; written like https://example.org/page",
            )


def times(raw: Raw) -> Iterator[Problem]:
    """Nothing is published, stated or observed later than the data were read; targets may be due.

    A source is read on the day of its publication or later.
    """
    for fault, source in rows_of(raw, "sources"):
        published, read = source["published"], source["read"]
        if published > read:
            yield fault(
                "published",
                f"published {excerpt(published)}, read {excerpt(read)}",
                "the day on which it was read, or an earlier one",
            )
    last = max(source["read"] for source in raw["sources"])
    for fault, goal in rows_of(raw, "goals"):
        issued = goal["issued"]
        if issued > last:
            yield fault(
                "issued", f"{excerpt(issued)} is after {last}, the date of the data", "that day, or an earlier one"
            )
    for fault, row in rows_of(raw, "observations"):
        period = row["period"]
        limit = LAST_YEAR if row["status"] == "target" else last
        if any(end > limit for end in period.split("/")):
            yield fault(
                "period",
                f"{excerpt(period)} is later than a value can be",
                f"up to {last}, the date of the data; for a target up to {LAST_YEAR}",
            )


def _numbers(raw: Raw) -> Iterator[tuple[Fault, str, str, str]]:
    """Every number: what makes a problem of its row, column, text, and the unit in which it is read."""
    for name, columns in _NUMBERS.items():
        for fault, row in rows_of(raw, name):
            for column in columns:
                if row[column]:
                    unit = "percent" if column == "yoy_percent" else row.get("unit", "USD bn")
                    yield fault, column, row[column], unit


VALUE_RULES: tuple[Callable[[Raw], Iterator[Problem]], ...] = (addresses, times, plain_numbers, counts_and_percent)
