"""The grades of evidence: one wording wherever a reader meets them."""

from pathlib import Path

import pytest

from expobook.values.grades import GRADES, MARKS, describe_mark, explain_mark, mark_of, marks_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("page", ["README.md", "book/methods.md"])
def test_every_legend_says_the_same(page):
    """Catch a legend that grades what another one doesn't: counts in the book's own records."""
    lines = (ROOT / page).read_text(encoding="utf-8").splitlines()
    for grade, meaning in GRADES.items():
        assert f"| {grade} | {meaning} |" in lines


def test_a_setting_is_named_as_one():
    """Catch an empty letter where a number is told in words."""
    assert [describe_mark(grade) for grade in ("A", "D", "")] == ["grade A", "grade D", "a setting"]


def made(kind: str, grade: str) -> dict:
    """A fact of a kind and a grade."""
    return {"kind": kind, "grade": grade}


@pytest.mark.parametrize(
    ("fact", "mark", "words"),
    [
        (made("observed", "B"), "B", "grade B"),
        (made("derived", "D"), "D", "grade D"),
        (made("modelled", "C"), "modelled", "modelled"),
        (made("own count", ""), "own count", "an own count"),
        (made("parameter", ""), "setting", "a setting"),
        (made("derived", ""), "setting", "a setting"),
    ],
)
def test_a_number_is_marked_by_what_it_is(fact, mark, words):
    """Catch a letter beside what no source graded, and a model's result that hides behind one."""
    assert (mark_of(fact), describe_mark(mark)) == (mark, words)


@pytest.mark.parametrize(
    ("facts", "marks"),
    [
        ([made("own count", "")], ["own count"]),
        ([made("own count", ""), made("parameter", "")], ["own count"]),
        ([made("own count", ""), made("observed", "B"), made("observed", "A")], ["B"]),
        ([made("modelled", "C"), made("observed", "B")], ["C", "modelled"]),
        ([made("modelled", ""), made("own count", "")], ["modelled"]),
        ([made("parameter", "")], []),
        ([], []),
    ],
)
def test_a_finding_is_marked_by_all_that_it_rests_on(facts, marks):
    """Catch “nothing was found” graded as official statistics, a model that goes unsaid."""
    assert marks_of(facts) == marks


def test_the_methods_explain_every_mark():
    """Catch a mark whose meaning the page on methods doesn't give in the same words."""
    methods = (ROOT / "book" / "methods.md").read_text(encoding="utf-8")
    for mark, meaning in MARKS.items():
        assert f"| {mark} | {meaning} |" in methods
        assert explain_mark(mark) == f"{mark.capitalize()}: {meaning}"
