"""What stands beside figures on the screen: files, links, live charts, the explorer, metadata."""

from __future__ import annotations

import csv
import json
import re
from io import BytesIO
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from PIL import Image

import fixture_book
from expobook.analysis import simulation
from expobook.figures import export
from expobook.publishing.figures import explorer, interactive
from expobook.publishing.theme import social_card
from expobook.runs import edition
from fixture_notebooks import EXPLORER

SPEC = {
    "data": {"values": [{"x": 1, "y": 2}]},
    "mark": "line",
    "encoding": {"x": {"field": "x", "type": "quantitative"}, "y": {"field": "y", "type": "quantitative"}},
}


def test_every_figure_has_its_files_and_its_link(clean):
    """Catch a figure that a reader can't take away, or a link to a file that isn't there."""
    for page, name in (("notebooks/01_expo_outcomes", "fig-expo-editions"), ("book/index", "fig-expo-editions")):
        foot = clean.soup(page).select_one(".expo-figure .figure-foot")
        files = [link["href"] for link in foot.select(".figure-download a[download]")]
        assert files == [f"../_figures/{name}.{kind}" for kind in export.KINDS]
        assert all((clean.html / page).parent.joinpath(file).is_file() for file in files)
        (slide,) = [link["href"] for link in foot.select("a[download]") if not link.find_parent("details")]
        assert slide == f"../_figures/{name}.slide.png"
        assert foot.select_one(".copy-link")["href"].endswith(f"#{name}")


def test_the_files_hold_the_data_and_the_same_bytes_every_time():
    """Catch a CSV with invented gaps, or a picture that differs from run to run."""
    data = {"columns": ["edition", "projects"], "rows": [[1, 89.0], [2, None]]}
    assert export.table_text(data) == "edition,projects\n1,89.0\n2,\n"
    drawn = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"></svg>'
    figure = {"id": "fig-a", "svg": drawn, "title": "A", "subtitle": "count", "spec": SPEC, "data": data}
    first, second = (export.contents(figure, "Source: X.") for _ in range(2))
    assert first == second
    picture = Image.open(BytesIO(first["bare.png"]))
    assert picture.size == (80, 40)
    assert picture.convert("RGB").getpixel((79, 39)) == (255, 255, 255)
    assert json.loads(first["vl.json"]) == SPEC


def test_every_row_that_is_taken_away_says_whose_numbers_it_has(clean):
    """Catch a CSV of a figure or table without fact, grade, source, edition, or its licence."""

    def rows(name: str) -> list[dict[str, str]]:
        with (clean.html / "_figures" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    (figure, *_), (table, *_) = rows("fig-expo-editions"), rows("tab-expo-editions")
    assert (figure["grade"], figure["source"]) == ("B", "hz-release")
    assert (table["fact"], table["grade"]) == ("expo_projects", "B")
    assert "hz-release" in table["source"]
    for row in (figure, table):
        assert row["report_edition"] == edition.NAME
        assert row["credit"].startswith("Source: Hangzhou Municipal Bureau of Commerce.")
        assert "CC-BY-4.0" in row["credit"]
    links = clean.soup("notebooks/01_expo_outcomes").select("#tab-expo-editions a[download]")
    assert [link["href"] for link in links] == [f"../_figures/tab-expo-editions.{kind}" for kind in ("csv", "xlsx")]
    assert all((clean.html / "notebooks" / link["href"]).is_file() for link in links)


def test_a_picture_that_is_taken_away_says_whose_numbers_it_shows(clean):
    """Catch a chart pasted into a slide without title, unit, source, grade, edition or its id."""
    drawing = (clean.html / "_figures" / "fig-expo-editions.svg").read_text(encoding="utf-8")
    words = " ".join(re.findall(r"<tspan[^>]*>([^<]*)", drawing))
    for expected in (
        "The expo signed 89 projects",
        "Projects, count",
        "Evidence grade B.",
        "Source: Hangzhou Municipal Bureau of Commerce.",
        f"edition {edition.NAME}",
        "fig-expo-editions",
        "CC-BY-4.0",
    ):
        assert expected in words
    folder = clean.html / "_figures"
    with Image.open(folder / "fig-expo-editions.slide.png") as picture:
        assert picture.size == (1920, 1080)
    heights = []
    for kind in ("png", "bare.png"):
        with Image.open(folder / f"fig-expo-editions.{kind}") as picture:
            heights.append(picture.height)
    assert heights[0] > heights[1]


def test_a_live_chart_keeps_the_specification():
    """Catch a live chart that shows other data, or a script that closes its own element."""
    read = interactive.for_reading({**SPEC, "title": "</script>"})
    assert {name: read[name] for name in SPEC} == SPEC
    text = interactive.inlined({**SPEC, "title": "</script>"})
    assert text.count("</script>") == 1


def test_chart_scripts_stand_only_where_a_chart_is(clean):
    """Catch a page that carries scripts for nothing, or a chart without its script."""

    def scripts(page: str) -> str:
        return clean.soup(page).select_one("script[data-holds]")["data-holds"]

    assert "charts.js" in scripts("book/index")
    assert "charts.js" not in scripts("book/sources")
    assert "explorer.js" not in scripts("book/index")


def test_sliders_can_stand_exactly_at_the_value_of_the_run():
    """Catch a slider that rounds the run's own setting, or leaves the model's ground."""
    given = explorer.settings(EXPLORER)
    assert given["rates"] == 10
    for slider in given["sliders"]:
        assert slider["down"] >= 0
        assert slider["up"] > 0
        low = slider["value"] - slider["down"] * slider["step"]
        assert low >= (2024 if slider["name"] == "year" else -100)
    by_name = {slider["name"]: slider for slider in given["sliders"]}
    spread = by_name["spread"]
    assert spread["value"] - spread["down"] * spread["step"] >= 0
    assert by_name["mean"]["value"] == EXPLORER["mean"]
    assert tuple(given["quantiles"]) == simulation.FAN_PERCENT


def test_pages_say_what_they_are(clean):
    """Catch a page that reference managers and previews can't read."""
    soup = clean.soup("notebooks/01_expo_outcomes")
    assert soup.select_one('meta[name="citation_title"]')["content"].startswith("Expo outcomes")
    assert soup.select_one('meta[property="og:image"]')["content"] == "../_static/preview.png"
    assert (clean.html / "_static" / "preview.png").is_file()
    described = json.loads(soup.select_one('script[type="application/ld+json"]').string)
    assert (described["@type"], described["isPartOf"]["@type"]) == ("Chapter", "Report")
    report = described["isPartOf"]
    assert (report["version"], report["dateModified"]) == (edition.NAME, "2026-11-23")
    shown = clean.soup("book/index").select_one(".edition-line").get_text()
    assert f"content {report['identifier']['value'][: edition.SHORT]}" in shown


def full_addresses(soup: BeautifulSoup) -> dict[str, str | None]:
    """Where a page says in full where it stands."""
    described = soup.select_one('script[type="application/ld+json"]')
    places = {
        'link[rel="canonical"]': "href",
        'meta[property="og:url"]': "content",
        'meta[name="citation_fulltext_html_url"]': "content",
    }
    found = {place: soup.select_one(place) for place in places}
    return {
        "url": json.loads(described.string).get("url"),
        **{place: tag and tag[places[place]] for place, tag in found.items()},
    }


@pytest.mark.parametrize("page", ["book/index", "notebooks/01_expo_outcomes"])
def test_a_book_with_an_address_names_it_everywhere(clean, addressed, page):
    """Catch a page that search engines file under another address, or under an invented one."""
    assert set(full_addresses(clean.soup(page)).values()) == {None}
    assert addressed.code == 0, addressed.log
    full = f"{fixture_book.ADDRESS}{page}.html"
    assert set(full_addresses(addressed.soup(page)).values()) == {full}
    picture = addressed.soup(page).select_one('meta[property="og:image"]')["content"]
    assert picture == f"{fixture_book.ADDRESS}_static/preview.png"


def test_the_map_of_the_pages_lists_each_page_of_the_contents(clean, addressed):
    """Catch a page that search engines never find, or a map that names no place."""
    assert not (clean.html / "sitemap.xml").exists()
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    listed = ElementTree.parse(addressed.html / "sitemap.xml").findall(f"{space}url/{space}loc")
    written = {
        path.relative_to(addressed.html).as_posix(): path.read_text(encoding="utf-8")
        for folder in ("book", "notebooks")
        for path in (addressed.html / folder).glob("*.html")
    }
    unlisted = {name for name, text in written.items() if 'content="noindex"' in text}
    assert unlisted == {"book/ledger-01-expo-outcomes.html", "book/ledger-02-world-and-china.html"}
    assert sorted(one.text for one in listed) == sorted(fixture_book.ADDRESS + name for name in {*written} - unlisted)


def test_the_browser_names_each_page_once(clean):
    """Catch the first page's title said twice, or a page whose title doesn't name the report."""
    assert clean.soup("book/index").title.text == "From Hangzhou to the World"
    assert clean.soup("book/sources").title.text == "Sources — From Hangzhou to the World"


@pytest.mark.parametrize("text", ["A < B & C", "word " * 60])
def test_the_preview_card_takes_any_words(text):
    """Catch a title that breaks the picture."""
    drawn = social_card.drawing(text, text, "Edition", "", text)
    assert BeautifulSoup(drawn, "html.parser").find("svg")
    assert " & " not in drawn
