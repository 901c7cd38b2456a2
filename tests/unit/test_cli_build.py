"""The command line of builds: what is refused, and what reaches the kernels."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from expobook.pipeline import build, execution
from expobook.pipeline.output_folder import TargetError
from expobook.runs import reader_run
from expobook.values.files import work_folders
from expobook.values.files.store import Store
from spoiling import listing

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("there", ["place", "manifest"])
def test_a_readers_run_never_takes_the_place_of_the_edition(tmp_path, no_kernels, there):
    """Catch the published edition replaced by somebody's own settings."""
    folder = tmp_path / ("_build/edition" if there == "place" else "kept")
    folder.mkdir(parents=True)
    if there == "manifest":
        (folder / "manifest.json").write_text('{"edition": "2026.11", "files": {}, "published_parameters": true}')
    shutil.copytree(ROOT / "data", tmp_path / "data")
    with pytest.raises(TargetError, match="published edition.*name another folder"):
        build.build(tmp_path, folder, {"overlap": 0.3})
    assert no_kernels == {}
    assert not (folder / "source").exists()


def test_a_stop_by_the_system_is_taken_as_ctrl_c(tmp_path):
    """Catch a build that leaves its half-made folder behind when the machine shuts down."""
    script = (
        "import os, signal, sys\n"
        "from expobook.cli import app\n"
        "from expobook.pipeline import output_folder\n"
        "from pathlib import Path\n"
        "def work():\n"
        "    with output_folder.work_folder(Path('run')):\n"
        "        os.kill(os.getpid(), signal.SIGTERM)\n"
        "app.app = work\n"
        "app.main()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=False, capture_output=True, text=True)
    assert done.returncode not in (0, -15)
    assert list(tmp_path.iterdir()) == []


def test_what_is_watched_is_the_book_as_it_stands(expobook):
    """Catch parameters that are accepted and ignored."""
    for more in (("-p", "draws=500"), ("--all",), ("--output", "mine")):
        result = expobook("build", "--watch", *more)
        assert result.code == 2
        assert "leave parameters, --output and --all" in result.err


def test_run_with_other_parameters_needs_a_folder(expobook):
    """Catch a reader's run that overwrites the published edition."""
    before = listing(ROOT / "_build" / "edition") if (ROOT / "_build" / "edition").is_dir() else {}
    result = expobook("build", "-p", "draws=500")
    assert result.code == 2
    assert "name its folder with --output DIR" in result.err
    after = listing(ROOT / "_build" / "edition") if (ROOT / "_build" / "edition").is_dir() else {}
    assert before == after


def test_bad_cell_stops_the_build(expobook, no_kernels, bad_package, tmp_path):
    """Catch a build on a package with a wrong unit, or one that doesn't say where it is."""
    folder, row = bad_package
    result = expobook("build", "-p", f"data_dir={folder}", "--output", tmp_path / "run")
    assert result.code == 2
    assert f"observations.csv, row {row}, column unit: unknown unit 'RMB bn'" in result.err
    assert "Allowed: CNY bn, CNY tn" in result.err
    assert no_kernels == {}
    assert list(tmp_path.iterdir()) == []


def test_the_limit_of_a_cell_reaches_the_kernels(expobook, no_kernels, tmp_path):
    """Catch `--cell-timeout` that is accepted and ignored."""
    expobook("build", "-p", "draws=500", "--output", tmp_path / "run", "--cell-timeout", "7")
    assert no_kernels["cell_timeout"] == 7
    assert expobook("build", "--cell-timeout", "-1").code == 2


def test_missing_package_stops_the_build(expobook, no_kernels, tmp_path):
    """Catch a run on the book's own data when another folder was asked for."""
    result = expobook("build", "-p", f"data_dir={tmp_path / 'none'}", "--output", tmp_path / "run")
    assert result.code == 2
    assert "datapackage.json is missing" in result.err
    assert no_kernels == {}


def test_run_carries_the_package_that_it_was_asked_for(monkeypatch, no_kernels, tmp_path):
    """Catch a run whose notebooks read one package and whose pages show another.

    A relative folder is meant from where the command is given, not from where a kernel runs.
    """
    other = tmp_path / "other"
    shutil.copytree(ROOT / "data", other)
    (other / "README.md").write_text("another package", encoding="utf-8")
    path = other / "observations.csv"
    path.write_bytes(path.read_bytes() + b"changed\n")
    monkeypatch.setattr(build, "_check_data", lambda folder: None)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(execution.ExecutionError):
        build.build(ROOT, tmp_path / "run", {"data_dir": "other", "draws": 500})
    assert no_kernels["data"] == path.read_bytes()
    assert no_kernels["changed"] == {"draws": 500, "data_dir": reader_run.RUN_DATA}
    assert sorted(item.name for item in tmp_path.iterdir()) == ["other"]


def test_stopped_notebook_is_a_message(expobook, no_kernels, monkeypatch, tmp_path):
    """Catch a traceback where a notebook stopped, and a folder that half a run is left in."""
    monkeypatch.setattr(build, "_check_data", lambda folder: None)
    # Without --all an edition that is up to date would spare every kernel.
    result = expobook("build", "--all", "--output", tmp_path / "run")
    assert result.code == 1
    assert result.err.strip() == "Error: stopped before the first kernel"
    assert list(tmp_path.iterdir()) == []


def test_folder_of_something_else_is_refused(expobook, no_kernels, tmp_path):
    """Catch a build that replaces a reader's own folder or file."""
    thesis = tmp_path / "work" / "thesis.docx"
    thesis.parent.mkdir()
    thesis.write_text("years of work", encoding="utf-8")
    result = expobook("build", "--output", thesis.parent)
    assert result.code == 2
    assert "holds something that isn't a run (it has no manifest.json as runs have)" in result.err
    result = expobook("build", "--output", thesis)
    assert result.code == 2
    assert "is a file; name an empty folder" in result.err
    assert listing(tmp_path) == {"work/thesis.docx": hashlib.sha256(b"years of work").hexdigest()}
    assert no_kernels == {}


def test_message_keeps_brackets_and_long_paths(expobook, tmp_path):
    """Catch a path that loses its brackets, or is broken over lines and can't be copied."""
    target = tmp_path / "[bold]" / ("long-" * 30)
    target.mkdir(parents=True)
    (target / "mine.txt").write_text("", encoding="utf-8")
    assert str(target) in expobook("build", "--output", target).err


def test_disk_fault_is_a_message(expobook, monkeypatch):
    """Catch a traceback for a folder that can't be written."""

    def refuse(*arguments, **rest):
        raise PermissionError(13, "Permission denied", "/srv/run")

    monkeypatch.setattr(build, "build", refuse)
    result = expobook("build", "--all")
    assert result.code == 1
    assert result.err.strip() == "Error: Permission denied: /srv/run"


def test_ctrl_c_is_one_plain_line(expobook, monkeypatch):
    """Catch a stopped build that ends in silence, in a traceback, or as if it had succeeded."""

    def stop(*arguments, **rest):
        raise KeyboardInterrupt

    monkeypatch.setattr(build, "build", stop)
    result = expobook("build", "--all")
    assert result.code == 130
    assert result.err == "Stopped; nothing was changed.\n"


def test_fault_of_the_program_is_not_hidden(expobook, monkeypatch):
    """Catch a bug of ours that is passed off as a user's mistake."""

    def fail(*arguments, **rest):
        raise ValueError("not meant for users")

    monkeypatch.setattr(build, "build", fail)
    with pytest.raises(ValueError, match="not meant for users"):
        expobook("build", "--all")


def test_clean_removes_what_killed_builds_left_and_nothing_else(expobook, monkeypatch, tmp_path):
    """Catch folders that pile up, and a command that clears away what isn't expobook's."""
    root, temporary = tmp_path / "root", tmp_path / "t"
    for folder in (root / "_build" / "sweeps", root / "notebooks", temporary, tmp_path / "far"):
        folder.mkdir(parents=True)
    (root / "_toc.yml").touch()
    monkeypatch.chdir(root)
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    foreign = [root / "_build" / ".mine.building", root / "notebooks" / ".new-one"]
    foreign += [temporary / "expobook-mine", temporary / "kernel-x"]
    for folder in foreign:
        folder.mkdir()
        (folder / "a").write_text("mine")
    for folder in (root, root / "_build", root / "_build" / "sweeps", tmp_path / "far"):
        os.close(work_folders.make(folder / ".run.building"))
        (folder / ".run.building" / "half").mkdir()
    busy = work_folders.make(root / "_build" / ".busy.building")
    (root / "_build" / "sweeps" / "mine").mkdir(parents=True)
    for folder, prefix in (
        (temporary, "expobook-"),
        (root / "notebooks", ".new-"),
        (root / "_build" / "sweeps" / "mine", ".part-"),
    ):
        os.close(work_folders.make_unnamed(folder, prefix)[1])
    Store(root / "_build" / "store").put("0" * 64, "made before")
    done = expobook("clean", tmp_path / "far" / "run")
    os.close(busy)
    assert done.code == 0
    assert done.out.count("cleared: ") == 8
    assert "another build or sweep is making" in done.err
    assert "mine.building isn't a work folder of expobook" in done.err
    left = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {
        root / "_toc.yml",
        *(folder / "a" for folder in foreign),
        root / "_build" / ".busy.building" / work_folders.MARK,
    }
    assert expobook("clean").code == 0
