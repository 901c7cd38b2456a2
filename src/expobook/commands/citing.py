"""Commands that take a piece of the book elsewhere: cite."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..run_folder import MANIFEST, Run, open_run
from ..terminal import UsageError, project_root, say

RunFolder = Annotated[Path | None, typer.Option(
    "--run", help="Folder of the run; _build/edition when left out.", file_okay=False)]
Style = Annotated[str, typer.Option(
    "--style", help="apa, chicago, ieee, gb7714, harvard, mla, …, or the name of a CSL file.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command()(cite)


def cite(
    name: Annotated[str, typer.Argument(
        metavar="ID", help="`book`, or the id of a chapter, figure, table or number.")],
    style: Style = "apa",
    form: Annotated[str, typer.Option(
        "--format", help="text, html, bibtex, ris or csl-json.")] = "text",
    run: RunFolder = None,
) -> None:
    """Print the citation of the book, a chapter, a figure, a table or a single number."""
    from ..citing import catalogue
    from ..citing.citation import FORMATS, official

    _check_form(form, FORMATS)
    found = official(catalogue.of_run(finished_run(run)), name)
    say(found.written(form, style).rstrip("\n"))


def finished_run(folder: Path | None) -> Run:
    """The run that was named, or the built edition; a missing one says how to make it."""
    if folder is not None:
        return open_run(folder)
    edition = project_root() / "_build" / "edition"
    if not (edition / MANIFEST).is_file():
        raise UsageError("the report isn't built yet: run `make book` first, "
                         "or name another run with --run DIR")
    return open_run(edition)


def _check_form(form: str, allowed: tuple[str, ...]) -> None:
    if form not in allowed:
        raise UsageError(f"there is no format {form!r}; allowed are {', '.join(allowed)}")
