"""Verifying a run: one of three answers, and no more than can be known.

A run is tampered with in every way that a stranger has, and its manifest is made to fit.
"""

from __future__ import annotations

import json
import os
import shutil
from functools import cache
from pathlib import Path
from unittest import mock

import pytest
import vl_convert

import fixture_book
import fixture_data
import fixture_editions
from expobook.citations import CitingError, catalogue
from expobook.citations.briefs import figure_pack
from expobook.citations.citation import official
from expobook.cli import app
from expobook.editions import registry
from expobook.evidence import tables
from expobook.facts import notebook_outputs
from expobook.pipeline import build, release
from expobook.pipeline.verification import verify
from expobook.publishing.pages import offered_files
from expobook.runs import edition as editions
from expobook.runs import layout, reader_run
from expobook.runs import run as run_folder
from expobook.values.files import own_data
from tampering import (
    CONTRADICTIONS,
    MALFORMED,
    NOT_SEEN_WITHOUT_RECORD,
    PDFS,
    STRANGE,
    add_file,
    change,
    fit,
    make_run,
    set_in_manifest,
)

NAME = editions.NAME


@pytest.fixture(scope="module")
def released(tmp_path_factory, with_editions):
    """The repository of a released edition, and a run as anybody builds it there."""
    folder = tmp_path_factory.mktemp("released")
    root = fixture_book.write(folder / "root")
    fixture_editions.add_editions(root)
    first = make_run(folder / "first", root, with_editions.html, pdf=False)
    frozen = release.release(root, first, NAME, replace=True)
    assert not frozen.record.root_hash  # its pages don't know of the release
    second = make_run(folder / "second", root, with_editions.html, pdf=True)
    assert release.release(root, second, NAME).record.root_hash
    return root, with_editions.html


@pytest.fixture
def known(released):
    """The registry of that repository."""
    return registry.read(released[0] / "data")


@pytest.fixture(scope="module")
def untouched(released, tmp_path_factory):
    """A run of the edition, built after its release."""
    return make_run(tmp_path_factory.mktemp("untouched") / "run", *released, pdf=True)


@pytest.fixture
def run(untouched, tmp_path):
    """A copy of it, for a test to change."""
    return Path(shutil.copytree(untouched, tmp_path / "run", copy_function=shutil.copyfile))


@pytest.fixture(scope="module", autouse=True)
def drawn_once():
    """The same drawing gives the same picture: each test would draw all of them again."""
    with mock.patch.object(vl_convert, "svg_to_png", cache(vl_convert.svg_to_png)):
        yield


def test_an_edition_is_known_again(run, known):
    """Catch an edition whose hash depends on when, or by whom, it was built."""
    found = verify.verify_run(run, known)
    assert (found.verdict, found.reasons, found.without_pdf) == ("released", (), False)


def test_a_build_from_before_the_hashes_is_the_edition_too(run, known, released):
    """Catch a root hash that counts itself: the run whose hashes were taken didn't have them."""
    record = run / "source" / "data" / "editions" / f"{NAME}.json"
    content = json.loads(record.read_text(encoding="utf-8"))
    content.update(root_hash="", hashes={})
    record.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    fit(run)
    assert verify.verify_run(run, known).verdict == "released"


def test_a_record_of_other_hashes_is_noticed(run, known):
    """Catch a run that brings another record of its own edition."""
    record = run / "source" / "data" / "editions" / f"{NAME}.json"
    content = json.loads(record.read_text(encoding="utf-8"))
    content["hashes"]["html"] = "0" * 64
    record.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    fit(run)
    assert verify.verify_run(run, known).verdict == "consistent"


def test_an_edition_without_its_pdf_is_known(released, tmp_path, known):
    """Catch a reader without the print engine who is told that the edition isn't the edition."""
    bare = make_run(tmp_path / "bare", *released, pdf=False)
    found = verify.verify_run(bare, known)
    assert (found.verdict, found.without_pdf) == ("released", True)


def test_a_page_that_offers_a_missing_pdf_is_not_the_edition(run, known):
    """Catch a PDF that was taken out of a run whose pages still offer it."""
    for name in (*PDFS, "html/_downloads/report.pdf"):
        (run / name).unlink()
    fit(run)
    found = verify.verify_run(run, known)
    assert found.reasons == ("changed: ro-crate-metadata.json isn't what the run's files give",)


@pytest.mark.parametrize("what", NOT_SEEN_WITHOUT_RECORD)
def test_what_only_the_record_shows_is_no_edition(run, known, what):
    """Catch a changed run that passes for the edition because its manifest was made to fit."""
    NOT_SEEN_WITHOUT_RECORD[what](run)
    fit(run) if "spelling" not in what else None
    found = verify.verify_run(run, known)
    elsewhere = {
        "a byte of the PDF": "html/_downloads/report.pdf and report.pdf differ",
        "a sentence of the source": "html/_sources/book/methods.md and source/book/methods.md differ",
        "a byte of a page": "html/book/index.md isn't what its page says",
        "other packages": "ro-crate-metadata.json isn't what the run's files give",
    }
    if what in elsewhere:  # another file of the run says the same thing
        assert found.reasons == (f"changed: {elsewhere[what]}",)
    else:
        assert found.verdict == "consistent"
        assert "as it was released: other than recorded" in found.reasons[0]


@pytest.mark.parametrize("what", CONTRADICTIONS)
def test_a_run_that_contradicts_itself_is_caught(run, known, what):
    """Catch a change whose author has altered the manifest along with it."""
    tamper, said = CONTRADICTIONS[what]
    tamper(run)
    fit(run)
    found = verify.verify_run(run, known)
    assert found.verdict == "changed"
    assert any(said in reason for reason in found.reasons), found.reasons


@pytest.mark.parametrize("said", STRANGE)
def test_what_is_no_plain_file_is_refused_unopened(run, known, said):
    """Catch a link that leads out of a run, and a check that waits at a pipe for ever."""
    STRANGE[said](run)
    found = verify.verify_run(run, known)
    assert found.verdict == "changed"
    assert said in found.reasons
    assert said in found.refused


@pytest.mark.parametrize("name", ["manifest.json", "facts.json"])
def test_a_record_that_is_a_pipe_is_not_opened(run, known, name):
    """Catch a command that waits for ever at a run's own record."""
    (run / name).unlink()
    os.mkfifo(run / name)
    assert "isn't a file" in verify.verify_run(run, known).reasons[0]
    with pytest.raises(run_folder.NotARun, match="isn't a file"):
        run_folder.open_run(run)


@pytest.mark.parametrize("what", MALFORMED)
def test_records_of_any_shape_get_an_answer(run, known, what, monkeypatch, capsys):
    """Catch a traceback for what a stranger has written into a manifest."""
    MALFORMED[what](run)
    monkeypatch.setattr(registry, "read_own", lambda: known)
    monkeypatch.setattr("sys.argv", ["expobook", "verify", str(run)])
    with pytest.raises(SystemExit) as ended:
        app.main()
    assert ended.value.code in (1, 2, 3)
    assert ended.value.code != 3 or what == "versions that are none"
    said = capsys.readouterr()
    assert "Traceback" not in said.out + said.err


def test_droppings_of_desktops_count_as_nothing(run, known):
    """Catch an edition that is called tampered because somebody looked at it on a Mac."""
    for name in (
        ".DS_Store",
        "html/Thumbs.db",
        "source/desktop.ini",
        "html/book/._index.html",
        "source/notebooks/._01_expo_outcomes.ipynb",
    ):
        (run / name).write_bytes(b"\x00\x05")
    assert verify.verify_run(run, known).verdict == "released"
    assert verify.check_run(run) == []  # reads the notebooks too


def test_a_link_named_as_a_dropping_is_refused(run, known):
    """Catch a name that lets anything into a run."""
    (run / ".DS_Store").symlink_to("/etc")
    assert verify.verify_run(run, known).refused == ("a link: .DS_Store",)


@pytest.fixture
def disguised(tmp_path):
    """A reader's run whose manifest says that it is the published edition."""
    folder = fixture_book.write_run(tmp_path / "own", {"overlap": 0.5})
    shutil.copy(fixture_data.ROOT / "CITATION.cff", folder / "source" / "CITATION.cff")
    set_in_manifest(folder, published_parameters=True, changed_parameters={}, parameters={})
    fit(folder)
    return folder


def test_a_readers_run_is_no_edition_whatever_its_manifest_says(disguised, known):
    """Catch a manifest that makes an edition of a reader's run: verify, cite, brief and pack."""
    found = verify.verify_run(disguised, known)
    assert found.verdict == "changed"
    assert found.reasons[0] == (
        "changed: manifest.json says the published parameters, and the run's notebooks were executed with overlap = 0.5"
    )
    run = run_folder.open_run(disguised)
    assert (run.published, run.changed) == (False, {"overlap": 0.5})
    cited = catalogue.of_run(run)
    with pytest.raises(CitingError, match=r"not the published edition: overlap = 0\.5"):
        official(cited, "expo_amount")
    files = figure_pack.contents(cited, "fig-expo-editions")
    assert b"overlap = 0.5" in files["fig-expo-editions.csv"]
    with pytest.raises(editions.EditionError, match="is a reader's run"):
        release.release(disguised / "source", disguised, NAME)


def test_a_brief_of_a_disguised_run_is_stamped(disguised, tmp_path, monkeypatch):
    """Catch a page for a brief that states a reader's number as the edition's."""
    target = tmp_path / "brief.md"
    monkeypatch.setattr(
        "sys.argv", ["expobook", "brief", "expo_share", "--to", "md", "--run", str(disguised), "--output", str(target)]
    )
    with pytest.raises(SystemExit) as ended:
        app.main()
    assert not ended.value.code
    assert "not the published edition: overlap = 0.5" in target.read_text(encoding="utf-8")


def test_outputs_of_other_parameters_than_papermill_set_are_caught(run, known):
    """Catch a reader's run whose outputs were made to name the published value."""
    path = run / "source" / "notebooks" / "01_expo_outcomes.ipynb"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["metadata"]["papermill"] = {"parameters": {"overlap": 0.5}}
    path.write_text(json.dumps(content), encoding="utf-8")
    fit(run)
    said = verify.verify_run(run, known).reasons
    assert any("was executed with overlap = 0.5, and its outputs name other values" in one for one in said)


def test_a_readers_run_is_consistent_and_says_whose_it_is(tmp_path, known):
    """Catch an honest reader's run that is called tampered, or taken for the edition."""
    own = fixture_book.write_run(tmp_path / "own", {"overlap": 0.5})
    found = verify.verify_run(own, known)
    assert found.verdict == "consistent"
    assert found.reasons[0] == ("It says that it is a reader's run, not the published edition: overlap = 0.5.")


def test_a_false_finding_of_a_readers_run_is_no_contradiction(readers_run, tmp_path, known):
    """Catch a check that takes what a build marks as false for tampering."""
    own = fixture_book.write_run(tmp_path / "own", {"overlap": 0.5})
    fixture_book.make_readers_run(own / "source")
    shutil.copytree(readers_run.html, own / "html", ignore=shutil.ignore_patterns(".*", "vendor"))
    shutil.rmtree(own / "figures")
    shutil.copytree(own / "html" / "_figures", own / "figures")
    found = notebook_outputs.read_all(layout.notebooks_in(own / "source"))
    build.write_facts(found, own, reader_run.stamp({"overlap": 0.5}))
    offered_files.publish_run_files(own)
    fixture_book.write_manifest(own)
    verified = verify.verify_run(own, known)
    assert verified.verdict == "consistent", verified.reasons
    assert not any("weren't made again" in reason for reason in verified.reasons)


@pytest.mark.parametrize(
    ("tamper", "code", "words"),
    [
        (lambda run: None, 0, f"is edition {NAME} as it was released: "),
        (lambda run: (add_file(run), fit(run)), 3, "is consistent with its own manifest, which proves no origin: "),
        (add_file, 1, "isn't as it was built: 1 problem(s)."),
        (lambda run: (run / "html" / "\x1b[2Jnew\n").write_text(""), 1, r"extra: html/\x1b[2Jnew\n"),
    ],
)
def test_verify_answers_in_words_and_exit_code(run, known, tamper, code, words, monkeypatch, capsys):
    """Catch an answer that promises more than it knows, or a script that can't tell them apart."""
    tamper(run)
    monkeypatch.setattr(registry, "read_own", lambda: known)
    monkeypatch.setattr("sys.argv", ["expobook", "verify", str(run)])
    with pytest.raises(SystemExit) as ended:
        app.main()
    assert (ended.value.code or 0) == code
    assert words in capsys.readouterr().out


def test_a_run_never_vouches_for_itself(run, monkeypatch, root):
    """Catch a record that is looked for where one stands: in a stranger's run, that is his own."""
    monkeypatch.chdir(run / "source")
    assert registry.read_own() == registry.read(root / "data")


def test_the_wheel_carries_the_records(root, tmp_path, monkeypatch):
    """Catch an installed package that knows no edition, or not how its tables are described."""
    from zipfile import ZipFile

    from hatchling.builders.wheel import WheelBuilder

    (wheel,) = WheelBuilder(str(root)).build(directory=str(tmp_path), versions=["standard"])
    placed = "data/share/expobook/"
    with ZipFile(wheel) as packed:
        carried = [name for name in packed.namelist() if f".data/{placed}" in name]
        packed.extractall(tmp_path / "unpacked", carried)
    (data,) = (tmp_path / "unpacked").glob("*.data/data")
    monkeypatch.setattr(own_data, "__file__", str(tmp_path / "a/b/c/d/own_data.py"))
    monkeypatch.setattr(own_data.sysconfig, "get_path", lambda name: str(data))
    assert registry.read_own() == registry.read(root / "data")
    assert (own_data.folder() / tables.PACKAGE_FILE).read_bytes() == (root / "data" / tables.PACKAGE_FILE).read_bytes()


def test_a_release_takes_no_hashes_of_what_wont_be_built_again(released, tmp_path, known):
    """Catch a record of hashes that no build of the committed book gives."""
    root = shutil.copytree(released[0], tmp_path / "root")
    change(root / "book" / "methods.md", "# Methods", "# Method")
    run = make_run(tmp_path / "run", *released, pdf=True)
    assert not release.release(root, run, NAME, replace=True).record.root_hash
    assert release.release(released[0], run, NAME, replace=True).record == known.get(NAME).record


def test_a_second_release_changes_no_number(released, tmp_path):
    """Catch hashes that come with other numbers than those that were frozen."""
    root = shutil.copytree(released[0], tmp_path / "root")
    record = root / "data" / "editions" / f"{NAME}.json"
    content = json.loads(record.read_text(encoding="utf-8"))
    record.write_text(json.dumps({**content, "claims": 2, "root_hash": "", "hashes": {}}))
    run = make_run(tmp_path / "run", *released, pdf=False)
    with pytest.raises(editions.EditionError, match="never written over"):
        release.release(root, run, NAME)


def test_the_hash_of_the_pdf_can_follow_and_no_other_changes(released, tmp_path):
    """Catch a release without a PDF that can't be completed, or is completed with other pages."""
    root = shutil.copytree(released[0], tmp_path / "root")
    record = root / "data" / "editions" / f"{NAME}.json"
    content = json.loads(record.read_text(encoding="utf-8"))
    del content["hashes"]["pdf"]
    record.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    run = make_run(tmp_path / "run", root, released[1], pdf=True)
    page = run / "html" / "index.html"
    page.write_text(page.read_text(encoding="utf-8") + " ", encoding="utf-8")
    fixture_book.write_manifest(run)
    with pytest.raises(editions.EditionError, match="has other files than those of its hashes"):
        release.release(root, run, NAME)
    run = make_run(tmp_path / "again", root, released[1], pdf=True)
    completed = release.release(root, run, NAME).record
    assert completed == registry.read(released[0] / "data").get(NAME).record
    with pytest.raises(editions.EditionError, match="never written over"):
        release.release(root, run, NAME)


def test_the_built_edition_is_as_it_was_built(edition):
    """Catch a check that finds fault with the report's own edition."""
    assert verify.check_run(edition) == []


def test_a_changed_number_on_a_page_of_the_edition_is_found(edition, tmp_path):
    """Catch a look at pages that no longer sees how they write numbers."""
    run = shutil.copytree(edition, tmp_path / "run")
    page = run / "html" / "book" / "index.html"
    change(page, ">about 110 bn yuan</a>", ">about 190 bn yuan</a>")
    fit(run)
    assert verify.check_run(run) == [
        "changed: html/book/index.html shows another value of expo_signed_investment than the run's notebooks",
        "changed: report.epub isn't what the run's pages give",
        "changed: html/book/index.md isn't what its page says",
    ]
