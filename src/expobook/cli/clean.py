"""The command `clean`: what stopped builds and sweeps left behind goes, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .terminal.messages import echo, project_root


def clean(
    output: Annotated[
        list[Path] | None,
        typer.Argument(help="Folders of runs or sweeps outside _build, beside or in which to look too."),
    ] = None,
) -> None:
    """Clear away what killed builds and sweeps left, and what was kept of what was made before.

    A run that was set aside is put back. Runs, and whatever isn't marked as expobook's, stay.
    """
    from expobook.pipeline.output_folder import TargetError, outputs_left, recover, remove_unnamed
    from expobook.pipeline.page_folder import remove
    from expobook.pipeline.sweeps.sweep import clear_parts
    from expobook.runs.layout import PAGES, STORE
    from expobook.values.files.store import Store
    from expobook.values.files.work_folders import entries

    root = project_root()
    folders = [root, root / "_build", root / "_build" / "sweeps"]
    outputs = [path.resolve() for path in output or []]
    outputs += [path for folder in folders for path in outputs_left(folder)]
    removed = False
    for path in dict.fromkeys(outputs):
        try:
            if recover(path):
                echo(f"cleared: what a stopped build or sweep of {path} had left")
                removed = True
        except TargetError as error:
            echo(f"kept: {error}", error=True)
    sweeps = entries(root / "_build" / "sweeps")
    parts = [part for path in {*outputs, *sweeps} for part in clear_parts(path)]
    for path in [*sorted(parts), *remove_unnamed(root)]:
        echo(f"cleared: {path}")
        removed = True
    for place, emptied in {STORE: Store(root / STORE).remove(), PAGES: remove(root / PAGES)}.items():
        if emptied:
            echo(f"cleared: {root / place}")
            removed = True
    if not removed:
        echo("Nothing was left behind.")
