"""A run is put in its folder whole, in place of an earlier run and of nothing else."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from expobook.pipeline import output_folder
from expobook.values.files import work_folders

KINDS = ("beside", "inside")
"""Where a run is made: beside its place, or inside where that can't be renamed."""


@pytest.fixture(params=KINDS)
def output(tmp_path, monkeypatch, request):
    """The place of a run, of both kinds."""
    if request.param == "inside":
        (tmp_path / "run").mkdir()
        monkeypatch.setattr(os.path, "ismount", lambda path: Path(path) == tmp_path / "run")
    return tmp_path / "run"


def fill(folder: Path, edition: str, *more: str) -> Path:
    """The least that tells a run from other folders, with more files that its manifest names."""
    folder.mkdir(exist_ok=True)
    for name in more:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(edition)
    (folder / "manifest.json").write_text(json.dumps({"edition": edition, "files": dict.fromkeys(more, "")}))
    return folder


def content(folder: Path) -> dict[str, str]:
    """All files below a folder and what they hold, links and empty folders by what they are."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_symlink():
            found[str(path.relative_to(folder))] = f"link to {path.readlink()}"
        elif path.is_file():
            found[str(path.relative_to(folder))] = path.read_text()
        elif not list(path.iterdir()):
            found[str(path.relative_to(folder))] = "empty folder"
    return found


def build(output: Path, edition: str, *more: str) -> None:
    """Make a run of a few files."""
    output_folder.check(output)
    with output_folder.work_folder(output) as work:
        fill(work, edition, *more)
        output_folder.replace(output)


@pytest.mark.parametrize("manifest", ['{"manifest_version": 3}', "[]", "not JSON", '{"edition": 1}'])
def test_a_folder_of_another_program_is_refused(tmp_path, manifest):
    """Catch a build that deletes a web application, because it has a manifest.json too."""
    (tmp_path / "manifest.json").write_text(manifest)
    (tmp_path / "background.js").write_text("mine")
    before = content(tmp_path)
    with pytest.raises(output_folder.TargetError, match="name an empty folder"):
        output_folder.check(tmp_path)
    assert content(tmp_path) == before


def test_an_earlier_run_and_an_empty_folder_are_taken(tmp_path):
    """Catch a run that can't be built a second time; what desktops drop counts as nothing."""
    output_folder.check(fill(tmp_path / "run", "2026.11"))
    output_folder.check(tmp_path / "missing")
    (tmp_path / "empty").mkdir()
    output_folder.check(tmp_path / "empty")
    for name in (".DS_Store", "._x", "Thumbs.db", "desktop.ini", "lost+found"):
        (tmp_path / "empty" / name).touch()
        (tmp_path / "run" / name).touch()
    output_folder.check(tmp_path / "empty")
    output_folder.check(tmp_path / "run")


def test_the_new_run_takes_the_place_of_the_old_one(tmp_path, output):
    """Catch a swap that keeps the old run, mixes it with the new one or leaves it beside it."""
    build(output, "old", "facts.csv", "html/old.html", "report.pdf")
    build(output, "new", "facts.csv", "html/new.html")
    assert {name: text for name, text in content(output).items() if name != "manifest.json"} == {
        "facts.csv": "new",
        "html/new.html": "new",
    }
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


@pytest.mark.parametrize("moves", range(8))
@pytest.mark.parametrize("stop", [OSError("no space"), KeyboardInterrupt(), None])
def test_a_stop_between_the_renames_keeps_a_whole_run(tmp_path, output, monkeypatch, stop, moves):
    """Catch a good run that is gone or mixed because its successor couldn't be moved.

    Without an error it is a kill: nothing is undone until the next build.
    """
    build(output, "old", "facts.csv", "html/old.html", "report.pdf")
    before, done = content(output), []
    rename = Path.rename

    def rename_but(self, target):
        if "building" in f"{self}{target}" and (output / "x").parent in [self, target, self.parent, target.parent]:
            done.append(self)
            if len(done) == moves + 1:
                raise stop or Killed
        return rename(self, target)

    class Killed(BaseException):
        pass

    monkeypatch.setattr(Path, "rename", rename_but)
    if stop is None:
        monkeypatch.setattr(output_folder, "_undo", lambda output: None)
        monkeypatch.setattr(work_folders, "remove", lambda place, lock: os.close(lock))
    try:
        build(output, "new", "facts.csv", "html/new.html")
    except (OSError, KeyboardInterrupt, Killed):
        stopped = True
    else:
        stopped = False
    monkeypatch.undo()
    if output.is_dir() and "inside" in os.environ["PYTEST_CURRENT_TEST"]:
        monkeypatch.setattr(os.path, "ismount", lambda path: Path(path) == output)
    output_folder.check(output)
    found = content(output)
    assert (found == before) if stopped else ("new" in found["facts.csv"])
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_an_old_run_that_cannot_be_put_back_is_not_lost(tmp_path, monkeypatch):
    """Catch a work folder that is removed with the only good run in it."""
    output = fill(tmp_path / "run", "old", "facts.csv")
    before = content(output)
    rename = Path.rename

    def broken(self, target):
        if target == output:
            raise OSError("no")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", broken)
    with pytest.raises(OSError, match="no"):
        build(output, "new")
    monkeypatch.undo()
    output_folder.check(output)
    assert content(output) == before


def test_two_builds_into_one_folder_are_not_made_at_once(tmp_path, output):
    """Catch a build that deletes what another is working on; a killed one stops nobody."""
    with output_folder.work_folder(output) as work:
        assert list(work.iterdir()) == []
        (work / "half").touch()
        with pytest.raises(output_folder.TargetError, match="another build or sweep is making"):
            output_folder.check(output)
        with (
            pytest.raises(output_folder.TargetError, match="is making"),
            output_folder.work_folder(output),
        ):
            pass
        assert (work / "half").exists()
    assert [path for path in tmp_path.rglob("*") if path != output] == []


@pytest.mark.parametrize("name", [".run.building", ".run.old", ".run.building-abcdefgh"])
@pytest.mark.parametrize("planted", ["link", "folder", "empty folder", "file", "fifo", "marked link", "false mark"])
def test_what_is_not_ours_is_never_touched(tmp_path, name, planted):
    """Catch a build that empties, adopts or deletes what has the name of its work folder."""
    victim, place = tmp_path / "victim", tmp_path / name
    victim.mkdir()
    (victim / "a").write_text("years of work")
    if planted == "link":
        place.symlink_to(victim)
    elif planted == "file":
        place.write_text("mine")
    elif planted == "fifo":
        os.mkfifo(place)
    elif planted == "empty folder" and name != ".run.building-abcdefgh":
        place.mkdir()
    else:
        place.mkdir()
        (place / "a").write_text("years of work")
    if planted == "marked link":
        (victim / "mark").write_bytes(work_folders._NOTICE)
        (place / work_folders.MARK).symlink_to(victim / "mark")
    elif planted == "false mark":
        (place / work_folders.MARK).write_text("mine")
    fill(tmp_path / "run", "old")
    before = sorted(path for path in tmp_path.rglob("*") if "run/" not in str(path))
    if name == ".run.building":
        with pytest.raises(output_folder.TargetError, match=f"{name} isn't a work folder of expobook"):
            build(tmp_path / "run", "new")
    else:
        build(tmp_path / "run", "new")
    assert sorted(path for path in tmp_path.rglob("*") if "run/" not in str(path)) == before
    assert (victim / "a").read_text() == "years of work"
    assert not (tmp_path / "run").is_symlink()


def test_a_folder_of_another_user_is_not_ours(tmp_path, monkeypatch):
    """Catch work in a folder that somebody else has prepared, mark and all."""
    os.close(work_folders.make(tmp_path / ".run.building"))
    monkeypatch.setattr(os, "geteuid", lambda: 4242)
    with pytest.raises(output_folder.TargetError, match="isn't a work folder of expobook"):
        output_folder.check(tmp_path / "run")
    assert (tmp_path / ".run.building" / work_folders.MARK).is_file()


def test_a_work_folder_that_cannot_be_removed_is_named(tmp_path, monkeypatch):
    """Catch a build that waits for ever for a folder that nobody can clear away."""
    os.close(work_folders.make(tmp_path / ".run.building"))
    (tmp_path / ".run.building" / "fixed").touch()
    monkeypatch.setattr(work_folders, "_delete", lambda path: None)
    with pytest.raises(output_folder.TargetError, match="building was left .* and can't be removed"):
        output_folder.check(tmp_path / "run")


def test_files_that_somebody_put_into_a_run_are_not_deleted(tmp_path):
    """Catch notes beside the pages that go with the next build; what tools leave is nothing."""
    run = fill(tmp_path / "run", "old", "facts.csv")
    for name in ("_build", ".ipynb_checkpoints"):
        (run / name).mkdir()
        (run / name / "x").touch()
    output_folder.check(run)
    (run / "notes.md").write_text("mine")
    (run / ".git").mkdir()
    (run / ".git" / "HEAD").touch()
    with pytest.raises(output_folder.TargetError, match=r"aren't of its run.*\.git/HEAD, notes\.md"):
        output_folder.check(run)


@pytest.mark.parametrize(
    "damage",
    [
        "",
        '{"edition": "2026.11", "fil',
        '{"edition": "2026.11", "files": []}',
        '{"edition": "2026.11", "files": {"a": 1}}',
    ],
)
def test_a_damaged_run_is_named_and_nothing_of_it_is_lost(tmp_path, damage):
    """Catch a build that refuses its own folder without saying what to do, or deletes it."""
    run = fill(tmp_path / "edition", "old", "facts.csv")
    (run / "manifest.json").write_text(damage)
    with pytest.raises(output_folder.TargetError, match="can't be read .*Rename or remove"):
        output_folder.check(run)
    output_folder.check(run, run)
    before = content(run)
    (tmp_path / "edition.damaged").mkdir()
    kept = output_folder.set_aside(run)
    assert (kept.name, content(kept)) == ("edition.damaged-2", before)


@pytest.mark.parametrize("name", ["n" * 300, "数" * 84, "n" * 240])
def test_a_name_that_is_too_long_is_a_plain_message(tmp_path, name):
    """Catch a bare message of the system, or a name for which no work folder can be made."""
    with pytest.raises(output_folder.TargetError, match="may have 230"):
        output_folder.check(tmp_path / name)
    build(tmp_path / ("n" * 230), "new")


@pytest.mark.parametrize("name", ["a/" * 3000 + "run", "file/run"])
def test_a_place_that_cannot_be_is_a_plain_message(tmp_path, name):
    """Catch a bare message of the system for a path that is too long or leads through a file."""
    (tmp_path / "file").touch()
    with pytest.raises(output_folder.TargetError, match="can't be the folder of a run: "):
        output_folder.check(tmp_path / name)


def test_a_run_that_was_set_aside_comes_back(tmp_path):
    """Catch a machine that went off between two renames, and a run that stays hidden."""
    output = fill(tmp_path / "run", "old")
    place = tmp_path / ".run.building"
    os.close(work_folders.make(place))
    (place / "old").mkdir()
    (place / "new" / "run").mkdir(parents=True)
    output.rename(place / "old" / "run")
    (place / "placed.json").write_text('["run"]')
    assert output_folder.outputs_left(tmp_path) == [output]
    assert output_folder.recover(output)
    assert list(content(tmp_path)) == ["run/manifest.json"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="root alone can mount")
@pytest.mark.parametrize("how", [["-t", "tmpfs", "tmpfs"], ["--bind", "source"]])
def test_a_real_volume_is_built_into(tmp_path, how):
    """Catch a build that ends with "busy" and is lost, where the output is a container's volume."""
    output = tmp_path / "volume of mine"
    output.mkdir()
    (tmp_path / "source").mkdir()
    mounted = subprocess.run(["mount", *how, output], cwd=tmp_path, check=False)
    if mounted.returncode:
        pytest.skip("this system lets nobody mount")
    try:
        build(output, "old", "facts.csv", "report.pdf")
        build(output, "new", "facts.csv")
        found = content(output)
        assert set(found) == {"facts.csv", "manifest.json"}
        assert found["facts.csv"] == "new"
        assert sorted(path.name for path in tmp_path.iterdir()) == ["source", output.name]
    finally:
        subprocess.run(["umount", output], check=True)
