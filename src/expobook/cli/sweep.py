"""The commands `sweep` and `assumptions`: many sets of parameters, one table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from expobook.pipeline.kernels import CELL_TIMEOUT

from .build import CellTimeout
from .terminal.messages import echo, project_root

_Grid = Annotated[Path, typer.Argument(help="A YAML file with the values to be combined.", dir_okay=False)]
_Output = Annotated[
    Path | None, typer.Option("--output", help="Folder of the sweep; _build/sweeps/<name of the grid> when left out.")
]
_Workers = Annotated[
    int, typer.Option("--workers", min=0, help="Notebooks at a time; 0 means one for each core, four at most.")
]
_Scheduler = Annotated[str, typer.Option("--scheduler", help="Address of a Dask scheduler, as tcp://host:8786.")]


def sweep(
    grid: _Grid,
    output: _Output = None,
    workers: _Workers = 0,
    scheduler: _Scheduler = "",
    cell_timeout: CellTimeout = CELL_TIMEOUT,
) -> None:
    """Execute notebooks under many sets of parameters; one table of every number and claim."""
    from expobook.pipeline.sweeps import grid as grids

    asked = grids.read(grid)
    if not scheduler:
        from expobook.pipeline.kernels import provisioner

        provisioner.start_early()
    from expobook.pipeline.sweeps import results
    from expobook.pipeline.sweeps import sweep as sweeping

    root = project_root()
    target = (output or root / "_build" / "sweeps" / grid.stem).resolve()
    echo(f"{len(asked.sets):,} sets of parameters, {', '.join(asked.notebooks)}")
    with (
        _executing(target) as report,
        sweeping.sweep(
            root,
            target,
            asked,
            scheduler=scheduler,
            workers=workers,
            cell_timeout=cell_timeout,
            warn=lambda text: echo(text, error=True),
            report=report,
        ) as found,
    ):
        files = results.write_all(target, asked, found)
        failed = results.failures(found)
    _print_results(files, failed, len(asked.sets))


def assumptions(workers: _Workers = 0, cell_timeout: CellTimeout = CELL_TIMEOUT) -> None:
    """Measure what each assumption does to the headline numbers, into data/assurance/."""
    from expobook.editions import assumptions as register
    from expobook.pipeline.kernels import provisioner

    provisioner.start_early()
    from expobook.pipeline.sweeps import assumptions as measuring

    root = project_root()
    output = root / "_build" / "assumptions"
    with _executing(output) as report:
        effects = measuring.measure(root, output, workers=workers, cell_timeout=cell_timeout, report=report)
    path = register.write_effects(root / "data", effects)
    moved = {one.id for one in effects if one.kind == "number"}
    echo(f"{len(moved)} headline numbers move under some assumption; see {path}")


@contextmanager
def _executing(output: Path) -> Iterator[Callable[[int, int], None]]:
    """A bar with the notebooks that are done and the time that is left; Ctrl-C says what is kept."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from .terminal.console import console

    columns = (TextColumn("executing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    try:
        with Progress(*columns, console=console) as bar:
            task = bar.add_task("", total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)
    except KeyboardInterrupt:
        echo(f"Stopped. What was finished is kept in {output}: the same command goes on from there.", error=True)
        raise typer.Exit(130) from None


def _print_results(files: list[Path], failed: Mapping[int, str], total: int) -> None:
    """Name the failed sets and the files; a sweep without any result is a failure."""
    for number, error in failed.items():
        echo(f"set {number} failed: {error}", error=True)
    for path in files:
        echo(str(path))
    if not any(path.suffix == ".parquet" for path in files):
        echo("For the table as a Parquet file: pip install 'expobook[parquet]'")
    if len(failed) == total:
        raise typer.Exit(1)
