"""Any terminal: a message comes whatever the encoding, and a fault of ours says that it is one."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from expobook import __main__
from expobook.cli import app
from expobook.pipeline import build

ROOT = Path(__file__).resolve().parents[2]
TERMINALS = {
    "latin-1": {"PYTHONIOENCODING": "latin-1"},
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "Japanese": {"PYTHONIOENCODING": "cp932"},
    "an old Windows": {"PYTHONIOENCODING": "cp437"},
    "a Western Windows": {"PYTHONIOENCODING": "cp1252"},
    "the C locale": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "POSIX": {"LC_ALL": "POSIX"},
}
SCRIPT = """
import json, os, sys
from expobook import __main__
from expobook.pipeline import build
build.build = lambda *told, report, **more: report('\\u6570\\u8d38\\u4f1a: executed')
for words in json.loads(sys.argv[1]):
    sys.argv = ["expobook", *(os.fsdecode(word.encode()) for word in words)]
    try:
        __main__.main()
    except SystemExit as ended:
        sys.stderr.write(f"code {ended.code}\\n")
    sys.stdout.flush()
"""


def said_in(terminal, *commands):
    """What commands, one after the other in one process, say on a terminal, and their codes."""
    unset = {
        name: value for name, value in os.environ.items() if name not in ("PYTHONIOENCODING", "PYTHONUTF8", "LC_ALL")
    }
    asked = json.dumps([[str(word) for word in words] for words in commands])
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, asked],
        cwd=ROOT,
        capture_output=True,
        encoding="latin-1",
        check=False,
        env={**unset, **TERMINALS[terminal]},
    )


@pytest.mark.parametrize("terminal", TERMINALS)
def test_every_message_comes_in_any_encoding(terminal, tmp_path):
    """Catch a traceback in the place of a message that has a letter which the terminal hasn't."""
    marked = Path(shutil.copytree(ROOT / "data", tmp_path / "data", copy_function=shutil.copyfile))
    events = marked / "events.csv"
    events.write_bytes(b"\xef\xbb\xbf" + events.read_bytes())
    output = ["--output", tmp_path / "run"]
    commands = {
        "events.csv": ["data", "check", marked],
        "unknown parameter": ["build", "-p", "数贸会=1", *output],
        "there is no file": ["build", "-f", tmp_path / "数.yml", *output],
        "isn't a run": ["verify", tmp_path / "数"],
        "No such command": ["bild"],
        "is a figure": ["lookup", "fig-expo-announced", "--edition", "2026.11"],
        "data_dir": ["parameters"],
        ": executed": ["build", "--all", *output],
        "Is my citation": ["--help"],
    }
    done = said_in(terminal, *commands.values())
    assert done.returncode == 0, done.stderr
    assert [said for said in commands if said not in done.stdout + done.stderr] == []
    assert "fault of expobook" not in done.stderr
    assert done.stderr.count("code 2") == 5


def test_lost_letters_are_named():
    """Catch a title with ? for its letters that is taken for the title itself."""
    lost = said_in("ascii", ["build", "--all", "--output", "nowhere"])
    assert "???: executed" in lost.stdout
    assert "Set PYTHONIOENCODING=utf-8" in lost.stderr
    plain = said_in("ascii", ["lookup", "fig-expo-announced", "--edition", "2026.11"])
    title = "The first expo's 3 sums of money each count something else"
    assert f'"{title}"' in plain.stdout  # plainer quotes are no loss
    assert plain.stderr == "code 0\n"


@pytest.fixture
def start(monkeypatch, capsys, tmp_path):
    """Starts the program, in this process, with a command that raises something."""
    monkeypatch.setattr(sys, "argv", ["expobook", "parameters"])
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def begin(raised):
        def fail():
            raise raised

        monkeypatch.setattr(app, "main", fail)
        with pytest.raises(SystemExit) as ended:
            __main__.main()
        return ended.value.code, capsys.readouterr().err

    return begin


@pytest.mark.parametrize(
    "fault",
    [
        KeyError("cells"),
        RuntimeError("home"),
        ValueError("数\udcff"),
        RecursionError("too deep"),
        ImportError("no pandas"),
    ],
)
def test_a_fault_of_ours_says_so_and_keeps_its_report(start, tmp_path, fault):
    """Catch a traceback for a reader who can do nothing about it, or a fault nobody can look at."""
    code, said = start(fault)
    assert code == 70
    assert said.count("\n") == 1
    assert "this is a fault of expobook's, not yours" in said
    (report,) = tmp_path.glob("expobook-fault-*.txt")
    assert str(report) in said
    text = report.read_text(encoding="utf-8")
    assert "Traceback" in text
    assert type(fault).__name__ in text
    assert "command: ['expobook', 'parameters']" in text


def test_a_report_that_cannot_be_saved_is_printed(start, tmp_path, monkeypatch):
    """Catch a fault that is lost because the disk is full or the folder can't be written."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    code, said = start(KeyError("cells"))
    assert (code, "Traceback" in said) == (70, True)


def test_a_stop_before_the_command_line_is_loaded_is_one_line(start):
    """Catch the traceback of a Ctrl-C in the first half second."""
    assert start(KeyboardInterrupt()) == (130, "Stopped; nothing was changed.\n")


@pytest.mark.parametrize(
    "typed",
    [
        ["{}"],
        ["parameters", "{}"],
        ["build", "--{}"],
        ["data", "{}"],
        ["build", "-f", "x", "{}"],
    ],
)
def test_a_wrong_command_cannot_command_the_terminal(typed, monkeypatch, capsys):
    """Catch an argument that turns the words of its own refusal around, or moves the cursor."""
    hidden = "\u202e\u2066\x1b[31m\x9b"
    monkeypatch.setattr(sys, "argv", ["expobook", *(word.format(hidden) for word in typed)])
    with pytest.raises(SystemExit) as ended:
        __main__.main()
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert "\\u202e" in said
    assert not set(hidden) - set("[31m") & set(said)


def test_errors_of_libraries_are_not_taken_for_ours(expobook, monkeypatch):
    """Catch a library's own words told as if they said what to do."""

    def fail(*told, **more):
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(build, "build", fail)
    with pytest.raises(RuntimeError, match="home directory"):
        expobook("build", "--all")
