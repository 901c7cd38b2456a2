"""How far the Tab key has to go through the edition, and that nothing is out of its reach."""

from __future__ import annotations

import pytest

MOST = 150
ROWS = "#tab-goal-scoreboard tbody"
SEEN = """[...document.querySelectorAll(
  "a[href], button, input, select, textarea, summary, [tabindex]")].filter(
  (one) => !one.disabled && one.checkVisibility({visibilityProperty: true}))"""
STOPS = f"{SEEN}.filter((one) => one.tabIndex >= 0).length"
NUMBERS = """[...document.querySelectorAll("article p a.fact")].find((one) =>
  one.closest("p").querySelectorAll("a[href]").length > 2).closest("p")"""
# Who holds the focus is told by its place among the paragraph's own links: two may look alike, and
# the links of a number's card, which stands in the paragraph while it is open, are none of them.
HELD = """(paragraph) => [...paragraph.querySelectorAll("a[href]")]
  .filter((one) => !one.closest(".number-card")).indexOf(document.activeElement)"""


@pytest.mark.parametrize("width", [1280, 390])
def test_a_chapter_has_few_stops(html, reader, width):
    """Catch a reader with a keyboard who is held at every number, table cell and file."""
    tab = reader(width, offline=True)
    counts = {}
    for path in sorted((html / "notebooks").glob("*.html")):
        tab.goto(path.as_uri())
        tab.locator(".said, .sort-button, .copier").first.wait_for(state="attached")
        counts[path.stem] = tab.evaluate(STOPS)
    assert len(counts) == 5
    assert {name: count for name, count in counts.items() if count > MOST} == {}
    assert tab.problems == []


def test_every_link_of_a_paragraph_is_within_reach(html, reader):
    """Catch a number that neither Tab nor an arrow leads to, or an arrow that leaves the text."""
    tab = reader(offline=True)
    tab.goto((html / "notebooks" / "01_expo_outcomes.html").as_uri())
    links = tab.evaluate_handle(NUMBERS).as_element()
    count = links.evaluate("one => one.querySelectorAll('a[href]').length")
    links.query_selector("a[tabindex='0']").focus()
    tab.keyboard.press("Home")
    met = []
    for _ in range(count):
        met.append(links.evaluate(HELD))
        tab.keyboard.press("ArrowRight")
    assert met == list(range(count))
    assert links.evaluate(HELD) == count - 1  # nothing follows: it stays at the last one
    tab.keyboard.press("Tab")
    assert links.evaluate(HELD) == -1
    tab.keyboard.press("Shift+Tab")
    assert links.evaluate(HELD) == count - 1


def test_a_stop_that_a_filter_hides_is_replaced(html, reader):
    """Catch a table that the keyboard can't enter any more once its rows are filtered."""
    tab = reader(390, offline=True)
    tab.goto((html / "notebooks" / "04_goals_2025.html").as_uri())
    table = tab.locator("#tab-goal-scoreboard")
    table.locator("tbody a[href]").first.focus()
    table.get_by_label("Verdict").select_option("missed")
    table.get_by_label("Verdict").focus()
    tab.keyboard.press("Tab")
    for _ in range(4):
        inside = tab.evaluate(f"document.activeElement.closest('{ROWS}') !== null")
        if inside:
            break
        tab.keyboard.press("Tab")
    assert inside
    assert tab.evaluate("document.activeElement.checkVisibility()")


def test_the_skip_link_leads_to_the_title(html, reader):
    """Catch a link past the menu that ends in front of the page's own buttons."""
    tab = reader(offline=True)
    tab.goto((html / "notebooks" / "01_expo_outcomes.html").as_uri())
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Skip to the title"
    paper = "getComputedStyle(document.querySelector('.skip-link')).backgroundColor"
    assert tab.evaluate(paper) == tab.evaluate("getComputedStyle(document.body).backgroundColor")
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.closest('article.bd-article') !== null")
    assert tab.evaluate("document.querySelector('h1').getBoundingClientRect().top") >= 0
