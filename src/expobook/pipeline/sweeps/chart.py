"""The chart of a sweep: one number of every set, over the parameter that has most values."""

from __future__ import annotations

from collections.abc import Collection

import altair as alt
import pandas as pd

from expobook.figures import theme

from .grid import Grid
from .sweep import SweepError

# Roles of the palette in the order in which lines take their colours.
_LINES = ("actual", "second", "estimate", "ink", "context", "muted")


def number_shown(grid: Grid, facts: list[str], moved: Collection[str]) -> str:
    """The number that is asked for, else the first that differs between sets; empty without any.

    Raises `SweepError` for one that the notebooks don't state.
    """
    if grid.chart and facts and grid.chart not in facts:
        raise SweepError(
            f"chart: there is no fact {grid.chart!r} in {', '.join(grid.notebooks)}; columns.csv of a sweep lists them"
        )
    return grid.chart if grid.chart in facts else next((name for name in facts if name in moved), "")


def drawing(grid: Grid, frame: pd.DataFrame, shown: str, unit: str, label: str) -> str:
    """The fact over the parameter with most values, a line for each value of the next; as SVG."""
    varied = sorted((name for name in grid.names if frame[name].nunique() > 1), key=lambda name: -frame[name].nunique())
    across = varied[0] if varied else "set"
    lines = next((name for name in varied[1:] if frame[name].nunique() <= len(_LINES)), None)
    # Every set is a point; a line needs one value at each place.
    drawn = frame.dropna(subset=[shown])[list(dict.fromkeys(["set", *varied, shown]))]
    single = not drawn.duplicated([across, *([lines] if lines else [])]).any()
    number = pd.api.types.is_numeric_dtype(drawn[across])
    y = alt.Y(f"{shown}:Q", title=unit, scale=alt.Scale(zero=False))
    x = alt.X(
        f"{across}:{'Q' if number else 'N'}",
        title=across,
        scale=alt.Scale(zero=False) if number else alt.Undefined,
        axis=alt.Axis(format="d") if across.endswith("year") else alt.Axis(),
    )
    colour = (
        alt.Color(
            f"{lines}:N",
            scale=alt.Scale(range=[theme.PALETTE[role] for role in _LINES]),
            legend=alt.Legend(title=lines),
        )
        if lines
        else alt.value(theme.PALETTE["actual"])
    )
    base = alt.Chart(drawn).encode(x=x, y=y, color=colour)
    layers = [base.mark_line()] if single and number else []
    made = alt.layer(*layers, base.mark_point()).properties(width=theme.WIDTH - 80, title=f"{label}, {unit}")
    words = (
        f"{label} over {across}{f', by {lines}' if lines else ''}: from "
        f"{drawn[shown].min():.4g} to {drawn[shown].max():.4g} {unit} "
        f"in {len(drawn)} sets of parameters."
    )
    spec = theme.specification(made)
    spec["config"]["background"] = "white"  # a file that stands by itself, on no page
    return theme.drawing(spec, "fig-sweep-summary", label, words)
