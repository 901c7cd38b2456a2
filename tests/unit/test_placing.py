"""A run is put in its folder whole, in place of an earlier run and of nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from expobook import placing


def run(folder: Path, edition: str) -> Path:
    """The least that tells a run from other folders."""
    folder.mkdir()
    (folder / "manifest.json").write_text(json.dumps({"edition": edition, "files": {}}))
    return folder


def edition_in(folder: Path) -> str:
    """Which run stands in a folder."""
    return json.loads((folder / "manifest.json").read_text())["edition"]


@pytest.mark.parametrize("manifest", ['{"manifest_version": 3}', "[]", "not JSON"])
def test_a_folder_of_another_program_is_refused(tmp_path, manifest):
    """Catch a build that deletes a web application, because it has a manifest.json too."""
    (tmp_path / "manifest.json").write_text(manifest)
    (tmp_path / "background.js").write_text("mine")
    with pytest.raises(placing.TargetError, match="name an empty folder or an earlier run"):
        placing.check(tmp_path)


def test_an_earlier_run_and_an_empty_folder_are_taken(tmp_path):
    """Catch a run that can't be built a second time."""
    placing.check(run(tmp_path / "run", "2026.11"))
    placing.check(tmp_path / "missing")
    (tmp_path / "empty").mkdir()
    placing.check(tmp_path / "empty")


def test_the_new_run_takes_the_place_of_the_old_one(tmp_path):
    """Catch a swap that keeps the old run, or leaves it beside the new one."""
    output, work = run(tmp_path / "run", "old"), run(tmp_path / "work", "new")
    placing.replace(output, work)
    assert edition_in(output) == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


@pytest.mark.parametrize("stop", [OSError("no space"), KeyboardInterrupt()])
def test_a_stop_between_the_renames_keeps_the_old_run(tmp_path, monkeypatch, stop):
    """Catch a good run that is gone because its successor couldn't be moved."""
    output, work = run(tmp_path / "run", "old"), run(tmp_path / "work", "new")
    rename = Path.rename

    def rename_but(self, target):
        if self == work:
            raise stop
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", rename_but)
    with pytest.raises(type(stop)):
        placing.replace(output, work)
    assert edition_in(output) == "old"


def test_two_builds_into_one_folder_are_not_made_at_once(tmp_path):
    """Catch a build that deletes what another is working on; a killed one stops nobody."""
    output = tmp_path / "run"
    (tmp_path / ".run.building" / "left").mkdir(parents=True)
    with placing.work_folder(output) as work:
        assert list(work.iterdir()) == []
        (work / "half").touch()
        with pytest.raises(placing.TargetError, match="another build is making"):  # noqa: SIM117
            with placing.work_folder(output):
                pass
        assert (work / "half").exists()
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_was_set_aside_comes_back(tmp_path):
    """Catch a machine that went off between two renames, and a run that stays hidden."""
    run(tmp_path / ".run.old", "old")
    placing.restore(tmp_path / "run")
    assert edition_in(tmp_path / "run") == "old"
