"""The PDF of the small book: laid out, read back by pikepdf and poppler, broken on purpose."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

import fixture_book
import pdf_samples
from expobook.publishing import pdf, pdf_checks, pdf_text, print_job

pytestmark = pytest.mark.poppler

FACTS = [*fixture_book.FACTS_1, *fixture_book.FACTS_2]


@pytest.fixture(scope="module")
def single(built) -> Path:
    """The single page of the small book."""
    return built("single").html


@pytest.fixture(scope="module")
def report(single, tmp_path_factory) -> Path:
    """The PDF of the small book."""
    target = tmp_path_factory.mktemp("pdf") / "report.pdf"
    pdf.write_pdf(single, target, pdf_samples.edition())
    return target


@pytest.fixture(scope="module")
def figures(report) -> list[dict[str, str]]:
    """The registered figures; the small book's drawings are described by their titles."""
    return [{"id": name, "alt": "T"} for name in ("fig-expo-editions", "fig-macro-world")]


def test_the_checks_find_nothing(report, figures):
    """Catch a lost chart, a dead link, a foreign font or a missing tag in the printed edition."""
    assert pdf_checks.check_pdf(report, FACTS, figures) == []


def test_title_page_contents_and_margins_say_what_they_should(report):
    """Catch a printed edition that doesn't name itself, its data's date or its parameters."""
    pages = [" ".join(page.split()) for page in pdf_text.pages(report)]
    assert pages[0].startswith("Edition 2026.11 From Hangzhou to the World")
    assert "Data as of 23 November 2026" in pages[0]
    assert "overlap 1.0" in pages[0]
    contents = next(page for page in pages if page.endswith("3") and "Contents" in page)
    ledger = next(n for n, page in enumerate(pages, 1) if "Ledger of numbers" in page and n > 4)
    line = contents[contents.index("Ledger of numbers"):].replace(". ", "")
    assert line.startswith(f"Ledger of numbers {ledger} ")
    assert all("Edition 2026.11 · data as of 23 November 2026" in page for page in pages[1:])


def test_references_print_the_page_of_their_target(report):
    """Catch “see Figure 2.1” on paper, where nobody can click."""
    pages = [" ".join(page.split()) for page in pdf_text.pages(report)]
    shown = next(n for n, page in enumerate(pages, 1) if page.count("Chapter 2"))
    findings = next(page for page in pages if "World trade grew" in page)
    assert f"Figure 2.1 (p. {shown})" in findings


def test_a_screen_reader_hears_the_words_of_a_link(report):
    """Catch links that are read out as “fact-expo_projects”."""
    with pikepdf.open(report) as document:
        heard = {str(note["/Contents"]) for page in document.pages
                 for note in page.get("/Annots", [])
                 if str(note.get("/Dest", "")) == "fact-expo_projects"}
    assert "89 projects" in heard
    assert not any(words.startswith("fact-") for words in heard)


def test_a_screen_reader_changes_its_voice_for_another_language(tmp_path):
    """Catch a French title that is read out as English, though the page says what it is."""
    page = pdf_samples.single_page(tmp_path, '<p>See <span lang="fr">Le commerce</span>.</p>')
    pdf.write_pdf(page, tmp_path / "report.pdf", pdf_samples.edition())
    with pikepdf.open(tmp_path / "report.pdf") as document:
        spoken = [str(element["/Lang"]) for element, _ in pdf_checks.structure(document)
                  if "/Lang" in element]
        assert str(document.Root.PageMode) == "/UseOutlines"
    assert spoken == ["fr"]


def test_the_pdf_carries_its_files(report):
    """Catch a report that circulates without the numbers behind it."""
    with pikepdf.open(report) as document:
        assert list(document.attachments) == ["facts.csv"]
        held = document.attachments["facts.csv"].get_file()
        assert held.read_bytes() == b"id,value\nexpo_projects,89\n"


def test_the_same_bytes_twice_under_another_zone_locale_and_hash_seed(single, report, tmp_path):
    """Catch a clock, a time zone or a set's order in the printed edition."""
    script = (
        "import sys; from pathlib import Path; import pdf_samples; "
        "from expobook.publishing import pdf; "
        "pdf.write_pdf(Path(sys.argv[1]), Path(sys.argv[2]), pdf_samples.edition())"
    )
    environment = {
        **os.environ, "TZ": "Asia/Shanghai", "LC_ALL": "C", "PYTHONHASHSEED": "7",
        "PYTHONPATH": str(Path(__file__).parent), "SOURCE_DATE_EPOCH": "1",
    }
    target = tmp_path / "again.pdf"
    subprocess.run([sys.executable, "-c", script, single, target], env=environment, check=True)
    assert target.read_bytes() == report.read_bytes()


def test_a_readers_run_is_stamped_on_every_page(single, tmp_path):
    """Catch a page of a reader's run that passes for the published edition."""
    target = tmp_path / "run.pdf"
    pages = pdf.write_pdf(single, target, pdf_samples.readers_run())
    texts = [" ".join(page.split()) for page in pdf_text.pages(target)]
    assert len(texts) == pages
    assert all("reader's run, not the published edition: overlap = 0.5" in text
               for text in texts)


def test_whatever_the_layout_complains_of_is_an_error(tmp_path):
    """Catch a picture that is lost with nothing but a line in a log."""
    page = pdf_samples.single_page(tmp_path, '<p><img alt="a map" src="lost.png"></p>')
    target = tmp_path / "report.pdf"
    with pytest.raises(pdf.PdfError, match="fault.*\n.*lost.png"):
        pdf.write_pdf(page, target, pdf_samples.edition())
    assert list(tmp_path.glob("*report.pdf*")) == []


def test_a_render_without_end_is_ended_with_a_clear_error(single, tmp_path):
    """Catch a build that hangs for ever, and one that leaves half a file."""
    target = tmp_path / "report.pdf"
    target.write_bytes(b"the last good one")
    with pytest.raises(pdf.PdfError, match="took longer than 1 seconds of computing and"):
        pdf.write_pdf(single, target, pdf_samples.edition(), time_limit=1)
    assert target.read_bytes() == b"the last good one"


def test_a_render_that_stands_still_is_ended_by_the_clock(single, tmp_path, monkeypatch):
    """Catch a layout that waits for ever and computes nothing."""
    _stand_in(monkeypatch, tmp_path, "import time; time.sleep(600)")
    with pytest.raises(pdf.PdfError, match="stood still: it wasn't done after 10 seconds"):
        pdf.write_pdf(single, tmp_path / "report.pdf", pdf_samples.edition(), time_limit=2)


def _stand_in(monkeypatch, folder: Path, program: str) -> None:
    """Put a program in the layout's place."""
    fake = folder / "weasyprint"
    fake.mkdir()
    (fake / "__init__.py").write_text(program, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(folder))


def test_missing_pango_is_one_plain_line(single, tmp_path, monkeypatch):
    """Catch a traceback where a system library is missing."""
    _stand_in(monkeypatch, tmp_path, 'raise OSError("cannot load library \'libpango-1.0-0\'")')
    with pytest.raises(pdf.PangoMissing) as caught:
        pdf.write_pdf(single, tmp_path / "report.pdf", pdf_samples.edition())
    message = str(caught.value)
    assert "\n" not in message
    assert all(system in message for system in ("Debian", "macOS", "Windows"))


def _without(*path: str):
    def change(document: pikepdf.Pdf) -> None:
        holder = document.Root
        for name in path[:-1]:
            holder = holder[name]
        del holder[path[-1]]
    return change


def _link_to_file(document: pikepdf.Pdf) -> None:
    link = _first_link(document)
    del link["/Dest"]
    link["/A"] = pikepdf.Dictionary(S=pikepdf.Name("/URI"), URI=pikepdf.String("file:///tmp/x"))


def _dead_link(document: pikepdf.Pdf) -> None:
    _first_link(document)["/Dest"] = pikepdf.String("nowhere")


def _first_link(document: pikepdf.Pdf) -> pikepdf.Object:
    return next(note for page in document.pages for note in page.get("/Annots", [])
                if "/Dest" in note)


def _unembedded(document: pikepdf.Pdf) -> None:
    for item in document.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
            for key in ("/FontFile", "/FontFile2", "/FontFile3"):
                if key in item:
                    del item[key]


def _foreign_font(document: pikepdf.Pdf) -> None:
    next(item for item in document.objects if isinstance(item, pikepdf.Dictionary)
         and item.get("/Type") == "/FontDescriptor")["/FontName"] = pikepdf.Name("/ABC+Arial")


def _empty_picture(document: pikepdf.Pdf) -> None:
    _edit_pictures(document, "/K", pikepdf.Array())


def _silent_picture(document: pikepdf.Pdf) -> None:
    _edit_pictures(document, "/Alt", None)


def _edit_pictures(document: pikepdf.Pdf, key: str, value: pikepdf.Object | None) -> None:
    for item in document.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure":
            if value is None:
                del item[key]
            else:
                item[key] = value


def _untagged(document: pikepdf.Pdf) -> None:
    document.Root["/StructTreeRoot"]["/K"] = pikepdf.Array()


def _loose(document: pikepdf.Pdf) -> None:
    page = document.pages[1]
    kept = [(operands, operator) for operands, operator in pikepdf.parse_content_stream(page)
            if str(operator) not in ("BDC", "BMC", "EMC")]
    page["/Contents"] = document.make_stream(pikepdf.unparse_content_stream(kept))


@pytest.mark.parametrize(("change", "message"), [
    (_untagged, "page 2: marked content that isn't in the structure tree"),
    (_loose, "page 2: text that is neither tagged nor an artifact"),
    (_without("/Lang"), "names no language"),
    (_without("/Outlines"), "no bookmarks"),
    (_without("/MarkInfo"), "isn't tagged"),
    (_without("/ViewerPreferences"), "instead of the title"),
    (_without("/Metadata"), "PDF/UA-1"),
    (_link_to_file, "leads to a local file: file:///tmp/x"),
    (_dead_link, "leads to 'nowhere'"),
    (_unembedded, "isn't embedded"),
    (_foreign_font, "isn't one of the report's own"),
    (_empty_picture, "fig-macro-world: its place in the PDF holds no drawing"),
    (_silent_picture, "no alternative text"),
])
def test_every_check_notices_its_fault(report, figures, tmp_path, change, message):
    """Catch a check that can't fail."""
    broken = tmp_path / "broken.pdf"
    with pikepdf.open(report) as document:
        change(document)
        document.save(broken)
    found = pdf_checks.check_pdf(broken, FACTS, figures, text=False)
    assert any(message in problem for problem in found), found


def test_a_lost_fact_and_a_printed_object_are_noticed(single, report, tmp_path):
    """Catch a number or a chart that print lost, replaced by a program's own words."""
    lost = [*FACTS, {"id": "expo_lost", "display": "4,711 projects"}]
    found = pdf_checks.check_pdf(report, lost, [{"id": "fig-lost", "alt": "Never drawn."}])
    assert found == [
        "fact expo_lost: the ledger of the PDF has no entry for it",
        "figure fig-lost: not in the PDF",
        "fact expo_lost: its text '4,711 projects' isn't in the PDF",
    ]
    page = pdf_samples.single_page(tmp_path, "<p>Here was a chart: alt.Chart(...)</p>")
    target = tmp_path / "object.pdf"
    pdf.write_pdf(page, target, pdf_samples.edition())
    assert pdf_checks.check_pdf(target, []) == ["page 4: says 'alt.Chart('"]


def test_words_in_a_margin_or_over_others_are_noticed(tmp_path):
    """Catch a title that is printed over the text beside it, where nothing else complains."""
    press = print_job.Press(tmp_path / "page.html", pdf_samples.edition(), 60.0)
    printed = press.print(
        '<body><p style="position: absolute">Title</p><p>Under</p>'
        '<p style="break-before: page; margin-left: 166mm">Farther</p></body>')
    target = tmp_path / "over.pdf"
    target.write_bytes(printed.content)
    assert list(pdf_text.misplaced(target)) == [
        "page 1: “Title” and “Under” are printed over one another",
        "page 2: “Farther” runs into the margin"]


def test_a_file_that_is_no_pdf_is_named(tmp_path):
    """Catch a traceback instead of an answer."""
    path = tmp_path / "page.pdf"
    path.write_text("not a PDF", encoding="utf-8")
    with pytest.raises(pdf.PdfError, match=r"page\.pdf isn't a readable PDF"):
        pdf_checks.check_pdf(path, [])
