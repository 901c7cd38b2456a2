"""The PDF of the small book: set, read back by pikepdf and poppler, broken on purpose."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

import fixture_notebooks
from checks import pdf_checks, pdf_text
from expobook.publishing.pdf import PdfError, press
from expobook.runs import edition, reader_run

pytestmark = pytest.mark.poppler

FACTS = [*fixture_notebooks.FACTS_1, *fixture_notebooks.FACTS_2]
FIGURES = [{"id": name, "alt": "T"} for name in ("fig-expo-editions", "fig-macro-world")]
"""The registered figures; the small book's drawings are described by their titles."""


@pytest.fixture(scope="module")
def folder(built) -> Path:
    """The markup of the small book."""
    return built("typst").html


@pytest.fixture(scope="module")
def report(folder, tmp_path_factory) -> Path:
    """The PDF of the small book."""
    return printed(folder, tmp_path_factory.mktemp("pdf") / "report.pdf")


def printed(folder: Path, target: Path, name: str = "report.typ") -> Path:
    """Set one document of a folder."""
    target.write_bytes(press.Press(folder).print(name))
    return target


@pytest.fixture
def altered(folder, tmp_path) -> Callable[[str, str, str], Path]:
    """Copies of the folder with a text replaced in one file."""

    def make(name: str, old: str, new: str) -> Path:
        copy = tmp_path / "altered & set"
        shutil.copytree(folder, copy)
        text = (copy / name).read_text(encoding="utf-8")
        assert old in text
        (copy / name).write_text(text.replace(old, new, 1), encoding="utf-8")
        return copy

    return make


def test_the_checks_find_nothing(report):
    """Catch a lost chart, a dead link, a foreign font or a missing tag in the printed edition."""
    assert pdf_checks.check_pdf(report, FACTS, FIGURES) == []


def test_title_page_contents_and_margins_say_what_they_should(report):
    """Catch a printed edition that doesn't name itself, its data's date or its parameters."""
    pages = [" ".join(page.split()) for page in pdf_text.pages(report)]
    assert pages[0].startswith(f"Edition {edition.NAME}")
    assert "Data as of 23 November 2026" in pages[0]
    assert "overlap" in pages[0]
    contents = next(page for page in pages if "Contents" in page)
    ledger = next(n for n, page in enumerate(pages, 1) if "Ledger of numbers" in page and n > 3)
    line = contents[contents.index("Ledger of numbers") :].replace(". ", "").replace(".", "")
    assert re.match(rf"Ledger of numbers *{ledger}\b", line), line
    assert "The expo signed 89 projects" in contents  # a number in a title, and the space inside it
    assert all(f"Edition {edition.NAME} · data as of 23 November 2026" in page for page in pages[1:])


def test_pages_stand_where_they_end_up_from_the_first_round(folder, tmp_path):
    """Catch words that a round of the compiler leaves out: pages then come to rest too late, or never."""
    import typst

    copy = shutil.copytree(folder, tmp_path / "copy")
    places = "query(heading.where(level: 2)).map(it => (it.location().page(), repr(it.location().position().y)))"
    rounds = [f"#context [#metadata({places}) <round-5>]"]
    for earlier in (4, 3, 2):
        found = f"query(<round-{earlier + 1}>).map(it => it.value).first(default: ())"
        rounds.append(f"#context [#metadata({found}) <round-{earlier}>]")
    with (copy / "report.typ").open("a", encoding="utf-8") as report:
        report.write("\n".join(["", *rounds]))
    first, last = (
        json.loads(
            typst.query(copy / "report.typ", name, field="value", one=True, root=copy, font_paths=[copy / "fonts"])
        )
        for name in ("<round-2>", "<round-5>")
    )
    chapters = [place for place in last if place[0] < last[-1][0]]
    assert len(chapters) > 3
    assert first[: len(chapters)] == chapters


def test_short_lists_of_entries_follow_one_another_in_even_columns(report):
    """Catch a page left white before each appendix, and entries that stand in one of two columns."""
    with pikepdf.open(report) as document:
        at = pdf_checks.places(document)
    facts = [at[name] for name in at if name.startswith("fact-")]
    assert {page for page, *_ in facts} == {at["source-unctad"][0], at["source-hz-release"][0]}
    left, right = sorted({across for _, across, _ in facts})
    assert [across for _, across, _ in facts].count(left) == 3
    # The only one of its list.
    assert at["definition-digital-trade"][1] == left < right


def test_references_print_the_page_of_their_target(report):
    """Catch “see Figure 2.1” on paper, where nobody can click."""
    pages = [" ".join(page.split()) for page in pdf_text.pages(report)]
    shown = next(n for n, page in enumerate(pages, 1) if page.count("Chapter 2") and n > 3)
    findings = next(page for page in pages if "World trade grew" in page)
    assert f"Figure 2.1 (p. {shown})" in findings


def test_a_listener_hears_where_a_link_leads(report):
    """Catch links that are read out as “fact-expo_projects”."""
    with pikepdf.open(report) as document:
        heard = {
            str(note["/Contents"])
            for page in document.pages
            for note in page.get("/Annots", [])
            if str(note.get("/Dest", "")) == "fact-expo_projects"
        }
        silent = [
            note for page in document.pages for note in page.get("/Annots", []) if not str(note.get("/Contents", ""))
        ]
    assert heard == {"expo projects: 89 projects"}
    assert silent == []


def test_a_listener_hears_another_language_and_the_heads_of_columns(report):
    """Catch a Chinese title that is read out as English, and a table of nameless columns."""
    with pikepdf.open(report) as document:
        tree = [element for element, _ in pdf_checks.structure(document)]
        assert str(document.Root.PageMode) == "/UseOutlines"
        assert "zh" in pdf_checks.languages(document)
    heads = [element for element in tree if element.get("/S") == "/TH"]
    assert heads
    assert {
        str(element["/A"][0]["/Scope"] if isinstance(element["/A"], pikepdf.Array) else element["/A"]["/Scope"])
        for element in heads
    } == {"/Column"}


def test_a_listener_goes_from_entry_to_entry(report):
    """Catch a ledger of a thousand numbers that can only be heard from end to end."""
    with pikepdf.open(report) as document:
        kinds = [str(element.get("/S")) for element, _ in pdf_checks.structure(document)]
    assert kinds.count("/H3") > len(FACTS)


def test_the_pdf_carries_its_files(folder, report):
    """Catch a report that circulates without the numbers behind it."""
    with pikepdf.open(report) as document:
        assert set(document.attachments) == {"facts.csv", "data.zip"}
        held = document.attachments["facts.csv"].get_file().read_bytes()
    assert held == (folder / "facts.csv").read_bytes()
    assert held.startswith(b"notebook,id,label")


def test_the_same_bytes_elsewhere_under_another_zone_locale_and_temp_folder(folder, report, tmp_path):
    """Catch a clock, a time zone, a set's order or a path in the printed edition."""
    elsewhere = tmp_path / "else & where"
    shutil.copytree(folder, elsewhere)
    (elsewhere / "tmp").mkdir()
    script = (
        "import sys; from pathlib import Path; from expobook.publishing.pdf import press; "
        "Path(sys.argv[2]).write_bytes(press.Press(Path(sys.argv[1])).print('report.typ'))"
    )
    environment = {
        **os.environ,
        "TZ": "Asia/Shanghai",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "7",
        "TMPDIR": str(elsewhere / "tmp"),
        "SOURCE_DATE_EPOCH": "1",
        "HOME": "/nowhere",
    }
    target = tmp_path / "again.pdf"
    subprocess.run([sys.executable, "-c", script, elsewhere, target], env=environment, check=True)
    assert target.read_bytes() == report.read_bytes()


def test_the_markup_is_the_same_twice(folder, typeset):
    """Catch an order or a name that changes from build to build."""
    again = typeset(lambda folder: None).html
    files = sorted(
        path.relative_to(folder) for path in folder.rglob("*.*") if path.is_file() and "doctrees" not in path.as_posix()
    )
    assert len(files) > 20
    changed = [str(name) for name in files if (again / name).read_bytes() != (folder / name).read_bytes()]
    assert changed == []


def test_plain_typst_makes_the_same_report(folder, report):
    """Catch a folder that only our own command can print."""
    import typst

    epoch = json.loads((folder / "edition.json").read_text(encoding="utf-8"))["epoch"]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder / "fonts"])
    made = typst.compile(
        folder / "report.typ", root=folder, font_paths=fonts, format="pdf", pdf_standards=["ua-1"], timestamp=epoch
    )
    with pikepdf.open(report) as ours:
        import io

        with pikepdf.open(io.BytesIO(made)) as plain:
            assert [page.Contents.read_bytes() for page in plain.pages] == [
                page.Contents.read_bytes() for page in ours.pages
            ]


def test_a_readers_run_is_stamped_on_every_page(readers_typst, tmp_path):
    """Catch a page of a reader's run that passes for the published edition."""
    target = printed(readers_typst.html, tmp_path / "run.pdf")
    texts = [" ".join(page.split()) for page in pdf_text.pages(target)]
    assert len(texts) > 5
    assert [n for n, text in enumerate(texts, 1) if reader_run.LABEL not in text] == []


def test_a_chapter_alone_carries_its_numbers_and_their_sources(folder, tmp_path):
    """Catch a chapter whose numbers can't be opened once it has left the report."""
    names = sorted(path.name for path in (folder / "chapters").glob("*.typ"))
    assert len(names) == 2
    target = printed(folder, tmp_path / "chapter.pdf", f"chapters/{names[0]}")
    assert pdf_checks.check_pdf(target, [], FIGURES[:1]) == []
    with pikepdf.open(target) as document:
        known = pdf_checks.destinations(document)
    assert {"fact-expo_projects", "source-hz-release"} <= known
    text = " ".join("".join(pdf_text.pages(target)).split())
    assert "Suggested citation" in text or "The numbers of this chapter" in text


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("pages/book/index.typ", "World trade grew", "World 🚀 grew", "index.typ.*U\\+1F680|🚀|1F680"),
        ("pages/book/index.typ", "World trade grew", '#to("nowhere")[x];', "nowhere"),
        ("pages/notebooks/01_expo_outcomes.typ", ', alt: "T"', "", "alt"),
        ("pages/notebooks/01_expo_outcomes.typ", "/pictures/", "/lost/", "01_expo_outcomes"),
    ],
)
def test_whatever_the_compiler_complains_of_is_an_error(altered, name, old, new, message):
    """Catch a letter, a link or a picture that is lost with nothing but a line in a log."""
    with pytest.raises(PdfError, match=message):
        press.Press(altered(name, old, new)).print("report.typ")


def test_a_folder_without_a_book_is_named(tmp_path):
    """Catch a traceback where the book was built with another builder."""
    with pytest.raises(PdfError, match="holds no book to print"):
        press.Press(tmp_path)


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
    return next(note for page in document.pages for note in page.get("/Annots", []) if "/Dest" in note)


def _unembedded(document: pikepdf.Pdf) -> None:
    for item in document.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
            for key in ("/FontFile", "/FontFile2", "/FontFile3"):
                if key in item:
                    del item[key]


def _foreign_font(document: pikepdf.Pdf) -> None:
    next(
        item
        for item in document.objects
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
    )["/FontName"] = pikepdf.Name("/ABC+Arial")


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
    kept = [
        (operands, operator)
        for operands, operator in pikepdf.parse_content_stream(page)
        if str(operator) not in ("BDC", "BMC", "EMC")
    ]
    page["/Contents"] = document.make_stream(pikepdf.unparse_content_stream(kept))


@pytest.mark.parametrize(
    ("change", "message"),
    [
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
    ],
)
def test_every_check_notices_its_fault(report, tmp_path, change, message):
    """Catch a check that can't fail."""
    broken = tmp_path / "broken.pdf"
    with pikepdf.open(report) as document:
        change(document)
        document.save(broken)
    found = pdf_checks.check_pdf(broken, FACTS, FIGURES, text=False)
    assert any(message in problem for problem in found), found


def test_a_lost_fact_and_a_printed_object_are_noticed(altered, report, tmp_path):
    """Catch a number or a chart that print lost, replaced by a program's own words."""
    lost = [*FACTS, {"id": "expo_lost", "display": "4,711 projects"}]
    found = pdf_checks.check_pdf(report, lost, [{"id": "fig-lost", "alt": "Never drawn."}])
    assert found == [
        "fact expo_lost: the ledger of the PDF has no entry for it",
        "figure fig-lost: not in the PDF",
        "fact expo_lost: its text '4,711 projects' isn't in the PDF",
    ]
    folder = altered("pages/book/index.typ", "World trade grew", "alt.Chart(...)")
    found = pdf_checks.check_pdf(printed(folder, tmp_path / "object.pdf"), [])
    assert [line.partition(": ")[2] for line in found] == ["says 'alt.Chart('"]


def test_words_in_a_margin_or_over_others_are_noticed(altered, tmp_path):
    """Catch a title that is printed over the text beside it, where nothing else complains."""
    folder = altered(
        "pages/book/index.typ", "World trade grew", "#place(dx: 0mm)[Title]Under#place(dx: 128mm, dy: 9mm)[Farther] "
    )
    found = list(pdf_text.misplaced(printed(folder, tmp_path / "over.pdf")))
    assert any("“Title” and “Under” are printed over one another" in line for line in found), found
    assert any("“Farther” runs into the margin" in line for line in found), found


def test_a_file_that_is_no_pdf_is_named(tmp_path):
    """Catch a traceback instead of an answer."""
    path = tmp_path / "page.pdf"
    path.write_text("not a PDF", encoding="utf-8")
    with pytest.raises(PdfError, match=r"page\.pdf isn't a readable PDF"):
        pdf_checks.check_pdf(path, [])
