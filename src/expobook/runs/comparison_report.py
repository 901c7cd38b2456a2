"""A comparison of two runs as files: one tidy table, and one page that needs nothing else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from expobook.figures import fonts
from expobook.values.files import spreadsheets

from .compare import FALSE, NOT_COMPUTED, TRUE, Comparison
from .reader_run import format_setting, stamp
from .run import Run

COLUMNS = ("kind", "id", "label", "status", "old", "new", "difference", "unit", "moved_by")
_TEMPLATE = Path(__file__).parent / "templates" / "comparison.html"


def summary(comparison: Comparison) -> str:
    """What differs, in one sentence."""
    if comparison.identical:
        return (
            f"The two runs say the same: {len(comparison.new.facts):,} numbers, "
            f"{len(comparison.new.claims):,} claims, {len(comparison.new.figures):,} figures, "
            "and no parameter or row of data differs."
        )
    turned = Counter(turn.new for turn in comparison.claims if turn.old != NOT_COMPUTED)
    counts = (
        (len(comparison.settings), "parameter", "parameters"),
        (len(comparison.rows), "row of data", "rows of data"),
    )
    causes = (
        " and ".join(f"{count:,} {one if count == 1 else many}" for count, one, many in counts if count)
        or "no parameter or row of data"
    )
    return (
        f"The runs differ in {causes}. Of {len(comparison.new.facts):,} numbers "
        f"{len(comparison.numbers):,} moved and {len(comparison.only_in_one):,} stand in one run "
        f"only; {len(comparison.verdicts):,} verdicts turned, {turned[FALSE]:,} claims no "
        f"longer hold and {turned[TRUE]:,} hold again; "
        f"{len(comparison.figures):,} figures changed."
    )


def table(comparison: Comparison) -> str:
    """Everything that differs as CSV, one row each; values in full, differences in `unit`."""
    return spreadsheets.csv_text([COLUMNS, *_lines(comparison)])


def _lines(comparison: Comparison) -> Iterator[tuple[Any, ...]]:
    for one in comparison.settings:
        yield ("parameter", one.name, "", "changed", format_setting(one.old), format_setting(one.new), "", "", "")
    for row in comparison.rows:
        for column, (old, new) in (row.cells or {"": ("", "")}).items():
            yield (f"{row.table}.csv", row.key, column, row.status, old, new, "", "", "")
    for number in (*comparison.numbers, *comparison.only_in_one):
        status = (
            "changed"
            if number.old and number.new
            else ("only in the first run" if number.old else "only in the second run")
        )
        difference = "" if number.difference is None else f"{number.difference:.12g}"
        yield (
            "fact",
            number.id,
            number.label,
            status,
            (number.old or {}).get("value", ""),
            (number.new or {}).get("value", ""),
            difference,
            (number.new or number.old or {})["unit"],
            "; ".join(number.moved_by),
        )
    for kind, statements in (("claim", comparison.claims), ("verdict", comparison.verdicts)):
        for it in statements:
            yield (kind, it.id, it.label, "turned", it.old, it.new, "", "", "; ".join(it.moved_by))


def page(comparison: Comparison) -> str:
    """The comparison as one HTML page, with the changed figures side by side."""
    runs = (("a", comparison.old), ("b", comparison.new))
    pictures = [
        tuple(_shown(figure, side, run) for figure, (side, run) in zip(pair, runs, strict=True))
        for pair in comparison.figures
    ]
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
    return (
        template.render(
            comparison=comparison,
            faces=fonts.rules(*fonts.SANS),
            summary=summary(comparison),
            pictures=pictures,
            format_setting=format_setting,
        )
        + "\n"
    )


def _shown(figure: dict[str, Any] | None, side: str, run: Run) -> dict[str, Any] | None:
    """A figure with its run's stamp, and ids that can stand beside those of another run."""
    if figure is None:
        return None
    is_false = any(claim in run.claims and not run.claims[claim]["holds"] for claim in figure.get("claims", ()))
    name = re.escape(figure["id"])
    drawing = figure["svg"][figure["svg"].index("<svg") :]
    svg = re.sub(rf"(\bid=\"|#|aria-labelledby=\"|\s)({name}-)", rf"\1{side}-\2", drawing)
    return {"title": figure["title"], "svg": svg, "is_false": is_false, "stamp": stamp(run.changed)}
