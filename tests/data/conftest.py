"""The committed evidence, which every test of the data reads."""

from pathlib import Path

import pytest

from expobook import evidence

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(scope="session")
def stock() -> evidence.Evidence:
    """The committed evidence."""
    return evidence.load(DATA)
