"""What the printed edition says about itself: names, dates, imprint, parameters, attached files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from expobook.citations.citation import official
from expobook.citations.deposit.datacite import LICENCES
from expobook.citations.identity import NotCitable
from expobook.facts import notebook_outputs
from expobook.runs import edition, edition_card, facts_files
from expobook.values import periods
from expobook.values.grades import MEANINGS

from ..build.domain import domain_of
from ..build.edition_line import kept_line
from ..build.fragments import VERDICTS
from ..figures.citables import catalogue_of
from ..pages.overviews import by_chapter, settings_of
from .markup import PdfError

_VERDICTS = ("met", "on-course", "behind", "missed", "not-assessable")


def of_build(app: Sphinx) -> dict[str, Any]:
    """What the PDF of a build says about itself, from the source that is being built."""
    domain, config = domain_of(app.env), app.config
    line = kept_line(domain)
    return {
        **front(config.html_title or config.project, edition.NAME, line.data_date, line.stamp),
        "subtitle": edition.SUBTITLE,
        "author": config.author,
        "content": line.content,
        "address": (config.html_baseurl or "").rstrip("/"),
        "imprint": list(_imprint(app)),
        "marks": MEANINGS,
        "verdicts": {tone: VERDICTS[tone] for tone in _VERDICTS},
        "parameters": by_chapter(settings_of(domain.index.notebooks)),
    }


def front(title: str, name: str, data_date: str, stamp: str = "") -> dict[str, Any]:
    """The names and dates of an edition or reader's run.

    `name` is the calendar version (2026.11), `data_date` an ISO date. Raises `PdfError` for an
    edition that would print an empty title page or a wrong date.
    """
    for what, given in (("title", title), ("name", name)):
        if not given.strip():
            raise PdfError(f"the edition has no {what}; the title page prints it")
    try:
        midnight = datetime.strptime(data_date, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        allowed = "write year-month-day, such as 2026-11-23"
        raise PdfError(f"date of the data {data_date!r}: {allowed}") from None
    words, shown = f"edition {name}", periods.format_date(data_date)
    return {
        "title": title,
        "words": f"reader’s run on {words}" if stamp else words,
        "short": "reader’s run" if stamp else name,
        "stamp": stamp,
        "date": shown,
        "day": [midnight.year, midnight.month, midnight.day],
        "epoch": int(midnight.timestamp()),  # the PDF's only clock
        "foot": stamp or f"Edition {name} · data as of {shown}",
    }


def attachments(app: Sphinx) -> dict[str, bytes]:
    """The files that travel inside the PDF, by the names under which the style attaches them."""
    domain = domain_of(app.env)
    paths = (Path(app.env.doc2path(note.docname)) for note in domain.index.notebooks)
    numbers = facts_files.as_csv(notebook_outputs.read_all(paths), kept_line(domain).stamp)
    return {"facts.csv": numbers.encode(), "data.zip": edition.archive(domain.evidence.folder)}


def _imprint(app: Sphinx) -> Iterator[str]:
    """How to cite, under which licences, what names are; less for a book without a card.

    The first two lines are the citation and the licence of the text.
    """
    if edition_card.file_in(Path(app.srcdir)).is_file():
        catalogue = catalogue_of(app.env)
        try:
            yield f"Suggested citation: {official(catalogue, 'book').main('apa')}"
        except NotCitable as run:
            yield f"{run}."
        text = catalogue.identity.licence
        words, address = LICENCES.get(text, (text, ""))
        named = f"{words} ({text.replace('-', ' ')}), {address}" if address else words
        yield f"Text, figures and tables: {named}."
        if code := [name for name in catalogue.identity.licences if name != text]:
            yield f"Code: {' and '.join(f'the {name} licence' for name in code)}."
    first = next(domain_of(app.env).index.of("figure"), None)
    if first and not app.config.html_baseurl:
        name = first.item["id"]
        yield (
            f"Names: the name below a figure or table, such as {name}, stays the same in every "
            "edition. To open it in the folder of this edition: html/, the chapter’s page, # "
            f"and the name, as in html/{first.docname}.html#{name}. Citations use the same names."
        )
