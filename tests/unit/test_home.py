"""A home for Jupyter: the user's own where it can be used, else one that goes with the program."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from expobook.values.files import home

SCRIPT = (
    "import os; from pathlib import Path; "
    "from expobook.values.files import home; home.provide();"
    "(Path.home() / 'x').touch(); print(os.environ['HOME'])"
)


def homeless(tmp_path, **environment):
    """The home that a process gets, which is gone when the process has ended."""
    kept = {name: value for name, value in os.environ.items() if name != "HOME"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        capture_output=True,
        text=True,
        check=True,
        env={**kept, "TMPDIR": str(tmp_path), **environment},
    )
    return Path(done.stdout.strip())


@pytest.mark.parametrize("there", ["/nonexistent", "/dev/null"])
def test_a_home_that_cannot_be_used_is_replaced(tmp_path, there):
    """Catch a container's user for whom Jupyter has no place to write."""
    found = homeless(tmp_path, HOME=there)
    assert found.parent == tmp_path
    assert not found.exists()


def test_a_user_without_an_entry_gets_one(tmp_path, monkeypatch):
    """Catch “Could not determine home directory.”, which names no way out."""

    def unknown():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", unknown)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("HOME", "")
    home.provide()
    assert Path(os.environ["HOME"]).parent == tmp_path


def test_a_home_is_left_alone(tmp_path):
    """Catch settings of the user that are no longer found."""
    assert homeless(tmp_path, HOME=str(tmp_path)) == tmp_path
