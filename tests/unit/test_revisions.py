"""Is a citation still good: current, revised, withdrawn, over several editions."""

import pytest

from expobook.editions import revisions
from expobook.editions.registry import Reason, Record, Registry, Released, Row
from expobook.runs.edition import EditionError


def row(name, value, grade="B", headline=True, made="1"):
    """A row of the registry."""
    return Row(name, f"{name} in words", str(value), "count", f"{value} projects", grade, headline, made * 64)


def edition(name, *rows):
    """A released edition."""
    record = Record(name, "2026-11-23", "ab" * 32, len(rows), 0, {})
    return Released(record, {one.fact_id: one for one in rows})


KNOWN = Registry(
    (
        edition(
            "2026.11",
            row("t_same", 1),
            row("t_revised", 89),
            row("t_gone", 5),
            row("t_graded", 7, "C"),
            row("t_rebuilt", 3),
            row("t_back", 1),
        ),
        edition(
            "2026.11-1",
            row("t_same", 1),
            row("t_revised", 90),
            row("t_gone", 5),
            row("t_graded", 7, "B"),
            row("t_rebuilt", 3),
            row("t_back", 2),
        ),
        edition(
            "2027.05",
            row("t_same", 1),
            row("t_revised", 91),
            row("t_graded", 7, "B"),
            row("t_rebuilt", 3, made="2"),
            row("t_new", 4),
            row("t_back", 1),
        ),
    ),
    (
        Reason("2026.11-1", "t_revised", "correction", "A project was counted twice."),
        Reason("2027.05", "t_revised", "data revision", "The bureau revised its count"),
        Reason("2027.05", "t_gone", "method", "No longer comparable."),
    ),
)


@pytest.mark.parametrize(
    ("name", "cited", "status"),
    [
        ("t_same", "2026.11", "current"),
        ("t_same", None, "current"),
        ("t_revised", "2026.11", "revised"),
        ("t_revised", "2026.11-1", "revised"),
        ("t_revised", "2027.05", "current"),
        ("t_revised", None, "current"),
        ("t_gone", "2026.11", "withdrawn"),
        ("t_gone", None, "withdrawn"),
        ("t_graded", "2026.11", "revised"),
        ("t_graded", "2026.11-1", "current"),
        ("t_rebuilt", "2026.11", "current"),
        ("t_back", "2026.11", "current"),
        ("t_back", "2026.11-1", "revised"),
        ("t_new", None, "current"),
    ],
)
def test_status_of_a_citation(name, cited, status):
    """Catch a revised or withdrawn number that is called current, or the other way round."""
    assert revisions.look_up(KNOWN, name, cited).status == status


def test_every_change_since_is_told_with_its_reason():
    """Catch a revision that is reported without what it was, what it is, and why."""
    said = revisions.describe_answer(revisions.look_up(KNOWN, "t_revised", "2026.11"))
    assert said == [
        "t_revised, edition 2026.11: revised.",
        "t_revised in words: 89 projects, grade B.",
        "In the newest edition, 2027.05: 91 projects, grade B.",
        "Edition 2026.11-1: 89 projects (grade B) → 90 projects (grade B). Correction: A project was counted twice.",
        "Edition 2027.05: 90 projects (grade B) → 91 projects (grade B). Data revision: The bureau revised its count.",
    ]
    later = revisions.look_up(KNOWN, "t_revised", "2026.11-1")
    assert [change.edition for change in later.changes] == ["2027.05"]


def test_a_withdrawn_number_says_when_and_why():
    """Catch a number that has gone without a word."""
    said = revisions.describe_answer(revisions.look_up(KNOWN, "t_gone"))
    assert said[0] == "t_gone, edition 2026.11-1: withdrawn."
    assert said[-1] == ("Edition 2027.05: 5 projects (grade B) was withdrawn. Method: No longer comparable.")


def test_another_basis_is_told():
    """Catch a number that stands on other inputs, called unchanged without a word."""
    assert revisions.look_up(KNOWN, "t_rebuilt", "2026.11").rebuilt
    assert not revisions.look_up(KNOWN, "t_same", "2026.11").rebuilt


@pytest.mark.parametrize(
    "address",
    ["fact-t_same", "ledger.html#fact-t_same", " t_same ", "https://example.org/book/ledger.html#fact-t_same"],
)
def test_an_address_is_as_good_as_an_id(address):
    """Catch a pasted address that is called unknown."""
    assert revisions.look_up(KNOWN, address).fact_id == "t_same"


@pytest.mark.parametrize(
    ("name", "cited", "said"),
    [
        ("t_revisd", None, "did you mean t_revised"),
        ("zzzz", None, "after #fact-"),
        ("t_same", "2026.12", r"no edition '2026\.12'; released so far: 2026\.11, 2026\.11-1, 2027"),
        ("t_new", "2026.11", r"edition 2026\.11 has no number 't_new'; it stands in: 2027\.05"),
    ],
)
def test_what_does_not_exist_is_named(name, cited, said):
    """Catch a mistyped id or edition that gets an answer."""
    with pytest.raises(EditionError, match=said):
        revisions.look_up(KNOWN, name, cited)


def test_without_an_edition_there_is_dropping_to_look_up():
    """Catch an empty registry that calls every number unknown."""
    with pytest.raises(EditionError, match="no edition has been released yet"):
        revisions.look_up(Registry(), "t_same")
