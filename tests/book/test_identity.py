"""Two clean builds of the same inputs are the same bytes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import fixture_book
from expobook.pipeline import build
from expobook.pipeline.page_folder import PageFolder

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


DOCUTILS = """
[general]
language_code: de
halt_level: 2
[parsers]
smart_quotes: no
syntax_highlight: none
[html writers]
initial_header_level: 3
table_style: booktabs
"""


def test_a_readers_own_settings_give_the_same_bytes(clean, tmp_path, monkeypatch):
    """Catch a reader's settings of docutils or Python that change headings, or leave texts out."""
    (tmp_path / ".docutils").write_text(DOCUTILS)
    for name, value in {"HOME": str(tmp_path), "PYTHONOPTIMIZE": "2", "SOURCE_DATE_EPOCH": "yesterday"}.items():
        monkeypatch.setenv(name, value)
    root = fixture_book.write(tmp_path / "elsewhere")
    (tmp_path / "work").mkdir()
    build.build_html(root, tmp_path / "work", PageFolder(tmp_path / "pages"))
    here, there = files(clean.html), files(tmp_path / "work" / "html")
    assert set(here) == {*there, ".buildinfo"}  # which a run doesn't keep
    del here[".buildinfo"]
    assert [name for name in here if here[name] != there[name]] == []
