"""Starting the command: nothing is loaded that a command does without."""

import subprocess
import sys
from pathlib import Path

import pytest

from expobook import __main__
from expobook.cli import app
from expobook.runs import incremental

ROOT = Path(__file__).resolve().parents[2]


def test_command_is_installed_and_speaks_plainly(tmp_path):
    """Catch an entry point that doesn't start, from a folder that holds no book."""
    command = Path(sys.executable).with_name("expobook")
    done = subprocess.run(
        [command, "build", "-p", "windw=3", "--output", tmp_path / "run"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
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
    heavy = ("pandas", "pint", "altair", "papermill", "sphinx", "pypandoc", "rich", "yaml", "expobook.facts.parameters")
    script = f"import sys, expobook.cli.app, expobook.runs.incremental; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout == "[]\n"


def test_a_build_of_what_stands_loads_no_command_line():
    """Catch a rebuild of nothing that spends its time on loading what only other work needs."""
    heavy = ("typer", "pydantic", "pandas", "altair", "papermill", "sphinx", "rich", "yaml")
    script = (
        f"import sys; sys.modules.update(dict.fromkeys({heavy}))\n"
        "from expobook import __main__ as start\n"
        "from expobook.runs import incremental\n"
        "incremental.nothing_changed = lambda *told, **more: True\n"
        "sys.argv = ['expobook', 'build']; start.main()"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.startswith("Nothing has changed")


def _failing(*told, **more):
    raise OSError("unreadable")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (["build"], lambda *told, **more: False),
        (["build"], _failing),
        (["build", "--all"], lambda *told, **more: True),
        (["parameters"], lambda *told, **more: True),
    ],
)
def test_all_other_work_goes_the_ordinary_way(monkeypatch, words, answer):
    """Catch a command that is taken for a build of what stands, or a fault told as a traceback."""
    went = []
    monkeypatch.setattr(app, "main", lambda: went.append(words))
    monkeypatch.setattr(incremental, "nothing_changed", answer)
    monkeypatch.setattr(sys, "argv", ["expobook", *words])
    __main__.main()
    assert went == [words]
