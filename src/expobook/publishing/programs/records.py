"""A JSON record for each number and figure, from what the notebooks and the editions state."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from expobook.citations import catalogue as catalogues
from expobook.citations.catalogue import LEDGER, Catalogue, Citable
from expobook.editions import registry, revisions
from expobook.editions.registry import Registry, Released, Row
from expobook.figures import export
from expobook.runs import edition, reader_run
from expobook.runs.run import Run
from expobook.values.files import spreadsheets
from expobook.values.grades import mark_of

from . import models

FACTS, FIGURES, CONTENTS = "facts", "figures", "index.json"
"""The folders of the records in the HTML book, and the list that each of them has."""
_COPIED = (
    "label",
    "value",
    "unit",
    "display",
    "bound",
    "kind",
    "status",
    "period",
    "as_reported",
    "formula",
    "method",
    "note",
    "notebook",
)


@dataclass(frozen=True)
class Records:
    """The records of one book, by the path of their files in the HTML book."""

    catalogue: Catalogue
    registry: Registry
    settings: Mapping[str, Mapping[str, Any]]
    """The parameters of each notebook, by its name."""
    observations: frozenset[str]

    def files(self) -> Iterator[tuple[str, BaseModel]]:
        """Every record with its path, a list of each folder, in the order of the book."""
        numbers = [self._number(thing) for thing in self.catalogue.of("number")]
        figures = [self._figure(thing) for thing in self.catalogue.of("figure")]
        gone = [] if self.catalogue.changed else list(self._withdrawn())
        for folder, found in ((FACTS, [*numbers, *gone]), (FIGURES, figures)):
            yield from ((f"{folder}/{one.id}.json", one) for one in found)
            yield f"{folder}/{CONTENTS}", self._contents(found)

    def _contents(self, found: list[Any]) -> models.Contents:
        return models.Contents(
            edition=self.catalogue.identity.edition,
            run=self._stamp(),
            records=[
                models.Entry(
                    id=one.id,
                    label=getattr(one, "label", "") or one.title,
                    display=getattr(one, "display", ""),
                    record=f"{one.id}.json",
                )
                for one in found
            ],
        )

    def _common(self, thing: Citable) -> dict[str, Any]:
        identity = self.catalogue.identity
        return {
            "id": thing.id,
            "edition": identity.edition,
            "data_date": identity.data_date,
            "content_hash": identity.content,
            "licence": identity.licence,
            "run": self._stamp(),
            "place": f"../{thing.path}",
            "url": "" if self.catalogue.changed else identity.permalink(thing.path),
        }

    def _stamp(self) -> str:
        return reader_run.stamp(self.catalogue.changed)

    def _number(self, thing: Citable) -> models.Number:
        fact = thing.described
        values = self.settings.get(fact["notebook"], {})
        return models.Number(
            **self._common(thing),
            **{name: fact[name] for name in _COPIED},
            grade=fact["grade"] or None,
            mark=mark_of(fact),
            sources=self._sources(thing),
            parameters={name: values.get(name) for name in fact["parameters"]},
            inputs=[models.Input(id=name, kind=self._kind(name)) for name in fact["inputs"]],
            history=None if self.catalogue.changed else self._history(thing.id, _row(fact)),
        )

    def _kind(self, name: str) -> Any:
        if name in self.catalogue.things:
            return "number"
        return "observation" if name in self.observations else "table"

    def _figure(self, thing: Citable) -> models.Figure:
        figure = thing.described
        return models.Figure(
            **self._common(thing),
            title=thing.title,
            subtitle=figure["subtitle"],
            alt=figure["alt"],
            note=figure["note"],
            marks=list(thing.marks),
            notebook=figure["notebook"],
            sources=self._sources(thing),
            numbers=[self._shown(name) for name in figure["facts"]],
            columns=figure["data"]["columns"],
            rows=figure["data"]["rows"],
            files={ending: f"../{export.FOLDER}/{thing.id}.{ending}" for ending in export.KINDS},
        )

    def _shown(self, name: str) -> models.Shown:
        fact = self.catalogue.find(name).described
        history = None if self.catalogue.changed else self._history(name, _row(fact))
        return models.Shown(id=name, display=fact["display"], state=history.state if history else None)

    def _sources(self, thing: Citable) -> list[models.Source]:
        rows = ((name, self.catalogue.sources[name]) for name in thing.sources)
        return [
            models.Source(
                id=name,
                publisher=row["publisher"],
                url=row["url"],
                title=row["title_english"] or row["title"],
                published=row["published"],
                grade=row["grade"],
            )
            for name, row in rows
        ]

    def _withdrawn(self) -> Iterator[models.Withdrawn]:
        """The numbers that only earlier editions state, by id."""
        last = {name: row for one in self._earlier() for name, row in one.rows.items()}
        for name in sorted(set(last) - set(self.catalogue.things)):
            thing = Citable(name, "number", last[name].label, LEDGER)
            yield models.Withdrawn(**self._common(thing), label=last[name].label, history=self._history(name, None))

    def _earlier(self) -> list[Released]:
        """The released editions before this one, oldest first."""
        this = edition.Version.read(self.catalogue.identity.edition)
        return [one for one in self.registry.editions if edition.Version.read(one.record.edition) < this]

    def _history(self, name: str, now: Row | None) -> models.History:
        then = [(one.record.edition, one.rows[name]) for one in self._earlier() if name in one.rows]
        state: models.State = "withdrawn"
        if now is not None:
            state = "new" if not then else "unchanged" if now.is_unchanged(then[-1][1]) else "revised"
        return models.History(
            state=state,
            changes=self._changes.get(name, []),
            earlier=[
                models.Statement(
                    edition=named, value=float(row.value), unit=row.unit, display=row.display, grade=row.grade
                )
                for named, row in then
            ],
        )

    @cached_property
    def _changes(self) -> dict[str, list[models.Change]]:
        """What released editions changed about a number, by its id: nothing where it was new."""
        found: dict[str, list[models.Change]] = {}
        for change in (one for _, step in revisions.steps(self.registry) for one in step):
            if change.old:
                reason = change.reason
                found.setdefault(change.fact_id, []).append(
                    models.Change.model_validate(
                        {
                            "edition": change.edition,
                            "reason": reason.reason if reason else "",
                            "words": reason.words if reason else "",
                        }
                    )
                )
        return found


def _row(fact: Mapping[str, Any]) -> Row:
    return registry.rows_of([fact], frozenset())[fact["id"]]


def of_run(run: Run) -> Records:
    """The records of a finished run, from its notebooks and its data."""
    data = run.source / "data"
    observations = frozenset(row["observation_id"] for row in spreadsheets.read_csv(data / "observations.csv"))
    return Records(
        catalogues.of_run(run),
        registry.read(data),
        {note.name: note.parameters for note in run.notebooks},
        observations,
    )


def write(records: Records, html: Path) -> None:
    """Write every record into the folder of the HTML book, and the schema of all of them."""
    for folder in (FACTS, FIGURES):
        (html / folder).mkdir(exist_ok=True)
    for name, record in records.files():
        (html / name).write_text(as_text(record), encoding="utf-8", newline="\n")
    (html / models.SCHEMA).write_text(_json(models.schema()), encoding="utf-8", newline="\n")


def as_text(record: BaseModel) -> str:
    """A record as the text of its file."""
    return _json(record.model_dump(mode="json"))


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
