"""Is a cited figure, table or chapter still good: told by the numbers in it."""

from __future__ import annotations

import pytest

import fixture_book
from expobook.citations import catalogue
from expobook.editions import lookup
from expobook.editions.registry import Record, Registry, Released, Row
from expobook.runs.edition import EditionError
from expobook.runs.run import open_run


def edition(name, **values):
    """A released edition with some numbers of the small book."""
    rows = {
        fact: Row(fact, fact, str(value), "count", f"{value}", "B", False, "1" * 64) for fact, value in values.items()
    }
    return Released(Record(name, "2026-11-23", "ab" * 32, len(rows), 0, {}), rows)


KNOWN = Registry(
    (edition("2026.11", expo_projects=88, expo_amount=110), edition("2027.05", expo_projects=89, expo_amount=110)), ()
)


@pytest.fixture(scope="module")
def today(tmp_path_factory):
    """What the small book can be cited for."""
    return catalogue.of_run(open_run(fixture_book.write_run(tmp_path_factory.mktemp("b") / "run")))


@pytest.mark.parametrize("cited", ["fig-expo-editions", "notebooks/01_expo_outcomes.html#fig-expo-editions"])
def test_a_figure_is_as_good_as_its_numbers(today, cited):
    """Catch a cited chart that nobody can look up, or that hides the number that moved."""
    first, *others = lookup.describe_status(KNOWN, today, cited, "2026.11")
    assert first.startswith("fig-expo-editions is a figure, “")
    numbers = today.find("fig-expo-editions").described["facts"]
    assert "expo_projects" in numbers
    assert [line.split(":")[0] for line in others] == numbers
    assert [line for line in others if line.startswith("expo_projects: revised.")]


def test_a_chapter_counts_its_numbers_and_names_those_that_moved(today):
    """Catch a list of hundreds of numbers that hides the revised one."""
    first, *others = lookup.describe_status(KNOWN, today, "notebooks/01_expo_outcomes.html", "2026.11")
    assert "1 revised" in first
    assert "1 current" in first
    assert [line.split(":")[0] for line in others] == ["expo_projects"]


def test_a_number_is_answered_as_before(today):
    """Catch a number whose history is told no longer."""
    assert lookup.describe_status(KNOWN, today, "expo_projects", "2026.11")[0] == (
        "expo_projects, edition 2026.11: revised."
    )
    assert "not in a released edition" in lookup.describe_status(KNOWN, today, "expo_hangzhou")[0]


@pytest.mark.parametrize(
    ("cited", "of", "said"),
    [
        ("fig-expo", None, "did you mean fig-expo-editions"),
        ("expo_project", None, "did you mean expo_projects"),
        ("qqqq", None, "after # or #fact-"),
        ("fig-expo-editions", "2020.01", r"no edition '2020\.01'"),
    ],
)
def test_what_does_not_exist_is_named(today, cited, of, said):
    """Catch a mistyped id or edition that gets an answer."""
    with pytest.raises(EditionError, match=said):
        lookup.describe_status(KNOWN, today, cited, of)
