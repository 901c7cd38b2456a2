"""The words that mark a reader's run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def stamp(changed: Mapping[str, Any]) -> str:
    """Say that a run isn't the published edition, and which parameters make it another one."""
    listed = ", ".join(f"{name} = {value}" for name, value in sorted(changed.items()))
    return f"reader's run, not the published edition: {listed}"
