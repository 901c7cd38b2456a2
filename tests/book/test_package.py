"""The reproducibility package: what a data editor reads in it, and that it does what it says."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

import fixture_book
from expobook.citations import catalogue
from expobook.cli import app
from expobook.editions import registry
from expobook.facts import notebook_outputs
from expobook.figures.responsive import Twin
from expobook.pipeline import release
from expobook.pipeline import reproduce as reproduction
from expobook.pipeline.archive import (
    availability,
    exhibits,
    measurement,
    package,
    receipt_report,
)
from expobook.pipeline.verification.verify import Verification, verify_run
from expobook.runs import layout
from expobook.runs.run import Run, open_run
from expobook.values.files.store import Store
from tampering import change

ROOT = Path(__file__).resolve().parents[2]
MEASURED = measurement.Measurement(
    {"expobook build --all": 100, "expobook reproduce": 41},
    650,
    107,
    900,
    {"processor": "one", "cores": 2, "memory_gb": 8, "system": "Debian", "python": "3.11.7"},
)
SECTIONS = [
    "Overview",
    "Data availability and provenance",
    "Computational requirements",
    "Description of the code",
    "Instructions for replicators",
    "List of figures and tables",
    "In-text numbers",
    "References",
]


def receipt_of(run: Run, **changed: dict) -> reproduction.Receipt:
    """The receipt of a run whose notebooks gave what it recorded, but for some facts."""
    rebuilt = {name: {**fact, **changed.get(name, {})} for name, fact in run.facts.items()}
    lines = reproduction.compare(run.facts, rebuilt)
    counts = dict(Counter(line.verdict for line in lines))
    return reproduction.Receipt(
        "all rebuilt",
        run.edition,
        {},
        counts,
        reproduction.VERDICTS,
        (),
        dict.fromkeys(("recorded", "rebuilt"), run.content_hash),
        dict.fromkeys(("recorded", "rebuilding"), run.manifest["versions"]),
        tuple(lines),
    )


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Run:
    """A run of the small book."""
    return open_run(fixture_book.write_run(tmp_path_factory.mktemp("packed") / "run"))


@pytest.fixture(scope="module")
def packed(edition) -> dict[str, bytes]:
    """The files of the edition's package."""
    run = open_run(edition)
    return package.contents(ROOT, run, receipt_of(run), MEASURED)


def rows(text: str) -> list[dict[str, str]]:
    """The rows of a table."""
    return list(csv.DictReader(io.StringIO(text)))


def test_every_exhibit_leads_to_the_cell_that_makes_it(small):
    """Catch a number, figure or table that a replicator can't find in a notebook."""
    found = exhibits.find_all(catalogue.of_run(small), small.source)
    assert {one.id for one in found if one.kind == "number"} == set(small.facts)
    assert {one.kind for one in found} == {"number", "figure", "table"}
    for one in found:
        cells = notebook_outputs.documents.notebook(small.source / one.notebook)["cells"]
        assert one.id in str(cells[one.cell - 1]["outputs"]), one.id
        assert one.cell_id == str(cells[one.cell - 1].get("id", ""))
    stated = {one.id: one.stated_in.split("; ") for one in found}
    assert "book/index.md" in stated["expo_amount"]


def test_sources_stand_in_three_groups_by_terms_and_address():
    """Catch a source that is said to be free, or reachable, and isn't."""
    blank = dict.fromkeys(("publisher", "title", "title_english", "published", "read", "access", "grade"), "x")
    sources = [
        {**blank, "source_id": name, "url": url, "terms": terms}
        for name, url, terms in (
            ("c", "", "CC BY 4.0"),
            ("b", "https://example.org", "Publisher's copyright"),
            ("a", "https://example.org", "CC BY 4.0, as the archive states"),
            ("d", "https://example.org", "Not stated; figures cited as facts"),
        )
    ]
    found = rows(availability.as_csv(sources, {"b": 3}))
    assert [(row["source_id"], row["availability"], row["observations"]) for row in found] == [
        ("a", availability.OPEN, "0"),
        ("b", availability.PUBLIC, "3"),
        ("d", availability.PUBLIC, "0"),
        ("c", availability.CLOSED, "0"),
    ]


def test_the_receipt_says_what_differs_before_all_else(small):
    """Catch a report that calls a reproduction good while a number of it isn't."""
    good = receipt_report.report(receipt_of(small), {"expo_amount"})
    assert "**Every number came out again.**" in good
    assert "No number differs" in good
    assert "| `expo_amount` | about 110 bn yuan | about 110 bn yuan | identical |" in good
    bad = receipt_report.report(receipt_of(small, expo_amount={"value": 111, "display": "about 111 bn yuan"}), ())
    assert "**Not every number came out again.**" in bad
    section = bad.partition("## What differs")[2].partition("##")[0]
    assert "| `expo_amount` | about 110 bn yuan | about 111 bn yuan | differs |" in section


def test_only_a_released_edition_of_this_repository_is_packed(small, tmp_path):
    """Catch a package whose code makes other numbers than those that it states."""
    found = Verification("consistent", ("no record",), run=small)
    with pytest.raises(package.NotPackable, match="isn't an edition as it was released.*no record"):
        package.require_edition(ROOT, found, small.folder)
    with pytest.raises(package.NotPackable, match="was built from other sources"):
        package.require_edition(ROOT, replace(found, verdict="released"), small.folder)


def test_a_package_without_a_measurement_says_how_to_take_one(tmp_path):
    """Catch a run time that nobody measured."""
    with pytest.raises(measurement.NotMeasured, match="with --measure"):
        measurement.read(tmp_path)
    (tmp_path / "benchmarks").mkdir()
    measurement.write(tmp_path, MEASURED)
    assert measurement.read(tmp_path) == MEASURED
    change(tmp_path / measurement.FILE, "run_mb", "run_megabytes")
    with pytest.raises(measurement.NotMeasured, match="isn't as --measure writes it"):
        measurement.read(tmp_path)


def test_a_step_that_fails_is_not_measured(monkeypatch):
    """Catch the time of a command that did nothing, or a machine that is left blank."""
    monkeypatch.setattr(measurement, "_STEPS", {"expobook": ("--help",)})
    found = measurement.measure(lambda step: None)
    assert found.seconds["expobook"] < 100
    assert found.environment_mb > 100
    assert found.machine["cores"] == os.cpu_count()
    assert all(found.machine.values())
    monkeypatch.setattr(measurement, "_STEPS", {"expobook": ("nothing",)})
    with pytest.raises(measurement.CannotMeasure, match="ended with code 2"):
        measurement.measure(lambda step: None)


def test_the_command_refuses_what_is_not_released(small, monkeypatch, capsys):
    """Catch a traceback, or a package, for a reader's own run."""
    monkeypatch.setattr(registry, "read_own", registry.Registry)
    monkeypatch.setattr("sys.argv", ["expobook", "package", "--run", str(small.folder)])
    with pytest.raises(SystemExit) as ended:
        app.main()
    assert ended.value.code == 2
    assert "isn't an edition as it was released" in capsys.readouterr().err


@pytest.mark.edition
def test_the_readme_has_what_data_editors_ask_for(packed, edition):
    """Catch a package that is sent back: no availability, rights, run time, exhibits or steps."""
    text = packed["README.md"].decode()
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == SECTIONS
    assert not re.search(r"\{\w+\}", text)
    sources = rows(packed["data/sources.csv"].decode())
    counted = Counter(row["availability"] for row in rows(packed["reproduction/sources.csv"].decode()))
    assert sum(counted.values()) == len(sources)
    for name, count in counted.items():
        assert f"| {name} | {count:,} |" in text
    for seconds in MEASURED.seconds.values():
        assert f"| {seconds} s |" in text
    for named in set(re.findall(r"`((?:data|results|reproduction|notebooks|src|book)/[^`*]*)`", text)):
        assert any(name == named or name.startswith(named) for name in packed), named


@pytest.mark.edition
def test_every_exhibit_has_its_file_in_the_package(packed, edition):
    """Catch a figure, table or number of the report that the package only names."""
    listed = rows(packed["reproduction/exhibits.csv"].decode())
    numbers = {row["id"] for row in rows(packed["results/facts.csv"].decode())}
    assert {row["id"] for row in listed if row["kind"] == "number"} == numbers
    run = open_run(edition)
    assert {row["id"] for row in listed if row["kind"] == "figure"} == set(run.figures)
    for row in listed:
        file, _, number = row["file"].partition(", row ")
        assert file in packed
        assert not number or number in numbers
    stated = release.headline_facts(run.source)
    assert all(row["stated_in"] for row in listed if row["id"] in stated)


@pytest.mark.edition
def test_two_packages_are_the_same(packed, edition):
    """Catch a date, an order of files or a path of this machine in the archive."""
    run = open_run(edition)
    again = package.contents(ROOT, run, receipt_of(run), MEASURED)
    one, two = (package.zipped(files, run.edition) for files in (packed, again))
    assert one == two
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        assert {item.date_time for item in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        names = archive.namelist()
    assert names == sorted(names)
    assert not [name for name in names if "__pycache__" in name or "/." in name]
    assert str(ROOT).encode() not in b"".join(packed.values())


def give_pictures(place: Path, made_before: Path) -> None:
    """Put what a store has of pictures and citations into another: the same code has made them.

    Executed notebooks aren't among them: the package computes its numbers.
    """
    known, given = Store(made_before, Twin), Store(place, Twin)
    place.parent.mkdir(parents=True)
    for path in made_before.glob("?" * 64):
        if isinstance(made := known.get(path.name), tuple):
            given.put(path.name, made)


@pytest.mark.edition
def test_the_package_reproduces_every_number(packed, edition, tmp_path):
    """Catch a package that lacks a file which its own commands need, or gives other numbers.

    The commands are those of its README. The environment is the one of the tests with the code of
    the package; with EXPOBOOK_PACKAGE=whole it is made by the README's commands too, which asks
    the network for the packages.
    """
    name = open_run(edition).edition
    with zipfile.ZipFile(io.BytesIO(package.zipped(packed, name))) as archive:
        archive.extractall(tmp_path)
    here = tmp_path / package.NAME.format(name)
    commands = re.search(r"```sh\n(.+?)```", (here / "README.md").read_text("utf-8"), re.DOTALL)[1].splitlines()
    assert [line.split()[1] for line in commands[3:]] == ["build", "verify", "reproduce"]
    whole = os.environ.get("EXPOBOOK_PACKAGE") == "whole"
    give_pictures(here / layout.STORE, ROOT / ("none" if whole else layout.STORE))
    # A tree that is worked on has no record yet by which its build is known.
    known = verify_run(edition, registry.read_own()).verdict == "released"
    for line in commands if whole else commands[3:]:
        done = subprocess.run(
            line
            if whole
            else line.replace(".venv/bin/expobook", f"{sys.executable} -m expobook")
            + {"build": " --no-pdf", "reproduce": "" if known else " --trust"}.get(line.split()[1], ""),
            shell=True,
            cwd=here,
            capture_output=True,
            text=True,
            check=False,
            env=os.environ if whole else {**os.environ, "PYTHONPATH": str(here / "src")},
        )
        expected = 3 if " verify " in line and not known else 0
        assert done.returncode == expected, done.stdout + done.stderr
    made = here / "_build" / "edition"
    assert (made / "facts.csv").read_bytes() == packed["results/facts.csv"]
    for file, content in packed.items():
        if file.startswith("results/figures/"):
            assert (made / file.removeprefix("results/")).read_bytes() == content, file
    receipt = rows((here / "_build" / "edition-receipt.csv").read_text(encoding="utf-8"))
    assert {row["verdict"] for row in receipt} == {"identical"}
    assert len(receipt) == len(rows(packed["results/facts.csv"].decode()))
