"""Entries of the printed ledger: one run of fields, nothing twice, nothing hidden."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

import fixture_notebooks
from expobook.publishing.build import domain as facts_domain
from expobook.publishing.build import index
from expobook.publishing.ledger import printed
from expobook.publishing.pdf import tables

ROWS = {
    f"china.gdp.{year}": {
        "series_id": "gdp",
        "period": str(year),
        "as_reported": str(year),
        "value": 1.0,
        "unit": "count",
        "source_id": "wb",
        "locator": "",
        "grade": "A",
    }
    for year in range(2010, 2024)
} | {
    f"china.{name}.2023": {
        "series_id": name,
        "period": "2023",
        "as_reported": "1",
        "value": 1.0,
        "unit": "count",
        "source_id": "wb",
        "locator": "",
        "grade": "A",
    }
    for name in "abc"
}


@pytest.fixture
def entry(monkeypatch):
    """Writes the fields of one number as a list of texts; `known` are further numbers."""

    def make(fact: dict[str, Any], *known: dict[str, Any], used: bool = True, builder: Any = None) -> list[str]:
        book = index.BookIndex()
        for one in (fact, *known):
            book.add("fact", "notebooks/01", one)
        evidence = SimpleNamespace(
            observation_ids=set(ROWS),
            observation=ROWS.__getitem__,
            series={name: {"label": f"{name.upper()} of China"} for name in ("gdp", *"abc")},
            sources={"wb": {"publisher": "World Bank", "published": "2025", "language": "en", "title": "T"}},
        )
        domain = SimpleNamespace(index=book, evidence=evidence, stamp="", note_use=lambda *use: None)
        env = SimpleNamespace(
            domains={facts_domain.NAME: domain}, docname="book/ledger", config=SimpleNamespace(html_theme_options={})
        )
        builder = builder or SimpleNamespace(uses={}, listed={})
        if used:
            builder.uses[f"fact-{fact['id']}"] = {"notebooks/01"}
        made = printed.PrintedEntry(env, builder).of(fact)
        rows = made.next_node(lambda node: getattr(node, "attributes", {}).get("tag") == "dl")
        return [" ".join(pair.astext().split()) for pair in rows.children]

    return make


def fact(**details: Any) -> dict[str, Any]:
    """A computed number without sources."""
    return {
        **fixture_notebooks.fact("x", 1, "1"),
        "kind": "derived",
        "as_reported": "",
        "period": "",
        "inputs": [],
        "sources": [],
        **details,
    }


def test_many_observations_are_named_by_their_series_and_years(entry):
    """Catch an entry that fills a page with thirty lines of the same table."""
    gdp = [name for name in ROWS if ".gdp." in name]
    assert "Inputs 14 observations of GDP of China, 2010–2023" in entry(fact(inputs=gdp))
    assert "Inputs 17 observations of 4 series, 2010–2023" in entry(fact(inputs=list(ROWS)))


def test_few_observations_stay_as_they_were_read(entry):
    """Catch an entry that hides what it rests on."""
    found = entry(fact(inputs=["china.gdp.2010"]))
    assert any(line.startswith("Inputs GDP of China, 2010: “2010”, World Bank (2025)") for line in found), found


@pytest.mark.parametrize(
    ("display", "value", "unit", "bound", "shown"),
    [
        ("1,546", 1546, "count", "exact", ""),
        ("at least 20%", 20, "percent", "at_least", ""),
        ("8.5%", 8.46864, "percent", "exact", "Value 8.46864%"),
        ("−5.3%", -5.3, "percent", "exact", ""),
        ("about 110 bn yuan", 110, "CNY bn", "approx", ""),
    ],
)
def test_the_value_is_repeated_only_where_the_display_is_rounded(entry, display, value, unit, bound, shown):
    """Catch a ledger that says each number twice, or hides its unrounded form."""
    found = entry(fact(display=display, value=value, unit=unit, bound=bound))
    assert [line for line in found if line.startswith("Value")] == ([shown] if shown else [])


def test_a_number_that_no_page_states_is_short(entry):
    """Catch pages of notes on numbers that are other numbers' inputs only."""
    counted = fact(note="A note.", method="counted")
    assert entry(counted, used=False) == ["Method counted", "Record x"]
    assert "Note A note." in entry(counted)


def test_a_formula_shows_the_values_that_went_in(entry):
    """Catch a formula that can't be checked on paper."""
    known = [fixture_notebooks.fact(name, 1, text) for name, text in (("a", "37"), ("b", "89"))]
    found = entry(fact(formula="a / b", inputs=["a", "b"]), *known)
    assert "Formula a ÷ b with 37, 89" in found
    assert not [line for line in found if line.startswith("Inputs")]


def test_a_modelled_number_shows_the_grades_of_what_went_in(entry):
    """Catch a model's result whose entry hides that a newspaper is behind it."""
    known = [{**fixture_notebooks.fact(name, 1, name), "grade": grade} for name, grade in (("a", "C"), ("b", "A"))]
    assert entry(fact(kind="modelled", method="paths", inputs=["a", "b", "china.gdp.2010"]), *known, used=False)[
        :2
    ] == ["Evidence made from grades A and C", "Method paths"]


def test_inputs_that_an_earlier_entry_lists_are_not_listed_again(entry):
    """Catch twenty counts over the same goals that each print all of them."""
    known = [fixture_notebooks.fact(f"goal{at}", at, f"{at}%", label="Goal") for at in range(5)]
    inputs = [one["id"] for one in known]
    builder = SimpleNamespace(uses={}, listed={})
    first = entry(fact(inputs=inputs), *known, builder=builder)
    second = entry({**fact(inputs=inputs), "id": "y"}, *known, builder=builder)
    assert any(line.startswith("Inputs Goal: 0%; Goal: 1%") for line in first), first
    assert "Inputs the 5 inputs of x" in second


def test_wide_tables_get_smaller_type_then_a_page_laid_across():
    """Catch a table that runs off the page."""
    from docutils import nodes

    from expobook.publishing.build import fragments

    def table(columns: int, word: str) -> nodes.table:
        cells = [[nodes.Text(word)] for _ in range(columns)]
        return fragments.table(cells, [cells])

    assert tables.fit(table(3, "word")) == ""
    assert tables.fit(table(7, "word")) == "tight"
    assert tables.fit(table(8, "unbrokenwordoftwenty")) == "turned"
