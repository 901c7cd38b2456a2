"""Verifying a run: one of three answers, and no more than can be known.

A run is tampered with in every way that a stranger has, and its manifest is made to fit.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
from pathlib import Path

import pytest

import fixture_book
from expobook import (
    bundles,
    cli,
    editions,
    integrity,
    packs,
    registry,
    releasing,
    run_folder,
    runs,
    stamping,
)
from expobook.citing import CitingError, catalogue
from expobook.citing.citation import official
from expobook.hashing import sha256
from expobook.publishing import offered_files

NAME = editions.NAME
PDFS = ("report.pdf", "html/_summary/summary-en.pdf", "summary-en.pdf")


def fit(run: Path) -> None:
    """Make the manifest fit the files, as somebody who covers a change would."""
    path = run / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["files"] = {found.relative_to(run).as_posix(): sha256(found)
                         for found in sorted(run.rglob("*"))
                         if found.is_file() and not found.is_symlink() and found != path}
    path.write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def change(path: Path, old: str, new: str) -> None:
    """Change a file's text everywhere."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def set_in_manifest(run: Path, **values) -> None:
    """Write other values into a manifest."""
    path = run / "manifest.json"
    content = {**json.loads(path.read_text(encoding="utf-8")), **values}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def make_run(folder: Path, root: Path, html: Path, *, pdf: bool) -> Path:
    """A run of the small book as a build leaves it, with its pages, from the book in `root`."""
    run = fixture_book.write_run(folder)
    shutil.rmtree(run / "source")
    shutil.copytree(root, run / "source", ignore=shutil.ignore_patterns(".git"))
    shutil.copytree(html, run / "html", ignore=shutil.ignore_patterns(".*"))
    for name in PDFS if pdf else ():
        (run / name).write_bytes(b"%PDF-1.7 as typeset")
    offered_files.hand_over(run)
    for empty in [one for one in run.rglob("*") if one.is_dir() and not any(one.iterdir())]:
        empty.rmdir()
    fixture_book.write_manifest(run)
    return run


@pytest.fixture(scope="module")
def released(tmp_path_factory, with_editions):
    """The repository of a released edition, and a run as anybody builds it there."""
    folder = tmp_path_factory.mktemp("released")
    root = fixture_book.write(folder / "root")
    fixture_book.add_editions(root)
    first = make_run(folder / "first", root, with_editions.html, pdf=False)
    frozen = releasing.release(root, first, NAME, replace=True)
    assert not frozen.record.root_hash  # its pages don't know of the release
    second = make_run(folder / "second", root, with_editions.html, pdf=True)
    assert releasing.release(root, second, NAME).record.root_hash
    return root, with_editions.html


@pytest.fixture
def known(released):
    """The registry of that repository."""
    return registry.read(released[0] / "data")


@pytest.fixture
def run(released, tmp_path):
    """A run of the edition, built after its release."""
    return make_run(tmp_path / "run", *released, pdf=True)


def test_an_edition_is_known_again(run, known):
    """Catch an edition whose hash depends on when, or by whom, it was built."""
    found = integrity.verify_run(run, known)
    assert (found.verdict, found.reasons, found.without_pdf) == ("released", (), False)


def test_a_build_from_before_the_hashes_is_the_edition_too(run, known, released):
    """Catch a root hash that counts itself: the run whose hashes were taken didn't have them."""
    record = run / "source" / "data" / "editions" / f"{NAME}.json"
    content = json.loads(record.read_text(encoding="utf-8"))
    content.update(root_hash="", hashes={})
    record.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    fit(run)
    assert integrity.verify_run(run, known).verdict == "released"


def test_a_record_of_other_hashes_is_noticed(run, known):
    """Catch a run that brings another record of its own edition."""
    record = run / "source" / "data" / "editions" / f"{NAME}.json"
    content = json.loads(record.read_text(encoding="utf-8"))
    content["hashes"]["html"] = "0" * 64
    record.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    fit(run)
    assert integrity.verify_run(run, known).verdict == "consistent"


def test_an_edition_without_its_pdf_is_known(released, tmp_path, known):
    """Catch a reader without the print engine who is told that the edition isn't the edition."""
    bare = make_run(tmp_path / "bare", *released, pdf=False)
    found = integrity.verify_run(bare, known)
    assert (found.verdict, found.without_pdf) == ("released", True)


def test_a_page_that_offers_a_missing_pdf_is_not_the_edition(run, known):
    """Catch a PDF that was taken out of a run whose pages still offer it."""
    for name in (*PDFS, "html/_downloads/report.pdf"):
        (run / name).unlink()
    fit(run)
    found = integrity.verify_run(run, known)
    assert found.verdict == "consistent"
    assert any("other than recorded are html, pdf;" in reason for reason in found.reasons)


def add_file(run):
    """Add a page that no build made."""
    (run / "html" / "book" / "new.html").write_text("<p>Endorsed.</p>")


def spell_manifest_otherwise(run):
    """Write the same manifest without its line breaks."""
    path = run / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8"))))


NOT_SEEN_WITHOUT_RECORD = {
    "a byte of a page": lambda run: change(run / "html" / "book" / "index.html", "worth", "value"),
    "a byte of the PDF": lambda run: (run / "report.pdf").write_bytes(b"%PDF-1.7 retyped"),
    "an added file": add_file,
    "other packages": lambda run: set_in_manifest(run, versions={"pandas": "1.0"}),
    "other code": lambda run: set_in_manifest(run, code={"facts.py": "0" * 64}),
    "a key of the manifest": lambda run: set_in_manifest(run, endorsed="by everybody"),
    "another spelling of the manifest": spell_manifest_otherwise,
    "a sentence of the source": lambda run: change(
        run / "source" / "book" / "methods.md", "# Methods", "# Method"),
}
"""Changes that leave a run at one with itself once its manifest is made to fit."""


@pytest.mark.parametrize("what", NOT_SEEN_WITHOUT_RECORD)
def test_what_only_the_record_shows_is_no_edition(run, known, what):
    """Catch a changed run that passes for the edition because its manifest was made to fit."""
    NOT_SEEN_WITHOUT_RECORD[what](run)
    fit(run) if "spelling" not in what else None
    found = integrity.verify_run(run, known)
    if what == "a byte of the PDF":  # a copy of it lies beside the pages
        assert found.reasons == ("changed: html/_downloads/report.pdf and report.pdf differ",)
    elif what == "a sentence of the source":
        assert found.reasons == (
            "changed: html/_sources/book/methods.md and source/book/methods.md differ",)
    else:
        assert found.verdict == "consistent"
        assert "as it was released: other than recorded" in found.reasons[0]


def change_notebooks(run):
    """State another value in a notebook, and nowhere else."""
    for path in (run / "source" / "notebooks").glob("*.ipynb"):
        path.write_text(path.read_text(encoding="utf-8").replace('"value": 89', '"value": 98'))


CONTRADICTIONS = {
    "a number": (lambda run: change(run / "facts.json", '"value": 89', '"value": 98'),
                 "facts.json and the run's notebooks differ on expo_projects"),
    "a claim": (lambda run: change(run / "facts.json", '"holds": true', '"holds": false'),
                "facts.json and the run's notebooks differ on expo_hangzhou_minor"),
    "a value of the table": (lambda run: change(run / "facts.csv", ",89,", ",98,"),
                             "facts.csv and the run's notebooks differ on expo_projects"),
    "a label of the table": (lambda run: change(run / "facts.csv", "expo projects", "deals"),
                             "facts.csv isn't what the run's notebooks give"),
    "the table": (lambda run: (run / "facts.csv").unlink(), "numbers can't be read"),
    "a drawing": (lambda run: change(run / "figures" / "fig-macro-world.svg", "40", "60"),
                  "figures/fig-macro-world.svg isn't what the run's notebooks give"),
    "a picture": (lambda run: (run / "figures" / "fig-macro-world.png").write_bytes(b"\x89PNG"),
                  "figures/fig-macro-world.png isn't what"),
    "a lost figure": (lambda run: (run / "figures" / "fig-macro-world.csv").unlink(),
                      "figures/fig-macro-world.csv isn't what"),
    "an added figure": (lambda run: (run / "figures" / "x.svg").write_text("<svg/>"),
                        "figures/x.svg isn't what"),
    "a number of a page": (
        lambda run: change(run / "html" / "book" / "index.html", ">89 projects</a>", ">98</a>"),
        "html/book/index.html shows another value of expo_projects"),
    "an entry of the ledger": (
        lambda run: change(run / "html" / "book" / "ledger.html",
                           '<span class="entry-value">89 projects', '<span class="entry-value">98'),
        "html/book/ledger.html shows another value of expo_projects"),
    "a cell of the data": (
        lambda run: change(run / "source" / "data" / "goals.csv", "A goal.", "Another goal."),
        "another content hash"),
    "an emptied content hash": (lambda run: set_in_manifest(run, content_hash=""),
                                "another content hash"),
    "a notebook": (change_notebooks, "differ on expo_projects"),
    "the edition": (lambda run: set_in_manifest(run, edition="2031.01"),
                    "manifest.json names edition 2031.01, and facts.json 2026.11"),
    "the date": (lambda run: set_in_manifest(run, data_date="2031-01-01"), "names another date"),
    "the parameters": (
        lambda run: set_in_manifest(run, parameters={"01_expo_outcomes": {"overlap": 0.5}}),
        "the parameters in manifest.json aren't those"),
    "the cited edition": (lambda run: change(run / "source" / "CITATION.cff", NAME, "2031.01"),
                          "names edition 2026.11, and source/CITATION.cff 2031.01"),
    "a table that lies elsewhere": (
        lambda run: change(run / "source" / "data" / "datapackage.json", '"path": "goals.csv"',
                           '"path": "../../../goals.csv"'), "lists a table that isn't beside it"),
    "a citation file of anything": (
        lambda run: (run / "source" / "CITATION.cff").write_text("- [a"), "identity can't be read"),
    "a notebook of anything": (
        lambda run: (run / "source" / "notebooks" / "01_expo_outcomes.ipynb").write_text(
            '{"cells": [{"outputs": [{"data": {"application/vnd.expobook.facts+json": [1]}}]}]}'),
        "its outputs aren't as the book's notebooks leave them"),
    "a notebook without a bottom": (
        lambda run: (run / "source" / "notebooks" / "01_expo_outcomes.ipynb").write_text(
            "[" * 100_000), "can't be read as a notebook"),
    "the packed data": (
        lambda run: (run / "html" / "_downloads" / "data.zip").write_bytes(b"PK"),
        "copies can't be read"),
}
"""Changes in one place, with the manifest made to fit, and what is said of each."""


@pytest.mark.parametrize("what", CONTRADICTIONS)
def test_a_run_that_contradicts_itself_is_caught(run, known, what):
    """Catch a change whose author has altered the manifest along with it."""
    tamper, said = CONTRADICTIONS[what]
    tamper(run)
    fit(run)
    found = integrity.verify_run(run, known)
    assert found.verdict == "changed"
    assert any(said in reason for reason in found.reasons), found.reasons


def make_socket(path):
    """Leave a socket behind."""
    here = Path.cwd()
    os.chdir(path.parent)  # a socket's name is short
    try:
        with socket.socket(socket.AF_UNIX) as opened:
            opened.bind(path.name)
    finally:
        os.chdir(here)


STRANGE = {
    "a link: html/x": lambda run: (run / "html" / "x").symlink_to("/etc/passwd"),
    "a link: html/y": lambda run: (run / "html" / "y").symlink_to(run / "source"),
    "a link: facts.csv": lambda run: ((run / "facts.csv").rename(run.parent / "elsewhere"),
                                      (run / "facts.csv").symlink_to(run.parent / "elsewhere")),
    "a pipe: html/p": lambda run: os.mkfifo(run / "html" / "p"),
    "a socket: html/s": lambda run: make_socket(run / "html" / "s"),
    "an empty folder: html/empty/": lambda run: (run / "html" / "empty").mkdir(),
}


@pytest.mark.parametrize("said", STRANGE)
def test_what_is_no_plain_file_is_refused_unopened(run, known, said):
    """Catch a link that leads out of a run, and a check that waits at a pipe for ever."""
    STRANGE[said](run)
    found = integrity.verify_run(run, known)
    assert found.verdict == "changed"
    assert said in found.reasons
    assert said in found.refused


@pytest.mark.parametrize("name", ["manifest.json", "facts.json"])
def test_a_record_that_is_a_pipe_is_not_opened(run, known, name):
    """Catch a command that waits for ever at a run's own record."""
    (run / name).unlink()
    os.mkfifo(run / name)
    assert "isn't a file" in integrity.verify_run(run, known).reasons[0]
    with pytest.raises(run_folder.NotARun, match="isn't a file"):
        run_folder.open_run(run)


MALFORMED = {
    "a list of files": lambda run: set_in_manifest(run, files=["a"]),
    "hashes that are none": lambda run: set_in_manifest(run, files={"facts.csv": [1]}),
    "an edition that is none": lambda run: set_in_manifest(run, edition=[1]),
    "parameters that are none": lambda run: set_in_manifest(
        run, parameters={"01_expo_outcomes": 1}),
    "versions that are none": lambda run: set_in_manifest(run, versions={"": 1}),
    "facts that are none": lambda run: (run / "facts.json").write_text(
        '{"facts": [1], "claims": []}'),
    "facts without ids": lambda run: (run / "facts.json").write_text(
        '{"facts": [{"id": [1]}], "claims": []}'),
    "a fact twice": lambda run: (run / "facts.json").write_text(
        '{"facts": [{"id": "a"}, {"id": "a"}], "claims": []}'),
    "facts without a bottom": lambda run: (run / "facts.json").write_text("[" * 100_000),
    "bytes that are no text": lambda run: (run / "facts.json").write_bytes(b"\xff\xfe\x00"),
}


@pytest.mark.parametrize("what", MALFORMED)
def test_records_of_any_shape_get_an_answer(run, known, what, monkeypatch, capsys):
    """Catch a traceback for what a stranger has written into a manifest."""
    MALFORMED[what](run)
    monkeypatch.setattr(registry, "read_own", lambda: known)
    monkeypatch.setattr("sys.argv", ["expobook", "verify", str(run)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code in (1, 2, 3)
    assert ended.value.code != 3 or what == "versions that are none"
    said = capsys.readouterr()
    assert "Traceback" not in said.out + said.err


def test_droppings_of_desktops_count_as_nothing(run, known):
    """Catch an edition that is called tampered because somebody looked at it on a Mac."""
    for name in (".DS_Store", "html/Thumbs.db", "source/desktop.ini", "html/book/._index.html",
                 "source/notebooks/._01_expo_outcomes.ipynb"):
        (run / name).write_bytes(b"\x00\x05")
    assert integrity.verify_run(run, known).verdict == "released"
    assert integrity.check_run(run) == []  # reads the notebooks too


def test_a_link_named_as_a_dropping_is_refused(run, known):
    """Catch a name that lets anything into a run."""
    (run / ".DS_Store").symlink_to("/etc")
    assert integrity.verify_run(run, known).refused == ("a link: .DS_Store",)


@pytest.fixture
def disguised(tmp_path):
    """A reader's run whose manifest says that it is the published edition."""
    folder = fixture_book.write_run(tmp_path / "own", {"overlap": 0.5})
    shutil.copy(fixture_book.ROOT / "CITATION.cff", folder / "source" / "CITATION.cff")
    set_in_manifest(folder, published_parameters=True, changed_parameters={}, parameters={})
    fit(folder)
    return folder


def test_a_readers_run_is_no_edition_whatever_its_manifest_says(disguised, known):
    """Catch a manifest that makes an edition of a reader's run: verify, cite, brief and pack."""
    found = integrity.verify_run(disguised, known)
    assert found.verdict == "changed"
    assert found.reasons[0] == ("changed: manifest.json says the published parameters, and the "
                                "run's notebooks were executed with overlap = 0.5")
    run = run_folder.open_run(disguised)
    assert (run.published, run.changed) == (False, {"overlap": 0.5})
    cited = catalogue.of_run(run)
    with pytest.raises(CitingError, match=r"not the published edition: overlap = 0\.5"):
        official(cited, "expo_amount")
    files = packs.contents(cited, "fig-expo-editions")
    assert b"overlap = 0.5" in files["fig-expo-editions.csv"]
    with pytest.raises(editions.EditionError, match="is a reader's run"):
        releasing.release(disguised / "source", disguised, NAME)


def test_a_brief_of_a_disguised_run_is_stamped(disguised, tmp_path, monkeypatch):
    """Catch a page for a brief that states a reader's number as the edition's."""
    target = tmp_path / "brief.md"
    monkeypatch.setattr("sys.argv", ["expobook", "brief", "expo_share", "--to", "md", "--run",
                                     str(disguised), "--output", str(target)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert not ended.value.code
    assert "not the published edition: overlap = 0.5" in target.read_text(encoding="utf-8")


def test_outputs_of_other_parameters_than_papermill_set_are_caught(run, known):
    """Catch a reader's run whose outputs were made to name the published value."""
    path = run / "source" / "notebooks" / "01_expo_outcomes.ipynb"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["metadata"]["papermill"] = {"parameters": {"overlap": 0.5}}
    path.write_text(json.dumps(content), encoding="utf-8")
    fit(run)
    said = integrity.verify_run(run, known).reasons
    assert any("was executed with overlap = 0.5, and its outputs name other values" in one
               for one in said)


def test_a_readers_run_is_consistent_and_says_whose_it_is(tmp_path, known):
    """Catch an honest reader's run that is called tampered, or taken for the edition."""
    own = fixture_book.write_run(tmp_path / "own", {"overlap": 0.5})
    found = integrity.verify_run(own, known)
    assert found.verdict == "consistent"
    assert found.reasons[0] == (
        "It says that it is a reader's run, not the published edition: overlap = 0.5.")


def test_a_false_finding_of_a_readers_run_is_no_contradiction(readers_run, tmp_path, known):
    """Catch a check that takes what a build marks as false for tampering."""
    own = fixture_book.write_run(tmp_path / "own", {"overlap": 0.5})
    fixture_book.make_readers_run(own / "source")
    shutil.copytree(readers_run.html, own / "html", ignore=shutil.ignore_patterns(".*", "vendor"))
    shutil.rmtree(own / "figures")
    shutil.copytree(own / "html" / "_figures", own / "figures")
    found = bundles.read_all(run_folder.notebooks_in(own / "source"))
    runs.write_facts(found, own, stamping.stamp({"overlap": 0.5}))
    offered_files.hand_over(own)
    fixture_book.write_manifest(own)
    verified = integrity.verify_run(own, known)
    assert verified.verdict == "consistent", verified.reasons
    assert not any("weren't made again" in reason for reason in verified.reasons)


@pytest.mark.parametrize(("tamper", "code", "words"), [
    (lambda run: None, 0, f"is edition {NAME} as it was released: "),
    (lambda run: (add_file(run), fit(run)), 3,
     "is consistent with its own manifest, which proves no origin: "),
    (add_file, 1, "isn't as it was built: 1 problem(s)."),
    (lambda run: (run / "html" / "\x1b[2Jnew\n").write_text(""), 1, r"extra: html/\x1b[2Jnew\n"),
])
def test_verify_answers_in_words_and_exit_code(run, known, tamper, code, words, monkeypatch,
                                               capsys):
    """Catch an answer that promises more than it knows, or a script that can't tell them apart."""
    tamper(run)
    monkeypatch.setattr(registry, "read_own", lambda: known)
    monkeypatch.setattr("sys.argv", ["expobook", "verify", str(run)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert (ended.value.code or 0) == code
    assert words in capsys.readouterr().out


def test_a_run_never_vouches_for_itself(run, monkeypatch, root):
    """Catch a record that is looked for where one stands: in a stranger's run, that is his own."""
    monkeypatch.chdir(run / "source")
    assert registry.read_own() == registry.read(root / "data")


def test_the_wheel_carries_the_records(root, tmp_path, monkeypatch):
    """Catch an installed package that knows no edition."""
    from zipfile import ZipFile

    from hatchling.builders.wheel import WheelBuilder

    (wheel,) = WheelBuilder(str(root)).build(directory=str(tmp_path), versions=["standard"])
    placed = "data/share/expobook/editions/"
    with ZipFile(wheel) as packed:
        carried = [name for name in packed.namelist() if f".data/{placed}" in name]
        packed.extractall(tmp_path / "unpacked", carried)
    (data,) = (tmp_path / "unpacked").glob("*.data/data")
    monkeypatch.setattr(registry, "__file__", str(tmp_path / "lib" / "site" / "expobook" / "r.py"))
    monkeypatch.setattr(registry.sysconfig, "get_path", lambda name: str(data))
    assert registry.read_own() == registry.read(root / "data")


def test_a_release_takes_no_hashes_of_what_wont_be_built_again(released, tmp_path, known):
    """Catch a record of hashes that no build of the committed book gives."""
    root = shutil.copytree(released[0], tmp_path / "root")
    change(root / "book" / "methods.md", "# Methods", "# Method")
    run = make_run(tmp_path / "run", *released, pdf=True)
    assert not releasing.release(root, run, NAME, replace=True).record.root_hash
    assert releasing.release(released[0], run, NAME, replace=True).record == known.get(NAME).record


def test_a_second_release_changes_no_number(released, tmp_path):
    """Catch hashes that come with other numbers than those that were frozen."""
    root = shutil.copytree(released[0], tmp_path / "root")
    record = root / "data" / "editions" / f"{NAME}.json"
    content = json.loads(record.read_text(encoding="utf-8"))
    record.write_text(json.dumps({**content, "claims": 2, "root_hash": "", "hashes": {}}))
    run = make_run(tmp_path / "run", *released, pdf=False)
    with pytest.raises(editions.EditionError, match="never written over"):
        releasing.release(root, run, NAME)


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
        releasing.release(root, run, NAME)
    run = make_run(tmp_path / "again", root, released[1], pdf=True)
    completed = releasing.release(root, run, NAME).record
    assert completed == registry.read(released[0] / "data").get(NAME).record
    with pytest.raises(editions.EditionError, match="never written over"):
        releasing.release(root, run, NAME)


def test_the_built_edition_is_as_it_was_built(edition):
    """Catch a check that finds fault with the report's own edition."""
    assert integrity.check_run(edition) == []


def test_a_changed_number_on_a_page_of_the_edition_is_found(edition, tmp_path):
    """Catch a look at pages that no longer sees how they write numbers."""
    run = shutil.copytree(edition, tmp_path / "run")
    page = run / "html" / "book" / "index.html"
    change(page, ">about 110 bn yuan</a>", ">about 190 bn yuan</a>")
    fit(run)
    assert integrity.check_run(run) == [
        "changed: html/book/index.html shows another value of expo_signed_investment than the "
        "run's notebooks"]
