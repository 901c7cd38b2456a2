"""Reference outputs hold on other machines: another time zone, language and order of hashing."""

from __future__ import annotations

import os
import subprocess
import sys

import rerun

# The quickest notebook, and the one that draws random numbers and sorts the most.
NOTEBOOK = "05_outlook"
# A locale that isn't installed leaves the plain one in force, which is another one too.
ENVIRONMENTS = (
    {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1", "COLUMNS": "40"},
    {"TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "4711", "COLUMNS": "300"},
)


def test_reference_outputs_hold_elsewhere(tmp_path):
    """Catch an output that depends on time zone, language, hash order or window: strict nbval."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--nbval",
        f"notebooks/{NOTEBOOK}.ipynb",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
    ]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "LC_", "LANG"))}
    runs = [
        subprocess.Popen(
            [*command, f"--basetemp={tmp_path / str(number)}"],
            cwd=rerun.ROOT,
            env={**inherited, **environment},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for number, environment in enumerate(ENVIRONMENTS)
    ]
    for run, environment in zip(runs, ENVIRONMENTS, strict=True):
        said, _ = run.communicate(timeout=300)
        assert run.returncode == 0, f"{environment}\n{said}"
        assert " passed" in said
