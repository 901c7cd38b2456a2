"""Figures on other sites: each page alone in a folder, in a frame, with and without a script."""

from __future__ import annotations

import re
import shutil

import pytest
from bs4 import BeautifulSoup

import barriers
import fixture_book
from expobook.citations import catalogue
from expobook.facts import notebook_outputs
from expobook.figures import responsive
from expobook.pipeline.verification.consistency import find_contradictions
from expobook.publishing.exports import embed
from expobook.runs import edition
from expobook.runs import run as run_folder

NAME = "fig-expo-editions"
PAGE = f"{embed.FOLDER}/{NAME}"
WIDE_ENOUGH, PHONE = 760, 390
FITS = "document.documentElement.scrollHeight <= innerHeight && scrollX === 0"
SHOWN = """[...document.querySelectorAll(".picture")].filter((one) => one.checkVisibility())
  .map((one) => one.querySelector("svg").getBoundingClientRect().height)"""


def of_notebooks(root):
    """The catalogue of a book by its source."""
    found = notebook_outputs.read_all(sorted((root / "notebooks").glob("*.ipynb")))
    return catalogue.of_source(root, found, root / "data", {})


def test_the_page_says_whose_figure_it_is_and_asks_for_nothing(clean):
    """Catch an embedded chart without unit, source, grade or edition, or one that loads a file."""
    assert clean.code == 0, clean.log
    soup = clean.soup(PAGE)
    assert soup.h1.text == soup.title.text == "The expo signed 89 projects"
    for words in (
        "Projects, count",
        "Source: Hangzhou Municipal Bureau of Commerce.",
        "Evidence grade B.",
        f"edition {edition.NAME}",
        NAME,
        "CC-BY-4.0",
    ):
        assert words in soup.main.text
    assert not soup.select("[src], link, base, object, iframe, image, use")
    loaded = re.findall(r"(?:url\(|@import)\s*[\"']?([^\"')]*)", str(soup))
    assert all(place.startswith(("data:", "#")) for place in loaded)
    assert not soup.select("a[href]")  # the book has no address


def test_the_page_leads_to_the_figure_where_the_book_has_an_address(addressed):
    """Catch an embedded chart from which nobody finds the report, or code with another address."""
    assert addressed.code == 0, addressed.log
    (back,) = addressed.soup(PAGE).select("a")
    assert back["href"] == f"{fixture_book.ADDRESS}notebooks/01_expo_outcomes.html#{NAME}"
    code = addressed.soup("book/index").select_one(".figure-embed code").text
    assert f'src="{fixture_book.ADDRESS}{PAGE}.html"' in code


def test_the_page_of_a_readers_run_is_stamped(readers_run):
    """Catch a chart of somebody's own setting that goes round as the published one."""
    soup = readers_run.soup(PAGE)
    assert "overlap = 0.5" in soup.select_one(".stamp").text
    assert soup.h1.text.startswith("Does not hold in this run:")
    assert soup.svg.title.text.startswith("Does not hold in this run:")
    assert f"edition {edition.NAME}" not in soup.text


def test_a_changed_page_is_found(tmp_path):
    """Catch an embed page that says something else than the notebooks of its run."""
    run = fixture_book.write_run(tmp_path / "run")
    known = of_notebooks(run / "source")
    folder = run / "html" / embed.FOLDER
    folder.mkdir(parents=True)
    for thing in known.of("figure"):
        text = embed.page(known, thing, responsive.drawn(thing.described))
        (folder / f"{thing.id}.html").write_text(text, encoding="utf-8")
    fixture_book.write_manifest(run)
    assert find_contradictions(run_folder.open_run(run)) == []
    path = folder / f"{NAME}.html"
    path.write_text(path.read_text(encoding="utf-8").replace("89 projects", "98 projects"), encoding="utf-8")
    assert find_contradictions(run_folder.open_run(run)) == [
        f"changed: html/{PAGE}.html isn't what the run's notebooks give"
    ]


@pytest.mark.parametrize("width", [WIDE_ENOUGH, PHONE])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_pasted_code_shows_the_whole_chart(clean, reader, tmp_path, width, mode):
    """Catch a frame with a scroll bar, a sliver of a chart, a barrier (axe), a white dark mode."""
    code = clean.soup("book/index").select_one(".figure-embed code").text
    (tmp_path / "host.html").write_text(
        f"<!DOCTYPE html><meta name=viewport content='width=device-width'><body>{code}", encoding="utf-8"
    )
    shutil.copy(clean.html / f"{PAGE}.html", tmp_path)
    tab = reader(width, offline=True, color_scheme=mode)
    tab.goto((tmp_path / "host.html").as_uri())
    frame = tab.frames[1]
    frame.wait_for_selector("h1")
    assert frame.evaluate(FITS)
    (height,) = frame.evaluate(SHOWN)
    assert height > frame.evaluate("innerHeight") / 3
    paper = frame.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 25, 30)"}[mode]
    tab.goto((clean.html / f"{PAGE}.html").as_uri())
    barriers.settle(tab)
    assert barriers.of_structure(tab) + barriers.of_colours(tab, set()) + tab.problems == []


VALUES = """<svg width="200" height="100" viewBox="0 0 200 100"><title>T</title>
<path aria-label="year: 2022; inner: 4;  : Hangzhou; Year: 2022; Share of GDP: 13; Grade: null"
 role="graphics-symbol"
 aria-roledescription="bar" d="M20,20h20v60h-20Z"/></svg>""".replace("\n", "")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_mark_says_its_values(reader, tmp_path, scripts):
    """Catch a chart on another site that shows no value, or column names of our own making."""
    known = of_notebooks(fixture_book.write(tmp_path / "book"))
    thing = known.find(NAME)
    lines = [
        {"field": name, "title": title}
        for name, title in (("city", " "), ("year", "Year"), ("share", "Share of GDP"), ("grade", "Grade"))
    ]
    thing.described.update(svg=VALUES, spec={"layer": [{"encoding": {"tooltip": lines}}]})
    path = tmp_path / "page.html"
    path.write_text(embed.page(known, thing), encoding="utf-8")
    tab = reader(500, java_script_enabled=scripts)
    tab.goto(path.as_uri())
    if scripts:
        mark = tab.locator(".value").bounding_box()
        tab.mouse.move(mark["x"] + mark["width"] + 20, mark["y"] + 5)
        shown = tab.locator(".tip").inner_text()
    else:
        shown = BeautifulSoup(tab.content(), "html.parser").select_one(".value title").text
    assert shown == "Hangzhou\nYear: 2022\nShare of GDP: 13"


def test_the_code_is_copied_by_one_click(clean, browser):
    """Catch a button below a figure that copies nothing, or code without the figure's page."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    tab = context.new_page()
    tab.goto((clean.html / "book" / "index.html").as_uri())
    tab.click(".figure-embed summary")
    tab.click(".figure-embed .copier button")
    tab.wait_for_function("document.querySelector('.copier [role=status]').textContent")
    assert tab.evaluate("navigator.clipboard.readText()").startswith(f'<iframe src="{NAME}.html"')
    context.close()
