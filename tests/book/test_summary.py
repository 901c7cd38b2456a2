"""The one-page summary: the same facts in two languages, in files that stand alone, on one page."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pikepdf
import pytest
from bs4 import BeautifulSoup

import fixture_editions
from checks import pdf_checks, pdf_text
from checks.chinese import read_money
from checks.html_page import Page
from expobook.facts import notebook_outputs, templates
from expobook.publishing.exports import summary_files
from expobook.publishing.pages import offered_files
from expobook.publishing.pdf import PdfError, press
from expobook.runs import edition as editions
from expobook.values import chinese
from expobook.values.number_words import forms_in_prose

LANGUAGES = ("en", "zh")


def alone(folder: Path, language: str) -> BeautifulSoup:
    """The file of a language."""
    return BeautifulSoup((folder / f"summary-{language}.html").read_text(encoding="utf-8"), "html.parser")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_needs_nothing_beside_it(with_editions, language):
    """Catch a summary that loads a script, a style, a font or a picture from elsewhere."""
    folder = with_editions.html / "_summary"
    page = Page.read(folder, folder / f"summary-{language}.html")
    assert [address for _, address in page.loaded if not address.startswith("data:")] == []
    assert page.links == []
    soup = alone(folder, language)
    assert soup.html["lang"] == language
    assert soup.title.get_text()
    assert len(soup.select("main h1")) == len(soup.select("main svg")) == 1


def test_both_languages_state_the_same_number(with_editions):
    """Catch a Chinese summary that was typed."""
    folder = with_editions.html / "_summary"
    assert alone(folder, "en").select_one(".finding .fact").get_text() == "about 110 bn yuan"
    assert alone(folder, "zh").select_one(".finding .fact").get_text() == "约1100亿元"


def test_nobody_hears_english_on_the_chinese_sheet(with_editions):
    """Catch words for screen readers and pointers that stay English where the page is Chinese."""
    sheet = with_editions.soup("book/summary-zh").select_one(".summary-sheet")
    hidden = [one.get_text() for one in sheet.select(".sr-only")]
    hidden += [one["title"] for one in sheet.select("[title]")]
    assert hidden
    assert [text for text in hidden if re.search("[a-z]{2}", text)] == []
    assert sheet.select_one(".figure-picture")["lang"] == "en", "the chart itself is English"


def test_a_chinese_reader_finds_every_figure_and_table(with_editions):
    """Catch a figure that has no Chinese title, one that leads nowhere, or a typed number."""
    listed = with_editions.soup("book/summary-zh").select(".titles-zh > li")
    assert [one.a["href"].rpartition("#")[2] for one in listed] == [
        "fig-expo-editions",
        "fig-macro-world",
        "tab-expo-editions",
    ]
    first = listed[0]
    assert first.find_parent(lang="zh")
    assert first.get_text(" ", strip=True).startswith("图 1.1 项目")
    assert first.select_one("a.fact").get_text() == "89"
    assert first.select_one(".title-en")["lang"] == "en"


@pytest.mark.parametrize(
    ("page", "language", "there"),
    [
        ("book/index", "zh", "summary-zh.html"),
        ("book/summary", "zh", "summary-zh.html"),
        ("book/summary-zh", "en", "index.html"),
    ],
)
def test_a_reader_can_change_the_language(with_editions, page, language, there):
    """Catch a switch that is missing, leads elsewhere, or is read out in the wrong language."""
    soup = with_editions.soup(page)
    switch = soup.select_one("a.language-switch")
    assert (switch["href"], switch["lang"], switch["hreflang"]) == (there, language, language)
    other = soup.select_one('link[rel="alternate"][hreflang]')
    assert bool(other) == (page != "book/index")
    assert not other or other["hreflang"] == language
    assert not with_editions.soup("book/ledger").select("a.language-switch")


def test_each_sheet_names_its_edition(with_editions):
    """Catch an annex that doesn't say what it is taken from."""
    folder = with_editions.html / "_summary"
    content = re.search(r"content (\w{12})", with_editions.soup("book/index").select_one(".edition-line").get_text())[1]
    assert alone(folder, "en").select_one(".summary-edition").get_text() == (
        f"Edition {editions.NAME} · data as of 23 November 2026 · content {content}"
    )
    assert alone(folder, "zh").select_one(".summary-edition").get_text() == (
        f"{editions.NAME}版 · 数据截至2026年11月23日 · 内容 {content}"
    )


def test_an_address_keeps_numbers_open(with_editions):
    """Catch a published summary whose numbers lead nowhere."""
    page = (with_editions.html / "book" / "summary.html").read_text(encoding="utf-8")
    sheet = summary_files.sheet_of(page, "https://example.org/report/book/summary.html")
    link = BeautifulSoup(sheet, "html.parser").select_one(".finding a.fact")
    assert link["href"] == "https://example.org/report/book/ledger.html#fact-expo_amount"


def test_a_pdf_is_offered_only_where_it_is(with_editions, tmp_path):
    """Catch a link to a PDF that wasn't made, and a PDF that no page leads to."""
    folder = tmp_path / "html"
    (folder / "book").mkdir(parents=True)
    page = folder / "book" / "summary.html"
    text = (with_editions.html / "book" / "summary.html").read_text(encoding="utf-8")
    page.write_text(text, encoding="utf-8")
    offered_files.offer(folder)
    assert page.read_text(encoding="utf-8") == text
    (folder / "_summary").mkdir()
    (folder / "_summary" / "summary-en.pdf").write_bytes(b"")
    offered_files.offer(folder)
    link = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").select_one("a.offered")
    assert (page.parent / link["href"]).resolve() == folder / "_summary" / "summary-en.pdf"


@pytest.fixture(scope="module")
def markup(typeset) -> Path:
    """The markup of the book with its summaries."""
    built = typeset(fixture_editions.add_editions)
    assert built.code == 0, built.log
    return built.html


@pytest.mark.parametrize(
    ("language", "title", "words"), [("en", "From here to there", "about 110 bn yuan"), ("zh", "小书", "约1100亿元")]
)
@pytest.mark.poppler
def test_the_pdf_is_one_tagged_page(markup, tmp_path, language, title, words):
    """Catch an annex of two pages, one that can't be heard, and Chinese without its letters."""
    target = tmp_path / "summary.pdf"
    target.write_bytes(press.Press(markup).print(f"summary-{language}.typ"))
    with pikepdf.open(target) as document:
        assert len(document.pages) == 1
        assert str(document.Root.Lang).startswith(language)
        assert bool(document.Root.MarkInfo.Marked)
        assert "pdfuaid" in str(document.Root.Metadata.read_bytes())
        assert set(pdf_checks.fonts(document).values()) == {True}
        assert [alt for alt, _ in pdf_checks.described_pictures(document)] == ["T"]
        assert {kind for _, kind, _ in pdf_checks.links(document)} <= {"outside"}
        assert str(document.docinfo.Title).startswith("Summary of ")
        assert f"edition {editions.NAME}" in str(document.docinfo.Title)
        assert "/L" in {str(element.get("/S")) for element, _ in pdf_checks.structure(document)}
    text = pdf_text.squeezed("".join(pdf_text.pages(target)))
    assert pdf_text.squeezed(title) in text
    assert pdf_text.squeezed(words) in text
    assert press.Press(markup).print(f"summary-{language}.typ") == target.read_bytes()


def test_a_sheet_of_two_pages_is_refused(markup, tmp_path):
    """Catch a summary that quietly runs on to a second page."""
    folder = tmp_path / "long"
    shutil.copytree(markup, folder)
    text = (folder / "summary-en.typ").read_text(encoding="utf-8")
    long = text.replace("The expo was held.", "The expo was held. " * 900)
    assert long != text
    (folder / "summary-en.typ").write_text(long, encoding="utf-8")
    with pytest.raises(PdfError, match="pages and must take one"):
        press.Press(folder).print("summary-en.typ")


@pytest.fixture(scope="module")
def facts(edition) -> dict:
    """The facts of the built edition by id."""
    return {
        fact["id"]: fact
        for book in notebook_outputs.read_all((edition / "source" / "notebooks").glob("*.ipynb"))
        for fact in book.facts
    }


def stated(edition: Path, docname: str) -> list[tuple[str, str]]:
    """Ids and texts of the numbers on a sheet of the built edition."""
    soup = BeautifulSoup((edition / "html" / f"{docname}.html").read_text(encoding="utf-8"), "html.parser")
    return [(link["href"].rpartition("#fact-")[2], link.get_text()) for link in soup.select(".summary-sheet a.fact")]


def word_for_nought(text: str) -> str:
    """The text where it is a word for nought, else nothing."""
    return text if text.lower() in templates.ZERO_WORDS else ""


@pytest.mark.edition
def test_the_edition_states_the_same_in_both_languages(edition, facts):
    """Catch a number in one language only, or another one in the other."""
    english, other = (stated(edition, name) for name in ("book/summary", "book/summary-zh"))
    assert sorted(name for name, _ in english) == sorted(name for name, _ in other)
    assert len(english) > 15
    assert [
        (name, text)
        for name, text in english
        if text not in forms_in_prose(facts[name]) and not (word_for_nought(text) and facts[name]["value"] == 0)
    ] == []
    assert dict(other) == {name: chinese.write(facts[name]) for name, _ in other}
    for name, text in other:
        if "亿" in text:
            value, _ = read_money(text)
            assert float(value) == pytest.approx(facts[name]["value"], rel=0.01), name


def graded_findings(edition: Path, docname: str) -> list[tuple[set[str], str]]:
    """The numbers in each finding of a page, and the first mark of the finding."""
    soup = BeautifulSoup((edition / "html" / f"{docname}.html").read_text(encoding="utf-8"), "html.parser")
    return [
        (
            {link["href"].rpartition("#fact-")[2] for link in card.select_one(".finding-text").select("a.fact")},
            card.select_one(".finding-side .grade").find(string=True, recursive=False),
        )
        for card in soup.select(".finding")
    ]


@pytest.mark.edition
@pytest.mark.parametrize("docname", ["book/index", "book/summary", "book/summary-zh"])
def test_a_finding_is_no_better_than_its_weakest_number(edition, facts, docname):
    """Catch a sentence that is graded A, in the annex or on the first page, over a grade C."""
    found = graded_findings(edition, docname)
    assert len(found) == 10
    for numbers, mark in found:
        weakest = max((facts[name]["grade"] for name in numbers), default="")
        assert not weakest or (len(mark) == 1 and mark >= weakest), sorted(numbers)


@pytest.mark.edition
@pytest.mark.poppler
def test_the_run_holds_the_summary_on_one_page(edition, facts):
    """Catch a run without its annex, or an annex whose PDF says something else."""
    for name in ("summary-en.html", "summary-zh.html", "summary-en.pdf", "summary-zh.pdf"):
        assert (edition / name).read_bytes() == (edition / "html" / "_summary" / name).read_bytes()
    pages = pdf_text.pages(edition / "summary-en.pdf")
    assert len([page for page in pages if page.strip()]) == 1
    text = pdf_text.squeezed(pages[0])
    for name, words in stated(edition, "book/summary"):
        assert words in {*forms_in_prose(facts[name]), word_for_nought(words)}, name
        assert pdf_text.squeezed(words) in text, name
    for page in ("summary", "downloads"):
        soup = BeautifulSoup((edition / "html" / "book" / f"{page}.html").read_text(encoding="utf-8"), "html.parser")
        offered = [link["href"] for link in soup.select("a.offered")]
        assert {"../_summary/summary-en.pdf", "../_summary/summary-zh.pdf"} <= set(offered)
