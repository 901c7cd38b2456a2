"""Editions: names in order, a hash of the content and of nothing else, a registry that lasts."""

import json
import random
import shutil
from pathlib import Path

import pytest

from expobook.editions import registry
from expobook.runs import edition
from expobook.runs.edition import EditionError, Version

DATA = Path(__file__).resolve().parents[2] / "data"


def fact(name, **changes):
    """A fact as a notebook carries it."""
    return {
        "id": name,
        "label": f"{name} in words",
        "value": 110.0,
        "unit": "CNY bn",
        "display": "about 110 bn yuan",
        "grade": "B",
        "kind": "observed",
        "formula": "",
        "inputs": ["o1"],
        "sources": ["s1"],
        **changes,
    }


FACTS = [fact("t_a"), fact("t_b", value=0.000012, unit="count")]


@pytest.fixture
def data(tmp_path):
    """A copy of the data package, without released editions."""
    return shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("editions"))


def test_versions_stand_in_order_of_time():
    """Catch a reissue that is taken for an older edition than its first issue."""
    names = ["2026.11", "2026.11-1", "2026.11-2", "2026.11-10", "2026.12", "2027.01"]
    mixed = random.Random(1).sample(names, len(names))
    assert sorted(mixed, key=Version.read) == names
    assert str(Version.read("2026.11").next()) == "2026.11-1"
    assert str(Version.read("2026.11-1").next()) == "2026.11-2"


@pytest.mark.parametrize("name", ["2026.13", "26.11", "2026.11-0", "2026.11.1", "v2026.11", ""])
def test_what_is_no_version_is_refused(name):
    """Catch an edition whose name can't be put in order."""
    with pytest.raises(EditionError, match="isn't the name of an edition"):
        Version.read(name)


def test_the_content_hash_follows_data_and_numbers(data):
    """Catch a hash that stays while a cell, a number or a grade changes."""
    before = edition.content_hash(data, FACTS)
    assert edition.content_hash(data, [FACTS[0], {**FACTS[1], "grade": "C"}]) != before
    assert edition.content_hash(data, FACTS[:1]) != before
    table = data / "goals.csv"
    table.write_bytes(table.read_bytes() + b"\n")
    assert edition.content_hash(data, FACTS) != before


def test_the_content_hash_is_of_nothing_else(data):
    """Catch a hash that depends on order, on the notebook, or on the registry that records it."""
    before = edition.content_hash(data, FACTS)
    (data / "editions").mkdir()
    (data / "editions" / "2026.11.json").write_text("{}")
    (data / "notes.txt").write_text("not in the package")
    assert edition.content_hash(data, [{**one, "notebook": "01"} for one in FACTS[::-1]]) == before


def test_the_hash_of_a_number_is_of_what_makes_it():
    """Catch a number whose source was exchanged unseen, and one that changes with its label."""
    made = edition.fact_fingerprint(FACTS[0])
    assert edition.fact_fingerprint(fact("t_a", label="other words", display="110")) == made
    for change in ({"value": 111.0}, {"unit": "USD bn"}, {"formula": "a / b"}, {"inputs": []}, {"sources": ["s2"]}):
        assert edition.fact_fingerprint(fact("t_a", **change)) != made


def released(name="2026.11", facts=FACTS):
    """An edition to be written."""
    record = registry.Record(name, "2026-11-23", "ab" * 32, len(facts), 0, {})
    return registry.Released(record, registry.rows_of(facts, frozenset({"t_a"})))


def test_the_registry_reads_what_it_wrote(data):
    """Catch a number that the registry keeps otherwise than it was stated."""
    registry.write(data, released())
    known = registry.read(data)
    assert known.editions == (released(),)
    assert known.get("2026.11").rows["t_b"].value == "0.000012"
    assert [row.headline for row in known.editions[0].rows.values()] == [True, False]


def test_the_registry_is_a_data_package(data):
    """Catch a registry that its own description doesn't fit."""
    from frictionless import Package

    registry.write(data, released())
    registry.write(data, released("2027.05"))
    (data / "editions" / "changes.csv").write_text(
        "edition,fact_id,reason,words\n2027.05,t_a,method,Counted otherwise.\n"
    )
    report = Package(str(data / "editions" / "datapackage.json")).validate()
    assert report.valid, report.to_summary()
    assert [task.name for task in report.tasks] == ["edition-2026.11", "edition-2027.05", "changes"]
    assert registry.read(data).reason("2027.05", "t_a").words == "Counted otherwise."


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2027.05,t_a,whim,It was time", "row 2: the reason 'whim' isn't one of: data revision"),
        ("2027.05,t_a,method, ", "row 2: `words` is empty"),
        ("2027.05,t_a,method", "row 2: it must have 4 cells"),
    ],
)
def test_a_faulty_reason_is_named(data, row, said):
    """Catch a reason that says nothing, taken for one that does."""
    registry.write(data, released())
    (data / "editions" / "changes.csv").write_text(f"edition,fact_id,reason,words\n{row}\n")
    with pytest.raises(EditionError, match=said):
        registry.read(data)


def test_a_broken_registry_is_named(data):
    """Catch half an edition that is read as a whole one."""
    registry.write(data, released())
    (data / "editions" / "2026.11.json").write_text(json.dumps({"edition": "2026.11"}))
    with pytest.raises(EditionError, match=r"2026\.11 can't be read"):
        registry.read(data)


def test_the_attached_data_hold_no_registry(data):
    """Catch a PDF whose bytes change because an edition was released from it."""
    before = edition.archive(data)
    registry.write(data, released())
    assert edition.archive(data) == before
