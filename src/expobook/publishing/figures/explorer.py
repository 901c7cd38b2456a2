"""The explorer of the outlook: sliders, a fan and a probability that the page itself computes.

It starts from this run's own facts and uses the closed form of the model (`growth_model`), written
in `explorer.js` over the same points of shares and variances. Without a script the page keeps its
figure, and a sentence says so.
"""

from __future__ import annotations

import json
import math
from html import escape
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from expobook.analysis import growth_model
from expobook.analysis.simulation import FAN_PERCENT
from expobook.facts.parameters import OutlookParameters
from expobook.values.units import UNITS

from ..build.domain import domain_of, source_location
from ..build.workers import SCREEN
from ..screen import add_node

_ROUND = (1, 2, 5, 10)
_STEPS_OF_GROWTH = 0.5
"""Slider step of mean and spread: half a percentage point."""
_REACH_OF_GROWTH = 15.0
"""How far the mean can be moved to either side, in percentage points."""
_MOST_SPREAD = 25.0
_MOST_YEARS = 12
_SHARES, _FACTORS = 6, 24
"""Points over which the page averages: its chance is the notebook's to eight digits."""


class explorer_place(nodes.General, nodes.Element):  # noqa: N801 (docutils' manner)
    """The place of the explorer; `settings` is what its script needs."""


class Explorer(SphinxDirective):
    """Sliders over the outlook's model, fed by the facts that the options name."""

    option_spec: ClassVar = dict.fromkeys(
        (
            "base",
            "base-year",
            "low-share",
            "high-share",
            "strayed",
            "mean",
            "spread",
            "rates",
            "tracking",
            "target",
            "target-year",
        ),
        directives.unchanged_required,
    )

    def run(self) -> list[nodes.Node]:
        """Read the facts; warn when an option is left out or its fact doesn't exist."""
        values: dict[str, float] = {}
        unit = ""
        domain = domain_of(self.env)
        source, line = self.get_source_info()
        for name in self.option_spec:
            fact_id = self.options.get(name, "")
            domain.note_use(self.env.docname, "read", fact_id)
            stated = domain.index.get("fact", fact_id)
            if stated is None:
                domain.fault(
                    self.env.docname,
                    f"the explorer's :{name}: names no fact "
                    f"({fact_id!r}{domain.index.suggestion('fact', fact_id)}; "
                    f"{source_location(source, line)})",
                    (self.env.docname, line),
                )
                return []
            values[name] = stated.item["value"]
            unit = stated.item["unit"] if name == "base" else unit
        return [explorer_place(settings=settings(values, UNITS[unit].write("").strip()))]


def settings(values: dict[str, float], unit: str = "bn yuan") -> dict[str, Any]:
    """Sliders, their ranges and the quantiles of the fan.

    Every slider counts its steps from this run's own value, so that it can stand exactly there.
    Growth, spread and tracking error are in percent, base and target in `unit`. `rates` is the
    number of growth rates from which mean and spread are estimated, zero where they are known.
    """
    base_year, target_year = int(values["base-year"]), int(values["target-year"])
    last = min(max(base_year + _MOST_YEARS, target_year), _highest("target_year"))
    return {
        "baseYear": base_year,
        "unit": unit,
        "rates": int(values["rates"]),
        "tracking": values["tracking"],
        "strayed": int(values["strayed"]),
        "shares": _shares(values["low-share"], values["high-share"]),
        "factors": growth_model.variance_factors(int(values["rates"]) or None, _FACTORS),
        "quantiles": FAN_PERCENT,
        "sliders": [
            *_growth(values["mean"], values["spread"]),
            _amount("base", f"Value in {base_year}", values["base"], unit),
            _amount("target", "Value to be reached", values["target"], unit),
            _slider("year", "Year of the target", "", target_year, 1, base_year + 1, last, 0),
        ],
    }


def _growth(mean: float, spread: float) -> list[dict[str, Any]]:
    """The sliders of the mean growth, in percent a year, and of its spread, in points."""
    least, most = mean - _REACH_OF_GROWTH, mean + _REACH_OF_GROWTH
    return [
        _slider("mean", "Mean growth", "% a year", mean, _STEPS_OF_GROWTH, least, most, 1),
        _slider(
            "spread", "Spread of growth", "percentage points", spread, _STEPS_OF_GROWTH, 0, max(_MOST_SPREAD, spread), 1
        ),
    ]


def _shares(low: float, high: float) -> list[tuple[float, float]]:
    """The log of the base at each share of the first half, less that at the middle, and weights."""
    middle = (low + high) / 2
    return [(math.log(middle / share), weight) for share, weight in growth_model.shares(low, high, _SHARES)]


def _amount(name: str, label: str, value: float, unit: str) -> dict[str, Any]:
    """A slider from half to double of a value, in about sixty round steps."""
    raw = value / 60
    scale = 10 ** math.floor(math.log10(raw))
    step = next(factor * scale for factor in _ROUND if factor * scale >= raw)
    return _slider(name, label, unit, value, step, value / 2, value * 2, 1)


def _slider(
    name: str, label: str, unit: str, value: float, step: float, low: float, high: float, decimals: int
) -> dict[str, Any]:
    down, up = math.floor((value - low) / step + 1e-9), math.floor((high - value) / step + 1e-9)
    return {
        "name": name,
        "label": label,
        "unit": unit,
        "value": value,
        "step": step,
        "down": down,
        "up": up,
        "decimals": decimals,
    }


def _highest(name: str) -> int:
    schema = OutlookParameters.model_json_schema()["properties"][name]
    return int(schema["maximum"])


def _visit(self: HTML5Translator, node: nodes.Element) -> None:
    if self.builder.name in SCREEN:
        given = node["settings"]
        text = json.dumps(given, ensure_ascii=False, separators=(",", ":"))
        self.body.append(
            '<section class="explorer" id="explorer" aria-label="Explorer of the outlook">'
            f'<script type="application/json">{text}</script>'
            f'<p class="explorer-still">{escape(_WITHOUT_SCRIPT)}</p></section>\n'
        )
    raise nodes.SkipNode


_WITHOUT_SCRIPT = (
    "With a script, sliders stand here: they change growth, spread, base, target and year, and the "
    "page computes fan and probability anew. Without one, the figure above shows the setting of "
    "this run."
)


def setup(app: Sphinx) -> None:
    """Register the directive; print and text leave the explorer out."""
    add_node(app, explorer_place, html=(_visit, None))
    app.add_directive("explorer", Explorer)
