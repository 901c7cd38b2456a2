"""Property tests with the same examples in every run, a data package to spoil, the command line."""

import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings

from expobook.cli import app
from expobook.evidence import tables
from expobook.pipeline import build, execution
from spoiling import DATA, edit

OBSERVATION = "china.cbec_total.2021.hzboc-2022-landmark-expo"

# Derandomised: the same examples everywhere. No deadline: a busy machine is no fault.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


@pytest.fixture
def package(tmp_path) -> Path:
    """A copy of the committed data package that a test may spoil."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


@pytest.fixture(scope="session")
def raw() -> dict[str, pd.DataFrame]:
    """The committed tables as text."""
    return {name: tables.read_raw(DATA, name) for name in tables.TABLES}


class Said:
    """What one command printed, and the code that it ended with."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def expobook(monkeypatch, capsys):
    """Runs the command in this process, inside the repository."""
    monkeypatch.chdir(DATA.parent)

    def run(*arguments: str | Path) -> Said:
        monkeypatch.setattr(sys, "argv", ["expobook", *map(str, arguments)])
        try:
            app.main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        printed = capsys.readouterr()
        return Said(code, printed.out, printed.err)

    return run


@pytest.fixture
def no_kernels(monkeypatch, tmp_path_factory):
    """Let nothing be executed, and keep what would have been: folders and changed parameters."""
    asked = {}

    def execute_all(notebooks, target, checked, *, changed, **rest):
        asked.update(
            notebooks=notebooks,
            target=target,
            changed=dict(changed),
            **rest,
            data=(target.parent / "data" / "observations.csv").read_bytes(),
        )
        raise execution.ExecutionError("stopped before the first kernel")

    monkeypatch.setattr(execution, "execute_all", execute_all)
    # Not the outputs of builds in this repository.
    for kept in ("STORE", "PAGES"):
        monkeypatch.setattr(build, kept, tmp_path_factory.mktemp("kept") / kept)
    return asked


@pytest.fixture(scope="session")
def bad_package(tmp_path_factory) -> tuple[Path, int]:
    """A data package with one bad cell (a unit that isn't on the list), and its row."""
    folder = Path(shutil.copytree(DATA, tmp_path_factory.mktemp("spoilt") / "data"))
    return folder, edit(folder, "observations", OBSERVATION, "unit", "RMB bn")
