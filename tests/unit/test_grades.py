"""The grades of evidence: one wording wherever a reader meets them."""

from pathlib import Path

import pytest

from expobook.values.grades import GRADES, named

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("page", ["README.md", "book/methods.md"])
def test_every_legend_says_the_same(page):
    """Catch a legend that leaves out what another one grades: counts in the book's own records."""
    lines = (ROOT / page).read_text(encoding="utf-8").splitlines()
    for grade, meaning in GRADES.items():
        assert f"| {grade} | {meaning} |" in lines


def test_a_setting_is_named_as_one():
    """Catch an empty letter where a number is told in words."""
    assert [named(grade) for grade in ("A", "D", "")] == ["grade A", "grade D", "a setting"]
