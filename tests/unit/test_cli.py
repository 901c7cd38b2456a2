"""The command line: a mistake is one plain message, exit code 2, and nothing is written."""

import csv
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from rich.table import Table

from expobook import __main__
from expobook.cli import app
from expobook.cli.terminal import console, messages
from expobook.pipeline import build, execution
from expobook.pipeline.output_folder import TargetError
from expobook.runs import incremental, reader_run
from expobook.values.files import work_folders

ROOT = Path(__file__).resolve().parents[2]
OBSERVATION = "china.cbec_total.2021.hzboc-2022-landmark-expo"


@pytest.fixture
def no_kernels(monkeypatch):
    """Let nothing be executed, and keep what would have been: folders and changed parameters."""
    asked = {}

    def execute_all(notebooks, target, checked, *, changed, **rest):
        asked.update(notebooks=notebooks, target=target, changed=dict(changed), **rest,
                     data=(target.parent / "data" / "observations.csv").read_bytes())
        raise execution.ExecutionError("stopped before the first kernel")

    monkeypatch.setattr(execution, "execute_all", execute_all)
    return asked


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory) -> tuple[Path, int]:
    """A data package with one bad cell (a unit that isn't on the list), and its row."""
    folder = tmp_path_factory.mktemp("spoilt") / "data"
    shutil.copytree(ROOT / "data", folder)
    path = folder / "observations.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    number = next(n for n, row in enumerate(rows) if row[0] == OBSERVATION)
    rows[number][rows[0].index("unit")] = "RMB bn"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)
    return folder, number + 1


def listing(folder: Path) -> dict[str, str]:
    """Every file below a folder with its hash."""
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("target_yaer=2027", "unknown parameter 'target_yaer' (did you mean 'target_year'?)"),
        ("xyz=1", "unknown parameter 'xyz'; allowed are data_dir, lowest_grade"),
        ("draws=many", "parameter 'draws' is 'many': allowed is a whole number from 100 to 200000"),
        ("draws=10.5", "parameter 'draws' is '10.5': allowed is a whole number"),
        ("target_value=dear", "parameter 'target_value' is 'dear': allowed is a number from 0 to"),
        ("target_value=nan", "parameter 'target_value' is nan: allowed is a number from 0 to"),
        ("tolerance=1.5", "parameter 'tolerance' is 1.5: allowed is a number from 0.5 to 1"),
        ("seed=-1", "parameter 'seed' is -1: allowed is a whole number from 0 to 4294967295"),
        ("history=usa", "parameter 'history' is 'usa': allowed are 'china_services_total', "
                        "'composite', 'zhejiang'"),
        ("draws", "'draws': write name=value"),
    ],
)
def test_bad_parameter_is_refused(expobook, tmp_path, given, said):
    """Catch a typing error that is ignored, guessed at, or noticed after an hour of kernels."""
    output = tmp_path / "run"
    result = expobook("build", "-p", given, "--output", output)
    assert result.code == 2
    assert said in result.err
    assert "Traceback" not in result.err
    assert list(tmp_path.iterdir()) == []


def test_parameters_that_contradict_each_other_are_refused(expobook, tmp_path):
    """Catch a target year before the base year that stops a kernel half-way."""
    result = expobook("build", "-p", "target_year=2022", "--output", tmp_path / "run")
    assert result.code == 2
    assert "'target_year' is 2022: allowed is a year after 'base_year', which is 2025" in result.err
    assert list(tmp_path.iterdir()) == []


def test_all_mistakes_are_told_at_once(expobook, tmp_path):
    """Catch a user sent through one error after another."""
    result = expobook("build", "-p", "draws=5", "-p", "seed=-1", "--output", tmp_path / "run")
    assert "'draws' is 5" in result.err
    assert "'seed' is -1" in result.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("target_year: [2027", "can't be read as YAML"),
        ("target_year: 2027\n\tdraws: 500", "can't be read as YAML"),
        ("- target_year", "write one `name: value` a line"),
        ("", "write one `name: value` a line"),
        ("target_yaer: 2027", "did you mean 'target_year'?"),
        ("target_year: '2027'", "parameter 'target_year' is '2027': allowed is a whole number"),
        ("target_year: 2027.5", "parameter 'target_year' is 2027.5: allowed is a whole number"),
        ("target_year: true", "parameter 'target_year' is True: allowed is a whole number"),
        ("target_year:", "parameter 'target_year' is None: allowed is a whole number"),
        ("data_dir: 2024-01-01", "2024-01-01/datapackage.json is missing"),
        ("data_dir: 2024", "'data_dir' is 2024: allowed is text"),
        ('data_dir: "a\\0b"', "'data_dir' is 'a\\x00b': allowed is the path of a folder"),
        ("overlap: 0.3\noverlap: 0.5", "line 2: overlap stands twice: give it once"),
        ("parameters: {overlap: 0.3}", "here write the names at top level"),
    ],
)
def test_bad_parameter_file_is_refused(expobook, tmp_path, text, said):
    """Catch a settings file that is half read, or whose mistake shows as a traceback."""
    settings = tmp_path / "settings.yml"
    settings.write_text(text, encoding="utf-8")
    result = expobook("build", "-f", settings, "--output", tmp_path / "run")
    assert result.code == 2
    assert said in result.err
    assert [path.name for path in tmp_path.iterdir()] == ["settings.yml"]


def test_missing_or_unreadable_file_is_named(expobook, tmp_path):
    """Catch a run with defaults because the settings file wasn't there."""
    missing = tmp_path / "nowhere.yml"
    result = expobook("build", "-f", missing, "--output", tmp_path / "run")
    assert result.code == 2
    assert str(missing) in result.err
    coded = tmp_path / "coded.yml"
    coded.write_bytes(b"\xff\xfe\x00")
    result = expobook("build", "-f", coded, "--output", tmp_path / "run")
    assert result.code == 2
    assert "coded.yml can't be read as YAML" in result.err


@pytest.mark.parametrize(("arguments", "said"), [
    (["-p", "overlap=0.3", "-p", "overlap=0.5"], "'overlap' is given twice, as 0.3 and as 0.5"),
    (["-p", "=3"], "'=3': write name=value"),
    (["-f", "nowhere.yml"], "there is no file nowhere.yml"),
    (["-f", "/dev/zero"], "/dev/zero isn't a file of its own"),
    (["-p", "data_dir=/etc/passwd"], "can't be read: Not a directory; name the folder"),
    (["-p", "data_dir=/dev/zero"], "can't be read: Not a directory; name the folder"),
    (["-p", f"data_dir={'x' * 300}"], "up to 1,000, and 255 bytes a name"),
    (["-p", f"data_dir={'x/' * 2500}"], "up to 1,000, and 255 bytes a name"),
])
def test_what_is_typed_wrongly_is_told_as_it_is(expobook, tmp_path, arguments, said):
    """Catch a value that is dropped without a word, and a missing file called bad YAML."""
    result = expobook("build", *arguments, "--output", tmp_path / "run")
    assert (result.code, list(tmp_path.iterdir())) == (2, [])
    assert said in result.err
    assert len(result.err) < 1000


@pytest.mark.parametrize("there", ["place", "manifest"])
def test_a_readers_run_never_takes_the_place_of_the_edition(tmp_path, no_kernels, there):
    """Catch the published edition replaced by somebody's own settings."""
    folder = tmp_path / ("_build/edition" if there == "place" else "kept")
    folder.mkdir(parents=True)
    if there == "manifest":
        (folder / "manifest.json").write_text(
            '{"edition": "2026.11", "files": {}, "published_parameters": true}')
    shutil.copytree(ROOT / "data", tmp_path / "data")
    with pytest.raises(TargetError, match="published edition.*name another folder"):
        build.build(tmp_path, folder, {"overlap": 0.3})
    assert no_kernels == {}
    assert not (folder / "source").exists()


def test_a_stop_by_the_system_is_taken_as_ctrl_c(tmp_path):
    """Catch a build that leaves its half-made folder behind when the machine shuts down."""
    script = ("import os, signal, sys\n"
              "from expobook.cli import app\n"
              "from expobook.pipeline import output_folder\n"
              "from pathlib import Path\n"
              "def work():\n"
              "    with output_folder.work_folder(Path('run')):\n"
              "        os.kill(os.getpid(), signal.SIGTERM)\n"
              "app.app = work\n"
              "app.main()\n")
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=False,
                          capture_output=True, text=True)
    assert done.returncode not in (0, -15)
    assert list(tmp_path.iterdir()) == []


def test_command_line_wins_over_the_file(tmp_path):
    """Catch a setting on the command line that a file overrides without a word."""
    settings = tmp_path / "settings.yml"
    settings.write_text("target_year: 2030\ndraws: 500\n", encoding="utf-8")
    assert messages.settings(["draws=700"], settings) == {"target_year": 2030, "draws": 700}


def test_run_with_other_parameters_needs_a_folder(expobook):
    """Catch a reader's run that overwrites the published edition."""
    before = listing(ROOT / "_build" / "edition") if (ROOT / "_build" / "edition").is_dir() else {}
    result = expobook("build", "-p", "draws=500")
    assert result.code == 2
    assert "name its folder with --output DIR" in result.err
    after = listing(ROOT / "_build" / "edition") if (ROOT / "_build" / "edition").is_dir() else {}
    assert before == after


def test_bad_cell_stops_the_build(expobook, no_kernels, spoilt, tmp_path):
    """Catch a build on a package with a wrong unit, or one that doesn't say where it is."""
    folder, row = spoilt
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


def test_an_input_cannot_command_the_terminal(expobook, tmp_path):
    """Catch a name that colours, moves or turns what a reader sees, or that stops the message."""
    named = "\x1b[31m\x9b2J\x07\u202egnp.exe\u200b\udcff"
    settings = tmp_path / "settings.yml"
    settings.write_text('"\\e[2J\\u202e": 1\n', encoding="utf-8")
    for words in (["verify", tmp_path / named], ["build", "-p", f"{named}=1"],
                  ["build", "-f", settings], ["data", "check", tmp_path / named]):
        result = expobook(*words, *(["--output", tmp_path / "run"] if words[0] == "build" else []))
        assert result.code != 0
        shown = result.out + result.err
        assert shown.replace("\n", "").isprintable(), ascii(shown)
        assert "\\x1b[" in shown


def test_a_table_cannot_command_the_terminal(monkeypatch, capsys):
    """Catch a title of a foreign run that clears the window, or an escape that breaks a table."""
    monkeypatch.setattr(console.console, "_width", 60)
    table = Table("title")
    table.add_row("red \x1b[31m and \u202eturned \x9b")
    console.console.print(table)
    shown = capsys.readouterr().out
    assert "red \\x1b[31m and \\u202eturned \\x9b" in shown
    assert shown.replace("\n", "").isprintable()


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


def test_data_check_names_the_cell(expobook, spoilt):
    """Catch a check that says yes to a bad cell, or no without saying where."""
    folder, row = spoilt
    result = expobook("data", "check", folder)
    assert result.code == 2
    assert f"observations.csv, row {row}, column unit: unknown unit 'RMB bn'" in result.out
    first, *others = result.out.splitlines()
    assert first.startswith("observations.csv: not the file that was stamped")
    assert all(line.startswith(f"observations.csv, row {row}, ") for line in others)


def test_stamp_refuses_a_bad_package(expobook, spoilt):
    """Catch a stamp on a package that isn't valid."""
    folder, _ = spoilt
    before = listing(folder)
    result = expobook("data", "stamp", folder)
    assert result.code == 2
    assert "unknown unit 'RMB bn'" in result.err
    assert listing(folder) == before


def test_stamp_and_check_of_an_edited_package(expobook, tmp_path):
    """Catch an edit of a note that a stamp doesn't take, or that changes more than hashes."""
    folder = Path(shutil.copytree(ROOT / "data", tmp_path / "data"))
    path = folder / "definitions.csv"
    lines = path.read_text(encoding="utf-8").replace(" trade", " commerce")
    path.write_text(lines, encoding="utf-8", newline="\n")
    before = listing(folder)
    assert expobook("data", "stamp", folder).code == 0
    after = listing(folder)
    assert [name for name in after if before[name] != after[name]] == ["datapackage.json"]
    assert hashlib.sha256(path.read_bytes()).hexdigest() in (
        folder / "datapackage.json").read_text(encoding="utf-8")
    result = expobook("data", "check", folder)
    assert (result.code, result.out.strip()) == (0, "The data package is valid.")


def test_command_is_installed_and_speaks_plainly(tmp_path):
    """Catch an entry point that doesn't start, from a folder that holds no book."""
    command = Path(sys.executable).with_name("expobook")
    done = subprocess.run([command, "build", "-p", "windw=3", "--output", tmp_path / "run"],
                          cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("Error: unknown parameter 'windw' (did you mean 'window'?)")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [["data", "check", ROOT / "data"], ["parameters"]])
def test_a_reader_may_go_away(words):
    """Catch a traceback where the output is piped into a program that stops reading."""
    command = [Path(sys.executable).with_name("expobook"), *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


def test_the_command_starts_without_what_only_building_needs():
    """Catch a rebuild of nothing that spends its time on loading what only other work needs."""
    heavy = ("pandas", "pint", "altair", "papermill", "sphinx", "pypandoc", "rich", "yaml",
             "expobook.facts.parameters")
    script = (f"import sys, expobook.cli.app, expobook.runs.incremental; "
              f"print([m for m in {heavy} if m in sys.modules])")
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True,
                          text=True)
    assert done.stdout == "[]\n"


def test_a_build_of_what_stands_loads_no_command_line():
    """Catch a rebuild of nothing that spends its time on loading what only other work needs."""
    heavy = ("typer", "pydantic", "pandas", "altair", "papermill", "sphinx", "rich", "yaml")
    script = (f"import sys; sys.modules.update(dict.fromkeys({heavy}))\n"
              "from expobook import __main__ as start\n"
              "from expobook.runs import incremental\n"
              "incremental.nothing_changed = lambda *told, **more: True\n"
              "sys.argv = ['expobook', 'build']; start.main()")
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True,
                          text=True)
    assert done.stdout.startswith("Nothing has changed")


def _failing(*told, **more):
    raise OSError("unreadable")


@pytest.mark.parametrize(("words", "answer"), [
    (["build"], lambda *told, **more: False), (["build"], _failing),
    (["build", "--all"], lambda *told, **more: True), (["parameters"], lambda *told, **more: True),
])
def test_all_other_work_goes_the_ordinary_way(monkeypatch, words, answer):
    """Catch a command that is taken for a build of what stands, or a fault told as a traceback."""
    went = []
    monkeypatch.setattr(app, "main", lambda: went.append(words))
    monkeypatch.setattr(incremental, "nothing_changed", answer)
    monkeypatch.setattr(sys, "argv", ["expobook", *words])
    __main__.main()
    assert went == [words]


def test_clean_removes_what_killed_builds_left_and_nothing_else(expobook, monkeypatch, tmp_path):
    """Catch folders that pile up, and a command that clears away what isn't expobook's."""
    root, temporary = tmp_path / "root", tmp_path / "t"
    for folder in (root / "_build" / "sweeps", root / "notebooks", temporary, tmp_path / "far"):
        folder.mkdir(parents=True)
    (root / "_toc.yml").touch()
    monkeypatch.chdir(root)
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    foreign = [root / "_build" / ".mine.building", temporary / "expobook-mine",
               temporary / "kernel-x", root / "notebooks" / ".new-one"]
    for folder in foreign:
        folder.mkdir()
        (folder / "a").write_text("mine")
    for folder in (root, root / "_build", root / "_build" / "sweeps", tmp_path / "far"):
        os.close(work_folders.make(folder / ".run.building"))
        (folder / ".run.building" / "half").mkdir()
    busy = work_folders.make(root / "_build" / ".busy.building")
    (root / "_build" / "sweeps" / "mine" / "finished").mkdir(parents=True)
    for folder, prefix in ((temporary, "expobook-"), (root / "notebooks", ".new-"),
                           (root / "_build" / "sweeps" / "mine" / "finished", ".part-")):
        os.close(work_folders.make_unnamed(folder, prefix)[1])
    done = expobook("clean", tmp_path / "far" / "run")
    os.close(busy)
    assert done.code == 0
    assert done.out.count("cleared: ") == 7
    assert "another build or sweep is making" in done.err
    assert "mine.building isn't a work folder of expobook" in done.err
    left = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {root / "_toc.yml", *(folder / "a" for folder in foreign),
                    root / "_build" / ".busy.building" / work_folders.MARK}
    assert expobook("clean").code == 0
