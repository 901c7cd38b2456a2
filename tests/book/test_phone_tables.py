"""Tables on a phone and on a common laptop: cards, first rows, no cut column; from the edition."""

from __future__ import annotations

import pytest

SLIDES = """[...document.querySelectorAll("article table:not(.data-table)")].filter((one) => {
  const around = one.closest(".pst-scrollable-table-container") ?? one.parentElement;
  return around.scrollWidth > around.clientWidth + 1;
}).map((one) => one.closest("[id]").id)"""


def opened(tab, html, name: str):
    """A page whose tables have their controls."""
    tab.goto((html / f"{name}.html").as_uri())  # until all scripts have run
    return tab


@pytest.mark.parametrize("width", [390, 1280])
def test_no_table_slides_sideways(html, reader, width):
    """Catch a table whose last columns lie beyond the edge of a phone or of a common laptop."""
    tab = reader(width, offline=True)
    names = [
        path.relative_to(html).with_suffix("").as_posix()
        for path in sorted(html.glob("*/*.html"))
        if "<table" in path.read_text(encoding="utf-8")
    ]
    assert {"book/conflicts", "book/parameters", "notebooks/04_goals_2025"} < set(names)
    assert {name: found for name in names if (found := opened(tab, html, name).evaluate(SLIDES))} == {}


@pytest.mark.parametrize("scripts", [True, False])
def test_a_conflict_is_read_as_cards_on_a_phone(html, reader, scripts):
    """Catch a table of sources that disagree of which a phone shows the letter and half a word."""
    tab = reader(390, offline=True, java_script_enabled=scripts)
    opened(tab, html, "book/conflicts")
    row = tab.locator("table.conflict-values tbody tr").first
    labels = row.locator("td").evaluate_all("all => all.map((one) => getComputedStyle(one, '::before').content)")
    assert labels[:2] == ['"What"', '"Value"']
    assert row.get_by_role("rowheader").inner_text() == "a"
    assert row.bounding_box()["x"] + row.bounding_box()["width"] <= 390


def test_the_scoreboard_is_whole_at_1280_and_cards_at_390(html, reader):
    """Catch the report's answer cut at the right, or shrunk to a strip on a phone."""
    page = "notebooks/04_goals_2025"
    table = opened(reader(1280, offline=True), html, page).locator("#tab-goal-scoreboard table")
    box = table.bounding_box()
    assert box["x"] + box["width"] <= 1280
    assert table.locator("thead th").last.is_visible()
    assert table.locator("tbody tr:visible").count() == table.locator("tbody tr").count()
    phone = opened(reader(390, offline=True), html, page).locator("#tab-goal-scoreboard table")
    for row in phone.locator("tbody tr").all():
        goal, verdict = row.locator("th"), row.locator(".card-verdict")
        assert goal.bounding_box()["y"] < verdict.bounding_box()["y"]
        assert verdict.evaluate("one => getComputedStyle(one, '::before').content") == '"Verdict"'
        assert row.bounding_box()["width"] <= 390
    assert phone.locator("tbody tr:visible").count() == phone.locator("tbody tr").count()


def test_a_phone_shows_ten_rows_of_a_long_table_and_the_rest_on_request(html, reader):
    """Catch a wall of a hundred rows, a filter that looks only at the first, paper without rows."""
    tab = opened(reader(390, offline=True), html, "book/events")
    rows = tab.locator("#events-table tbody tr")
    shown = tab.locator("#events-table tbody tr:visible")
    total = rows.count()
    assert total > 100
    assert shown.count() == 10
    tab.emulate_media(media="print")
    assert shown.count() == total
    tab.emulate_media(media="screen")
    tab.get_by_label("Level").select_option("Hangzhou")
    found = int(tab.locator("#events-table output").inner_text().split()[0])
    assert shown.count() == min(10, found)
    tab.get_by_role("button", name=f"All {found} rows").click()
    assert shown.count() == found
    tab.get_by_role("button", name="Show all").click()
    assert shown.count() == total


def test_a_desktop_and_a_phone_without_scripts_show_all_rows(html, reader):
    """Catch rows that only a button can bring."""
    desktop = opened(reader(1280, offline=True), html, "book/events")
    assert desktop.locator("#events-table tbody tr:visible").count() > 100
    plain = reader(390, offline=True, java_script_enabled=False)
    plain.goto((html / "book" / "events.html").as_uri())
    assert plain.locator("#events-table tbody tr:visible").count() > 100
    assert plain.locator(".all-rows").count() == 0


def test_a_table_of_nothing_is_a_sentence_that_opens(html, reader):
    """Catch thirteen rows of dashes that a reader has to read to learn that nothing is known."""
    tab = reader(offline=True, java_script_enabled=False)
    tab.goto((html / "notebooks" / "04_goals_2025.html").as_uri())
    table = tab.locator("#tab-goal-other-numbers")
    assert not table.locator("table").is_visible()
    table.get_by_text("Not assessable in every row. Show the rows").click()
    assert table.locator("table").is_visible()
    assert tab.locator("#tab-goal-scoreboard table").is_visible()
