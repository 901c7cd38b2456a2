"""The command that sets two runs side by side: compare."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .terminal.messages import check_target, echo

if TYPE_CHECKING:
    from expobook.runs.compare import Comparison

_SHOWN = 30

First = Annotated[Path, typer.Argument(help="A run's folder, such as _build/edition.")]
Second = Annotated[Path, typer.Argument(help="The folder of the run to compare with it.")]


def compare(
    first: First,
    second: Second,
    csv: Annotated[
        Path | None, typer.Option("--csv", help="Write everything that differs as one table.", dir_okay=False)
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--html", help="Write one page, figures side by side.", dir_okay=False)
    ] = None,
) -> None:
    """Set two runs side by side: numbers that moved and what moved them, verdicts, claims."""
    from expobook.runs import comparison_report
    from expobook.runs.compare import Comparison
    from expobook.runs.run import open_run

    comparison = Comparison(open_run(first), open_run(second))
    asked = [
        (path, make)
        for path, make in ((csv, comparison_report.table), (html, comparison_report.page))
        if path is not None
    ]
    for path, _ in asked:
        check_target(path)
    for path, make in asked:
        path.write_text(make(comparison), encoding="utf-8", newline="\n")
    echo(comparison_report.summary(comparison))
    _print(comparison)
    for path, _ in asked:
        echo(f"Written: {path}")


_RUNS = ("first run", "second run")


def _print(comparison: Comparison) -> None:
    from expobook.runs.reader_run import format_setting

    _table(
        "Parameters",
        ("parameter", *_RUNS),
        [(one.name, format_setting(one.old), format_setting(one.new)) for one in comparison.settings],
    )
    _table(
        "Rows of data",
        ("table", "row", "what differs"),
        [(row.table, row.key, row.description) for row in comparison.rows],
    )
    _table("Verdicts", ("what", *_RUNS), [(turn.label, turn.old, turn.new) for turn in comparison.verdicts])
    _table(
        "Claims",
        ("claim", *_RUNS, "moved by"),
        [(turn.label, turn.old, turn.new, _causes(turn.moved_by)) for turn in comparison.claims],
    )
    _table(
        "Numbers",
        ("number", *_RUNS, "difference", "moved by"),
        [
            (one.id, one.shown(one.old), one.shown(one.new), one.formatted_difference, _causes(one.moved_by))
            for one in comparison.numbers
        ],
    )
    _table(
        "Numbers of one run only",
        ("number", *_RUNS),
        [(one.id, one.shown(one.old), one.shown(one.new)) for one in comparison.only_in_one],
    )
    _table(
        "Figures",
        ("figure", "title in the second run"),
        [((new or old or {})["id"], (new or old or {})["title"]) for old, new in comparison.figures],
    )


def _table(title: str, headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Print a table when it has rows; a long one is cut, and the files hold the rest."""
    if not rows:
        return
    from rich.markup import escape
    from rich.table import Table

    from .terminal.console import console

    table = Table(title=title, title_justify="left", title_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows[:_SHOWN]:
        table.add_row(*(escape(str(cell)) for cell in row))
    console.print(table)
    if len(rows) > _SHOWN:
        echo(f"… and {len(rows) - _SHOWN:,} more: --csv FILE or --html FILE holds all")


def _causes(names: tuple[str, ...]) -> str:
    """What moved a number; a long list is cut."""
    shown = "; ".join(names[:3])
    if len(names) > 3:
        return f"{shown} and {len(names) - 3} more"
    return shown or "code"
