"""Numbers one to nine are words in sentences, and digits in headings, tables and figures."""

from __future__ import annotations

import json

import pytest

import fixture_book
import fixture_notebooks

TEXT = """{fact}`expo_halls` halls opened, and [{fact}`expo_halls`
closed.]{.claim-expo_hangzhou_minor} Of {fact}`expo_visits` visits, {number}`expo_halls` were long.
{fact}`expo_visits` came. *{fact}`expo_halls` left.*

## The {fact}`expo_halls` halls

| halls |
|---|
| {fact}`expo_halls` |
"""


@pytest.fixture(scope="module", params=["html", "typst"])
def made(request, builds, tmp_path_factory):
    """The chapter with a count of three in a sentence, a heading and a table, in each format."""
    folder = fixture_book.write(tmp_path_factory.mktemp("words") / "source")
    facts = [
        *fixture_notebooks.FACTS_2,
        fixture_notebooks.fact("expo_halls", 3, "3"),
        fixture_notebooks.fact("expo_visits", 40, "about 40", bound="approx"),
    ]
    fixture_notebooks.write_notebook(
        folder,
        "02_world_and_china",
        fixture_notebooks.notebook(
            "World and China",
            TEXT + "\nThe world traded {fact}`macro_world`.\n",
            [
                fixture_notebooks.figure_output("fig-macro-world", "expo_halls", "3", "unctad"),
                fixture_notebooks.facts_output("02_world_and_china", facts, [], {"base_year": 2010}),
            ],
        ),
    )
    done = builds.build(folder, tmp_path_factory.mktemp("kept-words") / "out", request.param)
    return request.param, done


def test_a_sentence_has_words_and_the_rest_digits(made):
    """Catch “3 halls opened” in a sentence, a small letter at its head, a word in a table."""
    builder, done = made
    assert done.code == 0, done.log
    if builder == "typst":
        page = done.html / "pages" / "notebooks" / "02_world_and_china.typ"
        text = page.read_text("utf-8").replace("~", " ")
        for words in ("[Three]", "[three]", "[3]", "[About 40]", "[about 40]"):
            assert words in text
        return
    article = done.soup("notebooks/02_world_and_china").select_one("article.bd-article")
    said = " ".join(article.select_one("section > p:not(.chapter-file)").get_text().split())
    assert said == ("Three halls opened, and three closed. Of about 40 visits, 3 were long. About 40 came. Three left.")
    assert article.select_one("h2 a.fact").get_text() == "3"
    assert [link.get_text() for link in article.select("td a.fact, .figure-title a.fact")] == ["3"] * 2
    words = article.select_one("a.fact")
    assert words["href"].endswith("#fact-expo_halls")
    assert words["title"] == "expo halls (evidence grade B)"
    entry = done.soup("book/ledger").select_one("#fact-expo_halls .entry-value")
    assert entry.get_text() == "3"
    assert (
        json.loads(done.soup("notebooks/02_world_and_china").select_one("script#number-cards").string)["facts"][
            "expo_halls"
        ]["display"]
        == "3"
    )
