"""Two clean builds of the same inputs are the same bytes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import fixture_book

COMMAND = "from jupyter_book.cli.main import main; main()"


def files(folder: Path) -> dict[str, bytes]:
    """All files of a built book by name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_another_folder_clock_zone_and_hash_seed_give_the_same_bytes(clean, tmp_path):
    """Catch a path, a date, a locale or an unordered set that finds its way into a page."""
    folder = fixture_book.write(tmp_path / "elsewhere")
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, "build", ".", "-W", "-n", "--keep-going", "-q"],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
        env={
            **os.environ,
            "PYTHONHASHSEED": "7",
            "TZ": "Pacific/Auckland",
            "LC_ALL": "C",
            "SOURCE_DATE_EPOCH": "1670760000",
        },
    )
    assert done.returncode == 0, done.stdout + done.stderr
    here, there = files(clean.html), files(folder / "_build" / "html")
    assert set(here) == set(there)
    assert [name for name in here if here[name] != there[name]] == []
