"""The files that a reader can take away of each figure: data, drawing, picture, specification."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import vl_convert

from expobook.values.files import spreadsheets

from .theme import PALETTE, drawing, register_fonts

FOLDER = "_figures"
"""Where the pages of a book find the files."""
KINDS = {"csv": "CSV", "svg": "SVG", "png": "PNG", "vl.json": "Vega-Lite"}
"""Ending of each file, and what a link to it is called."""
STAMP_COLUMN = "run"
_SCALE = 2
_TAG = re.compile(r"<svg\b[^>]*>")
_WHITE = '<rect width="100%" height="100%" fill="white"/>'
_LETTERS_A_LINE = 96


def write(figures: Iterable[Mapping[str, Any]], folder: Path, stamp: str = "") -> None:
    """Write all files of the figures into a folder; the same bytes every time.

    A `stamp` is what the figures of a reader's run say of themselves, wherever they are taken.
    """
    write_all(made(list(figures), stamp), folder)


def made(figures: Iterable[Mapping[str, Any]], stamp: str = "") -> dict[str, str | bytes]:
    """The content of all files of the figures, by file name."""
    return {f"{figure['id']}.{kind}": content for figure in figures
            for kind, content in contents(stamped(figure, stamp) if stamp else figure).items()}


def write_all(files: Mapping[str, str | bytes], folder: Path) -> None:
    """Write files into a folder, by their names."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)


def contents(figure: Mapping[str, Any]) -> dict[str, str | bytes]:
    """What the files of one figure hold, by their endings."""
    spec = json.dumps(figure["spec"], ensure_ascii=False, indent=1, allow_nan=False)
    return {"csv": table_text(figure["data"]), "svg": figure["svg"],
            "png": picture(figure["svg"]), "vl.json": spec + "\n"}


def stamped(figure: Mapping[str, Any], stamp: str) -> dict[str, Any]:
    """A figure with the stamp below its chart, and in a column of its own beside every value."""
    spec = {**figure["spec"], "title": {
        "text": textwrap.wrap(stamp, _LETTERS_A_LINE), "orient": "bottom", "anchor": "start",
        "color": PALETTE["estimate"], "fontSize": 12, "fontWeight": "normal", "offset": 12,
    }}
    data = figure["data"]
    return {
        **figure, "spec": spec,
        "svg": drawing(spec, figure["id"], figure["title"], figure["alt"]),
        "data": {"columns": [*data["columns"], STAMP_COLUMN],
                 "rows": [[*row, stamp] for row in data["rows"]]},
    }


def picture(svg: str) -> bytes:
    """The drawing as a PNG on white, with two picture points for each of its points."""
    register_fonts()
    return vl_convert.svg_to_png(_TAG.sub(rf"\g<0>{_WHITE}", svg, count=1), scale=_SCALE)


def table_text(data: Mapping[str, Any]) -> str:
    """The values behind a chart as CSV; a gap is an empty cell."""
    return spreadsheets.csv_text([data["columns"], *data["rows"]])
