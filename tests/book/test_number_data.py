"""What the pages carry for their number cards, what they load, and how many numbers a build counts."""

from __future__ import annotations

import json

from expobook.publishing.theme import hover_cards


def island_of(soup) -> dict:
    """The data of a page's cards."""
    return json.loads(soup.select_one("script#number-cards").string)


def test_a_page_carries_the_facts_that_it_uses_and_no_other(clean):
    """Catch pages made heavy by numbers that they don't show, or a number without a card."""
    for name in ("book/index", "notebooks/01_expo_outcomes", "notebooks/02_world_and_china"):
        soup = clean.soup(name)
        used = {link["href"].split("#fact-")[1] for link in soup.select("a.fact")}
        assert set(island_of(soup)["facts"]) == used
    assert not clean.soup("book/bibliography").select("script#number-cards")


def test_a_card_says_what_the_entry_says_first(clean):
    """Catch a card without source, date, grade in words, formula, inputs or parameters."""
    island = island_of(clean.soup("notebooks/01_expo_outcomes"))
    share, amount = island["facts"]["expo_share"], island_of(clean.soup("book/index"))["facts"]["expo_amount"]
    assert share["formula"] == "expo_hangzhou ÷ expo_projects × 100"
    assert [one["fact"] for one in share["inputs"]] == ["expo_hangzhou", "expo_projects"]
    assert share["parameters"] == [["overlap", "1"]]
    assert amount["printed"] == ["about 110 bn yuan", "zh"]
    assert island["sources"]["hz-release"][2] == "16 December 2022"
    assert island["marks"]["B"].startswith("Evidence grade B: a government's")


def test_scripts_and_styles_are_loaded_only_where_they_work(clean):
    """Catch pages that load what they don't use."""

    def loaded(name):
        held = clean.soup(name).select_one("script[data-holds]")["data-holds"].split()
        return {*held}.intersection((*hover_cards.CARD_FILES, "ledger.js", *hover_cards.LEDGER_FILES))

    assert loaded("book/index") == set(hover_cards.CARD_FILES)
    assert loaded("book/ledger") == {"ledger.js", *hover_cards.LEDGER_FILES}
    assert loaded("book/bibliography") == set()


def test_data_in_a_page_can_not_end_its_element():
    """Catch a label that closes the script and shows the rest as text."""
    text = hover_cards.script_text({"label": "</script><b>"})
    assert text.count("</script>") == 1
    assert json.loads(text.split(">", 1)[1].rsplit("</", 1)[0]) == {"label": "</script><b>"}


def test_a_build_says_how_many_numbers_it_states(clean):
    """Catch a build that doesn't count, or that counts something else than the pages show."""
    content = json.loads((clean.html / "coverage.json").read_text(encoding="utf-8"))
    assert content["summary"] in clean.log
    linked = sum(
        len(clean.soup(path.relative_to(clean.html).with_suffix("").as_posix()).select("a.fact"))
        for folder in ("book", "notebooks")
        for path in (clean.html / folder).glob("*.html")
    )
    assert content["summary"].startswith(f"The book states {linked} numbers, all of them facts (")
    assert content["summary"].endswith(
        "0 of grade D, 0 modelled, 0 own counts, 0 settings). 2 sentences are guarded by 1 claims."
    )
