"""Figures, tables and texts: what a reader needs beside a picture, the same bytes each time."""

import re
from importlib import import_module
from pathlib import Path

import altair as alt
import pandas as pd
import pytest

from expobook.facts import templates
from expobook.facts.facts import FactError, Register
from expobook.figures import figure as figures
from expobook.figures import table as tables
from expobook.figures import theme
from expobook.figures.figure import Figure, FigureError
from expobook.figures.table import Cell, Table, TableError
from test_facts import Reported, Shelf

ROOT = Path(__file__).resolve().parents[2]


class SourcedShelf(Shelf):
    """Evidence that also knows one source."""

    def source(self, name):
        """Find a source, or raise as the evidence does."""
        return {"bulletin": True}[name]


@pytest.fixture
def register():
    """One fact of grade B."""
    made = Register(SourcedShelf(Reported("o1", 1234.5, grade="B", bound="at_least")), "t")
    made.observed("t_a", "o1", "A value")
    made.claim("t_large", "t_a > 1000", "It is large.")
    return made


FRAME = pd.DataFrame({"year": [2021, 2022], "value": [0.1 + 0.2, None]})


def chart():
    """A clipped line: the case in which Vega numbers its ids over the life of the process."""
    return alt.Chart(FRAME).mark_line(clip=True).encode(x="year:O", y="value:Q")


def figure(**changes):
    """A whole figure, with changes."""
    texts_of = {
        "id": "fig-t-one",
        "title": "It reached {t_a}",
        "subtitle": "bn yuan",
        "alt": "A line at {t_a}.",
        "sources": ("bulletin",),
        "data": FRAME,
        "claims": ("t_large",),
    }
    return Figure(**{**texts_of, **changes})


def test_two_drawings_are_the_same_bytes(register):
    """Catch ids that Vega numbers over the life of the process."""
    first, second = (figures.bundle(figure(), chart(), register) for _ in range(2))
    assert first == second
    assert "clip" not in first["image/svg+xml"].partition('id="')[2].partition('"')[0]


def test_drawing_says_what_it_shows(register):
    """Catch a picture that a screen reader reads as a file name."""
    svg = figures.bundle(figure(), chart(), register)["image/svg+xml"]
    assert 'role="img"' in svg
    assert ">A line at at least 1,234.5 bn yuan.</desc>" in svg


def test_figure_carries_the_grade_of_its_facts(register):
    """Catch a figure that looks safer than the numbers in its title."""
    described = figures.bundle(figure(grades=("A",)), chart(), register)[figures.MIME]
    assert described["grade"] == "B"
    assert described["facts"] == ["t_a"]
    assert described["data"]["rows"] == [[2021, 0.3], [2022, None]]


@pytest.mark.parametrize("lack", ["title", "subtitle", "alt", "sources", "claims"])
def test_figure_without_its_texts_is_refused(register, lack):
    """Catch a chart without description, source or title."""
    empty = () if lack in ("sources", "claims") else ""
    with pytest.raises(FigureError, match="fig-t-one"):
        figures.bundle(figure(**{lack: empty}), chart(), register)


def test_a_figure_goes_without_a_chart_only_where_none_is_wanted(register, monkeypatch):
    """Catch an empty frame in the book, or a sweep that spends its time on charts."""
    with pytest.raises(FigureError, match="fig-t-one"):
        figures.bundle(figure(), None, register)
    drawn = figures.bundle(figure(), theme.drawable(chart)(), register)
    monkeypatch.setenv(theme.UNDRAWN, "1")
    numbers = figures.bundle(figure(), theme.drawable(chart)(), register)
    assert (numbers[figures.SPEC_MIME], numbers["image/svg+xml"]) == ({}, "")
    assert numbers[figures.MIME] == drawn[figures.MIME]


def test_every_chart_of_a_notebook_can_be_left_out(monkeypatch):
    """Catch a chart that a sweep makes in each of its sets, and nobody sees."""
    monkeypatch.setenv(theme.UNDRAWN, "1")
    called = {
        name
        for path in (ROOT / "notebooks").glob("*.ipynb")
        for name in re.findall(r"charts\.([a-z_]+)\(", path.read_text(encoding="utf-8"))
    }
    made = {
        (path.parent.name, name): make
        for path in (ROOT / "src/expobook/chapters").glob("*/charts.py")
        for name, make in vars(import_module(f"expobook.chapters.{path.parent.name}.charts")).items()
        if name in called
    }
    assert {name for _, name in made} == called
    assert len(called) >= 28
    assert [one for one, make in made.items() if make() is not None] == []


def test_title_rests_on_a_claim_of_its_notebook(register):
    """Catch a finding in a title that no claim can stop."""
    with pytest.raises(FigureError, match="'t_small'"):
        figures.bundle(figure(claims=("t_small",)), chart(), register)


def test_text_with_an_unknown_fact_is_refused(register):
    """Catch a brace that reaches the page."""
    with pytest.raises(FactError, match="t_b"):
        templates.parts("It was {t_b}.", register)
    with pytest.raises(FactError, match="names no fact"):
        templates.parts("It was {T A}.", register)


def test_table_cells_keep_their_facts(register):
    """Catch a number in a table that can't be opened."""
    table = Table(
        "tab-t-one",
        "Values",
        ["What", "Value", "State"],
        [["A {t_a:number}", register["t_a"], Cell("met", tone="met")]],
    )
    rows = tables.bundle(table, register)[tables.MIME]["rows"]
    assert rows[0][1] == {"text": "at least 1,234.5 bn yuan", "fact": "t_a"}
    assert rows[0][0]["parts"][1] == {"fact": "t_a", "text": "1,234.5"}


def test_ragged_table_is_refused(register):
    """Catch a row that slides under the wrong heads."""
    with pytest.raises(TableError, match="row 1: 1 cells for 2 columns"):
        tables.bundle(Table("tab-t-one", "Values", ["A", "B"], [["a"]]), register)


def test_unknown_verdict_tone_is_refused(register):
    """Catch a verdict mark that no style knows."""
    with pytest.raises(TableError, match="tone 'great'"):
        tables.bundle(Table("tab-t-one", "Values", ["A"], [[Cell("a", tone="great")]]), register)


def test_table_takes_the_grade_of_facts_inside_its_texts(register):
    """Catch a table that looks safer than a number inside one of its sentences."""
    table = Table("tab-t-one", "Values", ["What"], [["It was {t_a} then"]])
    described = tables.bundle(table, register)[tables.MIME]
    assert (described["grade"], described["facts"]) == ("B", ["t_a"])


def test_what_a_model_draws_says_so(register):
    """Catch a fan of paths that looks like reported values because no number of it is in a text."""
    register.computed("t_m", 5, "percent", "Chance", method="paths", inputs=["o1"], modelled=True)
    texts = {"id": "tab-t", "title": "One", "columns": ("A",), "rows": (("x",),)}

    def marks(**more):
        return tables.bundle(Table(**{**texts, **more}), register)[tables.MIME]["marks"]

    assert marks() == []
    assert marks(modelled=True) == ["modelled"]
    assert marks(title="It is {t_m}", grades=("C",)) == ["C", "modelled"]
    assert marks(title="It was {t_a}") == ["B"]
