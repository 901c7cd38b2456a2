"""What the committed notebooks state, and the evidence beside them, each read once."""

from __future__ import annotations

import pytest

import rerun
from expobook import evidence
from expobook.facts import notebook_outputs


@pytest.fixture(scope="session")
def books() -> list[notebook_outputs.NotebookBundles]:
    """What the committed notebooks state, in the order of the book."""
    return notebook_outputs.read_all(rerun.NOTEBOOKS.glob("*.ipynb"))


@pytest.fixture(scope="session")
def held() -> evidence.Evidence:
    """The evidence as it lies in the repository now."""
    return evidence.load(rerun.ROOT / "data")
