"""The theme's style sheets: what no page uses goes, everything else stays as it was."""

from __future__ import annotations

import pytest

from expobook.publishing.theme import unused_css

WORDS = frozenset({"used", "also-used", "place"})


@pytest.mark.parametrize("rule", [
    "p{color:red}\n",
    ".used{color:red}\n",
    "#place .also-used{color:red}\n",
    ".used:not(.unused){color:red}\n",
    ":root{--bs-blue:#0d6efd}\n",
    "@font-face {font-family: A; src: url(a.woff2)}\n",
    "@media print{\n.used{color:red}\n}\n",
])
def test_a_rule_that_may_match_stays(rule):
    """Catch a page that loses a style, because its class only stands beside others."""
    assert unused_css.only_used(rule, WORDS) == rule


@pytest.mark.parametrize(("rule", "left"), [
    (".unused{color:red}", ""),
    (".used .unused{color:red}", ""),
    ("#unused{color:red}", ""),
    (".unused,.used>b{color:red}", ".used>b{color:red}\n"),
    ("@media print{.unused{color:red}}", ""),
])
def test_a_rule_that_can_match_nothing_goes(rule, left):
    """Catch a style sheet that every page loads for classes that no page has."""
    assert unused_css.only_used(rule, WORDS) == left


def test_words_come_from_pages_and_scripts(tmp_path):
    """Catch a drawer without styles, because only a script names its class."""
    (tmp_path / "page.html").write_text('<p class="one two-three" id="four">', encoding="utf-8")
    (tmp_path / "menu.js").write_text('classList.add("opened")', encoding="utf-8")
    assert {"one", "two-three", "four", "opened"} <= unused_css.words_of(tmp_path)


def test_the_built_book_loads_no_whole_bootstrap(clean):
    """Catch a theme sheet that is copied whole again after it was made lean."""
    style = (clean.html / "_static" / unused_css.SHEETS[0]).read_text(encoding="utf-8")
    assert ".bd-sidebar-primary" in style
    assert ".carousel" not in style
