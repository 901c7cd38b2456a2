"""The printed document before layout: what is taken from the single page, and what is refused."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

import pdf_samples
from expobook.publishing import pdf, print_glyphs, print_html

PICTURE = '<svg viewBox="0 0 9 9"><title>T</title><desc>A bar.</desc><text>{text}</text></svg>'


@pytest.fixture(scope="module")
def printed(built) -> BeautifulSoup:
    """The printed document of the small book."""
    single = built("single").html / "book" / "index.html"
    return BeautifulSoup(print_html.document(single, pdf_samples.edition()), "html.parser")


def words(tag) -> str:
    """The text of an element with single spaces."""
    return " ".join(tag.get_text().split())


def document(tmp_path, body: str) -> str:
    """The printed document of a page with the given inner HTML."""
    return print_html.document(pdf_samples.single_page(tmp_path, body), pdf_samples.edition())


def test_ids_are_unique_and_every_inner_link_has_its_target(printed):
    """Catch a contents list that prints another section's page number."""
    ids = [tag["id"] for tag in printed.find_all(id=True)]
    assert len(ids) == len(set(ids))
    inner = {link["href"][1:] for link in printed.select("a[href^='#']")}
    assert inner <= set(ids)
    assert {"document-book/index", "document-book/ledger", "fact-expo_projects"} <= inner


def test_no_link_leads_to_a_local_file(printed):
    """Catch a link that works only on the machine that built the PDF."""
    outside = [link["href"] for link in printed.select("a[href]") if link["href"][0] != "#"]
    assert all(re.match(r"(https?|mailto):", address) for address in outside), outside


def test_controls_and_screen_only_parts_are_left_out(printed):
    """Catch permalink signs, buttons and data tables for the screen on paper."""
    assert printed.select("script, button, input, a.headerlink, a.entry-link, details") == []
    assert printed.select(".figure-data, .sr-only") == []


def test_contents_name_every_page_with_chapter_numbers_and_appendix_letters(printed):
    """Catch a page of the book that the contents forget."""
    lines = [words(line) for line in printed.select(".contents .toc-page")]
    assert lines[:4] == ["Key findings", "1 Expo outcomes", "2 World and China",
                         "A Ledger of numbers"]
    assert [words(part) for part in printed.select(".toc-part")] == ["The report", "Appendices"]
    openers = [words(line) for line in printed.select(".opener")]
    assert openers[:3] == ["Chapter 1", "Chapter 2", "Appendix A"]


def test_lists_of_figures_and_tables_stand_before_the_text(printed):
    """Catch a list that names another finding than the figure shows."""
    assert [words(line) for line in printed.select(".captions-figure .toc")] == [
        "1.1 The expo signed 89 projects", "2.1 The expo signed 3,905 bn dollars"]
    assert [words(line) for line in printed.select(".captions-table .toc")] == [
        "1.1 Editions side by side"]


def test_the_list_of_figures_strikes_a_finding_that_does_not_hold(readers_single):
    """Catch a list that goes on saying what the figure itself takes back."""
    soup = BeautifulSoup(print_html.document(
        readers_single.html / "book" / "index.html", pdf_samples.readers_run()), "html.parser")
    line, other = soup.select(".captions-figure .toc")
    assert words(line.select_one("a > s.claim-fallen")) == "The expo signed 89 projects"
    assert words(line) == "1.1 The expo signed 89 projects Does not hold in this run"
    assert words(other) == "2.1 The expo signed 3,905 bn dollars"
    assert other.s is None


def test_a_figure_has_number_finding_measure_source_note_and_printed_permalink(printed):
    """Catch a chart that circulates without saying where it comes from."""
    figure = printed.select_one("figure#fig-expo-editions")
    assert words(figure.select_one(".figure-number")) == "Figure 1.1"
    assert words(figure.select_one(".figure-title")) == "The expo signed 89 projects"
    assert words(figure.select_one(".figure-subtitle")) == "Projects, count"
    assert "Hangzhou Municipal Bureau of Commerce" in words(figure.select_one(".figure-source"))
    assert words(figure.select_one(".figure-note")) == "Note: Signed, not realised."
    assert words(figure.select_one(".permalink")).endswith(
        "example.org/report/2026.11/notebooks/01_expo_outcomes.html#fig-expo-editions")


def test_without_an_address_a_permalink_is_a_path_inside_the_edition(built):
    """Catch an invented web address for an edition that isn't published anywhere."""
    single = built("single").html / "book" / "index.html"
    soup = BeautifulSoup(
        print_html.document(single, pdf_samples.edition(base_address="")), "html.parser")
    line = soup.select_one("figure#fig-expo-editions .permalink")
    assert words(line).endswith("html/notebooks/01_expo_outcomes.html#fig-expo-editions")
    assert line.find("a") is None


def test_a_picture_is_described_by_its_alternative_text(tmp_path):
    """Catch a chart of which a screen reader hears the title only, or nothing."""
    html = document(tmp_path, PICTURE.format(text="2022"))
    assert '<img alt="A bar." src="data:image/svg+xml;base64,' in html


def test_the_ledger_names_the_printed_pages_that_use_a_number(printed):
    """Catch a ledger in print that says "used in" without a page to turn to."""
    entry = printed.select_one("#fact-expo_projects")
    assert "On page" in words(entry)
    places = [link["href"][1:] for link in entry.select("a.page-only")]
    assert len(places) == 2
    assert all(printed.find(id=place)["href"] == "#fact-expo_projects" for place in places)


def test_a_chinese_title_shows_its_english_form(printed):
    """Catch wrong glyphs or empty boxes where a title is in another script."""
    entry = printed.select_one("#source-hz-release")
    assert words(entry.select_one(".entry-label")) == "First expo concluded"
    assert print_glyphs.lacking(printed.get_text()) == ""


@pytest.mark.parametrize(("text", "expected"), [
    ("1248.05亿元", "1248.05 yi yuan "),
    ("“707.2亿美元”", "“707.2 yi US dollars”"),
    ("“996家AI企业”", "“[in Chinese]”"),
    ("“约1100亿元的项目”", "“[in Chinese]”"),
    ("第一届、数贸会", "[in Chinese]"),
    ("デジタル", "[in Japanese]"),
    ("a\u2009b", "a\u00a0b"),
    ("plain – “text” ✓", "plain – “text” ✓"),
])
def test_other_scripts_and_rare_spaces_have_a_stand_in(text, expected):
    """Catch a phrase in another script that vanishes without a word."""
    assert print_glyphs.set_text(text) == expected


def test_a_sign_without_a_glyph_is_an_error_that_names_page_and_sign(tmp_path):
    """Catch an empty box in print."""
    with pytest.raises(pdf.PdfError, match=r"book/index, “Phone ☎”.*U\+260E"):
        document(tmp_path, "<p>Phone ☎</p>")


def test_a_chart_with_letters_that_the_fonts_lack_is_an_error(tmp_path):
    """Catch a chart with wrong glyphs: inside a drawing nothing can stand in for them."""
    with pytest.raises(pdf.PdfError, match="letters that the fonts lack: '杭州'"):
        document(tmp_path, PICTURE.format(text="杭州"))


@pytest.mark.parametrize(("body", "message"), [
    ('<p><a href="#nowhere">there</a></p>', "“there” leads to #nowhere, which no page has"),
    ("<svg><rect/></svg>", "no description"),
])
def test_a_page_that_cannot_be_printed_says_what_is_wrong(tmp_path, body, message):
    """Catch a dead link or an undescribed picture that reaches a reader."""
    with pytest.raises(pdf.PdfError, match=message):
        document(tmp_path, body)


def test_what_only_serves_at_a_screen_is_left_to_the_html_edition(tmp_path):
    """Catch search forms and download lists on paper, and links to pages that print left out."""
    single = tmp_path / "book" / "index.html"
    single.parent.mkdir()
    single.write_text(
        '<article class="bd-article"><section id="findings"><h1>Key findings</h1>'
        '<p><a href="#document-book/downloads">Take the data</a></p>'
        '<div class="toctree-wrapper"><span id="document-book/downloads"></span>'
        '<section id="downloads"><h2>Downloads</h2></section></div></section></article>',
        encoding="utf-8")
    bare = print_html.document(single, pdf_samples.edition(base_address=""))
    assert "<p>Take the data</p>" in bare
    assert "Downloads</h1>" not in bare
    online = print_html.document(single, pdf_samples.edition())
    assert 'href="https://example.org/report/2026.11/book/downloads.html"' in online


def test_a_link_to_a_file_beside_the_html_needs_an_address(tmp_path):
    """Catch a link to a file that a PDF doesn't have beside it."""
    page = pdf_samples.single_page(tmp_path, '<p>Take <a href="../facts.csv">the facts</a>.</p>')
    bare = print_html.document(page, pdf_samples.edition(base_address=""))
    assert "<p>Take the facts.</p>" in bare
    online = print_html.document(page, pdf_samples.edition())
    assert 'href="https://example.org/report/2026.11/facts.csv"' in online


def test_a_readers_run_says_so_on_the_title_page_and_in_every_margin():
    """Catch a reader's own run that passes for the published edition."""
    run = pdf_samples.readers_run()
    assert run.readers_run
    assert "reader's run, not the published edition: overlap = 0.5" in print_html.margin_texts(run)
    assert not pdf_samples.edition().readers_run


@pytest.mark.parametrize(("details", "message"), [
    ({"data_date": "November 2026"}, "write year-month-day"),
    ({"title": " "}, "has no title"),
    ({"name": ""}, "has no name"),
])
def test_an_edition_without_name_or_date_is_refused(details, message):
    """Catch a title page with a hole in it."""
    with pytest.raises(pdf.PdfError, match=message):
        pdf_samples.edition(**details)


@pytest.mark.parametrize("name", ["missing.html", ""])
def test_a_folder_without_the_single_page_is_named(tmp_path, name):
    """Catch a traceback where the book was built with another builder."""
    with pytest.raises(pdf.PdfError, match="holds no single page"):
        pdf.write_pdf(tmp_path / name, tmp_path / "report.pdf", pdf_samples.edition())
