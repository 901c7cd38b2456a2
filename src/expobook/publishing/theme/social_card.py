"""The picture that a link to the report shows where it is shared: title, promise, one chart."""

from __future__ import annotations

import re
from functools import cache
from html import escape

import vl_convert

from expobook.figures.theme import FONT, PALETTE, register_fonts

WIDTH, HEIGHT = 1200, 630
_MARGIN = 72
_CHART_WIDTH, _CHART_HEIGHT = WIDTH - 2 * _MARGIN, 236
_LETTERS_A_LINE = 72


@cache
def card(title: str, subtitle: str, edition: str, chart: str, measure: str) -> bytes:
    """A PNG of 1200 by 630; the same bytes for the same texts and chart."""
    register_fonts()
    return vl_convert.svg_to_png(drawing(title, subtitle, edition, chart, measure), scale=1)


def drawing(title: str, subtitle: str, edition: str, chart: str, measure: str) -> str:
    """The card as SVG: a rule, title and subtitle, a chart under its measure, the edition."""
    lines = "".join(
        f'<text x="{_MARGIN}" y="{212 + 42 * number}" font-size="32" fill="{PALETTE["muted"]}">{escape(line)}</text>'
        for number, line in enumerate(_lines(subtitle))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'font-family="{FONT}"><rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>'
        f'<rect x="{_MARGIN}" y="64" width="96" height="10" fill="{PALETTE["actual"]}"/>'
        f'<text x="{_MARGIN}" y="152" font-size="68" font-weight="600" '
        f'fill="{PALETTE["ink"]}">{escape(title)}</text>{lines}'
        f'<text x="{_MARGIN}" y="296" font-size="22" fill="{PALETTE["muted"]}">'
        f"{escape(measure)}</text>{_placed(chart)}"
        f'<text x="{_MARGIN}" y="{HEIGHT - 36}" font-size="24" fill="{PALETTE["muted"]}">'
        f"{escape(edition)}</text></svg>"
    )


def _placed(chart: str) -> str:
    """The chart in the lower half, as large as fits; without its title and description."""
    found = re.search(r'<svg\b[^>]*viewBox="([^"]+)"[^>]*>(.*)</svg>\s*\Z', chart, re.DOTALL)
    if found is None:
        return ""
    inside = re.sub(r"<(title|desc)\b.*?</\1>", "", found[2], flags=re.DOTALL)
    return (
        f'<svg x="{_MARGIN}" y="318" width="{_CHART_WIDTH}" height="{_CHART_HEIGHT}" '
        f'viewBox="{found[1]}" preserveAspectRatio="xMinYMin meet">{inside}</svg>'
    )


def _lines(text: str) -> list[str]:
    """A text in lines of at most so many letters."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > _LETTERS_A_LINE:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
