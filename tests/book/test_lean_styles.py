"""The theme's style sheets: what no page uses goes, everything else stays as it was."""

from __future__ import annotations

import pytest

from expobook.publishing.theme import bundles, unused_css

WORDS = frozenset({"used", "also-used", "place"})


@pytest.mark.parametrize(
    "rule",
    [
        "p{color:red}\n",
        ".used{color:red}\n",
        "#place .also-used{color:red}\n",
        ".used:not(.unused){color:red}\n",
        ":root{--bs-blue:#0d6efd}\n",
        "@font-face {font-family: A; src: url(a.woff2)}\n",
        "@media print{\n.used{color:red}\n}\n",
    ],
)
def test_a_rule_that_may_match_stays(rule):
    """Catch a page that loses a style, because its class only stands beside others."""
    assert unused_css.only_used(rule, WORDS) == rule


@pytest.mark.parametrize(
    ("rule", "left"),
    [
        (".unused{color:red}", ""),
        (".used .unused{color:red}", ""),
        ("#unused{color:red}", ""),
        (".unused,.used>b{color:red}", ".used>b{color:red}\n"),
        ("@media print{.unused{color:red}}", ""),
    ],
)
def test_a_rule_that_can_match_nothing_goes(rule, left):
    """Catch a style sheet that every page loads for classes that no page has."""
    assert unused_css.only_used(rule, WORDS) == left


def test_words_come_from_pages_and_scripts(tmp_path):
    """Catch a drawer without styles, because only a script names its class."""
    (tmp_path / "page.html").write_text('<p class="one two-three" id="four">', encoding="utf-8")
    (tmp_path / "menu.js").write_text('classList.add("opened")', encoding="utf-8")
    assert {"one", "two-three", "four", "opened"} <= unused_css.words_of(tmp_path)


def test_a_word_of_the_text_is_no_class(tmp_path):
    """Catch the styles of cards and notes on every page, because a sentence has the word."""
    (tmp_path / "page.html").write_text('<p class="one">card</p><i style="color:var(--ink)">', encoding="utf-8")
    assert unused_css.words_of(tmp_path) == {"one", "--ink"}


@pytest.mark.parametrize(
    ("style", "left"),
    [
        ("a{--x:1;color:var(--x)}", "a{--x:1;color:var(--x)}"),
        ("a{--own:1;--page:2}", "a{--own:1;--page:2}"),
        ("a{--x:1;--y:var(--x)}", "a{}"),
        ('a{--x:url("data:a;b{c}");top:0}', "a{top:0}"),
        (".a--x:after{top:0}", ".a--x:after{top:0}"),
    ],
)
def test_a_variable_stays_while_something_asks_for_it(style, left):
    """Catch hundreds of colours that no rule uses, or one that is gone and was used."""
    found = unused_css.without_unused_variables(style, frozenset({"--page"}), "b{top:var(--own)}")
    assert found == left


def test_the_built_book_loads_no_whole_bootstrap(clean):
    """Catch a theme sheet that is copied whole again after it was made lean."""
    place = clean.soup("book/index").select_one('link[rel="stylesheet"]')["href"]
    style = (clean.html / "book" / place).read_text(encoding="utf-8")
    assert ".bd-sidebar-primary" in style
    assert ".carousel" not in style
    assert ".finding" in style


def test_code_has_colours_in_both_modes(clean):
    """Catch dark letters on a dark ground: the theme writes its colours of code at the end."""
    place = clean.soup("notebooks/01_expo_outcomes").select_one('link[rel="stylesheet"]')["href"]
    style = (clean.html / "notebooks" / place).read_text(encoding="utf-8")
    for mode in ("light", "dark"):
        assert f'html[data-theme="{mode}"] .highlight' in style


@pytest.mark.parametrize("page", ["book/index", "book/ledger", "notebooks/01_expo_outcomes"])
def test_a_page_asks_for_one_style_sheet_and_two_scripts(clean, page):
    """Catch a file of its own for every small script, each of which a slow line waits for."""
    soup = clean.soup(page)
    for aside in soup.select("noscript"):
        aside.decompose()
    assert len(soup.select('link[rel="stylesheet"]')) == 1
    first, later = soup.select("script[src]")
    assert "defer" not in first.attrs
    assert "defer" in later.attrs


def test_a_bundle_keeps_every_file_in_its_order(tmp_path):
    """Catch a file that is lost, or a script taken for an argument of the one before it."""
    files = [("one.js", "(() => {})()\n"), ("two.js", "(() => {})()\n")]
    together = bundles.joined(files)
    assert [name for name, _ in bundles.parts(together)] == ["one.js", "two.js"]
    assert bundles.joined((name, text.removeprefix(";")) for name, text in bundles.parts(together)) == together
    assert ";(() =>" in together
