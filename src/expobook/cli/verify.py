"""Commands on what can be relied on: verify, reproduce, assurance."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .terminal.messages import check_target, echo, project_root

if TYPE_CHECKING:
    from expobook.pipeline.reproduce import Receipt
    from expobook.pipeline.verification.verify import Verification

NO_ORIGIN = 3
"""Exit code for a run that is consistent with its own manifest, which proves no origin."""
_SHOWN = 20

Folder = Annotated[Path, typer.Argument(help="A run's folder, such as _build/edition.")]


def verify(folder: Folder) -> None:
    """Say whether a run is an edition as it was released. No run can prove that by itself.

    Exit code 0: it is edition N as it was released, by the record that comes with this program.
    3: it is consistent with its own manifest, which proves no origin.
    1: it isn't as it was built, and each difference is named.
    An edition's folder on a site, as _site/2026.11, is compared with the record in the same way.
    """
    from expobook.editions.registry import read_own
    from expobook.pipeline.archive import published
    from expobook.pipeline.verification.verify import verify_run

    if published.is_published(folder):
        _print_published(folder, published.find_changes(folder, read_own()), is_newest=published.is_newest(folder))
        return
    verification = verify_run(folder, read_own())
    for reason in verification.reasons:
        echo(printable(reason))
    echo(printable(f"{folder} {_answer(verification)}"))
    if verification.verdict != "released":
        raise typer.Exit(NO_ORIGIN if verification.verdict == "consistent" else 1)


def _print_published(folder: Path, changes: list[str], *, is_newest: bool) -> None:
    for change in changes:
        echo(printable(change))
    if changes:
        echo(printable(f"{folder} isn't an edition as it was released."))
        raise typer.Exit(1)
    banner = "" if is_newest else ", but for the banner that names a newer one"
    echo(printable(f"{folder} has the pages and files of the edition as it was released{banner}."))


def _answer(verification: Verification) -> str:
    """The answer in words: one of three."""
    if verification.run is None or verification.verdict == "changed":
        return f"isn't as it was built: {len(verification.reasons):,} problem(s)."
    run = verification.run
    size = f"{len(run.manifest['files']):,} files and {len(run.facts):,} numbers, content {run.content_hash}"
    if verification.verdict == "consistent":
        return f"is consistent with its own manifest, which proves no origin: {size}."
    without = ", without its PDF" if verification.without_pdf else ""
    return f"is edition {run.edition} as it was released{without}: {size}."


def reproduce(
    folder: Folder,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", help="Where the receipt goes, without .csv and .json; <folder>-receipt when left out."
        ),
    ] = None,
    trust: Annotated[
        bool, typer.Option("--trust", help="Execute the code of a run that isn't a released edition.")
    ] = False,
) -> None:
    """Rebuild a run's numbers from its own source, and write a receipt for each of them.

    That executes the notebooks of the run: whoever made it can do what you can. So a run that isn't
    an edition as it was released is refused, unless you trust it.
    """
    from expobook.editions.registry import read_own
    from expobook.pipeline import reproduce as reproduction
    from expobook.pipeline.verification.verify import verify_run

    from .terminal.console import console

    stem = _stem(folder, output)
    verification = verify_run(folder, read_own())
    echo(printable(f"{folder} {_answer(verification)}"))
    reproduction.require_trust(verification, folder, trusted=trust)
    echo(printable(f"Executing the code of this run: the notebooks in {folder / 'source' / 'notebooks'}."))
    with console.status("executing the notebooks"):
        receipt = reproduction.reproduce(verification, done=lambda name: console.print(f"[dim]·[/dim] executed {name}"))
    _show_differences(receipt)
    record, table = reproduction.write(receipt, stem)
    echo(f"{receipt.summary}.")
    echo(f"The receipt is in {record} and {table}")
    if not receipt.good:
        raise typer.Exit(1)


def assurance() -> None:
    """Keep what the last make test, make check and reproduce found, as data/assurance/record.json.

    The page on what was checked is made from it. Only counts are kept, no times and no machines.
    """
    from expobook.editions import assurance as records
    from expobook.editions.registry import read
    from expobook.runs import edition, incremental
    from expobook.values.files.hashing import sha256_of

    root = project_root()
    released = read(root / "data").get(edition.NAME)
    content = released.record.content_hash if released else ""
    code = sha256_of(repr(sorted(incremental.code().items())))
    receipt = root / "_build" / "edition-receipt.json"
    record = records.make(root, edition.NAME, content, code, receipt)
    path = records.write(root, record)
    failed = sum(one.failed for one in record.checked)
    echo(
        f"{sum(one.passed for one in record.checked):,} tests passed, {failed:,} failed; "
        f"{sum(one.status == 'met' for one in record.requirements)} of "
        f"{len(record.requirements)} requirements are shown to be met. It is in {path}"
    )
    if failed:
        raise typer.Exit(1)


def _show_differences(receipt: Receipt) -> None:
    """Say what is damaged, and the first numbers that didn't come out the same."""
    for problem in receipt.damaged_files[:_SHOWN]:
        echo(printable(problem))
    worse = [line for line in receipt.numbers if line.verdict != "identical"]
    for line in worse[:_SHOWN]:
        echo(
            printable(
                f"{line.verdict}: {line.fact_id}: recorded {line.recorded or 'nothing'} "
                f"({line.recorded_value}), rebuilt {line.rebuilt or 'nothing'} "
                f"({line.rebuilt_value})"
            )
        )
    if len(worse) > _SHOWN:
        echo(f"… and {len(worse) - _SHOWN:,} more in the receipt")


def printable(text: str) -> str:
    """A text of a stranger as a terminal may show it: control characters are written out."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


def _stem(folder: Path, output: Path | None) -> Path:
    """Where the receipt goes: never into the run, whose manifest doesn't know it."""
    here = folder.resolve()
    stem = output.resolve() if output else here.with_name(f"{here.name}-receipt")
    if stem.suffix in (".csv", ".json"):
        stem = stem.with_suffix("")
    check_target(stem)
    return stem
