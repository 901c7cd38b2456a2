"""The files that a reader can take away of each figure: drawing, picture, specification, data."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import vl_convert

from expobook.values.files import spreadsheets

from . import frame
from .theme import PALETTE, register_fonts

FOLDER = "_figures"
"""Where the pages of a book find the files."""
KINDS = {
    "png": "PNG",
    "slide.png": "PNG for a slide",
    "svg": "SVG",
    "bare.png": "PNG, chart alone",
    "bare.svg": "SVG, chart alone",
    "csv": "CSV",
    "xlsx": "Excel",
    "vl.json": "Vega-Lite",
}
"""Ending of each file, and what a link to it is called; a picture is framed unless it is bare."""
STAMP_COLUMN = "run"
_TAG = re.compile(r"<svg\b[^>]*>")
_WHITE = '<rect width="100%" height="100%" fill="white"/>'
_LETTERS_A_LINE = 96
_THUMBNAIL = 200
"""The width of a small picture, in picture points."""


def of_all(figures: Iterable[Mapping[str, Any]], credits: Mapping[str, str], stamp: str = "") -> dict[str, str | bytes]:
    """The content of all files of the figures, by file name; the same bytes every time.

    `credits` say by a figure's id whose numbers it shows: the foot of its frame. A `stamp` is what
    the figures of a reader's run say of themselves, wherever they are taken.
    """
    return {
        f"{figure['id']}.{kind}": content
        for figure in figures
        for kind, content in contents(stamped(figure, stamp) if stamp else figure, credits[figure["id"]]).items()
    }


def write_all(files: Mapping[str, str | bytes], folder: Path) -> None:
    """Write files into a folder, by their names."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)


def contents(figure: Mapping[str, Any], credit: str) -> dict[str, str | bytes]:
    """What the files of one figure hold, by their endings; `credit` is the foot of its frame."""
    spec = json.dumps(figure["spec"], ensure_ascii=False, indent=1, allow_nan=False)
    framed = frame.framed(figure, credit)
    return {
        "svg": framed,
        "png": picture(framed),
        "slide.png": picture(frame.slide(framed), scale=1),
        "bare.svg": figure["svg"],
        "bare.png": picture(figure["svg"]),
        "vl.json": spec + "\n",
    }


def stamped(figure: Mapping[str, Any], stamp: str) -> dict[str, Any]:
    """A figure with the stamp below its chart, in its specification too."""
    title = {
        "text": textwrap.wrap(stamp, _LETTERS_A_LINE),
        "orient": "bottom",
        "anchor": "start",
        "color": PALETTE["estimate"],
        "fontSize": 12,
        "fontWeight": "normal",
        "offset": 12,
    }
    return {**figure, "spec": {**figure["spec"], "title": title}, "svg": frame.stamped(figure["svg"], stamp)}


def stamped_data(data: Mapping[str, Any], stamp: str) -> dict[str, Any]:
    """Columns and rows with the stamp of a reader's run beside every value; as they are without."""
    if not stamp:
        return dict(data)
    return {"columns": [*data["columns"], STAMP_COLUMN], "rows": [[*row, stamp] for row in data["rows"]]}


def picture(svg: str, scale: float = 2) -> bytes:
    """The drawing as a PNG on white, with `scale` picture points for each of its points."""
    register_fonts()
    return vl_convert.svg_to_png(_TAG.sub(rf"\g<0>{_WHITE}", svg, count=1), scale=scale)


def thumbnail(svg: str) -> bytes:
    """The drawing as a small PNG, sharp on a screen of double density."""
    return picture(svg, scale=2 * _THUMBNAIL / frame.size(svg)[0])


def thumbnail_size(svg: str) -> tuple[int, int]:
    """Width and height at which the small picture is shown, in picture points."""
    width, height = frame.size(svg)
    return _THUMBNAIL, round(_THUMBNAIL * height / width)


def table_text(data: Mapping[str, Any]) -> str:
    """The values behind a chart as CSV; a gap is an empty cell."""
    return spreadsheets.csv_text([data["columns"], *data["rows"]])
