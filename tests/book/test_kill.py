"""A build that is killed, at any moment, leaves no process, no folder and no damage.

EXPOBOOK_KILLS is the number of moments, spread over the time of a build: `make kills` takes twenty.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import psutil
import pytest

import fixture_book
from expobook.pipeline import output_folder
from expobook.pipeline.verification import verify
from expobook.values.files import work_folders

KILLS = int(os.environ.get("EXPOBOOK_KILLS", "3"))
SIGN = "EXPOBOOK_TEST_OF_KILLS"
BUILD = """
import shutil, sys
from pathlib import Path
from expobook.facts import parameters
from expobook.pipeline import build, execution
root, output = Path(sys.argv[1]), Path(sys.argv[2])

def execute(root, source, *rest):
    # The outputs of the fixture are made by hand: real kernels run beside them.
    model = next(iter(parameters.for_notebooks({}).values()))
    (source / "run").mkdir()
    execution.execute_all(root / "slow", source / "run", {"a": model, "b": model}, changed={})
    shutil.rmtree(source / "run")

build._check_data = lambda data: None
build._execute = execute
build.build(root, output, {}, pdf=False, afresh=True)
"""


@pytest.fixture
def book(tmp_path) -> Path:
    """A small book with two notebooks that take a while."""
    root = fixture_book.write(tmp_path / "root")
    (root / "slow").mkdir()
    for name in "ab":
        cell = nbformat.v4.new_code_cell("import time; time.sleep(0.5)", id="sleep", metadata={"tags": ["parameters"]})
        notebook = nbformat.v4.new_notebook(cells=[cell])
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(notebook, root / "slow" / f"{name}.ipynb")
    return root


def start(book: Path, temporary: Path) -> subprocess.Popen:
    """Begin a build whose processes can be told from all others."""
    return subprocess.Popen(
        [sys.executable, "-c", BUILD, book, book.parent / "place" / "run"],
        env={**os.environ, "TMPDIR": str(temporary), SIGN: str(book)},
        stdout=subprocess.DEVNULL,
    )


def processes(book: Path) -> list[psutil.Process]:
    """What a build has started, however far from it by now."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(SIGN) == str(book) and process.status() != "zombie":
                found.append(process)
        except psutil.Error:
            continue
    return found


def test_kill(tmp_path, tmp_path_factory, book):
    """Catch processes that write on without their build, folders that stay, a run that is lost."""
    temporary, place = tmp_path_factory.mktemp("t"), tmp_path / "place"
    began = time.monotonic()
    assert start(book, temporary).wait() == 0
    took = time.monotonic() - began
    met = set()
    for number in range(KILLS):
        build = start(book, temporary)
        time.sleep(took * (number + 0.5) / KILLS)
        met.add(len(processes(book)))
        build.kill()
        build.wait()
        deadline = time.monotonic() + 20
        while (left := processes(book)) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert left == [], f"{number}: {[process.cmdline() for process in left]}"
        # What the next build begins with.
        output_folder.check(place / "run")
        work_folders.clear(temporary, work_folders.TEMPORARY)
        assert verify.check_run(place / "run") == []
        assert [path.name for path in place.iterdir()] == ["run"]
        assert list(temporary.iterdir()) == []
    assert max(met) > 2, "no kernel and no helper was met"
    assert start(book, temporary).wait() == 0
    assert [path.name for path in place.iterdir()] == ["run"]
    assert list(temporary.iterdir()) == []
