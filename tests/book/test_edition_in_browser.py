"""The built edition in a real browser without a network: no barrier, live charts, light pages."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

import barriers
from checks.html_page import Page

WIDTHS = {"desktop": 1280, "phone": 390}
FIRST_PAGE_KB, OTHERS_KB, EVERYTHING_KB = 120, 200, 900
"""What the first page and all others may weigh at load, and with the chart script."""
COME_NEAR = """document.querySelectorAll(".figure-picture").forEach(
  (one) => one.dispatchEvent(new Event("pointerenter")))"""
HEIGHTS = """[...document.querySelectorAll(".figure-picture")].map(
  (one) => one.getBoundingClientRect().height)"""
# The one-page summary is made for paper: its chart stays a picture.
ALL_LIVE = """[...document.querySelectorAll(".figure-picture")].filter(
  (one) => !one.closest(".summary-sheet")).every(
  (one) => one.dataset.chart === "live")"""


def names(html: Path) -> list[str]:
    """All pages; the entrance leads away at once and is left out."""
    found = (path.relative_to(html) for path in sorted(html.rglob("*.html")))
    return [path.as_posix() for path in found if path.parts[0] != "_static" and path.as_posix() != "index.html"]


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_open_to_everybody_and_its_charts_come_alive(html, reader, width):
    """Catch a barrier (axe), a dead chart, a request or an error in any page opened as a file."""
    tab = reader(WIDTHS[width], offline=True, color_scheme="light")
    found, judged = [], set()
    for name in names(html):
        tab.goto((html / name).as_uri())
        heights = tab.evaluate(HEIGHTS)
        tab.evaluate(COME_NEAR)
        tab.wait_for_function(ALL_LIVE)
        if tab.evaluate(HEIGHTS) != heights:
            found.append(f"{name}: a chart changes the layout when it comes alive")
        barriers.settle(tab)
        found += barriers.of_structure(tab)
        for mode in ("light", "dark"):
            tab.evaluate(f"document.documentElement.dataset.theme = '{mode}'")
            found += [f"{mode}: {one}" for one in barriers.of_colours(tab, judged)]
        if tab.evaluate("document.documentElement.scrollWidth") > WIDTHS[width]:
            found.append(f"{name}: scrolls sideways")
    assert found + tab.problems == []


def point_at_a_bar(tab) -> None:
    """Rest the pointer on the first bar of a chart, once the page has stopped scrolling."""
    bar = tab.locator("#fig-expo-totals .figure-picture:visible .mark-rect.role-mark path").first
    bar.scroll_into_view_if_needed()
    tab.wait_for_timeout(500)
    bar.hover()


NUMBER, LINK = "article p a.fact", "article p a.reference.internal[href*='#fig-']"
OVER = {
    "desktop": {
        "#number-card": lambda tab: tab.locator(NUMBER).first.hover(),
        "#link-preview": lambda tab: tab.locator(LINK).first.hover(),
        ".chart-tip": point_at_a_bar,
    },
    "phone": {
        "#number-card": lambda tab: tab.locator(NUMBER).first.focus(),
        "#pst-primary-sidebar-modal": lambda tab: tab.click(".bd-header-article .primary-toggle"),
        "#pst-secondary-sidebar-modal": lambda tab: tab.click(".bd-header-article .secondary-toggle"),
    },
}
"""What lies over a page once it is opened, and what opens it; dialogs have tests of their own."""


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_what_opens_over_a_chapter_has_no_barrier(html, reader, width, mode):
    """Catch a card, a drawer or a tooltip that only eyes or a mouse, or one mode, can use."""
    tab = reader(WIDTHS[width], offline=True, color_scheme=mode)
    tab.goto((html / "notebooks" / "01_expo_outcomes.html").as_uri())
    tab.evaluate(COME_NEAR)
    tab.wait_for_function(ALL_LIVE)
    barriers.settle(tab)
    tab.evaluate(
        "document.querySelectorAll('.figure-data').forEach((one) => { one.open = false; })"
    )  # or tables stand in place of charts
    found = []
    for place, open_it in OVER[width].items():
        tab.keyboard.press("Tab")  # what has the focus next is shown to have it
        open_it(tab)
        tab.locator(place).and_(tab.locator(":visible")).wait_for()
        found += barriers.of_part(tab, place)
        box = tab.locator(place).bounding_box()
        if box["x"] < 0 or box["x"] + box["width"] > WIDTHS[width]:
            found.append(f"{place} reaches beyond the window")
        tab.keyboard.press("Escape")
    assert found + tab.problems == []


WORDS = """[...document.querySelectorAll(".figure-picture.twin")].map(
  (one) => [...one.querySelectorAll("svg text")].map((text) => text.textContent).sort().join())"""
SHOWN = """[...document.querySelectorAll("figure.expo-figure")].map((figure) => {
  const [one, ...others] = [...figure.querySelectorAll(".figure-picture")].filter(
    (picture) => picture.checkVisibility());
  return {
    id: figure.id, alone: Boolean(one) && !others.length,
    scrolls: one.scrollWidth > one.clientWidth + 1,
    told: getComputedStyle(figure.querySelector(".figure-head"), "::after").content !== "none",
    letters: Math.min(...[...one.querySelectorAll("text")].map((text) =>
      parseFloat(text.getAttribute("font-size")) * one.querySelector("svg").clientWidth
        / one.querySelector("svg").viewBox.baseVal.width)),
  };
})"""


def test_a_desktop_shows_each_chart_once(html, reader):
    """Catch a chart beside its twin, or one that scrolls where there is room."""
    tab = reader(offline=True)
    for name in (name for name in names(html) if name.startswith("notebooks/")):
        tab.goto((html / name).as_uri())
        assert [one for one in tab.evaluate(SHOWN) if not one["alone"] or one["scrolls"] or one["told"]] == [], name


def test_a_phone_shows_charts_in_legible_letters(html, reader):
    """Catch charts that are shrunk or cut off on a phone, or one that scrolls without saying so."""
    tab = reader(WIDTHS["phone"], offline=True)
    shown = []
    for name in (name for name in names(html) if name.startswith("notebooks/")):
        tab.goto((html / name).as_uri())
        shown += tab.evaluate(SHOWN)
    assert shown
    assert [one["id"] for one in shown if not one["alone"]] == []
    assert [one["id"] for one in shown if one["scrolls"] != one["told"]] == []
    assert [one for one in shown if one["letters"] < 9] == []
    scrolling = [one["id"] for one in shown if one["scrolls"]]
    assert len(scrolling) < len(shown) / 4, scrolling


def test_the_live_twin_says_what_its_drawing_said(html, reader):
    """Catch changes to a specification that make another chart than the one that was drawn."""
    tab = reader(WIDTHS["phone"], offline=True)
    for name in (name for name in names(html) if name.startswith("notebooks/")):
        tab.goto((html / name).as_uri())
        still = tab.evaluate(WORDS)
        tab.evaluate(COME_NEAR)
        tab.wait_for_function(ALL_LIVE)
        assert tab.evaluate(WORDS) == still, name


def test_every_page_loads_whole_from_a_server_on_this_machine(html, served, reader):
    """Catch a page that asks another host, or for a file that isn't there."""
    tab = reader()
    others = []
    tab.route(
        lambda address: not address.startswith(served), lambda route: (others.append(route.request.url), route.abort())
    )
    for name in names(html):
        tab.goto(served + name)
    assert others + tab.problems == []


def test_the_explorer_starts_at_the_numbers_of_the_notebook(html, edition, reader):
    """Catch an explorer whose formula, start or target differs from the chapter's."""
    facts = {
        one["id"]: one["value"] for one in json.loads((edition / "facts.json").read_text(encoding="utf-8"))["facts"]
    }
    tab = reader(offline=True)
    tab.goto((html / "book" / "model.html").as_uri())
    place = tab.locator("section.explorer")
    start = float(place.get_attribute("data-probability"))
    assert start == pytest.approx(facts["outlook_chance"], abs=1e-8)
    pace = (facts["outlook_aim"] / facts["outlook_start"]) ** (1 / 2) - 1
    assert float(place.get_attribute("data-needed")) == pytest.approx(100 * pace, abs=1e-8)
    tab.locator("#explorer-mean").press("ArrowRight")
    assert float(place.get_attribute("data-probability")) > start
    place.get_by_role("button", name="Back to this run's setting").click()
    assert float(place.get_attribute("data-probability")) == start
    assert tab.problems == []


def test_the_events_filter_by_level_and_kind_and_sort_by_date(html, reader):
    """Catch a timeline that can't be narrowed down, or whose count is wrong."""
    tab = reader(offline=True)
    tab.goto((html / "book" / "events.html").as_uri())
    table = tab.locator("#events-table")
    rows = table.locator("tbody tr")
    total = rows.count()
    table.get_by_label("Level").select_option("Hangzhou")
    table.get_by_label("Kind").select_option("expo")
    shown = table.locator("tbody tr:visible").count()
    assert 0 < shown < total
    assert table.locator(".table-filters output").inner_text() == f"{shown} of {total} rows"
    table.get_by_role("button", name="Show all").click()
    assert table.locator("tbody tr:visible").count() == total
    first = rows.first.inner_text()
    date = table.get_by_role("button", name="Date")
    date.click()
    assert rows.first.inner_text() == first
    date.click()
    assert "2026" in rows.first.inner_text()
    assert table.locator("th[aria-sort=descending]").count() == 1


def test_the_scoreboard_filters_by_verdict_and_sorts(html, reader):
    """Catch a scoreboard that can't be narrowed down to one verdict."""
    tab = reader(offline=True)
    tab.goto((html / "notebooks" / "04_goals_2025.html").as_uri())
    table = tab.locator("#tab-goal-scoreboard")
    table.get_by_label("Verdict").select_option("missed")
    shown = table.locator("tbody tr:visible")
    assert 0 < shown.count() < table.locator("tbody tr").count()
    assert set(shown.locator(".verdict-word").all_inner_texts()) == {"missed"}
    table.get_by_role("button", name="Show all").click()
    first = table.locator("tbody tr th, tbody tr td:first-child")
    table.get_by_role("button", name="Goal").click()
    names = first.all_inner_texts()
    assert names == sorted(names, key=str.lower)


def test_the_ledger_filters_and_sorts_and_a_link_shows_its_number(html, reader):
    """Catch a ledger in which a number can't be found, or a filter that hides what a link names."""
    tab = reader(offline=True)
    tab.goto((html / "book" / "ledger.html").as_uri())
    chapter = tab.locator("article section section").first
    entries = chapter.locator("> .entry-lines > .entry")
    as_written = entries.evaluate_all("all => all.map((one) => one.id)")
    tab.get_by_label("Order within a chapter").select_option("Best evidence first")
    grades = entries.evaluate_all("all => all.map((one) => one.dataset.grade)")
    assert grades == sorted(grades) != sorted(grades, reverse=True)
    tab.get_by_label("Order within a chapter").select_option("As in the chapters")
    assert entries.evaluate_all("all => all.map((one) => one.id)") == as_written
    tab.get_by_label("Evidence", exact=True).select_option("A")
    shown = tab.locator(".entry[data-kind]:visible")
    assert set(shown.evaluate_all("all => all.map((one) => one.dataset.grade)")) == {"A"}
    for place in (".entry[hidden]", ".entry-others .entry"):
        hidden = tab.locator(place).first.get_attribute("id")
        tab.evaluate("(name) => { location.hash = name; }", hidden)
        tab.locator(f"#{hidden} .entry-body:visible").wait_for()
    assert tab.problems == []


def test_the_ledger_is_a_list_that_a_phone_can_draw(html, reader):
    """Catch the ledger of 57,000 nodes and 300 kB coming back, a word of an entry not found."""
    tab = reader(390, offline=True)
    tab.goto((html / "book" / "ledger.html").as_uri())
    numbers = tab.locator(".entry-lines .entry").count()
    assert numbers > 500
    assert tab.evaluate("document.querySelectorAll('*').length") < 8 * numbers
    assert tab.evaluate("document.documentElement.scrollHeight") < 100 * numbers
    tab.get_by_label("Find a number").fill("yuan investment signed first")
    tab.wait_for_function("document.querySelector('.entry-found .entry')")
    assert "signed" in tab.locator(".entry-found .entry").first.inner_text()
    assert tab.locator(".entry-found .entry").count() <= 50
    assert tab.problems == []


def test_how_this_was_computed_gives_the_notebook_and_its_parameters(html, reader):
    """Catch a chapter whose code can't be reached with one click, or leads to no notebook."""
    tab = reader(offline=True)
    for name in names(html):
        if not name.startswith("notebooks/"):
            continue
        tab.goto((html / name).as_uri())
        tab.get_by_text("How this was computed", exact=True).click()
        link = tab.locator("details.computed a[download]").first
        file = (html / name).parent / link.get_attribute("href")
        assert file.resolve().suffix == ".ipynb"
        assert file.is_file()
        settings = tab.locator("details.computed p", has_text="Parameters of this run")
        assert "lowest_grade = D" in settings.inner_text()
        assert tab.locator("details.computed .highlight:visible").count()


def test_printing_a_page_leaves_out_what_only_a_screen_needs(html, reader):
    """Catch menus, buttons or cut-off charts on paper."""
    tab = reader(offline=True)
    tab.goto((html / "book" / "model.html").as_uri())
    tab.emulate_media(media="print")
    for screen_only in (
        ".bd-sidebar",
        ".bd-header-article",
        ".prev-next-footer",
        ".headerlink",
        ".figure-extras",
        "section.explorer",
    ):
        assert tab.locator(f"{screen_only}:visible").count() == 0, screen_only
    assert tab.locator(".bd-article h1:visible").count() == 1
    assert "Edition" in tab.locator(".edition-line:visible").inner_text()
    assert tab.locator(".figure-picture.narrow:visible").count() == 0
    assert tab.locator(".figure-picture svg:visible").count() == tab.locator("figure.expo-figure").count() > 0
    wide = tab.evaluate("""[...document.querySelectorAll(".figure-picture")].filter(
      (one) => one.scrollWidth > one.clientWidth + 1).length""")
    assert wide == 0


def test_without_scripts_everything_is_there(html, reader):
    """Catch a chart, table or sentence that only a script would show."""
    tab = reader(offline=True, java_script_enabled=False)
    tab.goto((html / "notebooks" / "05_outlook.html").as_uri())
    assert tab.locator(".figure-picture svg").first.is_visible()
    tab.goto((html / "book" / "model.html").as_uri())
    assert tab.locator(".explorer-still").is_visible()
    tab.goto((html / "book" / "events.html").as_uri())
    assert tab.locator("#events-table tbody tr:visible").count() > 100


def test_every_page_weighs_little(html):
    """Catch a page that a slow line can't carry: all that it loads, gzipped, in kilobytes."""
    vega = packed(html / "_static" / "vega.js")
    heavy = []
    for name in names(html):
        first = sum(packed(path) for path in {html / name, *loads(html, html / name)})
        most = FIRST_PAGE_KB if name == "book/index.html" else OTHERS_KB
        if first > most * 1000 or first + vega > EVERYTHING_KB * 1000:
            heavy.append(f"{name}: {first / 1000:.0f} kB; live: {(first + vega) / 1000:.0f} kB")
    assert not heavy


def loads(html: Path, page: Path) -> set[Path]:
    """The files of the book that a page loads by itself; its faces as a script, no style sheet.

    Chinese letters are loaded where the machine has none, small pictures when they come near.
    """
    base = page.relative_to(html).as_posix()
    found = {
        html / urlsplit(urljoin(base, address)).path
        for tag, address in Page.read(html, page).loaded
        if not address.startswith("data:")
    }
    return {
        path
        for path in found
        if path.is_file() and path.name != "faces.css" and path.suffix != ".woff2" and path.parent.name != "_thumbnails"
    }


def packed(path: Path) -> int:
    """The size of a file, gzipped as servers do."""
    return len(gzip.compress(path.read_bytes(), 6, mtime=0))
