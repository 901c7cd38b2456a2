"""The built edition in a real browser without a network: no barrier, live charts, light pages."""

from __future__ import annotations

import functools
import gzip
import json
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

import barriers
from expobook.publishing.html_page import Page

WIDTHS = {"desktop": 1280, "phone": 390}
FIRST_CHART_KB, EVERYTHING_KB = 350, 900
COME_NEAR = """document.querySelectorAll(".figure-picture").forEach(
  (one) => one.dispatchEvent(new Event("pointerenter")))"""
HEIGHTS = """[...document.querySelectorAll(".figure-picture")].map(
  (one) => one.getBoundingClientRect().height)"""
ALL_LIVE = """[...document.querySelectorAll(".figure-picture")].every(
  (one) => one.dataset.chart === "live")"""


@pytest.fixture(scope="module")
def html(edition) -> Path:
    """The pages of the edition."""
    return edition / "html"


def names(html: Path) -> list[str]:
    """All pages; the entrance leads away at once and is left out."""
    found = (path.relative_to(html) for path in sorted(html.rglob("*.html")))
    return [path.as_posix() for path in found
            if path.parts[0] != "_static" and path.as_posix() != "index.html"]


@pytest.fixture
def reader(browser):
    """Opens tabs without a network; notes failed requests, script errors, console errors."""
    contexts = []

    def open_tab(width: int = 1280, **settings):
        context = browser.new_context(viewport={"width": width, "height": 900}, **settings)
        contexts.append(context)
        tab = context.new_page()
        tab.problems = []
        note = tab.problems.append
        tab.on("pageerror", lambda error: note(f"{tab.url}: {error}"))
        tab.on("requestfailed", lambda request: note(f"{tab.url}: asks for {request.url}"))
        tab.on("response", lambda answer: answer.status < 400 or note(f"missing {answer.url}"))
        tab.on("console", lambda said: said.type != "error" or note(f"{tab.url}: {said.text}"))
        return tab

    yield open_tab
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def served(html):
    """The address of a server on this machine."""
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *words):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(html)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


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


def test_every_page_loads_whole_from_a_server_on_this_machine(html, served, reader):
    """Catch a page that asks another host, or for a file that isn't there."""
    tab = reader()
    others = []
    tab.route(lambda address: not address.startswith(served),
              lambda route: (others.append(route.request.url), route.abort()))
    for name in names(html):
        tab.goto(served + name)
    assert others + tab.problems == []


def test_the_explorer_starts_at_the_numbers_of_the_notebook(html, edition, reader):
    """Catch an explorer whose formula, start or target differs from the chapter's."""
    facts = {one["id"]: one["value"]
             for one in json.loads((edition / "facts.json").read_text(encoding="utf-8"))["facts"]}
    tab = reader(offline=True)
    tab.goto((html / "notebooks" / "05_outlook.html").as_uri())
    place = tab.locator("section.explorer")
    start = float(place.get_attribute("data-probability"))
    assert start == pytest.approx(facts["outlook_chance_2027"], abs=1e-8)
    assert float(place.get_attribute("data-needed")) == pytest.approx(
        facts["outlook_required"], abs=1e-8)
    tab.locator("#explorer-mean").press("ArrowRight")
    assert float(place.get_attribute("data-probability")) > start
    place.get_by_role("button").click()
    assert float(place.get_attribute("data-probability")) == start
    assert tab.problems == []


def test_the_events_filter_by_level_and_kind_and_sort_by_date(html, reader):
    """Catch a timeline that can't be narrowed down, or whose count is wrong."""
    tab = reader(offline=True)
    tab.goto((html / "notebooks" / "03_hangzhou_history.html").as_uri())
    table = tab.locator("#tab-city-events")
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


def test_without_scripts_everything_is_there(html, reader):
    """Catch a chart, table or sentence that only a script would show."""
    tab = reader(offline=True, java_script_enabled=False)
    tab.goto((html / "notebooks" / "05_outlook.html").as_uri())
    assert tab.locator(".figure-picture svg").first.is_visible()
    assert tab.locator(".explorer-still").is_visible()
    tab.goto((html / "notebooks" / "03_hangzhou_history.html").as_uri())
    assert tab.locator("#tab-city-events tbody tr:visible").count() > 100


def test_every_page_weighs_little(html):
    """Catch a page that a slow line can't carry: all that it loads, gzipped, in kilobytes."""
    fonts = sum(path.stat().st_size for path in (html / "_static" / "fonts").glob("*.woff2"))
    vega = packed(html / "_static" / "vega.js")
    heavy = []
    for name in names(html):
        loaded = {path for path in loads(html, html / name) if path.suffix != ".woff2"}
        first = fonts + sum(packed(path) for path in {html / name, *loaded})
        if first > FIRST_CHART_KB * 1000 or first + vega > EVERYTHING_KB * 1000:
            heavy.append(f"{name}: {first / 1000:.0f} kB; live: {(first + vega) / 1000:.0f} kB")
    assert not heavy


def loads(html: Path, page: Path) -> set[Path]:
    """The files of the book that a page loads by itself."""
    base = page.relative_to(html).as_posix()
    found = {html / urlsplit(urljoin(base, address)).path
             for tag, address in Page.read(html, page).loaded if not address.startswith("data:")}
    return {path for path in found if path.is_file()}


def packed(path: Path) -> int:
    """The size of a file, gzipped as servers do."""
    return len(gzip.compress(path.read_bytes(), 6, mtime=0))
