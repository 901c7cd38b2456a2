"""The source of a run: whole or refused by name, and nothing of the disk in it but contents."""

import os
import shutil
import socket
import stat
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from expobook.pipeline.sweeps import sweep
from expobook.runs import edition, incremental, source_tree
from expobook.runs.source_tree import SourceError
from expobook.values.files import archives

ROOT = Path(__file__).resolve().parents[2]
DATES = {"1970": 0, "before 1980": 157766400, "2100": 4102444800, "after 2107": 4354819200}


@pytest.fixture
def book(tmp_path):
    """A small source: pages, data, a notebook, settings."""
    root = tmp_path / "book"
    for name in (
        "book/index.md",
        "book/images/a.png",
        "data/events.csv",
        "notebooks/01.ipynb",
        "_config.yml",
        "_toc.yml",
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"{name} ![](images/a.png)", encoding="utf-8")
    (root / "_toc.yml").write_text("format: jb-book\nroot: book/index\n", encoding="utf-8")
    return root


def dangling(path):
    """A link to nothing."""
    path.symlink_to("/nowhere/x.png")


def in_a_circle(path):
    """A link to itself."""
    path.symlink_to(path.name)


def to_what_holds_it(path):
    """A link to a folder further up."""
    path.symlink_to("..")


def listening(path):
    """A socket, left by a program that was killed."""
    here = Path.cwd()
    os.chdir(path.parent)  # an address may have 107 letters
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)
    os.chdir(here)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (dangling, "is a link to /nowhere/x.png, which isn't there: mend or remove it"),
        (in_a_circle, "is a link to spoilt.png, which isn't there: mend or remove it"),
        (to_what_holds_it, "is a link to a folder, which no run follows: put the folder itself in its place"),
        (os.mkfifo, "is neither a file nor a folder but a pipe, a socket or a device: remove it"),
        (listening, "is neither a file nor a folder but a pipe, a socket or a device: remove it"),
    ],
)
def test_what_cannot_be_copied_is_named(expobook, monkeypatch, book, tmp_path, spoil, said):
    """Catch "Error:" and nothing more, a command that waits for ever, or an endless copy."""
    spoil(book / "book" / "images" / "spoilt.png")
    monkeypatch.chdir(book)
    for more in ((), ("--all",)):
        done = expobook("build", *more, "--output", tmp_path / "run")
        assert done.code == 2
        assert f"{book}/book/images/spoilt.png" in done.err
        assert done.err.rstrip().endswith(said)
        assert [path.name for path in tmp_path.iterdir()] == ["book"]


def test_a_name_that_is_no_text_is_refused(book):
    """Catch a manifest that can't be written at the end of a build."""
    Path(os.fsdecode(os.fsencode(book / "data" / "old") + b"\xff.csv")).touch()
    with pytest.raises(SourceError, match="has a name that isn't UTF-8: rename it"):
        source_tree.files(book, book / "data")


def test_a_file_that_may_not_be_read_is_named(book, monkeypatch, tmp_path):
    """Catch a list of tuples in the place of a message."""
    monkeypatch.setattr(os, "access", lambda path, mode: "a.png" not in str(path))
    with pytest.raises(SourceError, match=r"images/a\.png can't be read: give yourself the right"):
        source_tree.copy(book, tmp_path / "copy", book / "data")


def test_links_to_files_are_followed_and_what_is_hidden_does_not_matter(book, tmp_path):
    """Catch a picture behind a link that is left out, and an editor's lock that stops a build."""
    picture = book / "book" / "images" / "a.png"
    picture.symlink_to(shutil.move(picture, tmp_path / "picture.png"))
    (book / "book" / ".#index.md").symlink_to("me@machine.1234:1700000000")
    copied = source_tree.copy(book, tmp_path / "copy", book / "data")
    assert (copied / "book" / "images" / "a.png").read_text().startswith("book/images/a.png")
    assert not (copied / "book" / "images" / "a.png").is_symlink()
    assert [path.name for path in (copied / "book").iterdir()] == ["images", "index.md"] or [
        path.name for path in (copied / "book").iterdir()
    ] == ["index.md", "images"]
    places = incremental._sources(book, book / "data")
    assert places.keys() == incremental._sources(copied, copied / "data").keys()


@pytest.mark.parametrize("date", DATES)
def test_dates_and_modes_stay_outside(book, tmp_path, date):
    """Catch a run that depends on when a file was written, or can't be written as its source."""
    for path in (*book.rglob("*"), book):
        os.utime(path, (DATES[date], DATES[date]))
        path.chmod(0o555 if path.is_dir() else 0o444)
    copied = source_tree.copy(book, tmp_path / "copy", book / "data")
    for path in copied.rglob("*"):
        assert path.stat().st_mtime not in DATES.values()
        assert path.stat().st_mode & stat.S_IWUSR


@pytest.mark.parametrize("date", DATES)
def test_archives_take_files_of_any_date(tmp_path, date):
    """Catch a sweep or a PDF that stops at a file of 1970, or archives that differ by dates."""
    root = tmp_path / "book"
    for part in ("data", "notebooks"):
        shutil.copytree(ROOT / part, root / part, copy_function=shutil.copyfile)
    as_they_are = (sweep._packed(root, root / "data", ("01_expo_outcomes",)), edition.archive(root / "data"))
    for path in root.rglob("*"):
        os.utime(path, (DATES[date], DATES[date]))
    dated = (sweep._packed(root, root / "data", ("01_expo_outcomes",)), edition.archive(root / "data"))
    assert dated == as_they_are


def test_an_archive_opens_as_it_was_packed():
    """Catch an archive whose files lost their content or order."""
    files = {"b/数.csv": b"1,2\n", "a.txt": b""}
    with zipfile.ZipFile(BytesIO(archives.zipped(files))) as opened:
        assert {name: opened.read(name) for name in opened.namelist()} == files
        assert opened.namelist() == list(files)
