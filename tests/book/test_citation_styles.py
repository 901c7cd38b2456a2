"""Citation styles: what their guides ask for, the CSL files, and pandoc on any machine."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

import fixture_book
from expobook.citations import CitingError, catalogue, formatting, pandoc, styles
from expobook.citations.briefs import brief as pieces
from expobook.citations.briefs import docx
from expobook.citations.citation import official, original
from expobook.citations.csl_items import source_item
from expobook.cli import app
from expobook.publishing.figures import cite_links
from expobook.runs.run import open_run
from style_guides import GUIDES, SITE, SOURCES

SHA256 = {
    "apa.csl": "1ece4fb3c295e66d04b4394e295aa58a87741ceeef1658192437eb9953c2f13e",
    "chicago-author-date.csl": "002fade78d7e4fe9d42936a16b43a8066b097013f6255df40b1bfba6631eff9b",
    "chicago-notes-bibliography.csl": "4b6be4bceaf8f3c31b49331c9f9e38c977f666d6ab80e19a2ac8482c7511abeb",
    "china-national-standard-gb-t-7714-2015-author-date.csl": (
        "7665fb1198c3dd3684b5a8238d019420baf0b53ad4694876b796255d6aa389a1"
    ),
    "china-national-standard-gb-t-7714-2015-numeric.csl": (
        "d9cd04f94bc21a99dc320d0a2230d5a1fb47e3634c17c5820cf975c40db3c0c7"
    ),
    "harvard-cite-them-right.csl": "0ca3d2c7c881cd98cdd81098b5349f5921edf430498aa9a5a41918621cf7cc45",
    "ieee.csl": "b4c7619fc16c45a31e4cc3271eab94ffe83192d3b4c7fc729470a3b459448de3",
    "iso690-author-date-en.csl": "e7b28ecc92cfa2993a7b6bc3fd29c1c3c780ae3d38088cb003d6fe83022eb8e6",
    "modern-language-association.csl": "e1432698ef28938d044b06bd45ddcc57d6b974cec25f71007075646a11f99484",
    "nature.csl": "15b1272a3c360168e0b51ab9257534b08ced67190ed57be7a1c32cea8fc87be8",
    "nlm-citation-sequence.csl": "492f7935df42054b33d515f7275122f419780df990ea35925dcbbff0fecf1137",
    "oscola.csl": "b51ea5728f78c460746174d1a3944383d8bb6027b606e0c651f14b3af521c923",
}
USERS_OWN = """<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text">
<info><title>Mine</title><id>mine</id><updated>2026-11-01T00:00:00+00:00</updated></info>
<citation><layout><text variable="title"/></layout></citation>
<bibliography><layout suffix=" (mine)"><text variable="title"/></layout></bibliography></style>"""


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A run of the small book with a public address."""
    folder = fixture_book.write_run(tmp_path_factory.mktemp("styled") / "run")
    settings = folder / "source" / "_config.yml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(re.sub('baseurl: ""', f'baseurl: "{SITE}"', text), encoding="utf-8")
    return open_run(folder)


@pytest.fixture
def unformatted(monkeypatch):
    """Nothing is formatted yet, whatever another test has asked for."""
    monkeypatch.setattr(formatting, "_done", {})


def called(monkeypatch, *arguments: str) -> int:
    """The exit code of the command line."""
    monkeypatch.setattr(sys, "argv", ["expobook", *arguments])
    with pytest.raises(SystemExit) as ended:
        app.main()
    return int(ended.value.code or 0)


@pytest.mark.parametrize("style", GUIDES)
def test_citations_are_what_the_style_guides_ask_for(run, style):
    """Catch a formatter that prints other words, order or marks than a style's own guide.

    APA (7th edition, chapters 9 and 10): year in brackets, titles in sentence case, no point
    after an address, a day of reading only for what has no date. Chicago (author-date, 15.9 and
    6.9 of the manual): headline case, a point inside the closing quotation mark, single marks
    inside double ones, a number or figure quoted as it is. IEEE (Reference Guide): a comma inside
    the closing mark before "in" and a date, else a point; month of reading abbreviated. GB/T 7714
    (2015, 4.2 to 4.6 and annex B): author in capitals, mark of the kind and /OL for what is read
    online, // before the host, date of appearance in round and of reading in square brackets. A
    title that ends in a question mark gets no point besides.
    """
    book = catalogue.of_run(run)
    printed = {
        name: original(source_item(name, SOURCES[name]), style) if name in SOURCES else official(book, name).main(style)
        for name in GUIDES[style]
    }
    assert len(printed) == 10
    assert printed == GUIDES[style]


def test_titles_are_slanted_where_the_guides_ask_for_it():
    """Catch HTML that slants the wrong words, or tags that no program but pandoc reads."""
    item = source_item("statistics", SOURCES["statistics"])
    assert "<i>Statistical communiqué on the 2023 national economy</i>" in original(item, "apa", "html")
    assert "<" not in original(item, "ieee", "html")


def test_the_styles_are_the_published_files_with_their_licence_and_authors():
    """Catch a style that was edited here, lost its licence, or can't be asked for by any name."""
    files = sorted(styles.FOLDER.iterdir())
    assert {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files} == SHA256
    assert {path.stem for path in files} == {file for _, file in styles.STYLES.values()}
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert "http://creativecommons.org/licenses/by-sa/3.0/" in text
        assert "<author>" in text
        assert ElementTree.fromstring(text).find("{*}info/{*}title") is not None
        assert styles.style(path.stem) == styles.style(f" {path.stem.upper()} ")
    licence = (Path(__file__).parents[2] / "LICENSE-CONTENT.md").read_text(encoding="utf-8")
    assert "src/expobook/citations/csl/" in licence


def test_a_british_style_writes_british(run):
    """Catch a style that asks for its own English and gets American marks and dates."""
    text = original(source_item("undated", SOURCES["undated"]), "oscola")
    assert "‘Alibaba Expands Its Reach’" in text
    assert "accessed 23 November 2026" in text


def test_a_style_of_ones_own_is_used(run, monkeypatch, tmp_path, capsys):
    """Catch a CSL file that is passed over, or that is looked for in the wrong folder."""
    folder = tmp_path / "我的 styles & more"
    folder.mkdir()
    (folder / "my journal.csl").write_text(USERS_OWN, encoding="utf-8")
    monkeypatch.chdir(folder)
    for path in ("my journal.csl", str(folder / "my journal.csl")):
        assert called(monkeypatch, "cite", "expo_amount", "--run", str(run.folder), "--style", path) == 0
        assert "Amount of the projects: about 110 bn yuan (mine)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "can't be read: No such file"),
        ("<style", "its XML is broken"),
        ("<html/>", "isn't a CSL style"),
        (re.sub("<bibliography.*</bibliography>", "", USERS_OWN), "has no <bibliography>"),
        (
            USERS_OWN.replace("<id>", '<link href="https://example.org/apa" rel="independent-parent"/><id>'),
            "only refers to another style: give the file of that one",
        ),
        (
            USERS_OWN.replace(
                '<bibliography><layout suffix=" (mine)"><text variable="title"/>',
                '<bibliography><layout><text macro="lost"/>',
            ),
            "undefined macro lost",
        ),
        (
            USERS_OWN.replace(
                '<bibliography><layout suffix=" (mine)"><text variable="title"/>',
                '<bibliography><layout><text variable="volume"/>',
            ),
            "no printed form",
        ),
    ],
)
def test_a_style_that_cannot_be_used_says_why(run, monkeypatch, tmp_path, capsys, content, said):
    """Catch a traceback, or a citation without words, for a file that is no usable style."""
    path = tmp_path / "mine.csl"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    assert called(monkeypatch, "cite", "book", "--run", str(run.folder), "--style", str(path)) == 2
    shown = capsys.readouterr()
    assert said in " ".join(shown.err.split())
    assert shown.out == ""
    assert "Traceback" not in shown.err


def test_an_unknown_style_names_those_that_are_offered():
    """Catch a reader who can't know what to ask for."""
    with pytest.raises(CitingError) as error:
        styles.style("physics-of-fluids")
    assert all(name in str(error.value) for name in styles.STYLES)
    assert ".csl" in str(error.value)


def test_nothing_of_the_machine_changes_a_citation(run, unformatted, monkeypatch, tmp_path):
    """Catch another pandoc, a user's pandoc settings, or an odd place for temporary files."""
    item = source_item("chinese", SOURCES["chinese"])
    expected = formatting.formatted([item], "chicago")
    brief = pieces.compose(catalogue.of_run(run), ["expo_amount"], "apa")
    word = docx.to_docx(brief)
    theirs = tmp_path / "theirs"
    for place in ("pandoc/templates", "pandoc/filters", ".pandoc/templates"):
        (theirs / place).mkdir(parents=True)
        for name in ("default.html5", "default.openxml"):
            (theirs / place / name).write_text("THEIRS", encoding="utf-8")
    fake = theirs / "pandoc-99"
    fake.mkdir()
    (fake / "pandoc").write_text("#!/bin/sh\necho pandoc 99.9\n", encoding="utf-8")
    (fake / "pandoc").chmod(0o755)
    temporary = tmp_path / "临时 & temporary" / ("x" * 100)
    temporary.mkdir(parents=True)
    for name, value in {
        "XDG_DATA_HOME": theirs,
        "HOME": theirs,
        "PATH": fake,
        "TMPDIR": temporary,
        "LC_ALL": "C",
        "GHCRTS": "-M1k",
    }.items():
        monkeypatch.setenv(name, str(value))
    monkeypatch.setattr("tempfile.tempdir", None)
    docx.reference.cache_clear()
    assert formatting.formatted([item], "chicago") == expected
    assert docx.to_docx(brief) == word
    assert not list(temporary.iterdir())
    script = "from expobook.citations import pandoc; print(pandoc.PROGRAM)"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == str(pandoc.PROGRAM)


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo out of memory >&2; exit 251", "pandoc failed with exit code 251: out of memory"),
        ("exit 1", "it gave no reason"),
        (None, "can't be started"),
    ],
)
def test_pandoc_that_fails_gives_one_plain_message(run, unformatted, monkeypatch, tmp_path, capsys, script, said):
    """Catch a traceback, or half a citation, where pandoc can't do its work."""
    program = tmp_path / "pandoc"
    if script:
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(0o755)
    monkeypatch.setattr(pandoc, "PROGRAM", program)
    for arguments in (
        ("cite", "book"),
        ("cite", "book", "--format", "bibtex"),
        ("brief", "expo_amount", "--output", str(tmp_path / "brief.docx")),
    ):
        assert called(monkeypatch, *arguments, "--run", str(run.folder)) == 2
        shown = capsys.readouterr()
        assert shown.err.startswith("Error: ")
        assert said in " ".join(shown.err.split())
        assert shown.out == ""
    assert not (tmp_path / "brief.docx").exists()


def test_a_build_formats_everything_at_once_and_only_what_is_missing(build_book, unformatted, monkeypatch, tmp_path):
    """Catch a call of pandoc for each number, and calls in a build that has nothing to do."""
    asked: list[tuple[bool, int]] = []
    run_pandoc = pandoc.run

    def counting(folder, options, text="", epoch=""):
        asked.append(("--citeproc" in options, len(json.loads(text))))
        return run_pandoc(folder, options, text, epoch)

    monkeypatch.setattr(pandoc, "run", counting)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)  # no other process formats anything
    source = fixture_book.write(tmp_path / "source")
    dialogs = source / "_build" / "html" / cite_links.FOLDER

    def texts() -> dict[str, str]:
        return {path.name: path.read_text(encoding="utf-8") for path in dialogs.iterdir()}

    assert build_book(source, tmp_path / "first").code == 0
    first, blocks_on_pages = texts(), 3
    assert len(asked) == len(styles.OFFERED) + 1 + blocks_on_pages
    asked.clear()
    assert build_book(source, tmp_path / "second").code == 0
    assert (asked, texts()) == ([], first)
    (dialogs / "02-world-and-china.js").unlink()
    assert build_book(source, tmp_path / "third").code == 0
    assert texts() == first


def test_a_changed_number_changes_its_dialog(built):
    """Catch a citation of the number that stood there before."""
    name = f"{cite_links.FOLDER}/02-world-and-china.js"
    before, after = ((built(step).html / name).read_text(encoding="utf-8") for step in ("clean", "changed"))
    assert "3,905 bn" in before
    assert "3,905 bn" not in after
    assert "3,861 bn" in after
