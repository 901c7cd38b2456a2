"""What a reader sets is in the address; whoever opens it sees the same: by clicks, from files."""

from __future__ import annotations

import json
import re
import shutil
from urllib.parse import parse_qs, urlsplit

import pytest

from expobook.publishing.figures import explorer
from expobook.publishing.theme.theme import HERE
from fixture_notebooks import EXPLORER

ROWS = [("Alpha", "missed", 3), ("Beta", "met", 1), ("Gamma", "missed", 2)] * 4
TABLE = """<figure class="expo-table" id="tab-goals"><table class="expo-cells">
<thead><tr><th>Goal</th><th>Verdict</th><th>Count, number</th></tr></thead><tbody>{}</tbody></table>
</figure>"""
COPIED = "[...document.querySelectorAll('.copier [role=status]')].some((one) => one.textContent)"
VERDICTS = "#tab-goals label:has-text('Verdict') select"
FIRST = "document.querySelector('tbody tr:not([hidden])').textContent"


@pytest.fixture
def page(browser, tmp_path):
    """Opens a page of a table and the explorer, with the book's own scripts, from a folder."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])

    def write(values: dict[str, float]) -> str:
        cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
        scripts = "".join(
            f'<script src="{(HERE / "static" / f"{name}.js").as_uri()}"></script>'
            for name in ("book", "sending", "explorer", "tables")
        )
        settings = json.dumps(explorer.settings(values))
        path = tmp_path / "page.html"
        path.write_text(
            f'<!DOCTYPE html><meta charset="utf-8"><h1 id="top">Top</h1>{TABLE.format(cells)}'
            f'<section class="explorer" id="explorer"><script type="application/json">{settings}'
            f'</script><p class="explorer-still"></p></section>{scripts}',
            encoding="utf-8",
        )
        return path.as_uri()

    def open_page(address: str = "", values: dict[str, float] = EXPLORER):
        tab = context.new_page()
        tab.problems = []
        tab.on("pageerror", lambda error: tab.problems.append(str(error)))
        tab.goto(write(values) + address)
        return tab

    yield open_page
    context.close()


def query(address: str) -> dict[str, list[str]]:
    """What stands in the query of an address."""
    return parse_qs(urlsplit(address).query)


def copy_link(tab, thing: str) -> str:
    """Click on “Copy link to this setting” of a thing; what is in the clipboard then."""
    tab.click(f"{thing} .copier button")
    tab.wait_for_function(COPIED)
    return tab.evaluate("navigator.clipboard.readText()")


def opened(page, link: str):
    """The page as the receiver of a link sees it."""
    parts = urlsplit(link)
    return page(f"?{parts.query}#{parts.fragment}")


def test_a_moved_slider_opens_where_it_was_left(page):
    """Catch a link to sliders that opens in the report's own setting, or a little beside it."""
    tab = page("#top")
    assert not tab.locator(".explorer .copier").is_visible()
    for key in ("ArrowRight", "ArrowRight"):
        tab.press("#explorer-mean", key)
    tab.press("#explorer-year", "ArrowRight")
    tab.wait_for_function("location.search.includes('explorer.year')")
    assert tab.evaluate("location.hash") == "#top"
    link = copy_link(tab, ".explorer")
    assert query(link) == {"explorer.mean": ["12.97"], "explorer.year": ["2028"]}
    assert link.endswith("#explorer")
    other = opened(page, link)
    for sign in ("probability", "needed"):
        here, there = (one.locator(".explorer").get_attribute(f"data-{sign}") for one in (tab, other))
        assert here == there
    other.click("text=Back to this run's setting")
    other.wait_for_function("location.search === ''")
    assert not other.locator(".explorer .copier").is_visible()
    assert tab.problems + other.problems == []


def test_the_setting_opens_in_a_readers_run_too(page):
    """Catch a setting kept in steps from the run's own value, which is another amount elsewhere."""
    tab = page("?explorer.mean=13.97&explorer.year=2029", {**EXPLORER, "mean": 10.97})
    assert tab.locator("output[for=explorer-mean]").inner_text().startswith("14.0%")
    assert tab.locator("output[for=explorer-year]").inner_text() == "2029"


def test_a_filtered_and_sorted_table_opens_as_it_was_sent(page):
    """Catch a link to a table that opens with all rows, or in the report's order."""
    tab = page()
    tab.select_option(VERDICTS, "missed")
    for _ in range(2):
        tab.click("#tab-goals th:nth-child(3) button")
    assert tab.evaluate(FIRST) == "Alphamissed3"
    link = copy_link(tab, "#tab-goals")
    assert query(link) == {"tab-goals.Verdict": ["missed"], "tab-goals.sort": ["-Count, number"]}
    other = opened(page, link)
    assert other.locator("#tab-goals output").first.inner_text() == "8 of 12 rows"
    assert other.evaluate(FIRST) == "Alphamissed3"
    assert other.locator("th[aria-sort=descending]").inner_text() == "Count, number"
    assert tab.problems + other.problems == []


def test_a_link_holds_one_thing_and_what_else_stands_there_stays(page):
    """Catch a link to a table that moves sliders, or a search word lost by a filter."""
    tab = page("?highlight=yuan&explorer.year=2028")
    tab.select_option(VERDICTS, "met")
    assert query(tab.url) == {"highlight": ["yuan"], "explorer.year": ["2028"], "tab-goals.Verdict": ["met"]}
    assert query(copy_link(tab, "#tab-goals")) == {"tab-goals.Verdict": ["met"]}


CHOICE = {
    "data": {"values": [{"x": "a", "level": "city"}, {"x": "b", "level": "nation"}]},
    "params": [
        {
            "name": "level",
            "value": "",
            "bind": {
                "input": "select",
                "options": ["", "city", "nation"],
                "labels": ["all", "city", "nation"],
                "name": "Level",
            },
        }
    ],
    "transform": [{"filter": "level == '' || datum.level == level"}],
    "mark": "point",
    "encoding": {"x": {"field": "x", "type": "nominal"}},
}
PICTURE = ".figure-picture >> visible=true"
POINTS = ".figure-picture[data-chart=live] .mark-symbol path"


@pytest.fixture
def chart(clean, tmp_path):
    """The address of a page of the book with a chart that can be filtered."""
    shutil.copytree(clean.html, tmp_path / "html")
    path = tmp_path / "html" / "notebooks" / "01_expo_outcomes.html"
    text = path.read_text(encoding="utf-8")
    for name, content in (("figure-spec", CHOICE), ("figure-twin", [])):
        text = re.sub(rf'(class="{name}"[^>]*>)[^<]*', rf"\g<1>{json.dumps(content)}", text)
    path.write_text(text, encoding="utf-8")
    return path.as_uri()


def test_a_filtered_chart_opens_as_it_was_sent(browser, chart):
    """Catch a link to a chart that shows everything again, or never says that it is filtered."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    tab = context.new_page()
    tab.goto(chart)
    tab.hover(PICTURE)
    tab.wait_for_selector(f"{POINTS} >> visible=true")
    assert tab.locator(f"{POINTS} >> visible=true").count() == len(CHOICE["data"]["values"])
    tab.select_option(".chart-choices select", "city")
    link = copy_link(tab, ".chart-choices")
    assert link.endswith("?fig-expo-editions.level=city#fig-expo-editions")
    other = context.new_page()
    other.goto(link)
    other.hover(PICTURE)
    other.wait_for_function(f"document.querySelectorAll({json.dumps(POINTS)}).length === 1")
    assert other.locator(".chart-choices select").input_value() == "city"
    context.close()


@pytest.mark.parametrize(
    "address",
    [
        "?tab-goals.Verdict=nonsense&tab-goals.sort=-nothing&explorer.mean=much&explorer.fog=2",
        "?explorer.mean=9e99&explorer.year=-1&explorer.spread=NaN&explorer.base=Infinity",
    ],
)
def test_a_mistyped_setting_does_no_harm(page, address):
    """Catch an address that empties a table, or puts a slider outside the model."""
    tab = page(address)
    assert tab.locator("tbody tr:visible").count() == len(ROWS)
    assert 0 <= float(tab.locator(".explorer").get_attribute("data-probability")) <= 100
    assert tab.problems == []


@pytest.mark.parametrize("width", [1280, 390])
def test_the_link_has_room(page, width):
    """Catch a button that makes a phone scroll sideways, or one too low for a finger."""
    tab = page("?tab-goals.Verdict=met&explorer.year=2028")
    tab.set_viewport_size({"width": width, "height": 800})
    for button in tab.locator(".copier button").all():
        box = button.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
