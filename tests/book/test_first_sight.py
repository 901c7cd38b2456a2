"""The built edition as a reader meets it: focus, a steady page, files to take away, filters."""

from __future__ import annotations

import re
import zipfile

import pytest
from bs4 import BeautifulSoup

from conftest import Halting, serving
from expobook.facts import notebook_outputs
from expobook.publishing.pages import offered_files

CHAPTER = "notebooks/03_hangzhou_history.html"
FIRST_PAGE = "book/index.html"
# A stop is known by what it is and says; the same stop twice means that the tour is over.
FOCUSED = """() => {
  const one = document.activeElement;
  if (one === document.body) return null;
  const {outlineStyle, outlineWidth, outlineColor} = getComputedStyle(one);
  one.dataset.tour = (one.dataset.tour ?? 0) + 1;
  return {what: one.outerHTML.slice(0, 120), times: one.dataset.tour.length,
    seen: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2
      && !outlineColor.endsWith(", 0)")};
}"""
SHIFTS = """window.shifted = 0;
new PerformanceObserver((list) => list.getEntries().forEach((one) => {
  if (!one.hadRecentInput) window.shifted += one.value;
})).observe({type: "layout-shift", buffered: true});"""
SLOW = {"offline": False, "latency": 100, "downloadThroughput": 400_000, "uploadThroughput": 100_000}
FADED = """document.querySelector(
  "#fig-city-timeline .figure-picture:not(.twin) svg").querySelectorAll(
  ".mark-symbol.role-mark path:not([opacity='1'])").length"""


@pytest.mark.parametrize("page", [FIRST_PAGE, "book/ledger.html"])
def test_every_stop_of_the_keyboard_is_seen(html, reader, page):
    """Catch a link or button that shows no sign of the focus."""
    tab = reader(offline=True)
    tab.goto((html / page).as_uri())
    stops = []
    for _ in range(150):
        tab.keyboard.press("Tab")
        stop = tab.evaluate(FOCUSED)
        if stop is None or stop["times"] > 1:
            break
        stops.append(stop)
    assert len(stops) > 30
    assert [one["what"] for one in stops if not one["seen"]] == []


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(
    "page",
    [
        FIRST_PAGE,
        CHAPTER,
        "book/ledger.html",
        "book/conflicts.html",
        "book/parameters.html",
        "book/events.html",
        "book/lookup.html",
    ],
)
def test_a_page_stays_where_it_is_while_it_loads(served, browser, width, page):
    """Catch text that jumps under a reader's eyes when the fonts or the contents arrive."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    tab = context.new_page()
    line = context.new_cdp_session(tab)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    tab.add_init_script(SHIFTS)
    tab.goto(served + page)
    tab.evaluate("document.fonts.ready.then(() => true)")
    shifted = tab.evaluate("window.shifted")
    context.close()
    assert shifted <= 0.01


@pytest.mark.parametrize("width", [1280, 390])
def test_a_list_stays_where_it_is_while_the_rest_of_it_arrives(html, browser, width):
    """Catch lines of the ledger that vanish for a moment once the list turns out to be long."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    tab = context.new_page()
    tab.add_init_script(SHIFTS)
    with serving(html, Halting) as address:
        tab.goto(f"{address}book/ledger.html")
        tab.evaluate("document.fonts.ready.then(() => true)")
        shifted = tab.evaluate("window.shifted")
    context.close()
    assert shifted <= 0.01


READING = """() => {
  const marked = document.querySelectorAll("#on-this-page a[aria-current]");
  const known = new Set([...document.querySelectorAll("#on-this-page a")].map(
    (link) => decodeURIComponent(link.hash.slice(1))));
  let section = null;
  for (let down = 0.3; down > 0 && !section; down -= 0.02) {
    let one = document.elementFromPoint(innerWidth / 2, innerHeight * down);
    while (one && !known.has(one.id)) one = one.parentElement;
    section = one;
  }
  return [[...marked].map((link) => decodeURIComponent(link.hash.slice(1))),
    section ? [section.id] : []];
}"""


def test_the_contents_of_a_page_say_where_the_reader_is(html, reader):
    """Catch a marker that stays behind when somebody pages back, or jumps past a section."""
    tab = reader(offline=True)
    tab.goto((html / "notebooks" / "02_world_and_china.html").as_uri())
    wrong = []
    for key in ["PageDown"] * 12 + ["PageUp"] * 12:
        tab.keyboard.press(key)
        tab.wait_for_timeout(300)
        marked, read = tab.evaluate(READING)
        wrong += [] if marked == read else [(key, marked, read)]
    assert wrong == []
    last = tab.locator("#on-this-page a:visible").last
    last.click()
    tab.wait_for_timeout(300)
    assert last.get_attribute("aria-current") == "true"
    assert tab.locator("#on-this-page a[aria-current]").count() == 1


@pytest.mark.parametrize("place", ["server", "folder"])
def test_a_page_shows_the_letters_of_the_report(served, html, browser, place):
    """Catch a page in letters of the reader's machine, which its charts aren't measured for."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    tab.goto((served if place == "server" else f"{html.as_uri()}/") + CHAPTER)
    line = context.new_cdp_session(tab)
    line.send("DOM.enable")
    line.send("CSS.enable")
    root = line.send("DOM.getDocument")["root"]["nodeId"]
    for part, face in (
        ("h1", "report-sans-semibold"),
        ("main section section p", "report-serif-regular"),
        (".figure-picture svg text", "report-sans-regular"),
    ):
        node = line.send("DOM.querySelector", {"nodeId": root, "selector": part})["nodeId"]
        shown = line.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        assert face in {one["familyName"] for one in shown if one["isCustomFont"]}
        assert [one["familyName"] for one in shown if not one["isCustomFont"]] == []
    context.close()


def test_chinese_needs_no_font_of_the_machine(html, browser):
    """Catch empty boxes, or Chinese in whatever font there is, on a machine without a Chinese one.

    A machine that has one shows its own: it loads nothing.
    """
    tab = browser.new_context().new_page()
    tab.goto((html / "book" / "summary-zh.html").as_uri())
    tab.evaluate("document.fonts.ready.then(() => true)")
    line = tab.context.new_cdp_session(tab)
    line.send("DOM.enable")
    line.send("CSS.enable")
    root = line.send("DOM.getDocument")["root"]["nodeId"]
    for place in (".summary-lead p", ".titles-zh p", ".language-switch", "nav.bd-links .current"):
        node = line.send("DOM.querySelector", {"nodeId": root, "selector": place})["nodeId"]
        shown = line.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        known = re.compile("report-|PingFang|YaHei|Noto (Sans|Serif)|Song|SimSun|Source Han|Droid")
        assert [one["familyName"] for one in shown if not known.search(one["familyName"])] == []
    tab.context.close()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("page", ["book/summary", "book/summary-zh", "_summary/summary-en", "_summary/summary-zh"])
def test_the_chart_of_the_summary_can_be_read(html, reader, page, width):
    """Catch a chart of the annex whose letters are shrunk to seven points."""
    tab = reader(width, offline=True)
    tab.goto((html / f"{page}.html").as_uri())
    letters = tab.evaluate("""[...document.querySelectorAll(".summary-chart text")].map((text) => {
      const drawing = text.closest("svg");
      return parseFloat(text.getAttribute("font-size")) * drawing.clientWidth
        / drawing.viewBox.baseVal.width;
    })""")
    assert len(letters) > 5
    assert min(letters) >= 12
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_the_report_can_be_taken_away(html, edition, reader):
    """Catch a published site without the PDF, the numbers or the data, or a link to none."""
    tab = reader(offline=True)
    for page in (FIRST_PAGE, "book/downloads.html"):
        tab.goto((html / page).as_uri())
        places = tab.locator("a.offered").evaluate_all("all => all.map((one) => one.href)")
        offered = {place.rsplit("/", 1)[-1] for place in places if "_downloads" in place}
        assert {"facts.csv", "data.zip"} <= offered
        assert ("report.pdf" in offered) == (edition / "report.pdf").is_file()
    for name in ("report.pdf", "facts.csv", "facts.json"):
        if (edition / name).is_file():
            copy = html / offered_files.FOLDER / name
            assert copy.read_bytes() == (edition / name).read_bytes(), name
    with zipfile.ZipFile(html / offered_files.FOLDER / offered_files.DATA) as packed:
        assert "data/datapackage.json" in packed.namelist()


def test_the_timeline_filters_by_level_and_kind(html, reader):
    """Catch a timeline that can't be narrowed down by both, or not from the keyboard."""
    tab = reader(offline=True)
    tab.goto((html / CHAPTER).as_uri())
    assert tab.locator("#fig-city-timeline select").count() == 0
    tab.locator("#fig-city-timeline .figure-picture:visible").first.dispatch_event("pointerenter")
    level = tab.locator("#fig-city-timeline").get_by_label("Level")
    level.wait_for()
    assert tab.evaluate(FADED) == 0
    level.focus()
    level.press("H")  # the keyboard's way to “Hangzhou”
    tab.wait_for_function(f"{FADED} > 0")
    one = tab.evaluate(FADED)
    tab.locator("#fig-city-timeline").get_by_label("Kind").select_option("plan")
    tab.wait_for_function(f"{FADED} > {one}")
    level.select_option("")
    tab.wait_for_function(f"{FADED} > 0")
    assert tab.problems == []


def test_only_amounts_of_one_unit_can_be_ranked(html, reader):
    """Catch a button that ranks percent with yuan."""
    tab = reader(offline=True)
    tab.goto((html / "notebooks" / "02_world_and_china.html").as_uri())
    mixed = tab.evaluate("""[...document.querySelectorAll(".expo-table th:has(.sort-button)")]
      .filter((head) => {
        const rows = [...head.closest("table").tBodies[0].rows];
        const texts = rows.map((row) => row.cells[head.cellIndex].textContent.trim());
        return texts.some((one) => /^\\d[\\d.,]*%/.test(one)) &&
          texts.some((one) => /^\\d[\\d.,]* (bn|tn|mn)/.test(one));
      }).map((head) => head.closest("figure").id)""")
    assert mixed == []
    assert tab.locator(".sort-button").count()


def test_search_says_what_is_read(served, reader):
    """Catch an excerpt with words that only a screen reader hears, or a riddle for no hit."""
    tab = reader()
    tab.goto(f"{served}search.html?q=deals")
    excerpts = tab.locator("#search-results p.context")
    excerpts.first.wait_for()
    assert "evidence grade" not in " ".join(excerpts.all_inner_texts()).lower()
    tab.goto(f"{served}search.html?q=qqzzqq")
    tab.get_by_text("No page has all of these words").wait_for()


def test_words_about_a_chart_hold_in_both_modes(edition):
    """Catch “darker” in a note: on a dark page the same cells are the lighter ones."""
    shade = re.compile(r"\b(dark|pale|light|bright)(er|est)?\b", re.IGNORECASE)
    for notebook in sorted((edition / "source" / "notebooks").glob("*.ipynb")):
        for figure in notebook_outputs.read(notebook).figures:
            words = f"{figure['subtitle']} {figure['note']} {figure['alt']}"
            assert not shade.search(words), figure["id"]


def test_what_is_said_of_a_page_is_what_is_seen(html):
    """Catch words for screen readers in the description that a search engine shows."""
    for path in sorted((html / "notebooks").glob("*.html")):
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        assert "evidence grade" not in soup.select_one("meta[name=description]")["content"].lower()


def test_every_finding_leads_to_its_chapter(html):
    """Catch a finding on the first page whose argument can't be reached."""
    soup = BeautifulSoup((html / FIRST_PAGE).read_text(encoding="utf-8"), "html.parser")
    cards = soup.select(".finding")
    assert len(cards) > 5
    assert [card.get_text(" ", strip=True)[:60] for card in cards if not card.select_one("a[href*='notebooks/']")] == []


def test_a_publishers_year_stands_once_in_a_source_line(html):
    """Catch “(2022, 2022, 2023, 2023)”: years that say nothing about which source is meant."""
    for path in sorted((html / "notebooks").glob("*.html")):
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for line in soup.select(".figure-source"):
            for years in re.findall(r"\(([^()]*\d{4}[^()]*)\)", line.get_text()):
                found = re.findall(r"\b\d{4}", years)
                assert len(found) == len(set(found)), years


def test_a_phone_shows_the_verdict_of_the_scoreboard(html, reader):
    """Catch a scoreboard whose verdicts lie beyond the edge of a phone."""
    tab = reader(390, offline=True)
    tab.goto((html / "notebooks" / "04_goals_2025.html").as_uri())
    table = tab.locator("#tab-goal-scoreboard table")
    card = table.locator("tbody tr").first
    name, verdict = card.locator("> :first-child"), card.locator(".card-verdict")
    name, verdict, whole = name.bounding_box(), verdict.bounding_box(), card.bounding_box()
    assert name["y"] < verdict["y"] < whole["y"] + whole["height"] / 2
    assert verdict["x"] + verdict["width"] <= 390
    table.page.set_viewport_size({"width": 1280, "height": 900})
    assert card.evaluate("one => getComputedStyle(one).display") == "table-row"
