"""A run copies what belongs to the book, by list, and says what it leaves out."""

from __future__ import annotations

import json

import pytest

from expobook.runs import incremental, source_tree

TOC = "format: jb-book\nroot: book/index\nchapters:\n- file: book/a/page\n- file: notebooks/01_x\n"
BELONGS = {
    "_config.yml": "logo: book/images/logo.png\nbibtex_bibfiles: [book/references.bib]\n",
    "_toc.yml": TOC,
    "CITATION.cff": "",
    "book/index.md": "![](images/one.png)\n```{include} parts/deep.md\n```\n",
    "book/a/page.md": "![](../images/two.*) {download}`x <table.csv>`\n[y](</book/a/with space.txt>)\n",
    "book/parts/deep.md": "![](four.svg)",
    "book/parts/four.svg": "",
    "book/images/one.png": "",
    "book/images/two.svg": "",
    "book/images/logo.png": "",
    "book/a/table.csv": "",
    "book/a/with space.txt": "",
    "book/references.bib": "",
    "notebooks/01_x.ipynb": json.dumps({"cells": ["![](pictures/three.png)"]}),
    "notebooks/pictures/three.png": "",
    "notebooks/helping.py": "",
    "data/datapackage.json": "{}",
    "data/observations.csv": "",
    "data/README.md": "",
    "data/editions/2026.11.csv": "",
    "data/editions/2026.11.json": "{}",
}
STRANGERS = {
    "book/my-run/manifest.json": "{}",
    "book/my-run/source/book/index.md": "",
    "book/my-run/source/notebooks/01_x.ipynb": "{}",
    "book/draft.md": "",
    "book/images/1one.png": "",
    "data/results.xlsx": "",
    "data/run/facts.csv": "",
    "notebooks/out/01_x.ipynb": "{}",
}
NOTHING = (
    "book/.DS_Store",
    "book/images/Thumbs.db",
    "data/._observations.csv",
    "data/desktop.ini",
    "notebooks/.ipynb_checkpoints/01_x.ipynb",
    "book/_build/x.md",
    "book/.hidden.md",
)


@pytest.fixture
def book(tmp_path):
    """A book with everything that belongs to one, and with what doesn't."""
    root = tmp_path / "root"
    for name, text in {**BELONGS, **STRANGERS, **dict.fromkeys(NOTHING, "")}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def test_what_belongs_is_copied_and_nothing_else(book, tmp_path):
    """Catch a run, a draft or a reader's own file that is published inside an edition."""
    source = source_tree.copy(book, tmp_path / "source", book / "data")
    assert sorted(BELONGS) == sorted(
        path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file()
    )


def test_what_is_left_out_is_named(book):
    """Catch a picture that is missing without a word; what desktops drop needs none."""
    assert source_tree.left_out(book, book / "data") == [
        "book/draft.md",
        "book/images/1one.png",
        "book/my-run/",
        "data/results.xlsx",
        "data/run/",
        "notebooks/out/",
    ]


def test_links_to_folders_are_refused(book, tmp_path):
    """Catch a home folder that is copied into a run, because a link in the book leads there."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "index.md").write_text("mine")
    (book / "book" / "home").symlink_to(tmp_path / "home")
    (book / "book" / "index.md").write_text("```{include} home/index.md\n```")
    with pytest.raises(source_tree.SourceError, match="book/home is a link to a folder, which no"):
        source_tree.files(book, book / "data")


def test_other_data_come_with_the_editions_of_the_book(book, tmp_path):
    """Catch a reader's run whose editions are those of another package, or none."""
    other = tmp_path / "other"
    (other / "editions").mkdir(parents=True)
    (other / "observations.csv").write_text("other")
    (other / "editions" / "2025.csv").write_text("other")
    found = source_tree.files(book, other)
    assert found["data/observations.csv"] == other / "observations.csv"
    assert found["data/editions/2026.11.csv"] == book / "data" / "editions" / "2026.11.csv"
    assert "data/editions/2025.csv" not in found
    assert "data/README.md" not in found


def test_a_stranger_in_the_book_changes_no_run(book):
    """Catch a build that is made again because of a file that belongs to no run."""
    before = incremental._sources(book, book / "data")
    (book / "book" / "notes.md").write_text("mine")
    (book / "data" / "Thumbs.db").write_text("x")
    assert incremental._sources(book, book / "data") == before
