"""What a link leads to is shown beside it, and figures are listed with small pictures."""

from __future__ import annotations

import json

import pytest

PAGE = "notebooks/02_world_and_china"
CARD = "#link-preview"
LINK = "main a.reference.internal[href$='#fig-expo-editions']:visible"


def previews(soup) -> dict:
    """The previews that a page carries."""
    return json.loads(soup.select_one("#link-previews").string)


def test_a_page_carries_the_previews_of_its_links(clean):
    """Catch a preview of nothing, or one that says more than the link leads to."""
    found = previews(clean.soup(PAGE))
    figure = found["01_expo_outcomes.html#fig-expo-editions"]
    assert "89 projects" in figure["title"]
    picture = figure["picture"]
    assert (clean.html / "notebooks" / picture["src"]).resolve().is_file()
    assert picture["width"] > 0 < picture["height"]
    chapter = found["01_expo_outcomes.html"]
    assert chapter["title"] == "Expo outcomes"
    assert not [link for link in found if "#fact-" in link], "a number has a card of its own"


def test_a_source_is_shown_by_publisher_title_and_date(clean):
    """Catch a source of which a reader learns nothing without leaving the sentence."""
    found = previews(clean.soup("notebooks/01_expo_outcomes"))
    sources = [one for link, one in found.items() if "#source-" in link]
    assert sources
    assert all(one["about"] and one["title"] and one["more"] for one in sources)


def test_the_list_of_figures_has_a_small_picture_of_each(clean):
    """Catch a list without pictures, or pictures that all load at once and move the text."""
    soup = clean.soup("book/figures")
    rows = soup.select("#list-of-figures li")
    assert len(rows) == 2
    for row in rows:
        picture = row.select_one("img.thumbnail")
        assert (picture["loading"], picture["alt"]) == ("lazy", "")
        file = (clean.html / "book" / picture["src"]).resolve()
        assert file.read_bytes()[:4] == b"\x89PNG"
        assert int(picture["width"]) > 0 < int(picture["height"])
    assert not soup.select("#list-of-tables img")


@pytest.fixture
def opened(clean, browser):
    """Opens a page of the book from its folder, for a mouse or for fingers."""
    contexts = []

    def open_page(page: str, **settings):
        contexts.append(browser.new_context(offline=True, **settings))
        tab = contexts[-1].new_page()
        tab.goto((clean.html / f"{page}.html").as_uri())
        return tab

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.browser
def test_pointing_and_the_keyboard_open_a_preview_and_escape_closes_it(opened):
    """Catch a preview that stays in the way, or that only a mouse can see."""
    tab = opened(PAGE)
    link = tab.locator(LINK).first
    link.hover()
    card = tab.locator(CARD)
    card.get_by_text("89 projects").wait_for()
    assert card.locator("img").evaluate("one => one.decode().then(() => one.naturalWidth)") > 0
    assert link.get_attribute("aria-describedby") == card.get_attribute("id")
    tab.keyboard.press("Escape")
    assert tab.locator(CARD).count() == 0
    tab.mouse.move(0, 0)
    for _ in range(80):
        tab.keyboard.press("Tab")
        if link.evaluate("one => one === document.activeElement"):
            break
    tab.locator(CARD).wait_for()
    link.evaluate("one => one.blur()")
    assert tab.locator(CARD).count() == 0


@pytest.mark.browser
def test_a_finger_follows_the_link_at_once(opened):
    """Catch a first tap that opens a preview in place of the page."""
    tab = opened(PAGE, has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    tab.locator(LINK).first.tap()
    tab.wait_for_url("**/01_expo_outcomes.html#fig-expo-editions")
    assert tab.locator(CARD).count() == 0
