"""Releasing: what is frozen, what is refused, what the pages then say."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from pathlib import Path

import pytest

import fixture_book
import fixture_notebooks
from expobook.editions import registry
from expobook.pipeline import build, release
from expobook.runs import edition, source_tree
from expobook.runs.edition import EditionError

NAME = edition.NAME


@pytest.fixture
def root(tmp_path) -> Path:
    """The small book as a repository."""
    return fixture_book.write(tmp_path / "root")


@pytest.fixture
def run(tmp_path) -> Path:
    """A run of it."""
    return a_run(tmp_path / "run")


def a_run(folder: Path) -> Path:
    """A run of the small book in an empty folder."""
    folder.mkdir()
    return fixture_book.write_run(folder)


def changed(folder: Path, old: str, new: str) -> None:
    """Let the notebooks of a book state something else."""
    for path in (folder / "notebooks").glob("*.ipynb"):
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def next_run(tmp_path: Path, root: Path, monkeypatch, name: str) -> Path:
    """A run of the book as it now is, under another name."""
    monkeypatch.setattr(edition, "NAME", name)
    folder = tmp_path / f"run-{name}"
    folder.mkdir()
    source_tree.copy(root, folder / "source", root / "data")
    card = folder / "source" / "CITATION.cff"
    card.write_text(card.read_text(encoding="utf-8").replace(NAME, name), encoding="utf-8")
    from expobook.facts import notebook_outputs

    build.write_facts(notebook_outputs.read_all((folder / "source" / "notebooks").glob("*.ipynb")), folder)
    build.write_manifest(folder, {}, {})
    return folder


def test_every_number_is_frozen(root, run):
    """Catch a registry that lacks a number, or a headline that isn't marked as one."""
    release.release(root, run, NAME)
    with (root / "data" / "editions" / f"{NAME}.csv").open(encoding="utf-8") as stream:
        rows = {row["fact_id"]: row for row in csv.DictReader(stream)}
    facts = json.loads((run / "facts.json").read_text(encoding="utf-8"))["facts"]
    assert sorted(rows) == sorted(fact["id"] for fact in facts)
    assert rows["expo_amount"]["display"] == "about 110 bn yuan"
    assert rows["expo_amount"]["headline"] == "true"
    assert rows["macro_world"]["headline"] == "false"
    record = json.loads((root / "data" / "editions" / f"{NAME}.json").read_text(encoding="utf-8"))
    manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    assert record["content_hash"] == manifest["content_hash"]
    assert record["facts"] == len(rows)


def test_a_released_edition_is_not_written_over(root, run):
    """Catch a second release that changes what was cited from the first."""
    release.release(root, run, NAME)
    with pytest.raises(EditionError, match=rf"reissue in the same month is {NAME}-1"):
        release.release(root, run, NAME)
    release.release(root, run, NAME, replace=True)


def test_a_published_edition_is_not_replaced(root, run, monkeypatch):
    """Catch a replacement of what readers have."""
    release.release(root, run, NAME)
    for command in (
        ["init", "-q"],
        ["-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "--allow-empty", "-m", "t"],
        ["tag", NAME],
    ):
        subprocess.run(["git", "-C", root, *command], check=True)
    with pytest.raises(EditionError, match="git has the tag"):
        release.release(root, run, NAME, replace=True)
    monkeypatch.setenv("GIT_DIR", str(root / "elsewhere"))
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(EditionError, match="git has the tag"):
        release.release(root, run, NAME, replace=True)
    monkeypatch.setenv("PATH", str(root))
    with pytest.raises(EditionError, match="git doesn't say whether it is published"):
        release.release(root, run, NAME, replace=True)


def test_editions_are_released_in_order(root, run):
    """Catch an edition dated before one that is out, and a reissue of nothing."""
    with pytest.raises(EditionError, match="a reissue of an edition that isn't released"):
        release.release(root, run, "2026.12-1")
    release.release(root, run, NAME)
    with pytest.raises(EditionError, match=rf"would come before {NAME}"):
        release.release(root, run, "2026.10")


def test_a_run_of_another_name_is_refused(root, run):
    """Catch a registry under a name that the pages don't show."""
    with pytest.raises(EditionError, match=rf"is a run of edition {NAME}, not 2031\.01: write the"):
        release.release(root, run, "2031.01")


def test_a_readers_run_is_refused(root, tmp_path):
    """Catch an edition with a reader's assumptions."""
    folder = tmp_path / "own"
    folder.mkdir()
    fixture_book.write_run(folder, {"overlap": 0.5})
    with pytest.raises(EditionError, match=r"is a reader's run \(overlap = 0.5\)"):
        release.release(root, folder, NAME)


def test_a_false_claim_is_refused(root, tmp_path):
    """Catch an edition with a sentence that its numbers contradict."""
    changed(root, '"holds": true', '"holds": false')
    folder = tmp_path / "own"
    folder.mkdir()
    fixture_book.write(folder / "source")
    changed(folder / "source", '"holds": true', '"holds": false')
    from expobook.facts import notebook_outputs

    build.write_facts(notebook_outputs.read_all((folder / "source" / "notebooks").glob("*.ipynb")), folder)
    build.write_manifest(folder, {}, {})
    with pytest.raises(EditionError, match="claims that don't hold: expo_hangzhou_minor"):
        release.release(root, folder, NAME)


def test_a_run_of_other_data_is_refused(root, run):
    """Catch a registry of numbers that the repository's data don't give."""
    table = root / "data" / "goals.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("A goal.", "Another goal."), encoding="utf-8")
    with pytest.raises(EditionError, match="built from other data or notebooks"):
        release.release(root, run, NAME)


def test_a_tampered_run_is_refused(root, run):
    """Catch a number that was written into the run by hand."""
    path = run / "facts.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"value": 89', '"value": 98'), encoding="utf-8")
    with pytest.raises(EditionError, match=r"isn't as it was built: changed: facts\.json"):
        release.release(root, run, NAME)


def test_a_changed_headline_needs_a_reason(root, run, tmp_path, monkeypatch):
    """Catch a headline number that changes without a word, and a reason asked for any other."""
    release.release(root, run, NAME)
    changed(root, "89 projects", "88 projects")
    changed(root, "3,905 bn", "3,861 bn")
    again = next_run(tmp_path, root, monkeypatch, "2031.05")
    with pytest.raises(EditionError) as refused:
        release.release(root, again, "2031.05")
    assert "expo_projects: 89 projects → 88 projects" in str(refused.value)
    assert "macro_world" not in str(refused.value)
    assert registry.read(root / "data").names == [NAME]
    with (root / "data" / "editions" / "changes.csv").open("a", encoding="utf-8") as stream:
        stream.write("2031.05,expo_projects,correction,A project was counted twice.\n")
    again = shutil.rmtree(again) or next_run(tmp_path, root, monkeypatch, "2031.05")
    release.release(root, again, "2031.05")
    assert registry.read(root / "data").names == [NAME, "2031.05"]


def test_a_published_id_keeps_its_meaning(root, run, tmp_path, monkeypatch):
    """Catch an id that a brief cites and that now names something else."""
    release.release(root, run, NAME)
    label = fixture_notebooks.FACTS_1[0]["label"]
    changed(root, f'"label": "{label}"', '"label": "Something else"')
    again = next_run(tmp_path, root, monkeypatch, "2031.05")
    with pytest.raises(EditionError, match="A new meaning is a new id") as refused:
        release.release(root, again, "2031.05")
    assert f"{fixture_notebooks.FACTS_1[0]['id']}: “{label}”" in str(refused.value)
    with (root / "data" / "editions" / "changes.csv").open("a", encoding="utf-8") as stream:
        stream.write(f"2031.05,{fixture_notebooks.FACTS_1[0]['id']},correction,A clearer label.\n")
    again = shutil.rmtree(again) or next_run(tmp_path, root, monkeypatch, "2031.05")
    release.release(root, again, "2031.05")
