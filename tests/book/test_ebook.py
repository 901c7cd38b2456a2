"""The report for an e-reader: whole, sound by the standard's own checker, the same bytes twice."""

from __future__ import annotations

import posixpath
import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from PIL import Image

import fixture_book
from expobook.pipeline.verification.consistency import find_contradictions
from expobook.publishing.exports import ebook
from expobook.publishing.pages import offered_files
from expobook.runs import edition
from expobook.runs import run as run_folder
from fixture_builds import Build

CHAPTER = "EPUB/notebooks/01_expo_outcomes.xhtml"


def made(build: Build, folder: Path, changed: dict | None = None) -> bytes:
    """The EPUB of a run with the pages of a build."""
    run = fixture_book.write_run(folder / "run", changed)
    shutil.copytree(build.html, run / "html")
    return ebook.of_run(run)


def contradictions(folder: Path) -> list[str]:
    """What verifying a run finds."""
    return find_contradictions(run_folder.open_run(folder))


@pytest.fixture(scope="module")
def bound(clean, tmp_path_factory) -> Path:
    """The file."""
    path = tmp_path_factory.mktemp("ebook") / ebook.NAME
    path.write_bytes(made(clean, path.parent))
    return path


@pytest.fixture(scope="module")
def files(bound) -> dict[str, bytes]:
    """All that it holds."""
    with zipfile.ZipFile(bound) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def soup(files: dict[str, bytes], name: str) -> BeautifulSoup:
    """A page of it."""
    return BeautifulSoup(files[name].decode(), "html.parser")


def check(path: Path) -> str:
    """What EPUBCheck says of a file; Debian's is a Java archive that only a desktop starts."""
    program = shutil.which("epubcheck")
    with Path(program).open("rb") as stream:
        archive = stream.read(2) == b"PK"
    command = ["java", "-jar", program] if archive else [program]
    done = subprocess.run([*command, str(path)], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 and "No errors or warnings" in done.stdout else (done.stdout + done.stderr)


@pytest.mark.epub
def test_the_checker_of_the_standard_finds_nothing(bound):
    """Catch a file that e-readers refuse."""
    assert check(bound) == ""


@pytest.mark.epub
def test_the_checker_of_the_edition_finds_nothing(edition):
    """Catch a page of the real report that e-readers refuse, or an edition without the file."""
    assert check(edition / ebook.NAME) == ""


def test_an_ereader_finds_text_pictures_tables_and_numbers(files):
    """Catch a chapter without its charts, a chart without words, a number that leads nowhere."""
    chapter = soup(files, CHAPTER)
    assert chapter.h1.text.endswith("Expo outcomes")
    picture = chapter.select_one("figure.expo-figure img")
    assert picture["alt"]
    place = posixpath.normpath(posixpath.join(posixpath.dirname(CHAPTER), picture["src"]))
    assert Image.open(BytesIO(files[place])).width > 100
    assert chapter.select_one("figure.expo-table table td")
    number = chapter.select_one("a.fact")["href"]
    page, _, anchor = number.partition("#")
    ledger = posixpath.normpath(posixpath.join(posixpath.dirname(CHAPTER), page))
    assert soup(files, ledger).find(id=anchor)
    for page in (name for name in files if name.endswith(".xhtml")):
        assert not soup(files, page).select("script, button, svg, form, iframe")


def test_the_file_says_what_it_is(files):
    """Catch an e-reader's shelf with a nameless book, or one of another edition."""
    package = files["EPUB/package.opf"].decode()
    title = soup(files, "EPUB/title.xhtml").text
    for words in ("From Hangzhou to the World", f"edition {edition.NAME}"):
        assert words in package
        assert words in title
    listed = [link.text for link in soup(files, "EPUB/nav.xhtml").select("nav > ol > li > a")]
    assert any(words.endswith("Expo outcomes") for words in listed)
    assert next(iter(files)) == "mimetype"


def test_two_files_are_the_same(clean, bound, tmp_path):
    """Catch a date, a random id or the order of a folder in the file."""
    assert made(clean, tmp_path) == bound.read_bytes()


def test_a_changed_file_is_found(clean, tmp_path):
    """Catch an EPUB that says something else than the pages of its run, offered or not."""
    content = made(clean, tmp_path)
    run, path = tmp_path / "run", tmp_path / "run" / ebook.NAME
    path.write_bytes(content)
    offered_files.publish_run_files(run)
    fixture_book.write_manifest(run)
    assert [said for said in contradictions(run) if ebook.NAME in said] == []
    for place in (path, run / "html" / offered_files.FOLDER / ebook.NAME):
        place.write_bytes(content.replace(b"mimetype", b"mimetypo"))
    fixture_book.write_manifest(run)
    assert [said for said in contradictions(run) if ebook.NAME in said] == [
        f"changed: {ebook.NAME} isn't what the run's pages give"
    ]


def test_a_readers_run_is_stamped_on_every_page(readers_run, tmp_path):
    """Catch an EPUB of somebody's own setting that passes for the published report."""
    with zipfile.ZipFile(BytesIO(made(readers_run, tmp_path, {"overlap": 0.5}))) as packed:
        pages = [
            name for name in packed.namelist() if name.endswith((".xhtml", ".opf")) and not name.endswith("nav.xhtml")
        ]
        assert [name for name in pages if "overlap = 0.5" not in packed.read(name).decode()] == []


def test_what_was_not_made_is_not_offered(clean, browser, tmp_path):
    """Catch a line on the page or below a chapter's title that leads to no file."""
    run = tmp_path / "run"
    shutil.copytree(clean.html, run / "html")
    page = run / "html" / "notebooks" / "01_expo_outcomes.html"
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(page.as_uri())
    assert not tab.locator("text=PDF of this chapter").is_visible()
    (run / "chapters").mkdir()
    (run / "chapters" / "01_expo_outcomes.pdf").write_bytes(b"%PDF-1.7")
    before = page.read_text(encoding="utf-8")
    offered_files.publish_run_files(run)
    tab.goto(page.as_uri())
    link = tab.locator("h1 + .chapter-file a")
    assert link.is_visible()
    assert (page.parent / link.get_attribute("href")).resolve().is_file()
    assert offered_files.before_pdf(run / "html", page.read_text(encoding="utf-8")) == before
    context.close()
