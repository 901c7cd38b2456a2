"""Opening a run: what its folder records is what a reader of it gets."""

import json
import os

import pytest

from expobook.editions.registry import Registry
from expobook.facts import notebook_outputs
from expobook.pipeline import output_folder
from expobook.pipeline.verification import verify
from expobook.runs import run as run_folder
from limits import one_second_and_200_mb

OTHERWISE = "{} .*(lacks|isn't as a build)"


@pytest.fixture
def folder(tmp_path):
    """A run's two records, with one fact and one claim, and a notebook of a reader's run."""
    (tmp_path / "source" / "notebooks").mkdir(parents=True)
    (tmp_path / "source" / "notebooks" / "05_outlook.ipynb").write_text(
        json.dumps(
            {
                "cells": [
                    {
                        "cell_type": "code",
                        "source": "",
                        "outputs": [
                            {
                                "data": {
                                    notebook_outputs.FACTS: {"parameters": {"draws": 200}, "facts": [], "claims": []}
                                }
                            }
                        ],
                    }
                ]
            }
        )
    )
    (tmp_path / "manifest.json").write_text(
        json.dumps(
            {
                "edition": "2026.11",
                "published_parameters": True,
                "changed_parameters": {},
                "parameters": {},
                "versions": {},
                "files": {},
            }
        )
    )
    (tmp_path / "facts.json").write_text(
        json.dumps(
            {"facts": [{"id": "expo_projects", "value": 156.0}], "claims": [{"id": "expo_grew", "holds": False}]}
        )
    )
    return tmp_path


def test_a_run_is_read_by_id(folder):
    """Catch a reader's run that is taken for the published one, or a fact under another's id."""
    run = run_folder.open_run(folder)
    assert (run.edition, run.published, run.changed) == ("2026.11", False, {"draws": 200})
    assert run.facts["expo_projects"]["value"] == 156.0
    assert run.claims["expo_grew"]["holds"] is False


@pytest.mark.parametrize("name", ["manifest.json", "facts.json"])
def test_a_folder_that_is_no_run_is_named(folder, name):
    """Catch a traceback for a mistyped folder."""
    (folder / name).unlink()
    with pytest.raises(run_folder.NotARun, match=f"isn't a run: it has no {name}"):
        run_folder.open_run(folder)


def test_a_folder_that_is_no_run_is_not_looked_through(tmp_path, monkeypatch):
    """Catch a check of `/` or a home that reads every folder of a disk before it answers."""
    (tmp_path / "deep").mkdir()
    monkeypatch.setattr(os, "scandir", lambda folder: pytest.fail(f"looked into {folder}"))
    with pytest.raises(run_folder.NotARun, match=r"it has no manifest\.json"):
        verify.verify_run(tmp_path, Registry())


@pytest.mark.parametrize("name", ["source", "source/notebooks", "source/notebooks/05_outlook.ipynb"])
@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/dev")])
def test_a_run_with_more_than_files_in_its_source_is_refused_unopened(folder, name, make):
    """Catch a citation of a stranger's run that waits at a pipe for ever, or reads elsewhere."""
    (folder / name).rename(folder / "kept")
    make(folder / name)
    with pytest.raises(run_folder.DamagedRun, match=f"{name} isn't a file: a run has no links"):
        run_folder.open_run(folder)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (os.mkfifo, "holds something that isn't a run"),
        (lambda path: path.symlink_to("/dev/zero"), "holds something that isn't a run"),
        (lambda path: path.write_text("[" * 100_000), "can't be read as that of a run"),
    ],
)
def test_no_build_stops_at_the_manifest_of_a_stranger(tmp_path, make, said):
    """Catch a build that waits at a pipe, or ends as a fault of ours, where its run would go."""
    (tmp_path / "run").mkdir()
    make(tmp_path / "run" / "manifest.json")
    with one_second_and_200_mb(), pytest.raises(output_folder.TargetError, match=said):
        output_folder.check(tmp_path / "run")


def test_a_broken_record_is_named(folder):
    """Catch half a record that is read as a whole one."""
    (folder / "facts.json").write_text('{"facts": [')
    with pytest.raises(run_folder.NotARun, match=r"facts\.json can't be read"):
        run_folder.open_run(folder)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{}", "isn't a run: its {} lacks"),
        ("[]", "{} can't be read as the record of a run: it holds a list"),
        ("", "{} can't be read as the record of a run: it is empty; build it again"),
        ("\ufeff{}", "{} can't be read as the record of a run: it begins with the byte-order mark"),
        ('{"edition": 2026.11, "files": [], "facts": {}, "claims": 3}', OTHERWISE),
        ('{"facts": [{"label": "no id"}], "claims": []}', OTHERWISE),
    ],
)
@pytest.mark.parametrize("name", ["manifest.json", "facts.json"])
def test_a_record_of_something_else_is_named(folder, name, content, said):
    """Catch a traceback for a folder of another program that has files of these names."""
    (folder / name).write_text(content, encoding="utf-8")
    with pytest.raises(run_folder.NotARun, match=said.format(name)):
        run_folder.open_run(folder)
