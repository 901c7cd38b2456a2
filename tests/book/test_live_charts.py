"""Live charts in a browser: what they say and what a click does; the explorer's arithmetic."""

from __future__ import annotations

import json
import re

import pytest

from expobook.analysis.growth_model import (
    GrowthModel,
    Start,
    closed_form_probability,
    closed_form_quantile,
)

FIRST = {
    "01_expo_outcomes": "fig-expo-one-page",
    "02_world_and_china": "fig-macro-release",
    "03_hangzhou_history": "fig-city-timeline",
    "04_goals_2025": "fig-goal-shares",
    "05_outlook": "fig-outlook-needed",
}
MARKS = ".mark-rect path, .mark-symbol path, .mark-rule line"
TELL = f"""(figure) => {{
  const [picture] = [...figure.querySelectorAll(".figure-picture")].filter(
    (one) => one.checkVisibility());
  const said = [...picture.querySelectorAll("{MARKS}")].map((mark) => {{
    const {{ left, top, width, height }} = mark.getBoundingClientRect();
    const where = {{ clientX: left + width / 2, clientY: top + height / 2, bubbles: true }};
    const hit = document.elementFromPoint(where.clientX, where.clientY);
    for (const name of ["pointerover", "pointermove"]) {{
      hit?.dispatchEvent(new PointerEvent(name, where));
    }}
    const tip = document.querySelector(".chart-tip");
    return tip && !tip.hidden ? tip.innerText : "";
  }});
  return said.filter(Boolean);
}}"""


@pytest.fixture
def live(html, reader):
    """Opens a figure of a chapter with its live chart."""
    tab = reader(offline=True)

    def opened(page: str, name: str):
        tab.goto((html / "notebooks" / f"{page}.html").as_uri())
        figure = tab.locator(f"#{name}")
        figure.scroll_into_view_if_needed()
        picture = figure.locator(".figure-picture:visible")
        picture.hover()
        picture.and_(tab.locator("[data-chart=live]")).wait_for()
        return tab, picture

    return opened


@pytest.mark.parametrize("page", FIRST)
def test_every_chart_says_its_values_in_words(live, page):
    """Catch a chart that answers nobody, a column name, a value that isn't there, a raw period."""
    tab, _ = live(page, FIRST[page])
    silent, odd = [], []
    for figure in tab.query_selector_all("figure.expo-figure:has(.figure-picture)"):
        figure.scroll_into_view_if_needed()
        tab.wait_for_function(
            "(figure) => [...figure.querySelectorAll('.figure-picture')].filter("
            "(one) => one.checkVisibility())[0].dataset.chart === 'live'",
            arg=figure,
        )
        said = figure.evaluate(TELL)
        name = figure.get_attribute("id")
        silent += [] if said else [name]
        odd += [
            f"{name}: {one}"
            for one in said
            if re.search(r"undefined|null|NaN|_|\|", one) or re.search(r"\d-\d\d/|\.\d{6}", one)
        ]
    assert (silent, odd, tab.problems) == ([], [], [])


def test_a_year_is_read_anywhere_near_the_lines(live):
    """Catch a line that must be hit within a few pixels, or a value without its year or unit."""
    tab, picture = live("02_world_and_china", "fig-macro-four")
    box = picture.locator("svg").bounding_box()
    picture.hover(position={"x": box["width"] * 0.45, "y": box["height"] * 0.3})
    said = tab.locator(".chart-tip").inner_text()
    assert re.search(r"^Year: 20\d\d$", said, re.MULTILINE)
    for economy in ("China", "India", "Germany", "Ireland"):
        assert re.search(rf"^{economy}, bn US dollars: [\d,.]+$", said, re.MULTILINE), said
    rules = picture.locator(".mark-rule.role-mark line[opacity='1']")
    assert rules.count() == 1
    tab.mouse.move(0, 0)
    picture.locator(".mark-rule.role-mark line[opacity='0']").first.wait_for(state="attached")
    assert rules.count() == 0


def test_a_click_brings_out_a_line_and_a_click_beside_brings_all_back(live):
    """Catch a choice that fades everything, or one that can't be undone."""
    tab, picture = live("02_world_and_china", "fig-macro-four")
    faded = picture.locator(".mark-line path[opacity='0.18']")
    picture.get_by_text("India 289").click()
    faded.first.wait_for()
    assert faded.count() == 3
    picture.locator("svg").click(position={"x": 120, "y": 80})
    picture.locator(".mark-line path").first.wait_for()
    tab.wait_for_function(
        "(svg) => !svg.querySelector(\".mark-line path[opacity='0.18']\")", arg=picture.locator("svg").element_handle()
    )


def test_an_event_opens_its_row_and_source(live):
    """Catch an event whose source a reader of the timeline has to look for."""
    tab, picture = live("03_hangzhou_history", "fig-city-timeline")
    picture.locator(".mark-symbol.role-mark path").first.click()
    tab.wait_for_url(re.compile(r"/book/events\.html#event-alibaba_founded$"))
    row = tab.locator("tr", has=tab.locator("#event-alibaba_founded"))
    assert "Alibaba founded" in row.inner_text()
    assert row.get_by_role("link").count() == 1
    assert tab.problems == []


SLIDERS = """(place) => {
  const { sliders } = JSON.parse(place.querySelector("script").textContent);
  return Object.fromEntries(sliders.map(({ name, value, step }) =>
    [name, value + step * place.querySelector(`#explorer-${name}`).value]));
}"""


@pytest.mark.parametrize(
    "setting",
    [
        "",
        "explorer.mean=5&explorer.spread=15&explorer.target=500&explorer.year=2030",
        "explorer.mean=-3&explorer.spread=2&explorer.target=300",
        "explorer.spread=0&explorer.year=2026",
        "explorer.mean=20&explorer.base=250&explorer.target=880&explorer.year=2035",
    ],
)
def test_the_explorer_computes_what_the_package_computes(html, edition, reader, setting):
    """Catch a second implementation of the model that parts from the first off the beaten track."""
    facts = {
        one["id"]: one["value"] for one in json.loads((edition / "facts.json").read_text(encoding="utf-8"))["facts"]
    }
    tab = reader(offline=True)
    tab.goto(f"{(html / 'book' / 'model.html').as_uri()}?{setting}#explorer")
    place = tab.locator("section.explorer")
    now = place.evaluate(SLIDERS)
    low, high = facts["outlook_start_low_share"], facts["outlook_start_high_share"]
    start = Start(now["base"] * (low + high) / 2, low, high, int(facts["outlook_start_strayed"]))
    model = GrowthModel.from_percent(
        now["mean"], now["spread"], int(facts["outlook_estimated_rates"]) or None, facts["outlook_tracking"]
    )
    years = round(now["year"]) - int(facts["outlook_base_year"])
    chance = closed_form_probability(start, now["target"], years, model)
    assert float(place.get_attribute("data-probability")) == pytest.approx(100 * chance, abs=1e-6)
    ends = [closed_form_quantile(start, percent, years, model) for percent in (50, 10, 90)]
    said = place.locator(".explorer-detail").inner_text()
    assert [
        float(one.replace(",", ""))
        for one in re.search(r"ends at ([\d,]+) .* between ([\d,]+) and ([\d,]+)\.", said).groups()
    ] == [round(one) for one in ends]
    assert tab.problems == []
