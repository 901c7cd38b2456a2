"""The small book in a real browser: nothing from outside, drawers that open, no barrier (axe)."""

from __future__ import annotations

from pathlib import Path

import pytest

import barriers

WIDTHS = {"desktop": 1280, "phone": 390}
FADED = """(wanted) => wanted === [...document.querySelectorAll(".mark-line path")]
  .map((one) => Number(one.getAttribute("opacity") ?? 1) < 1).join()"""
"""Whether the lines of the page's chart are faded as wanted, in drawing order."""
pytestmark = pytest.mark.browser


def pages(folder: Path) -> list[Path]:
    """All pages of a built book; the entrance leads away at once and is left out."""
    return [
        path
        for path in sorted(folder.rglob("*.html"))
        if ("_static" not in path.relative_to(folder).parts and path.parent != folder) or path.name == "search.html"
    ]


def violations(page, judged: set[str] | None = None) -> list[str]:
    """What axe finds wrong in the page as it stands, but for looks of a text that were `judged` before."""
    barriers.settle(page)
    return barriers.of_structure(page) + barriers.of_colours(page, set() if judged is None else judged)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_has_a_barrier_or_asks_for_anything_outside(clean, reader, width, mode):
    """Catch a page that a screen reader, a keyboard or a reader without a network can't use."""
    page = reader(WIDTHS[width], color_scheme=mode, offline=True)
    found, judged = [], set()
    for path in pages(clean.html):
        page.goto(path.as_uri())
        found += violations(page, judged)
        if page.evaluate("document.documentElement.scrollWidth") > WIDTHS[width]:
            found.append(f"{path.name}: scrolls sideways")
    assert found + page.problems == []


@pytest.mark.parametrize(
    ("button", "drawer"),
    [
        (".primary-toggle", "#pst-primary-sidebar-modal"),
        (".secondary-toggle", "#pst-secondary-sidebar-modal"),
        (".search-button__button", "#pst-search-dialog"),
    ],
)
def test_every_button_of_the_phone_header_opens_what_it_names(clean, reader, button, drawer):
    """Catch dead menu buttons, which axe doesn't see."""
    page = reader(WIDTHS["phone"], offline=True)
    page.goto((clean.html / "book" / "ledger.html").as_uri())
    page.locator(f".bd-header-article {button}").first.click()
    page.wait_for_selector(f"{drawer}[open]")
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.wait_for_selector(f"{drawer}:not([open])", state="attached")
    assert page.problems == []


def test_the_sidebar_button_hides_the_chapters_on_a_desktop(clean, reader):
    """Catch a button that does nothing at desktop width."""
    page = reader(WIDTHS["desktop"], offline=True)
    page.goto((clean.html / "book" / "ledger.html").as_uri())
    assert page.locator("#pst-primary-sidebar").is_visible()
    page.locator(".primary-toggle").first.click()
    page.wait_for_timeout(600)
    assert (
        page.locator("#pst-primary-sidebar").bounding_box()["x"] < 0
        or not page.locator("#pst-primary-sidebar").is_visible()
    )


def test_nothing_is_offered_that_was_not_built(with_editions, reader):
    """Catch the name of a PDF that isn't there, as a line that leads nowhere."""
    page = reader(WIDTHS["desktop"], offline=True)
    offered = 0
    for path in (with_editions.html / "book").glob("*.html"):
        page.goto(path.as_uri())
        names = page.locator("span.offered")
        offered += names.count()
        assert [one for one in names.all() if one.is_visible()] == [], path.name
    assert offered > 1


def test_search_finds_a_number_without_a_network(clean, reader):
    """Catch a search that needs a server."""
    page = reader(WIDTHS["desktop"], offline=True)
    page.goto((clean.html / "search.html").as_uri() + "?q=89")
    page.wait_for_selector("#search-results li a")
    assert (
        page.locator("#search-results li a").first.get_attribute("href").endswith("book/ledger.html#fact-expo_projects")
    )


def test_without_scripts_a_phone_shows_the_chapters_and_the_numbers(clean, reader):
    """Catch a book that is empty, or has no menu, where scripts are off."""
    page = reader(WIDTHS["phone"], offline=True, java_script_enabled=False)
    page.goto((clean.html / "book" / "index.html").as_uri())
    assert page.locator("nav.bd-links a", has_text="Expo outcomes").first.is_visible()
    assert page.locator(".figure-picture svg").first.is_visible()
    page.locator("p.lead a.fact").first.click()
    page.wait_for_url("**/ledger.html#fact-expo_projects")


def test_a_click_brings_out_one_series_and_a_click_beside_it_all(clean, reader):
    """Catch a chart that comes alive but answers no click, or that moves the page when it does."""
    page = reader(WIDTHS["desktop"], offline=True)
    page.goto((clean.html / "notebooks" / "01_expo_outcomes.html").as_uri())
    picture = page.locator("#fig-expo-editions .figure-picture:visible")
    picture.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.figure-picture[data-chart=live]')")
    rule = picture.locator(".mark-rule line").last
    place = picture.bounding_box()
    page.wait_for_function(FADED, arg="false,false")
    picture.locator(".mark-line path").first.click()
    page.wait_for_function(FADED, arg="false,true")
    assert rule.get_attribute("opacity") in (None, "1")
    drawn = picture.locator("svg").bounding_box()
    page.mouse.click(drawn["x"] + drawn["width"] * 0.8, drawn["y"] + drawn["height"] * 0.5)
    page.wait_for_function(FADED, arg="false,false")
    assert picture.bounding_box() == place
    assert page.problems == []


def test_axe_sees_a_barrier_that_is_put_in(clean, reader):
    """Catch a check that reports no barrier because it looks at nothing."""
    page = reader(WIDTHS["desktop"], offline=True)
    page.goto((clean.html / "book" / "sources.html").as_uri())
    page.evaluate("""document.querySelector("article").insertAdjacentHTML("beforeend",
      "<p style='color: #999'>pale</p><img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>")""")
    assert {one.split(": ")[1] for one in violations(page)} == {"color-contrast", "image-alt"}
