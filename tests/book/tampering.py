"""What a stranger can do to a run, with a manifest that is made to fit."""

from __future__ import annotations

import json
import os
import shutil
import socket
from pathlib import Path

import fixture_book
from expobook.citations.deposit import files as deposit
from expobook.pipeline import build
from expobook.publishing.pages import offered_files
from expobook.runs import edition
from expobook.values.files.hashing import sha256

NAME = edition.NAME
PDFS = ("report.pdf", "html/_summary/summary-en.pdf", "summary-en.pdf")


def fit(run: Path) -> None:
    """Make the manifest fit the files, as somebody who covers a change would."""
    path = run / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["files"] = {
        found.relative_to(run).as_posix(): sha256(found)
        for found in sorted(run.rglob("*"))
        if found.is_file() and not found.is_symlink() and found != path
    }
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
    offered_files.publish_run_files(run)
    deposit.write(run, build._versions())
    for empty in [one for one in run.rglob("*") if one.is_dir() and not any(one.iterdir())]:
        empty.rmdir()
    fixture_book.write_manifest(run)
    return run


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
    "other code": lambda run: set_in_manifest(run, code={"facts/facts.py": "0" * 64}),
    "a key of the manifest": lambda run: set_in_manifest(run, endorsed="by everybody"),
    "another spelling of the manifest": spell_manifest_otherwise,
    "a sentence of the source": lambda run: change(run / "source" / "book" / "methods.md", "# Methods", "# Method"),
}
"""Changes that leave a run at one with itself once its manifest is made to fit."""


def change_notebooks(run):
    """State another value in a notebook, and nowhere else."""
    for path in (run / "source" / "notebooks").glob("*.ipynb"):
        path.write_text(path.read_text(encoding="utf-8").replace('"value": 89', '"value": 98'))


CONTRADICTIONS = {
    "a number": (
        lambda run: change(run / "facts.json", '"value": 89', '"value": 98'),
        "facts.json and the run's notebooks differ on expo_projects",
    ),
    "a claim": (
        lambda run: change(run / "facts.json", '"holds": true', '"holds": false'),
        "facts.json and the run's notebooks differ on expo_hangzhou_minor",
    ),
    "a value of the table": (
        lambda run: change(run / "facts.csv", ",89,", ",98,"),
        "facts.csv and the run's notebooks differ on expo_projects",
    ),
    "a label of the table": (
        lambda run: change(run / "facts.csv", "expo projects", "deals"),
        "facts.csv isn't what the run's notebooks give",
    ),
    "the table": (lambda run: (run / "facts.csv").unlink(), "numbers can't be read"),
    "a drawing": (
        lambda run: change(run / "figures" / "fig-macro-world.svg", "40", "60"),
        "figures/fig-macro-world.svg isn't what the run's notebooks give",
    ),
    "a picture": (
        lambda run: (run / "figures" / "fig-macro-world.png").write_bytes(b"\x89PNG"),
        "figures/fig-macro-world.png isn't what",
    ),
    "a lost figure": (
        lambda run: (run / "figures" / "fig-macro-world.csv").unlink(),
        "figures/fig-macro-world.csv isn't what",
    ),
    "an added figure": (lambda run: (run / "figures" / "x.svg").write_text("<svg/>"), "figures/x.svg isn't what"),
    "a number of a page": (
        lambda run: change(run / "html" / "book" / "index.html", ">89 projects</a>", ">98</a>"),
        "html/book/index.html shows another value of expo_projects",
    ),
    "an entry of the ledger": (
        lambda run: change(
            run / "html" / "book" / "ledger.html",
            '<span class="entry-value">89 projects',
            '<span class="entry-value">98',
        ),
        "html/book/ledger.html shows another value of expo_projects",
    ),
    "a record for programs": (
        lambda run: change(run / "html" / "facts" / "expo_projects.json", "89", "98"),
        "html/facts/expo_projects.json isn't what",
    ),
    "the author that a repository reads": (
        lambda run: change(run / "datacite.json", "The expobook authors", "Somebody else"),
        "datacite.json isn't what",
    ),
    "the software of a crate": (
        lambda run: change(run / "ro-crate-metadata.json", "Execution of", "Dreams of"),
        "ro-crate-metadata.json isn't what",
    ),
    "a page's Markdown": (
        lambda run: change(run / "html" / "book" / "index.md", "[89 projects]", "[98 projects]"),
        "html/book/index.md isn't what its page says",
    ),
    "a cell of the data": (
        lambda run: change(run / "source" / "data" / "goals.csv", "A goal.", "Another goal."),
        "another content hash",
    ),
    "an emptied content hash": (lambda run: set_in_manifest(run, content_hash=""), "another content hash"),
    "a notebook": (change_notebooks, "differ on expo_projects"),
    "the edition": (
        lambda run: set_in_manifest(run, edition="2031.01"),
        "manifest.json names edition 2031.01, and facts.json 2026.12",
    ),
    "the date": (lambda run: set_in_manifest(run, data_date="2031-01-01"), "names another date"),
    "the parameters": (
        lambda run: set_in_manifest(run, parameters={"01_expo_outcomes": {"overlap": 0.5}}),
        "the parameters in manifest.json aren't those",
    ),
    "the cited edition": (
        lambda run: change(run / "source" / "CITATION.cff", NAME, "2031.01"),
        "names edition 2026.12, and source/CITATION.cff 2031.01",
    ),
    "a table that lies elsewhere": (
        lambda run: change(
            run / "source" / "data" / "datapackage.json", '"path": "goals.csv"', '"path": "../../../goals.csv"'
        ),
        "lists a table that isn't beside it",
    ),
    "a citation file of anything": (
        lambda run: (run / "source" / "CITATION.cff").write_text("- [a"),
        "identity can't be read",
    ),
    "a notebook of cells of no kind": (
        lambda run: (run / "source" / "notebooks" / "01_expo_outcomes.ipynb").write_text(
            '{"cells": [{"outputs": []}]}'
        ),
        "its cell 1 is none of code, markdown, raw",
    ),
    "a notebook of anything": (
        lambda run: (run / "source" / "notebooks" / "01_expo_outcomes.ipynb").write_text(
            '{"cells": [{"cell_type": "code", "source": "", "outputs": '
            '[{"data": {"application/vnd.expobook.facts+json": [1]}}]}]}'
        ),
        "its outputs aren't as the book's notebooks leave them",
    ),
    "a notebook without a bottom": (
        lambda run: (run / "source" / "notebooks" / "01_expo_outcomes.ipynb").write_text("[" * 100_000),
        "can't be read as a notebook",
    ),
    "the packed data": (
        lambda run: (run / "html" / "_downloads" / "data.zip").write_bytes(b"PK"),
        "copies can't be read",
    ),
}
"""Changes in one place, with the manifest made to fit, and what is said of each."""


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
    "a link: facts.csv": lambda run: (
        (run / "facts.csv").rename(run.parent / "elsewhere"),
        (run / "facts.csv").symlink_to(run.parent / "elsewhere"),
    ),
    "a pipe: html/p": lambda run: os.mkfifo(run / "html" / "p"),
    "a socket: html/s": lambda run: make_socket(run / "html" / "s"),
    "an empty folder: html/empty/": lambda run: (run / "html" / "empty").mkdir(),
}


MALFORMED = {
    "a list of files": lambda run: set_in_manifest(run, files=["a"]),
    "hashes that are none": lambda run: set_in_manifest(run, files={"facts.csv": [1]}),
    "an edition that is none": lambda run: set_in_manifest(run, edition=[1]),
    "parameters that are none": lambda run: set_in_manifest(run, parameters={"01_expo_outcomes": 1}),
    "versions that are none": lambda run: set_in_manifest(run, versions={"": 1}),
    "facts that are none": lambda run: (run / "facts.json").write_text('{"facts": [1], "claims": []}'),
    "facts without ids": lambda run: (run / "facts.json").write_text('{"facts": [{"id": [1]}], "claims": []}'),
    "a fact twice": lambda run: (run / "facts.json").write_text('{"facts": [{"id": "a"}, {"id": "a"}], "claims": []}'),
    "facts without a bottom": lambda run: (run / "facts.json").write_text("[" * 100_000),
    "bytes that are no text": lambda run: (run / "facts.json").write_bytes(b"\xff\xfe\x00"),
}
