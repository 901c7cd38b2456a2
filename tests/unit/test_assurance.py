"""The record of what was checked: counts of real results, and nothing that wasn't shown."""

import json
import shutil
from pathlib import Path

import pytest

from expobook.editions import assurance
from expobook.editions.assurance import Checked, NoRecord
from expobook.runs import edition
from expobook.values.files import spreadsheets

ROOT = Path(__file__).resolve().parents[2]
JUNIT = """<?xml version="1.0"?><testsuites><testsuite>
<testcase classname="tests.unit.test_units" name="a" time="0.3"/>
<testcase classname="tests.unit.test_units.TestMore" name="b"/>
<testcase classname="tests.unit.test_units" name="c"><skipped message="no tool"/></testcase>
<testcase classname="tests.house.test_lock" name="d"><failure message="x">x</failure></testcase>
</testsuite></testsuites>"""
NOTEBOOKS = """<testsuites><testsuite>
<testcase classname="notebooks.05_outlook.ipynb" name="Cell 0"/></testsuite></testsuites>"""
RUFF = '<testsuites><testsuite><testcase name="No errors found" classname="ruff"/></testsuite></testsuites>'


@pytest.fixture
def root(tmp_path):
    """A repository with results of checks in it."""
    results = tmp_path / "_build" / "assurance"
    results.mkdir(parents=True)
    for name, text in (("tests", JUNIT), ("notebooks", NOTEBOOKS), ("ruff", RUFF)):
        (results / f"{name}.xml").write_text(text, encoding="utf-8")
    (tmp_path / "data" / "assurance").mkdir(parents=True)
    (tmp_path / "README.md").write_text("How to.", encoding="utf-8")
    shutil.copytree(
        ROOT / "tests" / "unit", tmp_path / "tests" / "unit", ignore=lambda folder, names: {*names} - {"test_units.py"}
    )
    return tmp_path


def require(root: Path, *evidence: str) -> None:
    """Write requirements, one for each piece of evidence."""
    rows = "".join(f"silver,R,H,{one}\n" for one in evidence)
    (root / "data" / "assurance" / "requirements.csv").write_text(
        f"level,requirement,how,evidence\n{rows}", encoding="utf-8"
    )


def made(root: Path, receipt: Path | None = None) -> assurance.Record:
    """The record of the results that lie there."""
    return assurance.make(root, "2026.12", "c" * 64, "d" * 64, receipt)


def test_results_are_counted_by_file(root):
    """Catch a test that failed or was left out, and is counted as passed."""
    require(root, "ruff")
    found = {one.file: one for one in made(root).checked}
    assert found["tests/unit/test_units.py"] == Checked(
        "tests/unit/test_units.py", found["tests/unit/test_units.py"].what, 2, 0, 1
    )
    assert "unit" in found["tests/unit/test_units.py"].what.lower()
    assert found["tests/house/test_lock.py"].failed == 1
    assert found["notebooks/05_outlook.ipynb"].passed == 1
    assert found["ruff"].good


@pytest.mark.parametrize(
    ("evidence", "status"),
    [
        ("tests/unit/test_units.py", "met"),
        ("tests/house/test_lock.py", "not met"),
        ("tests/unit/test_gone.py", "not shown"),
        ("file:README.md", "met"),
        ("file:GONE.md", "not met"),
        ("nothing", "not met"),
        ("receipt", "not shown"),
        ("ruff file:README.md tests/unit/test_units.py", "met"),
        ("ruff tests/unit/test_gone.py", "not shown"),
        ("mypy", "not shown"),
        ("tests/house/test_lock.py tests/unit/test_gone.py", "not met"),
    ],
)
def test_a_requirement_is_met_only_where_it_is_shown(root, evidence, status):
    """Catch a level that is claimed without a result behind it."""
    require(root, evidence)
    assert [one.status for one in made(root).requirements] == [status]


@pytest.mark.parametrize(("counts", "status"), [({"identical": 3}, "met"), ({"identical": 2, "differs": 1}, "not met")])
def test_a_receipt_counts_when_every_number_came_out(root, tmp_path, counts, status):
    """Catch a report that is called reproducible although a number came out otherwise."""
    require(root, "receipt")
    receipt = tmp_path / "edition-receipt.json"
    receipt.write_text(
        json.dumps(
            {"edition": "2026.12", "summary": "3 numbers rebuilt", "counts": counts, "content_hash": {}, "versions": {}}
        )
    )
    record = made(root, receipt)
    assert [one.status for one in record.requirements] == [status]
    assert "versions" not in record.receipt


def test_a_record_is_read_as_it_was_written(root):
    """Catch a record that holds a time or a machine, or loses a part."""
    require(root, "ruff", "nothing")
    record = made(root)
    path = assurance.write(root, record)
    first = path.read_bytes()
    assert assurance.read(root / "data") == record
    assurance.write(root, made(root))
    assert path.read_bytes() == first
    assert b"0.3" not in first


@pytest.mark.parametrize("text", ["", "<testsuites>"])
def test_missing_or_broken_results_are_named(root, text):
    """Catch an empty record, or a traceback, after a check that was stopped."""
    require(root, "ruff")
    for path in (root / "_build" / "assurance").iterdir():
        path.unlink()
    if text:
        (root / "_build" / "assurance" / "tests.xml").write_text(text)
    with pytest.raises(NoRecord, match="run make test, then make check"):
        made(root)
    assert assurance.read(root / "data") is None


def test_the_requirements_name_tests_that_are_there():
    """Catch a requirement whose evidence was renamed, and is never shown again."""
    rows = spreadsheets.read_csv(ROOT / "data" / "assurance" / "requirements.csv")
    assert [row["level"] for row in rows] == sorted(
        (row["level"] for row in rows), key=["baseline", "silver", "gold"].index
    )
    missing = [
        one
        for row in rows
        for one in row["evidence"].split()
        if one.startswith("tests/") and not (ROOT / one).is_file()
    ]
    assert missing == []


def test_a_kept_record_is_of_this_edition_and_without_a_failure():
    """Catch an edition that shows the results of another one, or hides a failed test."""
    record = assurance.read(ROOT / "data")
    if record is not None:
        assert record.edition == edition.NAME
        assert not [one.file for one in record.checked if one.failed]
