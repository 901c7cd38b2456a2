"""Putting a run in its folder: nothing of others is touched, and the old run goes last."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from .mistakes import Mistake
from .run_folder import MANIFEST

_MARKS = ("edition", "files")
"""What the manifest of every run names; other programs have a manifest.json too."""


class TargetError(Mistake):
    """An output folder that can't be used; nothing was written."""


def check(output: Path) -> None:
    """Refuse a folder that holds something else than a run; raises `TargetError`."""
    if output.exists() and not output.is_dir():
        raise TargetError(f"{output} is a file; name an empty folder or an earlier run")
    if output.is_dir() and any(output.iterdir()) and not _is_run(output):
        raise TargetError(
            f"{output} holds something that isn't a run (it has no {MANIFEST} as runs have); "
            "name an empty folder or an earlier run"
        )


def replace(output: Path, work: Path) -> None:
    """Put a finished run in place; whatever happens, a whole run stands there afterwards."""
    old = _set_aside(output)
    shutil.rmtree(old, ignore_errors=True)
    try:
        if output.exists():
            output.rename(old)
        work.rename(output)
    finally:
        restore(output)
    shutil.rmtree(old, ignore_errors=True)


def restore(output: Path) -> None:
    """Put back a run that was set aside, where a stop between two renames left it so."""
    old = _set_aside(output)
    if old.is_dir() and not output.exists():
        old.rename(output)


def _set_aside(output: Path) -> Path:
    return output.parent / f".{output.name}.old"


def _is_run(folder: Path) -> bool:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and all(name in manifest for name in _MARKS)
