"""What a sweep found: one table, what its columns mean, and a chart of one number."""

from __future__ import annotations

import io
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd

from expobook.figures import theme
from expobook.values.files import spreadsheets

from .grid import Grid
from .sweep import Outcome, SweepError, write

# Roles of the palette in the order in which lines take their colours.
_LINES = ("actual", "second", "estimate", "ink", "context", "muted")


def table(grid: Grid, outcomes: list[dict[str, Outcome]]) -> pd.DataFrame:
    """One row a set: its number, its parameters, every fact, every claim, and its error.

    A parameter that a set doesn't give, and a fact of a notebook that failed, are left empty.
    """
    rows = []
    for number, (given, found) in enumerate(zip(grid.sets, outcomes, strict=True), 1):
        row: dict[str, Any] = {"set": number, **{name: given.get(name) for name in grid.names}}
        for outcome in found.values():
            row.update({fact["id"]: fact["value"] for fact in outcome.get("facts", ())})
            row.update({claim["id"]: claim["holds"] for claim in outcome.get("claims", ())})
        row["error"] = "; ".join(outcome["error"] for outcome in found.values() if "error" in outcome)
        rows.append(row)
    frame = pd.DataFrame(rows)
    claims = {claim["id"] for _, claim in _items(outcomes, "claims")}
    frame = frame.astype({name: "boolean" for name in frame if name in claims})
    return frame[[*(name for name in frame if name != "error"), "error"]]


def columns(grid: Grid, outcomes: list[dict[str, Outcome]]) -> pd.DataFrame:
    """What each column is: parameter, fact or claim; notebook, unit, label."""
    rows = dict.fromkeys(grid.names, ("parameter", "", "", ""))
    for notebook, fact in _items(outcomes, "facts"):
        rows.setdefault(fact["id"], ("fact", notebook, fact["unit"], fact["label"]))
    for notebook, claim in _items(outcomes, "claims"):
        rows.setdefault(claim["id"], ("claim", notebook, "", claim["statement"]))
    return pd.DataFrame(
        [(name, *row) for name, row in rows.items()], columns=["column", "kind", "notebook", "unit", "label"]
    )


def write_all(output: Path, grid: Grid, outcomes: list[dict[str, Outcome]]) -> list[Path]:
    """Write the table as CSV, and as Parquet where pyarrow is; what its columns mean; the chart."""
    frame, meanings = table(grid, outcomes), columns(grid, outcomes)
    files = {
        "results.csv": _csv(frame),
        "columns.csv": _csv(meanings),
    }
    if find_spec("pyarrow"):
        stream = io.BytesIO()
        frame.to_parquet(stream, index=False)
        files["results.parquet"] = stream.getvalue()
    shown = charted(grid, frame, meanings)
    if shown:
        files["summary.svg"] = chart(grid, frame, meanings, shown).encode()
    for name, content in files.items():
        write(output / name, content)
    return [output / name for name in files]


def _csv(frame: pd.DataFrame) -> bytes:
    cells = frame.astype(object).where(frame.notna(), None)
    return spreadsheets.csv_text([frame.columns, *cells.to_numpy().tolist()]).encode()


def charted(grid: Grid, frame: pd.DataFrame, meanings: pd.DataFrame) -> str:
    """The fact that the chart shows: the one asked for, else the first that differs between sets.

    Raises `SweepError` for one that the notebooks don't state.
    """
    facts = list(meanings.loc[meanings["kind"] == "fact", "column"])
    if grid.chart and facts and grid.chart not in facts:
        raise SweepError(
            f"chart: there is no fact {grid.chart!r} in {', '.join(grid.notebooks)}; columns.csv of a sweep lists them"
        )
    moved = [name for name in facts if frame[name].nunique() > 1]
    return grid.chart if grid.chart in facts else next(iter(moved), "")


def chart(grid: Grid, frame: pd.DataFrame, meanings: pd.DataFrame, shown: str) -> str:
    """The fact over the parameter with most values, a line for each value of the next; as SVG."""
    about = meanings.set_index("column").loc[shown]
    varied = sorted((name for name in grid.names if frame[name].nunique() > 1), key=lambda name: -frame[name].nunique())
    across = varied[0] if varied else "set"
    lines = next((name for name in varied[1:] if frame[name].nunique() <= len(_LINES)), None)
    # Every set is a point; a line needs one value at each place.
    drawn = frame.dropna(subset=[shown])[list(dict.fromkeys(["set", *varied, shown]))]
    single = not drawn.duplicated([across, *([lines] if lines else [])]).any()
    number = pd.api.types.is_numeric_dtype(drawn[across])
    y = alt.Y(f"{shown}:Q", title=about["unit"], scale=alt.Scale(zero=False))
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
    made = alt.layer(*layers, base.mark_point()).properties(
        width=theme.WIDTH - 80, title=f"{about['label']}, {about['unit']}"
    )
    words = (
        f"{about['label']} over {across}{f', by {lines}' if lines else ''}: from "
        f"{drawn[shown].min():.4g} to {drawn[shown].max():.4g} {about['unit']} "
        f"in {len(drawn)} sets of parameters."
    )
    spec = theme.specification(made)
    spec["config"]["background"] = "white"  # a file that stands by itself, on no page
    return theme.drawing(spec, "fig-sweep-summary", about["label"], words)


def failures(outcomes: list[dict[str, Outcome]]) -> Mapping[int, str]:
    """The error of each set that failed, by its number."""
    return {
        number: error
        for number, found in enumerate(outcomes, 1)
        for outcome in found.values()
        if (error := outcome.get("error"))
    }


def _items(outcomes: list[dict[str, Outcome]], kind: str):
    for found in outcomes:
        for notebook, outcome in found.items():
            for item in outcome.get(kind, ()):
                yield notebook, item
