"""Briefs: the same picture, finding, source and citation in Word, HTML and Markdown; packs."""

from __future__ import annotations

import io
import json
import re
import subprocess
import zipfile
from dataclasses import replace
from html import unescape

import docx
import openpyxl
import pytest
from bs4 import BeautifulSoup

import fixture_book
from expobook.citations import CitingError, catalogue
from expobook.citations.briefs import brief as pieces
from expobook.citations.briefs import docx as document
from expobook.citations.briefs import figure_pack, html, markdown, workbook
from expobook.figures import export
from expobook.runs.reader_run import describe_false_claim
from expobook.runs.run import open_run
from expobook.values.files import spreadsheets

SHOWN = ("fig-expo-editions", "expo_amount", "tab-expo-editions")
CHANGED = {"overlap": 0.5}


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """What can be shown of the small book."""
    folder = fixture_book.write_run(tmp_path_factory.mktemp("shown") / "run")
    return catalogue.of_run(open_run(folder))


@pytest.fixture(scope="module")
def readers(tmp_path_factory):
    """The same for a reader's run."""
    folder = fixture_book.write_run(tmp_path_factory.mktemp("shown") / "run", CHANGED)
    return catalogue.of_run(open_run(folder))


@pytest.fixture(scope="module")
def brief(book):
    """A figure, a number and a table on one page."""
    return pieces.compose(book, SHOWN, "apa")


@pytest.fixture(scope="module")
def word(brief):
    """The page as a Word document."""
    return document.to_docx(brief)


def in_word(content: bytes) -> str:
    """All text of a Word document, footnotes included."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        parts = [opened.read(f"word/{name}.xml").decode() for name in ("document", "footnotes")]
    return unescape(" ".join(" ".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", part)) for part in parts))


def test_every_form_says_what_must_be_said(brief, word):
    """Catch a chart that leaves the report without its finding, source, grade, edition or note."""
    texts = {
        "docx": in_word(word),
        "html": BeautifulSoup(html.to_html(brief), "html.parser").text,
        "md": markdown.to_markdown(brief).replace("\\", ""),
    }
    for form, text in texts.items():
        text = " ".join(text.split())
        for words in (
            "The expo signed 89 projects",
            "Projects, count",
            "about 110 bn yuan",
            "Amount of the projects",
            "Editions side by side",
            "Signed, not realised.",
            "Hangzhou Municipal Bureau of Commerce (2022)",
            "Evidence grade B",
            "The expobook authors. (2026)",
            "data of 23 November 2026",
            "CC-BY-4.0",
            "fig-expo-editions, content ",
            "expo_amount, content ",
            "no public address yet",
            "第一届数贸会",
        ):
            assert words in text, (form, words)


def test_word_gets_a_picture_with_its_alternative_and_real_footnotes(brief, word):
    """Catch a citation that is typed into the text, or a picture that can't be read aloud."""
    opened = docx.Document(io.BytesIO(word))
    assert len(opened.inline_shapes) == 1
    assert opened.inline_shapes[0]._inline.docPr.get("descr") == "A bar."
    assert opened.inline_shapes[0].width.cm == pytest.approx(16, abs=0.1)
    styles = [paragraph.style.name for paragraph in opened.paragraphs]
    assert {"Image Caption", "Source line", "Number", "Table Caption"} <= set(styles)
    assert opened.tables[0].cell(1, 1).text == "89 projects"
    assert opened.core_properties.author == "The expobook authors"
    with zipfile.ZipFile(io.BytesIO(word)) as parts:
        assert parts.read("word/document.xml").decode().count("<w:footnoteReference ") == 3


def test_the_same_brief_has_the_same_bytes(brief, word, monkeypatch):
    """Catch a document that carries the time at which it was made."""
    assert document.to_docx(brief) == word
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    assert document.to_docx(brief) == word
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1670760000")
    dated = docx.Document(io.BytesIO(document.to_docx(brief)))
    assert dated.core_properties.created.year == 2022


def test_the_word_document_opens_elsewhere(word, word_as_pdf, poppler, tmp_path):
    """Catch a document that another program shows without picture, caption or footnote."""
    path = tmp_path / "brief.docx"
    path.write_bytes(word)
    printed = word_as_pdf(path)
    text = " ".join(poppler("pdftotext", printed, "-").split())
    assert "The expo signed 89 projects" in text
    assert "Editions side by side" in text
    assert "The expobook authors. (2026). The expo signed 89 projects [figure]." in text
    assert re.search(r"^ +1 +0 +image", poppler("pdfimages", "-list", printed), re.MULTILINE)


def test_the_page_loads_nothing_and_its_notes_lead_back(brief):
    """Catch a brief that calls home, or a footnote without its mark."""
    soup = BeautifulSoup(html.to_html(brief), "html.parser")
    assert not soup.select("script, link, iframe, [src]:not([src^='data:'])")
    assert soup.select_one("figure svg[role=img]")
    anchors = {one["id"] for one in soup.select("[id]")}
    inner = [link["href"][1:] for link in soup.select('a[href^="#"]')]
    assert len(inner) == 6
    assert set(inner) <= anchors


def test_markdown_keeps_signs_that_it_would_take_for_its_own(book):
    """Catch a title whose stars, bars or brackets change the text."""
    assert markdown.plain("a_b * c | [d] ^e~ <f> $g") == (r"a\_b \* c \| \[d\] \^e\~ \<f\> \$g")
    assert markdown.from_html('In <i>A &amp; B*</i> 5 &lt; 6 <a href="https://a.b/c_d">x</a>') == (
        r"In *A & B\** 5 \< 6 <https://a.b/c_d>"
    )


def test_a_readers_run_is_stamped_everywhere_and_not_cited(readers):
    """Catch somebody's own number in a brief that looks like the published edition's."""
    found = pieces.compose(readers, ("expo_amount", "tab-expo-editions"), "apa")
    for text in (in_word(document.to_docx(found)), html.to_html(found), markdown.to_markdown(found)):
        assert "eader's run, not the published edition: overlap = 0.5" in " ".join(text.split())
        assert "Not to be cited as the report" in text
        assert "It was computed with" in text
        assert "(2026)" not in text  # as in the official form of a citation
    files = figure_pack.contents(readers, "fig-expo-editions")
    assert not [name for name in files if name.endswith((".bib", ".ris", ".csl.json"))]
    assert b"overlap = 0.5" in files["fig-expo-editions.citation.txt"]
    assert export.STAMP_COLUMN in files["fig-expo-editions.csv"].decode().splitlines()[0]
    opened = openpyxl.load_workbook(io.BytesIO(files["fig-expo-editions.xlsx"]))
    assert opened["Notes"]["A1"].value == "Reader's run"


def test_a_finding_that_does_not_hold_travels_with_what_contradicts_it(book):
    """Catch a chart of a reader's run whose struck finding reaches another desk unexplained."""
    claim = {"id": "no_more", "statement": "Nothing was signed.", "holds": False, "reads": ["expo_amount"]}
    words = describe_false_claim(claim, {name: one.described for name, one in book.things.items()})
    assert words == (
        "Does not hold in this run: “Nothing was signed.” Its values here: Amount of the projects: about 110 bn yuan."
    )
    thing = book.find("fig-expo-editions")
    fallen = replace(thing, described={**thing.described, "false_claims": [words], "note": words})
    readers = replace(book, changed=CHANGED, things={**book.things, thing.id: fallen})
    files = figure_pack.contents(readers, thing.id)
    for name in ("citation.txt", "alt.txt"):
        assert words in files[f"{thing.id}.{name}"].decode()
    notes = openpyxl.load_workbook(io.BytesIO(files[f"{thing.id}.xlsx"]))["Notes"]
    assert words in [row[1] for row in notes.values]
    assert words in html.to_html(pieces.compose(readers, [thing.id], "apa", pictures=False))


@pytest.mark.parametrize("name", ["book", "01_expo_outcomes"])
def test_a_whole_chapter_is_no_piece(book, name):
    """Catch an empty page where a chapter was asked for."""
    with pytest.raises(CitingError, match=f"expobook cite {name}"):
        pieces.compose(book, [name], "apa")
    with pytest.raises(CitingError, match=f"expobook cite {name}"):
        figure_pack.contents(book, name)


def test_a_pack_holds_the_files_of_a_figure(book):
    """Catch a pack without data, picture, alternative text, specification or citation."""
    files = figure_pack.contents(book, "fig-expo-editions")
    endings = {name.removeprefix("fig-expo-editions.") for name in files}
    assert endings == {*export.KINDS, "alt.txt", "citation.txt", "bib", "ris", "csl.json"}
    assert files["fig-expo-editions.png"].startswith(b"\x89PNG")
    assert json.loads(files["fig-expo-editions.csl.json"])[0]["id"] == "fig-expo-editions"
    for style in ("APA", "Chicago", "IEEE", "GB/T 7714"):
        assert f"{style}\n" in files["fig-expo-editions.citation.txt"].decode()


def test_the_workbook_has_the_values_and_what_must_be_known_of_them(book):
    """Catch values as texts, a gap filled in, or notes that stay behind."""
    files = figure_pack.contents(book, "fig-expo-editions")
    opened = openpyxl.load_workbook(io.BytesIO(files["fig-expo-editions.xlsx"]))
    rows = list(opened["Data"].iter_rows(values_only=True))
    assert rows == [("edition", "projects"), (1, 89), (2, None)]
    notes = dict(opened["Notes"].iter_rows(values_only=True))
    assert notes["Title"] == "The expo signed 89 projects"
    assert notes["Measure and unit"] == "Projects, count"
    assert "Hangzhou Municipal Bureau of Commerce (2022)" in notes["Sources and grade"]
    assert "Evidence grade B" in notes["Sources and grade"]
    assert notes["Note"] == "Signed, not realised."
    assert notes["Edition"] == "2026.12"
    assert notes["Date of the data"] == "2026-11-23"
    assert notes["Parameters"] == "overlap = 1"
    assert notes["Citation (APA)"].startswith("The expobook authors. (2026).")


LIVE = ["=1+1", "+1+1", "-1+1", "@SUM(1)", '=HYPERLINK("http://example.org")']


def live_workbook(book) -> bytes:
    """A workbook whose texts begin as formulas do, titles of its columns included."""
    return workbook.to_workbook(
        book, book.find("fig-expo-editions"), {"columns": ["=1+1", "value"], "rows": [[text, -1] for text in LIVE]}
    )


def test_no_text_of_a_workbook_is_a_formula(book):
    """Catch a title of the data that Excel computes, and a negative number that becomes text."""
    sheet = openpyxl.load_workbook(io.BytesIO(live_workbook(book)))["Data"]
    assert [row[0].value for row in sheet.rows] == ["=1+1", *LIVE]
    assert {row[0].data_type for row in sheet.rows} == {"s"}
    assert [row[0].quotePrefix for row in sheet.rows] == [True] * 6  # text after an edit, too
    assert [row[1].value for row in list(sheet.rows)[1:]] == [-1] * 5


@pytest.mark.office
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_libreoffice_finds_no_formula(book, tmp_path, kind):
    """Catch a text that a spreadsheet runs when a reader opens a file of the book."""
    (tmp_path / "given.xlsx").write_bytes(live_workbook(book))
    (tmp_path / "given.csv").write_text(spreadsheets.csv_text([["text", "value"], *([text, -1] for text in LIVE)]))
    subprocess.run(
        [
            "soffice",
            "--headless",
            f"-env:UserInstallation={(tmp_path / 'office').as_uri()}",
            "--convert-to",
            "ods",
            "--outdir",
            tmp_path / "opened",
            tmp_path / f"given.{kind}",
        ],
        check=True,
        capture_output=True,
    )
    with zipfile.ZipFile(tmp_path / "opened" / "given.ods") as opened:
        content = opened.read("content.xml").decode()
    assert "table:formula" not in content
    assert content.count('office:value="-1"') == 5
    assert unescape(content).count("=HYPERLINK(") == 1


def test_a_pack_has_the_same_bytes_every_time(book):
    """Catch a time of day inside the zip file or the workbook."""
    files = figure_pack.contents(book, "tab-expo-editions")
    assert files == figure_pack.contents(book, "tab-expo-editions")
    packed = figure_pack.zipped(files, "tab-expo-editions")
    assert packed == figure_pack.zipped(files, "tab-expo-editions")
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        assert {entry.date_time for entry in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert opened.namelist()[0].startswith("tab-expo-editions/")
