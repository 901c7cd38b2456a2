"""The printed document before layout: what is taken from the single page, and what is refused."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

import pdf_samples
from expobook.publishing import pdf, print_front, print_glyphs, print_html
from expobook.publishing.print_edition import PrintedParameter

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
    assert printed.select(".figure-data, .sr-only, .screen-only, .conflict-guard") == []


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


def test_without_an_address_a_figure_is_named_and_the_imprint_says_how_to_open_it(built):
    """Catch an invented web address, and a name that nobody can do anything with."""
    single = built("single").html / "book" / "index.html"
    soup = BeautifulSoup(
        print_html.document(single, pdf_samples.edition(base_address="")), "html.parser")
    line = soup.select_one("figure#fig-expo-editions .permalink")
    assert words(line) == "Cite as: fig-expo-editions · edition 2026.11"
    assert line.find("a") is None
    assert "html/notebooks/01_expo_outcomes.html#fig-expo-editions" in words(
        soup.select_one(".imprint"))


def test_a_picture_is_described_by_its_alternative_text(tmp_path):
    """Catch a chart of which a screen reader hears the title only, or nothing."""
    html = document(tmp_path, PICTURE.format(text="2022"))
    assert '<img alt="A bar." src="data:image/svg+xml;base64,' in html


def test_the_ledger_names_the_printed_pages_that_use_a_number(printed):
    """Catch a ledger in print that says "used in" without a page to turn to."""
    entry = printed.select_one("#fact-expo_projects")
    assert "First on page" in words(entry)
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
    ("“707.2亿美元”, page 2", "707.2 yi US dollars, page 2"),
    ("“996家AI企业”", "[Chinese text]"),
    ("“约1100亿元的项目”", "[Chinese text]"),
    ("第一届、数贸会", "[Chinese text]"),
    ("デジタル", "[Japanese text]"),
    ("Economic Daily (经济日报)", "Economic Daily"),
    ("China Economic News (中国经济, chinanews.jp)", "China Economic News (chinanews.jp)"),
    ("a\u2009b", "a\u00a0b"),
    ("plain – “text” ✓", "plain – “text” ✓"),
])
def test_other_scripts_and_rare_spaces_have_a_stand_in(text, expected):
    """Catch a phrase in another script that vanishes without a word."""
    assert print_glyphs.set_text(text) == expected


def test_words_that_stand_in_are_no_quotation_and_in_no_other_language(tmp_path):
    """Catch “[in Chinese]” as if a source had printed it, and English that is read as Chinese."""
    html = document(tmp_path, '<p>It says <span class="printed" lang="zh">“数贸会”</span>.</p>')
    assert '<p>It says <span class="printed"><i>Chinese text</i></span>.</p>' in html


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
    assert "<p>Take the data (HTML edition)</p>" in bare
    assert "Downloads</h1>" not in bare
    online = print_html.document(single, pdf_samples.edition())
    assert 'href="https://example.org/report/2026.11/book/downloads.html"' in online


def test_a_page_that_stands_in_for_another_does_not_refer_to_itself(tmp_path):
    """Catch “Is my citation still good? (p. 146)” on page 146."""
    single = tmp_path / "book" / "index.html"
    single.parent.mkdir()
    single.write_text(
        '<article class="bd-article"><section id="findings"><h1>Key findings</h1>'
        '<p><a href="#document-book/lookup"><span class="doc">Still good?</span></a></p>'
        '<div class="toctree-wrapper"><span id="document-book/lookup"></span>'
        '<section id="lookup"><h2>Still good?</h2><div class="only-on-screen" '
        'data-instead="book/index"></div></section></div></section></article>', encoding="utf-8")
    html = print_html.document(single, pdf_samples.edition(base_address=""))
    assert "Still good? (HTML edition)</p>" in html


def test_a_source_address_is_printed_as_it_is_typed(tmp_path):
    """Catch an address that can't be typed: dashes made of hyphens, or a part that is lost."""
    html = document(tmp_path, '<p><a class="source-address" href="http://a.cn/detail--6.html">'
                              'a.cn/detail--6.html</a></p>')
    link = BeautifulSoup(html, "html.parser").select_one(".source-address")
    assert link.get_text() == link["href"].split("://", 1)[1]


def test_an_address_of_codes_is_named_by_its_host(tmp_path):
    """Catch six lines of percent signs in the list of sources, and a link lost with them."""
    address = "a.ru/wiki/" + "%D0%A6" * 12
    html = document(tmp_path, f'<p><a class="source-address" href="https://{address}">{address}'
                              '</a></p>')
    link = BeautifulSoup(html, "html.parser").select_one(".source-address")
    assert (link.get_text(), link["href"]) == ("a.ru/…", f"https://{address}")


def test_a_link_is_named_for_listeners(tmp_path):
    """Catch a list of links that reads “2025, 2025, 2025, B, B”."""
    html = document(
        tmp_path, '<p>Xinhua (<a class="source-year" href="#s">2022</a>); UNCTAD (via a) ('
        '<a class="source-year" href="#s">2022</a>, <a class="source-year" href="#s">2025</a>) '
        '<a class="grade-link" href="#s"><span class="grade">B</span></a></p><p id="s">.</p>')
    named = [link["aria-label"] for link in BeautifulSoup(html, "html.parser").select(
        "a[aria-label]")]
    assert named == ["Xinhua 2022", "UNCTAD (via a) 2022", "UNCTAD (via a) 2025",
                     "evidence grade B"]


def test_a_reference_within_a_section_names_its_page_only_from_afar(tmp_path):
    """Catch “Figure 1.1” whose figure is two pages on, and a page number for what is in sight."""
    body = ('<p><a href="#t"><span class="std-numref">Table 1</span></a></p>'
            '<figure id="t">.</figure>')
    single = pdf_samples.single_page(tmp_path, body)

    def places(distance):
        def measured(html):
            ids = BeautifulSoup(html, "html.parser").find_all(id=True)
            return {tag["id"]: (distance, distance) if tag["id"] == "t" else (0.0, 5.0)
                    for tag in ids}
        return measured

    for distance, named in ((100.0, False), (600.0, True)):
        html = print_html.document(single, pdf_samples.edition(), places(distance))
        link = BeautifulSoup(html, "html.parser").select_one('.page a[href="#t"]')
        assert ("with-page" in link.get("class", [])) == named


def test_records_are_referred_to_by_page(tmp_path):
    """Catch a conflict or a definition that paper names without saying where it is told."""
    html = document(tmp_path, '<p><a href="#conflict-a"><span>told apart</span></a></p>'
                              '<section><p id="conflict-a">.</p></section>')
    assert "with-page" in BeautifulSoup(html, "html.parser").select_one(
        'a[href="#conflict-a"]')["class"]


def test_the_imprint_says_how_to_cite_and_under_which_licences(printed):
    """Catch an imprint that says nothing; the lines are the edition's own."""
    html = print_front.imprint([], pdf_samples.edition(imprint=("Suggested citation: A.",)))
    assert "<p>Suggested citation: A.</p>" in html


def test_the_reading_key_shows_the_grades_as_the_text_does(printed):
    """Catch a key whose marks look like none in the text."""
    marks = [tag["class"] for tag in printed.select(".key .grade")]
    assert marks == [["grade", f"grade-{letter}"] for letter in "abcd"]


def test_the_title_page_lists_the_parameters_that_say_something_by_chapter():
    """Catch “exchange rate 0.0” and “data dir not set” on a cover."""
    given = (PrintedParameter("data_dir", "", ""),
             PrintedParameter("exchange_rate", 0.0, 0.0, unit="CNY per USD", chapters=("2", "5")),
             PrintedParameter("target_value", 440.0, 440.0, unit="CNY bn", chapters=("5",)),
             PrintedParameter("overlap", 0.0, 1.0, unit="fraction", chapters=("1",)))
    html = print_front.title_page(pdf_samples.edition(parameters=given))
    shown = [words(tag) for tag in BeautifulSoup(html, "html.parser").select(
        ".parameter-chapters, .parameter")]
    assert shown == ["Chapter 5", "target value 440 bn yuan",
                     "Chapter 1", "overlap 0% (published: 100%)"]


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
