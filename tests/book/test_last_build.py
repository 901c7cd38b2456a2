"""What a build knows from the last one: it is found again by what it was made of, and by nothing else."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from sphinx.errors import ExtensionError

from expobook import evidence
from expobook.pipeline.page_folder import PageFolder
from expobook.publishing.build import workers
from expobook.publishing.build.evidence_records import EvidenceRecords
from expobook.publishing.known_content import KnownContent

DATA = Path(__file__).resolve().parents[2] / "data"


def known(folder, code="code"):
    """What a build in a folder knows."""
    app = SimpleNamespace(
        doctreedir=folder, builder=SimpleNamespace(name="html"), env=SimpleNamespace(version={"expobook": code})
    )
    return KnownContent(app, "found")


def test_a_content_is_searched_once(tmp_path):
    """Catch a build that searches all pages again, or believes what older code, or another search, has found."""
    searched = []

    def words(content):
        searched.append(content)
        return content.decode().split()

    def letters(content):
        return [*content.decode()]

    first = known(tmp_path)
    assert first.of(b"a page", words) == ["a", "page"]
    first.keep()
    later = known(tmp_path)
    assert later.of(b"a page", words) == ["a", "page"]
    assert later.of(b"another", words) == ["another"]
    assert later.of(b"another", letters) == [*"another"]
    later.keep()
    assert searched == [b"a page", b"another"]
    assert known(tmp_path, "newer code").of(b"another", words) == ["another"]
    assert len(searched) == 3
    (half,) = tmp_path.iterdir()
    half.write_bytes(half.read_bytes()[:-5])
    assert known(tmp_path).of(b"a page", words) == ["a", "page"]


@pytest.fixture
def stored(tmp_path, monkeypatch):
    """A store for records, and how often the evidence was read."""
    loaded = []
    load = evidence.load
    monkeypatch.setenv(workers.STORE, str(tmp_path / "store"))
    monkeypatch.setattr(evidence, "load", lambda folder: loaded.append(folder) or load(folder))
    return loaded


def test_records_are_those_of_the_data(tmp_path, stored):
    """Catch pages that show old data, and a build that reads all tables for one sentence."""
    first, again = EvidenceRecords(DATA), EvidenceRecords(DATA)
    name = sorted(first.observation_ids)[0]
    for table in ("sources", "definitions", "conflicts", "series", "events"):
        assert getattr(again, table) == getattr(first, table)
        assert list(getattr(again, table)) == list(getattr(first, table))
    assert again.observation(name) == first.observation(name)
    assert len(stored) == 1
    other = Path(shutil.copytree(DATA, tmp_path / "data"))
    path = other / "sources.csv"
    path.write_bytes(path.read_bytes().replace(b"https://", b"http://", 1))
    with pytest.raises(ExtensionError, match="not the file that was stamped"):
        _ = EvidenceRecords(other).sources
    assert len(stored) == 2


def test_an_unknown_observation_is_told_with_those_that_are_near(stored):
    """Catch a misspelt id that is told as a fault of ours."""
    records = EvidenceRecords(DATA)
    name = sorted(records.observation_ids)[0]
    with pytest.raises(evidence.EvidenceError, match=f"Near: .*{name}"):
        records.observation(f"{name}x")


def test_pages_that_are_written_while_others_are_copied_are_copied_again(tmp_path):
    """Catch a run with an old page, with half of one, or with one that is gone."""
    made, source = PageFolder(tmp_path / "kept"), tmp_path / "source"
    source.mkdir()
    (source / "_toc.yml").write_text("format: jb-book\nroot: a\n", encoding="utf-8")
    made.begin(source)
    for name in ("a.html", "b.html", "book/c.html", "d.html", ".buildinfo", "_sources/.doctrees/a"):
        (made.html / name).parent.mkdir(parents=True, exist_ok=True)
        (made.html / name).write_text("before", encoding="utf-8")
        os.utime(made.html / name, (1_000_000_000, 1_000_000_000))
    made.finish()
    made.begin(source)
    (made.html / "d.html").unlink()
    made.copy_kept(tmp_path / "html")
    assert (tmp_path / "html" / "a.html").is_file()
    (made.html / "a.html").write_text("after.", encoding="utf-8")  # as long as it was
    (made.html / "book" / "c.html").unlink()
    (made.html / "new.html").write_text("new", encoding="utf-8")
    made.copy(tmp_path / "html")
    found = {path.relative_to(tmp_path / "html").as_posix(): path for path in (tmp_path / "html").rglob("*")}
    assert {name: path.read_text(encoding="utf-8") for name, path in found.items()} == {
        "a.html": "after.",
        "b.html": "before",
        "new.html": "new",
    }
