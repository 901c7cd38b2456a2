"""Commands on a data package: check, stamp."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .terminal.messages import echo, project_root

Package = Annotated[Path | None, typer.Argument(help="Folder of the data package; the book's own data/ when left out.")]


group = typer.Typer(no_args_is_help=True, help="Check and stamp the data package.")


@group.command("check")
def check_data(folder: Package = None) -> None:
    """Validate a data package: file, row, column, what is wrong, what is allowed."""
    from expobook.evidence import validate

    problems = validate(folder or project_root() / "data")
    for problem in problems:
        echo(str(problem))
    if problems:
        raise typer.Exit(2)  # as a build with this package ends
    echo("The data package is valid.")


@group.command("stamp")
def stamp_data(folder: Package = None) -> None:
    """Write the new hashes and sizes into datapackage.json after an edit."""
    from expobook.evidence import stamp

    stamp(folder or project_root() / "data")
    echo("datapackage.json carries the new hashes.")
