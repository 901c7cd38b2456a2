"""A figure as a page for other sites: all that it shows is inside, and it asks nobody for more.

The chart script of the book is a hundred times as large as a drawing. So the page has the drawing,
whose marks name their values, and a small script that shows those of the mark near the pointer.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import cache
from html import escape, unescape
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.util.osutil import relative_uri

from expobook.citations.catalogue import Catalogue, Citable
from expobook.figures import fonts, frame, theme
from expobook.figures.responsive import WIDTH, Twin
from expobook.runs import reader_run

from ..build import workers
from ..build.workers import SCREEN
from ..figures.citables import catalogue_of
from ..figures.interactive import titles
from ..figures.responsive_svg import quiet
from ..theme.theme import HERE as THEME

FOLDER = "figures"
"""Where the pages lie beside those of the book."""
TWIN = re.compile(r'<div class="picture narrow">.*?</div>\n', re.DOTALL)
"""The drawing for a phone, which takes as long to find as all other files of a figure."""
_HERE = Path(__file__).parent
_COLOURS = re.compile(r'^html\[data-theme="(light|dark)"\] (\{\n(?:  --[^\n]*\n)+\})', re.MULTILINE)
_MARK = re.compile(
    r'<(\w+) aria-label="([^"]*)" role="graphics-symbol" '
    r'aria-roledescription="(?:bar|point|rect mark|tick|rule mark|arc)"([^>]*)/>'
)
_SLACK = 24
"""Points for the space between title, drawing and foot."""
_LEAST = 324
"""The least height of a page: that of `main` in its style sheet, with the room around it."""


def page(catalogue: Catalogue, thing: Citable, twin: Twin | None = None) -> str:
    """The page of a figure; `twin` is its drawing for a phone, where it has one."""
    figure, stamp = thing.described, reader_run.stamp(catalogue.changed)
    narrow = _picture(figure, twin.svg, "picture narrow") if twin else ""
    lines = "".join(f"<p>{escape(line)}</p>\n" for line in catalogue.credit(thing).splitlines())
    back = address(catalogue, thing.path)
    link = f'<p><a href="{escape(back)}" target="_blank">The figure in the report</a></p>\n' if back else ""
    stamped = f'<p class="stamp">{escape(stamp)}</p>\n' if stamp else ""
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(thing.title)}</title>\n<style>\n{_style()}</style>\n</head>\n"
        f"<body>\n<main>\n<h1>{escape(thing.title)}</h1>\n"
        f'<p class="subtitle">{escape(figure["subtitle"])}</p>\n'
        f"{_picture(figure, figure['svg'], 'picture')}{narrow}{stamped}"
        f'<div class="foot">\n{lines}{link}</div>\n</main>\n'
        f"<script>\n{_text('embed.js')}</script>\n</body>\n</html>\n"
    )


def address(catalogue: Catalogue, path: str) -> str:
    """The full address of a page of the book; empty without one, and in a reader's run."""
    return "" if catalogue.changed else catalogue.identity.permalink(path)


def snippet(catalogue: Catalogue, thing: Citable, twin: Twin | None = None) -> str:
    """What another page puts where the figure should stand; the height holds it on a phone too."""
    name = f"{FOLDER}/{thing.id}.html"
    place = address(catalogue, name) or f"{thing.id}.html"
    return (
        f'<iframe src="{escape(place)}" title="{escape(thing.title)}" width="100%" '
        f'height="{_height(catalogue, thing, twin)}" style="border: 0" loading="lazy">'
        "</iframe>"
    )


def offer(builder: Builder, name: str) -> str:
    """The item below a figure that opens the code for other pages."""
    catalogue = catalogue_of(builder.env)
    code = snippet(catalogue, catalogue.find(name), workers.result(builder.app, "twins", name))
    here = builder.get_target_uri(builder.current_docname)  # type: ignore[attr-defined]
    there = escape(relative_uri(here, f"{FOLDER}/{name}.html"))
    beside = "" if address(catalogue, name) else ", and put its file beside that page"
    return (
        '<details class="more figure-embed"><summary>Embed</summary>'
        f'<p>Paste this where another page should show <a href="{there}">the chart</a>'
        f"{beside}:</p>"
        f"<pre><code>{escape(code, quote=False)}</code></pre></details>\n"
    )


def _height(catalogue: Catalogue, thing: Citable, twin: Twin | None) -> int:
    """The height at which title, drawing and foot have their own size, on a desktop or a phone."""
    foot = "\n".join(
        filter(None, [reader_run.stamp(catalogue.changed), catalogue.credit(thing), address(catalogue, thing.path)[:1]])
    )
    figure = {**thing.described, "title": thing.title}
    drawn = [frame.framed(figure, foot)]
    if twin:
        drawn.append(frame.framed({**figure, "svg": twin.svg}, foot, least=WIDTH))
    return max(_LEAST, math.ceil(max(frame.size(one)[1] for one in drawn)) + _SLACK)


def _picture(figure: Mapping[str, Any], svg: str, classes: str) -> str:
    """A drawing whose marks name what they say in the live chart."""
    named_lines = titles(figure["spec"])

    def named(match: re.Match[str]) -> str:
        pairs = (part.partition(": ") for part in unescape(match[2]).split("; "))
        lines = {
            name: value for name, _, value in pairs if name in named_lines and value not in ("", "null", "undefined")
        }
        values = "\n".join(f"{name}: {value}" if name.strip() else value for name, value in lines.items())
        return (
            f'<{match[1]} class="value"{match[3]}><title>{escape(values)}</title></{match[1]}>' if values else match[0]
        )

    heard = f"{reader_run.DOES_NOT_HOLD}: " if figure["false_claims"] else ""
    drawing = re.sub(r"(<title\b[^>]*>)", rf"\1{heard}", svg, count=1)
    return f'<div class="{classes}">\n{quiet(_MARK.sub(named, drawing))}\n</div>\n'


@cache
def _style() -> str:
    """Faces, colours in both modes, and the layout."""
    palette = (THEME / "look" / "palette.css").read_text(encoding="utf-8")
    colours = {mode: f":root {rules}\n" for mode, rules in _COLOURS.findall(palette)}
    charts = theme.dark_rules(".picture svg")
    dark = f"@media (prefers-color-scheme: dark) {{\n{colours['dark']}{charts}}}\n"
    return f"{fonts.rules(*fonts.SANS)}{colours['light']}{dark}{_text('embed.css')}"


@cache
def _text(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def write_files(app: Sphinx, failure: Exception | None) -> None:
    """Write the page of every figure."""
    if failure is not None or app.builder.name not in SCREEN:
        return
    folder, catalogue = Path(app.outdir) / FOLDER, catalogue_of(app.env)
    folder.mkdir(exist_ok=True)
    for thing in catalogue.of("figure"):
        text = page(catalogue, thing, workers.result(app, "twins", thing.id))
        (folder / f"{thing.id}.html").write_text(text, encoding="utf-8", newline="\n")


def setup(app: Sphinx) -> None:
    """Register what writes the pages."""
    app.connect("build-finished", write_files)
