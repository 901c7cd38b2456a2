"""Commands on a finished run: verify, reproduce."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..terminal import UsageError, say

_SHOWN = 20

Folder = Annotated[Path, typer.Argument(help="A run's folder, such as _build/edition.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command()(verify)
    app.command()(reproduce)


def verify(folder: Folder) -> None:
    """Check a run against its manifest: what is missing, changed or extra."""
    from ..integrity import check_run
    from ..run_folder import open_run

    problems = check_run(folder)
    for problem in problems:
        say(problem)
    if problems:
        say(f"{folder} is not as it was built: {len(problems)} problem(s).")
        raise typer.Exit(1)
    run = open_run(folder)
    say(f"{folder} is as it was built: edition {run.edition}, {len(run.manifest['files']):,} files "
        f"and {len(run.facts):,} numbers, content {run.content_hash or 'unknown'}.")


def reproduce(
    folder: Folder,
    output: Annotated[Path | None, typer.Option(
        "--output", help="Where the receipt goes, without .csv and .json; "
                         "<folder>-receipt when left out.")] = None,
) -> None:
    """Rebuild a run's numbers from its own source, and write a receipt for each of them."""
    from .. import reproduction
    from ..console import console

    stem = _stem(folder, output)
    with console.status("executing the notebooks"):
        receipt = reproduction.reproduce(
            folder.resolve(), done=lambda name: console.print(f"[dim]·[/dim] executed {name}"))
    for problem in receipt.damaged_files[:_SHOWN]:
        say(problem)
    worse = [line for line in receipt.numbers if line.verdict != "identical"]
    for line in worse[:_SHOWN]:
        say(f"{line.verdict}: {line.fact_id}: recorded {line.recorded or 'nothing'} "
            f"({line.recorded_value}), rebuilt {line.rebuilt or 'nothing'} ({line.rebuilt_value})")
    if len(worse) > _SHOWN:
        say(f"… and {len(worse) - _SHOWN:,} more in the receipt")
    record, table = reproduction.write(receipt, stem)
    say(f"{receipt.summary}.")
    say(f"The receipt is in {record} and {table}")
    if not receipt.good:
        raise typer.Exit(1)


def _stem(folder: Path, output: Path | None) -> Path:
    """Where the receipt goes: never into the run, whose manifest doesn't know it."""
    here = folder.resolve()
    stem = output.resolve() if output else here.with_name(f"{here.name}-receipt")
    if stem.suffix in (".csv", ".json"):
        stem = stem.with_suffix("")
    if here in stem.parents:
        raise UsageError(f"{stem} lies inside the run, which would no longer be as it was built: "
                         "name a place outside it with --output")
    if not stem.parent.is_dir():
        raise UsageError(f"the folder {stem.parent} doesn't exist; make it, or name another place "
                         "with --output")
    return stem
