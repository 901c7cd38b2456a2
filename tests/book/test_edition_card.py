"""A reader's run carries the name of the edition that it was made from, and no citation file."""

import json
from dataclasses import replace

import pytest
import yaml

import fixture_book
from expobook.citations.identity import read_identity
from expobook.facts import notebook_outputs
from expobook.pipeline import build
from expobook.runs import edition_card, incremental


@pytest.fixture
def book(tmp_path, monkeypatch):
    """The small book, whose notebooks stay as they are and whose pages nobody needs."""
    monkeypatch.setattr(build, "_check_data", lambda data: None)
    monkeypatch.setattr(build, "_execute", record_parameters)
    monkeypatch.setattr(
        build,
        "_fill",
        lambda source, work, report, **asked: build.write_facts(
            notebook_outputs.read_all((source / "notebooks").glob("*.ipynb")), work
        ),
    )
    return fixture_book.write(tmp_path / "root")


def record_parameters(root, source, checked, given, *rest):
    """Leave the notebooks as they are, but for the parameters, which an execution writes down."""
    for path in (source / "notebooks").glob("*.ipynb"):
        notebook = json.loads(path.read_text())
        notebook["metadata"]["papermill"] = {"parameters": given}
        path.write_text(json.dumps(notebook))


def made(book, output, monkeypatch, given):
    """A run of the book; the folder of its source."""
    changed = build.different(given, other_data=False)
    monkeypatch.setattr(build.reader_run, "changed_in", lambda source: changed)
    build.build(book, output, given, pdf=False)
    return output / "source"


def test_a_readers_run_keeps_no_citation_file(book, tmp_path, monkeypatch):
    """Catch a citation file that a tool finds in a reader's run and takes for official."""
    source = made(book, tmp_path / "run", monkeypatch, {"overlap": 0.5})
    assert not (source / "CITATION.cff").exists()
    card = yaml.safe_load((source / edition_card.NAME).read_text())
    assert set(card) == {"title", "authors", "version", "date-released", "license"}
    assert read_identity(source) == replace(read_identity(book), abstract="", keywords=())


def test_the_published_edition_keeps_its_citation_file(book, tmp_path, monkeypatch):
    """Catch an edition that can't be cited."""
    source = made(book, tmp_path / "run", monkeypatch, {"overlap": 1.0})
    assert (source / "CITATION.cff").read_bytes() == (book / "CITATION.cff").read_bytes()
    assert not (source / edition_card.NAME).exists()


def test_a_readers_run_is_kept_until_the_citation_file_changes(book, tmp_path, monkeypatch):
    """Catch a run that is made again and again, or that names an edition of last year."""
    made(book, tmp_path / "run", monkeypatch, {"overlap": 0.5})
    manifest = tmp_path / "run" / "manifest.json"
    content = json.loads(manifest.read_text())
    content["versions"] = {}
    manifest.write_text(json.dumps(content))

    def stands():
        return incremental.nothing_changed(book, tmp_path / "run", book / "data", {"overlap": 0.5}, pdf=False)

    assert stands()
    citation = book / "CITATION.cff"
    citation.write_text(citation.read_text().replace("Hangzhou", "Elsewhere"))
    assert not stands()
