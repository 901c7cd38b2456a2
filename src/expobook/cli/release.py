"""Commands on editions: release, lookup, site, package."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .terminal.messages import check_target, echo, project_root


def release(
    name: Annotated[
        str | None, typer.Argument(help="The edition, as year.month; the current one when left out.")
    ] = None,
    run: Annotated[Path | None, typer.Option("--run", help="The run to release; _build/edition when left out.")] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Release the newest edition again, before it is published.")
    ] = False,
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
        echo(f"Warning: edition {name} is written over. Do this only as long as nobody has it.")
    released = releasing.release(root, run or root / "_build" / "edition", name, replace=replace)
    echo(
        f"Edition {name}: {released.record.facts:,} numbers, {released.record.claims:,} claims, "
        f"data as of {released.record.data_date}, content {released.record.content_hash}."
    )
    record = released.record
    if not record.root_hash:
        echo(
            f"It is in {folder}. Build once more, so that the book's pages name the edition, and "
            "release that run: then the hashes of all its files are kept too."
        )
        return
    pdf = "" if edition_hash.PDF in record.hashes else " (without a PDF)"
    echo(f"All its files{pdf}: root hash {record.root_hash}. It is in {folder}: commit it.")


def lookup(
    cited: Annotated[
        str, typer.Argument(metavar="ID", help="The id of a number, figure, table or chapter, or its address.")
    ],
    edition: Annotated[str | None, typer.Option("--edition", help="The edition that was cited.")] = None,
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
        echo(line)


def site(
    editions: Annotated[
        list[Path], typer.Argument(metavar="RUN...", help="The runs of all released editions, in any order.")
    ],
    output: Annotated[
        Path, typer.Option("--output", help="The folder of the site; an earlier site there is replaced.")
    ] = Path("_site"),
) -> None:
    """Put released editions into one folder: each at an address of its own, and latest/.

    A run that isn't an edition as it was released is refused: what was cited never changes.
    """
    from expobook.editions.registry import read_own
    from expobook.pipeline.archive import site as sites

    names = sites.assemble(editions, output.resolve(), read_own())
    echo(f"The site has {', '.join(names)} and latest/, which is {names[-1]}.")
    echo(f"Open {output / 'index.html'}")


_RunOfEdition = Annotated[
    Path | None, typer.Option("--run", help="The run of the edition; _build/edition when left out.")
]
_Zip = Annotated[
    Path | None,
    typer.Option(
        "--output", help="The zip file; expobook-<edition>-reproducibility.zip when left out.", dir_okay=False
    ),
]
_Measure = Annotated[
    bool,
    typer.Option(
        "--measure",
        help="First measure run time and size on this machine, and keep them in benchmarks/reproduction.json.",
    ),
]


def package(run: _RunOfEdition = None, output: _Zip = None, measure: _Measure = False) -> None:
    """Pack a released edition so that others reproduce it: README, code, data, lock, receipt.

    The notebooks are executed once more, for the receipt.
    """
    from expobook.editions.registry import read_own
    from expobook.pipeline import reproduce as reproduction
    from expobook.pipeline.archive import measurement
    from expobook.pipeline.archive import package as packing
    from expobook.pipeline.verification.verify import verify_run

    root = project_root()
    folder = (run or root / "_build" / "edition").resolve()
    found = verify_run(folder, read_own())
    edition = packing.require_edition(root, found, folder)
    target = output or Path(f"{packing.NAME.format(edition.edition)}.zip")
    check_target(target)
    if measure:
        measurement.write(root, measurement.measure(echo))
    measured = measurement.read(root)
    echo("executing the notebooks, for the receipt")
    receipt = reproduction.reproduce(found)
    files = packing.contents(root, edition, receipt, measured)
    target.write_bytes(packing.zipped(files, edition.edition))
    echo(f"{receipt.summary}.")
    echo(f"{len(files):,} files are in {target}")
