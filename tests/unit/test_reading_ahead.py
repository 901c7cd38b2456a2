"""A package that is read before it is asked for, by the process that kernels are forked from."""

import pytest

from expobook import evidence
from expobook.evidence import EvidenceError, tables
from expobook.evidence import package as reading
from spoiling import edit

SIGNED = "gdte-1.signed_investment.hzboc-2022-landmark-expo"


def test_what_was_read_ahead_is_handed_out_once(package, monkeypatch):
    """Catch a change that a notebook made to its evidence, in the evidence of the next."""
    monkeypatch.chdir(package)
    reading.read_ahead()
    monkeypatch.setattr(tables, "read_raw", None)
    first = evidence.load()
    monkeypatch.undo()
    monkeypatch.chdir(package)
    first.observations.loc[SIGNED, "value"] = -1.0
    first.panel["exports"] = 0.0
    second = evidence.load()
    assert second.observation(SIGNED).value > 0
    assert second.panel["exports"].sum() > 0


def test_a_package_that_was_changed_is_not_the_one_read_ahead(package, monkeypatch):
    """Catch numbers of files that are no longer there."""
    monkeypatch.chdir(package)
    reading.read_ahead()
    edit(package, "observations", SIGNED, "note", "Read again.")
    evidence.stamp(package)
    assert evidence.load().observation(SIGNED).note == "Read again."


def test_a_package_that_cannot_be_read_ahead_is_left_to_whoever_asks(package, monkeypatch):
    """Catch a process that ends before anybody has asked it, and an error that nobody sees."""
    (package / tables.PACKAGE_FILE).write_text("no JSON")
    monkeypatch.chdir(package)
    reading.read_ahead()
    with pytest.raises(EvidenceError, match="can't be read as JSON"):
        evidence.load()
