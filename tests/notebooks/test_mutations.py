"""One changed cell of the data: a named test notices it, and no file hash is needed for that.

Cells are changed one at a time in a copied, freshly stamped data package, by the smallest step:
the last digit, the next bound, a word in the printed phrase. First the cheap checks look, by which
test_invariants compares the committed notebooks with the evidence. Cells that facts don't repeat
(goals, events, values that only a chart shows) are left to a rerun of the notebook.

A fixed sample is changed by default. To change every observation that the notebooks use, in every
column that they repeat, and every goal and event (about a quarter of an hour):

    EXPOBOOK_MUTATE_ALL=1 pytest tests/notebooks/test_mutations.py -n 2
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

import bundle_checks as checks
import mutations
import origins
import rerun
from expobook import evidence
from expobook.chapters.outlook import backtests
from expobook.facts.notebook_outputs import NotebookBundles
from expobook.figures import theme
from mutations import Cell, Change

ALL = os.environ.get("EXPOBOOK_MUTATE_ALL") == "1"
DATA = rerun.ROOT / "data"
REPEATED = ("value", "unit", "bound", "status", "period", "grade", "as_reported", "source_id")
OF_GROWTH = ("yoy_percent", "status", "period", "grade", "source_id")
OBSERVATIONS_A_NOTEBOOK = None if ALL else 12
VALUES_BEHIND_COMPUTED = None if ALL else 8
RERUNS = None if ALL else 2
ORIGINS = None if ALL else 4

Caught = Callable[[Path], list[str]]


def unnoticed(folder: Path, cells: list[Cell], caught: Caught) -> list[Change]:
    """Change cells one at a time; give back the changes that nothing noticed."""
    assert cells
    missed = []
    for number, cell in enumerate(cells):
        package = folder / str(number) / "data"
        change = mutations.change(DATA, package, cell)
        assert change.before != change.after
        if not caught(package):
            missed.append(change)
    return missed


def told(missed: list[Change]) -> str:
    """The changes that nothing noticed, each on its line."""
    return "\n" + "\n".join(map(str, missed))


def book_of(name: str, books: list[NotebookBundles]) -> NotebookBundles:
    """One notebook of the book."""
    return next(book for book in books if book.name == name)


def observed(book: NotebookBundles) -> dict[str, bool]:
    """Ids of the observations that a notebook repeats; True where it repeats the growth only."""
    found: dict[str, bool] = {}
    for fact in book.facts:
        if fact["kind"] == "observed":
            growth = checks.is_printed_growth(fact)
            found[fact["inputs"][0]] = found.get(fact["inputs"][0], True) and growth
    return found


def repeated_cells(book: NotebookBundles) -> Iterator[Cell]:
    """Cells that observed facts repeat: the number and one more column in turn, or all columns."""
    growth_only = observed(book)
    for turn, name in enumerate(mutations.sample(growth_only, OBSERVATIONS_A_NOTEBOOK)):
        number, *others = OF_GROWTH if growth_only[name] else REPEATED
        for column in (number, *(others if ALL else [others[turn % len(others)]])):
            yield Cell("observations", name, column)


@pytest.mark.parametrize("name", rerun.NAMES)
def test_changed_observation_is_noticed(name, books, tmp_path):
    """Catch a revised value, unit, bound, period, grade or phrase that the book goes on printing.

    Noticed by test_observed_facts_are_in_the_evidence.
    """
    book = book_of(name, books)

    def caught(package: Path) -> list[str]:
        return checks.observed_facts_are_in_the_evidence([book], mutations.unchecked(package))

    assert caught(DATA) == []
    missed = unnoticed(tmp_path, list(repeated_cells(book)), caught)
    assert not missed, told(missed)


@pytest.mark.parametrize("name", rerun.NAMES)
def test_changed_input_of_a_computed_number_is_noticed(name, books, tmp_path):
    """Catch a revised value that the book doesn't print, but computes or draws with.

    Noticed by test_values_read_are_in_the_evidence.
    """
    book = book_of(name, books)
    hidden = set(book.observations) - set(observed(book))
    chosen = mutations.sample(hidden or book.observations, VALUES_BEHIND_COMPUTED)

    def caught(package: Path) -> list[str]:
        return checks.values_read_are_in_the_evidence([book], mutations.unchecked(package))

    assert caught(DATA) == []
    missed = unnoticed(tmp_path, [Cell("observations", key, "value") for key in chosen], caught)
    assert not missed, told(missed)


def cells_of_origins(book: NotebookBundles, held: evidence.Evidence) -> Iterator[Cell]:
    """Cells of sources, places in them, and quoted goals that pages show beside the numbers."""
    shown = origins.found([book], held)
    sources, read, goals = ([key for key, *_ in shown[name][1:]] for name in ("sources", "observations", "goals"))
    for name in mutations.sample(sources, ORIGINS):
        yield from (Cell("sources", name, column) for column in ("grade", "origin", "publisher"))
    yield from (Cell("observations", name, "locator") for name in mutations.sample(read, ORIGINS))
    yield from (Cell("goals", name, "text") for name in mutations.sample(goals, ORIGINS))


@pytest.mark.parametrize("name", rerun.NAMES)
def test_changed_origin_of_a_number_is_noticed(name, books, held, tmp_path):
    """Catch a source that is graded, placed or named otherwise under numbers that rest on it.

    Noticed by test_numbers_come_from_where_they_were_reviewed_to_come_from.
    """

    def caught(package: Path) -> list[str]:
        return origins.differences(books, mutations.unchecked(package))

    assert caught(DATA) == []
    missed = unnoticed(tmp_path, list(cells_of_origins(book_of(name, books), held)), caught)
    assert not missed, told(missed)


def drawn_cells(book: NotebookBundles, held: evidence.Evidence) -> list[Cell]:
    """Cells whose change has to show in what a notebook states when it is run again."""
    values = [key for key, growth_only in observed(book).items() if not growth_only]
    cells = [Cell("observations", key, "value") for key in mutations.sample(values, RERUNS)]
    shown = repr([book.figures, book.tables])
    if book.name == "03_hangzhou_history":
        events = held.events
        told = events["event_id"][[repr(title)[1:-1] in shown for title in events["title"]]]
        cells += [Cell("events", key, "title") for key in mutations.sample(told, RERUNS)]
    if book.name == "04_goals_2025":
        goals = held.goals["goal_id"][held.goals["target_value"].notna()]
        cells += [Cell("goals", key, "target_value") for key in mutations.sample(goals, RERUNS)]
    if book.name == "05_outlook":
        tested = set(backtests.services(held)["economy"])
        rows = pd.read_csv(DATA / "panel.csv", dtype=str, keep_default_na=False)
        used = rows.loc[rows["economy"].isin(tested), "panel_id"]
        cells += [Cell("panel", key, "imports") for key in mutations.sample(used, RERUNS)]
    return cells


@pytest.mark.parametrize("name", rerun.NAMES)
def test_changed_cell_shows_in_a_rerun(name, books, held, tmp_path, monkeypatch):
    """Catch a notebook whose numbers, charts or tables don't come from the data package.

    Noticed by test_rerun_states_what_is_committed. The list of values read doesn't count here,
    and of a chart its data and words: no picture is made.
    """
    monkeypatch.setenv(theme.UNDRAWN, "1")
    book = book_of(name, books)

    def caught(package: Path) -> list[str]:
        try:
            found = rerun.rerun(name, package=package, drawn=False)
        except rerun.RerunError as error:
            return [str(error)]
        return [
            problem
            for problem in rerun.differences(found, book, drawn=False)
            if not problem.startswith("observations: ")
        ]

    assert caught(DATA) == []
    missed = unnoticed(tmp_path, drawn_cells(book, held), caught)
    assert not missed, told(missed)


def test_enough_cells_are_changed(books, held):
    """Catch a sample that has become so small that it proves nothing."""
    cells = [cell for book in books for cell in repeated_cells(book)]
    assert len(set(cells)) >= 100
    assert {cell.column for cell in cells} == {*REPEATED, *OF_GROWTH}
    assert {cell.table for book in books for cell in drawn_cells(book, held)} == {
        "observations",
        "events",
        "goals",
        "panel",
    }
    origin_cells = [cell for book in books for cell in cells_of_origins(book, held)]
    assert {(cell.table, cell.column) for cell in origin_cells} == {
        ("sources", "grade"),
        ("sources", "origin"),
        ("sources", "publisher"),
        ("observations", "locator"),
        ("goals", "text"),
    }


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("124.805", "124.806"),
        ("1980", "1981"),
        ("89", "88"),
        ("-0.5", "-0.6"),
        ("1200", "1201"),
        ("2.06310947777173", "2.06310947778173"),
        ("0.9", "0.8"),
        ("-2.9", "-2.8"),
        ("7", "8"),
    ],
)
def test_change_is_the_smallest_step(before, after):
    """Catch a mutation test that proves only that large errors are noticed."""
    assert mutations.last_digit_changed(before) == after
