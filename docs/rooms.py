"""The rooms of the package and who imports whom: read from the code, and drawn.

`python -m docs.rooms` draws `book/rooms.svg` anew; a test fails when it isn't what the code says.
"""

from __future__ import annotations

import ast
import functools
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from expobook import ROOMS

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
PICTURE = ROOT / "book" / "rooms.svg"
_STEP, _LEFT, _TOP, _RIGHT = 30, 150, 92, 24


def name_of(path: Path) -> str:
    """The dotted name of a module."""
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in sorted((SOURCE / "expobook").rglob("*.py"))}


@functools.cache
def imported(path: Path) -> frozenset[str]:
    """The dotted names that a module imports, inside its functions and for types alike."""
    return frozenset(_imported(path))


def _imported(path: Path) -> Iterator[str]:
    package = name_of(path).split(".")
    package = package if path.name == "__init__.py" else package[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                yield whole if whole in MODULES else base


EDGES = {name: {found for found in imported(path) if found in MODULES} - {name} for name, path in MODULES.items()}


def room_of(name: str) -> str:
    """The room of a module; empty for the package itself and its entry."""
    place = name.split(".")[1:2]
    return place[0] if place and place[0] in ROOMS else ""


def imports_between() -> Counter[tuple[str, str]]:
    """How many modules of one room are imported by how many of another, as pairs of modules."""
    return Counter(
        (room_of(name), room_of(found))
        for name, edges in EDGES.items()
        for found in edges
        if room_of(name) and room_of(found)
    )


def draw() -> str:
    """The picture: a row and a column for each room, a dot where the row imports the column."""
    counts = imports_between()
    sizes = Counter(map(room_of, MODULES))
    width, height = _LEFT + _STEP * len(ROOMS) + _RIGHT, _TOP + _STEP * len(ROOMS) + 16
    marks = []
    for place, room in enumerate(ROOMS):
        middle = _TOP + _STEP * place + _STEP / 2
        across = _LEFT + _STEP * place + _STEP / 2
        marks.append(
            f'<text x="{_LEFT - 10}" y="{middle + 4:g}" text-anchor="end">{room} '
            f'<tspan fill="#5f6b76">{sizes[room]}</tspan></text>'
        )
        marks.append(f'<text transform="translate({across + 4:g} {_TOP - 8}) rotate(-60)">{room}</text>')
        marks.append(f'<path d="M{_LEFT} {middle:g}H{_LEFT + _STEP * place + _STEP / 2:g}" stroke="#d5dbe1"/>')
        for other, found in enumerate(ROOMS[:place]):
            if count := counts[room, found]:
                radius = min(3 + count**0.5, _STEP / 2 - 2)
                marks.append(
                    f'<circle cx="{_LEFT + _STEP * other + _STEP / 2:g}" cy="{middle:g}" '
                    f'r="{radius:.1f}" fill="#1f5c99"><title>{room} imports {found}: '
                    f"{count}</title></circle>"
                )
        marks.append(f'<rect x="{across - 4:g}" y="{middle - 4:g}" width="8" height="8" fill="#5f6b76"/>')
    body = "\n".join(marks)
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" \
width="{width}" height="{height}" role="img" aria-labelledby="rooms-title rooms-words" \
font-family="sans-serif" font-size="13" fill="#1d2733" style="max-width: 100%; height: auto">
<title id="rooms-title">Who imports whom in the package</title>
<desc id="rooms-words">{describe(counts)}</desc>
<rect width="{width}" height="{height}" fill="#ffffff"/>
{body}
</svg>
"""


def describe(counts: Counter[tuple[str, str]]) -> str:
    """The picture in words."""
    said = [
        f"{room} imports {', '.join(found)}"
        for room in ROOMS
        if (found := [other for other in ROOMS if other != room and counts[room, other]])
    ]
    return (
        "The rooms stand in their order, with the number of their modules. A dot says that the "
        "room of the row imports the room of the column. " + ". ".join(said) + "."
    )


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8", newline="\n")
