"""Commands on editions: release, lookup."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .terminal.messages import project_root, say


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command()(release)
    app.command()(lookup)


def release(
    name: Annotated[str | None, typer.Argument(
        help="The edition, as year.month; the current one when left out.")] = None,
    run: Annotated[Path | None, typer.Option(
        "--run", help="The run to release; _build/edition when left out.")] = None,
    replace: Annotated[bool, typer.Option(
        "--replace", help="Release the newest edition again, before it is published.")] = False,
) -> None:
    """Freeze the numbers of a built run as an edition, under data/editions/."""
    from expobook.pipeline import release as releasing
    from expobook.pipeline.verification import edition_hash
    from expobook.runs import edition as editions
    from expobook.runs.layout import RELEASED

    name = name or editions.NAME
    root = project_root()
    folder = root / "data" / RELEASED
    if replace and (folder / f"{name}.csv").is_file():
        say(f"Warning: edition {name} is written over. Do this only as long as nobody has it.")
    released = releasing.release(root, run or root / "_build" / "edition", name, replace=replace)
    say(f"Edition {name}: {released.record.facts:,} numbers, {released.record.claims:,} claims, "
        f"data as of {released.record.data_date}, content {released.record.content_hash}.")
    record = released.record
    if not record.root_hash:
        say(f"It is in {folder}. Build once more, so that the book's pages name the edition, and "
            "release that run: then the hashes of all its files are kept too.")
        return
    pdf = "" if edition_hash.PDF in record.hashes else " (without a PDF)"
    say(f"All its files{pdf}: root hash {record.root_hash}. It is in {folder}: commit it.")


def lookup(
    cited: Annotated[str, typer.Argument(
        metavar="ID", help="The id of a number, figure, table or chapter, or its address.")],
    edition: Annotated[str | None, typer.Option(
        "--edition", help="The edition that was cited.")] = None,
) -> None:
    """Is my citation still good? Says which numbers are current, revised or withdrawn."""
    from expobook.citations import catalogue
    from expobook.editions import lookup as editions_lookup
    from expobook.editions import registry
    from expobook.facts import notebook_outputs

    root = project_root()
    notebooks = notebook_outputs.read_all((root / "notebooks").glob("*.ipynb"))
    today = catalogue.of_source(root, notebooks, root / "data", {})
    known = registry.read(root / "data")
    for line in editions_lookup.describe_status(known, today, cited, edition):
        say(line)
