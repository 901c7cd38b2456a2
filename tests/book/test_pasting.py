"""What a reader copies from a page by hand, and by the buttons of tables, as it is pasted."""

from __future__ import annotations

import pytest

CHAPTER = "notebooks/01_expo_outcomes"
SELECTED = """(element) => {
  const range = document.createRange();
  range.selectNode(element);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  return getSelection().toString();
}"""


@pytest.fixture
def page(browser, clean):
    """A chapter of the small book, opened from its folder."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    found = context.new_page()
    found.goto((clean.html / f"{CHAPTER}.html").as_uri())
    yield found
    context.close()


def selected(page, place: str) -> str:
    """The text of a selection of an element."""
    return page.locator(place).first.evaluate(SELECTED)


def test_a_figure_is_pasted_line_by_line(page):
    """Catch words that are glued together: a title and its subtitle, a key and the next words."""
    lines = [line for line in selected(page, "#fig-expo-editions").splitlines() if line]
    assert lines[:3] == ["Figure 1.1", "The expo signed 89 projects", "Projects, count"]
    assert "Source: Hangzhou Municipal Bureau of Commerce (2022). Evidence B" in lines
    assert "Note: Signed, not realised." in lines
    assert lines[-3:] == ["Copy for a brief", "Copy link", "Embed"]


def test_a_table_is_pasted_in_cells(page):
    """Catch a table whose cells arrive in a spreadsheet one below the other."""
    lines = selected(page, "#tab-expo-editions table").splitlines()
    assert "Edition\tProjects\tVerdict" in lines
    assert "First\t89 projects\tmet" in lines


def test_a_card_and_a_heading_are_pasted_line_by_line(page):
    """Catch a card whose names and contents run together."""
    page.hover("a.fact[href$='#fact-expo_share'] >> nth=0")
    page.wait_for_selector("#number-card:popover-open")
    lines = [line.strip() for line in selected(page, "#number-card").splitlines()]
    for line in ("41.6 % B expo share", "Formula", "37 ÷ 89 × 100", "Copy citation"):
        assert line in lines
    assert selected(page, "h1").strip() == "1. Expo outcomes"


def test_the_table_of_a_chart_takes_its_place_and_is_copied(page):
    """Catch a chart whose values can't be seen in its place, or are copied without origin."""
    figure = page.locator("#fig-expo-editions")
    figure.get_by_text("Table", exact=True).click()
    assert figure.locator(".figure-picture:visible").count() == 0
    assert figure.locator(".data-table").is_visible()
    figure.get_by_role("button", name="Copy the table").click()
    figure.get_by_text("Copied").wait_for()
    rows = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert rows[:3] == ["Edition\tProjects, count", "1\t89", "2\t–"]
    assert rows[4:6] == ["The expo signed 89 projects", "Projects, count"]
    assert "Evidence B" in rows[6].replace("evidence grade ", "")
    assert "2026.12" in rows[7]
    figure.get_by_text("Table", exact=True).click()
    assert figure.locator(".figure-picture:visible").count() == 1


def test_a_table_of_the_book_is_copied_as_it_is_shown(page):
    """Catch a copy that lacks the source, or that a spreadsheet puts into one cell."""
    table = page.locator("#tab-expo-editions")
    table.get_by_role("button", name="Copy the table").click()
    table.get_by_text("Copied").wait_for()
    rows = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert rows[0] == "Edition\tProjects\tVerdict"
    assert rows[1] == "First\t89 projects\tmet"
    assert "Editions side by side" in rows
    rich = page.evaluate("""async () => {
      const [item] = await navigator.clipboard.read();
      return (await item.getType("text/html")).text();
    }""")
    assert "<td>89 projects</td>" in rich
