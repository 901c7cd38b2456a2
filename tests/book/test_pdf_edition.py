"""The published PDF: whole, sound, and the same numbers as the HTML edition beside it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pikepdf
import pytest
from bs4 import BeautifulSoup

from checks import pdf_checks, pdf_text
from expobook.facts import notebook_outputs
from expobook.runs import edition as editions

pytestmark = [pytest.mark.poppler, pytest.mark.edition]

MOST_BYTES = 3_500_000
PAGES = range(130, 151)
TALLEST_ENTRY = 60
"""In points: so far apart the last heads of two even columns may be."""


@pytest.fixture(scope="module")
def report(edition) -> Path:
    """The PDF of the built edition."""
    return edition / "report.pdf"


@pytest.fixture(scope="module")
def facts(edition) -> list[dict]:
    """The facts of the built edition."""
    return json.loads((edition / "facts.json").read_text(encoding="utf-8"))["facts"]


@pytest.fixture(scope="module")
def carried(edition) -> list[notebook_outputs.NotebookBundles]:
    """What the executed notebooks of the built edition carry."""
    return notebook_outputs.read_all((edition / "source" / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def pages(report) -> list[str]:
    """The text of every page, with single spaces."""
    return [" ".join(page.split()) for page in pdf_text.pages(report)]


def test_the_checks_find_nothing(report, facts, carried):
    """Catch a lost chart or number, a dead link, a foreign font, a printed object."""
    figures = [figure for notebook in carried for figure in notebook.figures]
    assert figures
    assert pdf_checks.check_pdf(report, facts, figures) == []


def test_length_and_weight_are_those_of_a_report(report, pages):
    """Catch an edition that nobody can send by mail, and one that lost its chapters."""
    assert len(pages) in PAGES
    assert report.stat().st_size < MOST_BYTES


@pytest.mark.parametrize("kind", ["fact-", "source-", "definition-", "claim-"])
def test_the_two_columns_of_a_list_end_evenly(report, kind):
    """Catch a list of entries whose last page is half empty."""
    with pikepdf.open(report) as document:
        places = [place for name, place in pdf_checks.places(document).items() if name.startswith(kind)]
    last = max(page for page, *_ in places)
    lowest: dict[float, float] = {}
    for page, across, above in places:
        if page == last:
            lowest[across] = min(above, lowest.get(across, above))
    assert len(lowest) == 2, lowest
    left, right = lowest.values()
    assert abs(left - right) < TALLEST_ENTRY


def test_each_registered_figure_is_one_vector_drawing_with_its_permalink(report, carried, pages):
    """Catch a chart that is drawn twice, not at all, or can't be found again online."""
    text = pdf_text.squeezed("".join(pages))
    with pikepdf.open(report) as document:
        drawn = [alt for alt, _ in pdf_checks.described_pictures(document)]
    for notebook in carried:
        for figure in notebook.figures:
            assert figure["alt"] in drawn, figure["id"]
            assert f"{figure['id']}·edition{editions.NAME}" in text


def test_every_number_that_is_a_link_on_the_screen_is_one_in_print(edition, report):
    """Catch a number that print shows without the way to its evidence."""
    on_screen = {
        link["href"].split("#")[1]
        for page in (edition / "html").glob("*/*.html")
        # An entry's own address and the list below a source are links to numbers, not numbers.
        for link in BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").find_all(
            "a", class_="fact", href=re.compile("#fact-")
        )
        if not link.find_parent(class_="screen-only")
    }
    with pikepdf.open(report) as document:
        in_print = {target for _, kind, target in pdf_checks.links(document) if kind == "inside"}
    assert on_screen
    assert on_screen - in_print == set()


def test_title_page_says_edition_date_and_parameters(pages, carried):
    """Catch a title page that can't be cited."""
    assert "Data as of" in pages[0]
    for notebook in carried:
        for name in notebook.parameters:
            if notebook.parameters[name] not in ("", None, 0.0):
                assert name.replace("_", " ").removesuffix(" years") in pages[0]


def test_the_imprint_says_how_to_cite_and_under_which_licences(pages):
    """Catch a report that circulates without licence and citation."""
    for words in ("Suggested citation", "CC BY 4.0", "MIT licence", "Errors:"):
        assert words in pages[1]


def test_every_address_of_a_source_can_be_typed(edition, report):
    """Catch an address that print shows otherwise than it leads."""
    shown = {
        link["href"]: link.get_text()
        for link in BeautifulSoup(
            (edition / "html/book/sources.html").read_text(encoding="utf-8"), "html.parser"
        ).select("a.source-address")
    }
    assert shown
    assert {
        text for address, text in shown.items() if text != re.sub(r"\Ahttps?://", "", address, flags=re.IGNORECASE)
    } == set()
    with pikepdf.open(report) as document:
        led = {target for _, kind, target in pdf_checks.links(document) if kind == "outside"}
    assert len(led & set(shown)) > len(shown) / 2


def test_the_facts_travel_inside_the_pdf(edition, report):
    """Catch a report that circulates with other numbers than its own."""
    with pikepdf.open(report) as document:
        held = document.attachments["facts.csv"].get_file().read_bytes()
        names = set(document.attachments)
    assert held == (edition / "facts.csv").read_bytes()
    assert any(name.endswith(".zip") or name == "datapackage.json" for name in names)


def test_bookmarks_lead_to_every_chapter_and_appendix(edition, report):
    """Catch a chapter that a reader of 100 pages has to search for."""
    with pikepdf.open(report) as document, document.open_outline() as outline:
        titles = {str(item.title) for item in outline.root}
    chapters = {
        page.stem: BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        for page in (edition / "html" / "notebooks").glob("*.html")
    }
    for name, soup in chapters.items():
        heading = soup.select_one("article h1")
        for extra in heading.select(".headerlink, .section-number"):
            extra.decompose()
        title = heading.get_text(" ", strip=True)
        assert f"{name[:2].lstrip('0')} {title}" in titles, name


def test_each_chapter_is_a_pdf_of_its_own_and_offered(edition, facts):
    """Catch a chapter that can't be sent alone, or that nobody finds."""
    soup = BeautifulSoup((edition / "html/book/downloads.html").read_text(encoding="utf-8"), "html.parser")
    offered = {link["href"].rpartition("_downloads/")[2] for link in soup.select("a.offered")}
    for notebook in (edition / "source" / "notebooks").glob("*.ipynb"):
        name = f"chapters/{notebook.stem}.pdf"
        assert name in offered
        assert (edition / "html" / "_downloads" / name).read_bytes() == (edition / name).read_bytes()
        assert pdf_checks.check_pdf(edition / name, []) == []
