"""Plain papermill: a parameter that can't be used is refused in words, and nothing else runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import rerun

PAPERMILL = Path(sys.executable).with_name("papermill")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("draws", "5"), "parameter 'draws' is 5: allowed is a whole number from 100 to 200000"),
        (("draws", "many"), "parameter 'draws' is 'many': allowed is a whole number from 100 to"),
        (("drws", "500"), "unknown parameter 'drws' (did you mean 'draws'?); allowed are "),
        (("data_dir", "nowhere"), "nowhere/datapackage.json is missing; a data package is a folder"),
    ],
    ids=["out of bounds", "wrong type", "misspelt", "no such data"],
)
def test_the_last_line_says_what_is_wrong(tmp_path, given, message):
    """Catch a mistake that ends in a traceback, or that papermill runs over with the defaults."""
    done = subprocess.run(
        [PAPERMILL, rerun.NOTEBOOKS / "05_outlook.ipynb", tmp_path / "out.ipynb", "-p", *given],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    said = (done.stdout + done.stderr).rstrip().splitlines()
    assert said[-1].startswith(message)
    assert "Exception encountered" in said[-2]  # the notebook adds no traceback of its own
