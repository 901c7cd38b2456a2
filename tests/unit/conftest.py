"""Property tests with the same examples in every run, and a data package to spoil."""

import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from spoiling import DATA

# Derandomised: the same examples everywhere. No deadline: a busy machine is no fault.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


@pytest.fixture
def package(tmp_path) -> Path:
    """A copy of the committed data package that a test may spoil."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))
