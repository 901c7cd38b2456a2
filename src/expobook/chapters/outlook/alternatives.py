"""Chapter 5: what other choices do to the chance, one at a time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from expobook.analysis import measures
from expobook.analysis.growth_model import GrowthModel
from expobook.analysis.sensitivity import Scenario, tornado
from expobook.evidence import Evidence
from expobook.facts.parameters import OutlookParameters

from .data import chance_percent
from .growth_history import History, currency, growth_model, history

if TYPE_CHECKING:
    from ..chapter import Chapter

BASE_STEP = 10.0
"""Change of the starting value to either side, percent."""
WINDOWS = {"5": 5, "10": 10, "all": 20}
"""Growth rates taken from a history, at most."""
LOWER, HIGHER, OTHER = "lower or earlier", "higher or later", "another choice"
WORDS = {"base_value": "starting value", "mean_percent": "mean growth",
         "sd_percent": "spread of growth", "target_year": "target year",
         "history": "whose growth", "window": "years of history"}
_SHORT = {"base_value": "base", "mean_percent": "mean", "sd_percent": "spread",
          "target_year": "year", "history": "history", "window": "window"}
_ENDS = {"base_value": ("outlook_tornado_base_low", "outlook_tornado_base_high"),
         "mean_percent": ("outlook_mean_minus", "outlook_mean_plus"),
         "sd_percent": ("outlook_spread_minus", "outlook_spread_plus"),
         "target_year": ("outlook_year_earlier", "outlook_year_later")}
_WRITTEN = {"base_value": "{:,.0f} bn", "mean_percent": "{:.1f}%", "sd_percent": "{:.1f} points",
            "target_year": "{:.0f}"}


@dataclass(frozen=True, slots=True)
class Choice:
    """Another growth history for the same city: whose growth, and in which currency."""

    key: str
    history: str
    currency: str
    words: str
    short: str


CHOICES = (
    Choice("total", "china_services_total", "CNY", "Exports plus imports, in yuan", "total, yuan"),
    Choice("exports", "china_services", "CNY", "Exports only, in yuan", "exports only"),
    Choice("dollars", "china_services_total", "USD", "Exports plus imports, in US dollars",
           "in dollars"),
)


def other_model(evidence: Evidence, settings: OutlookParameters, choice: Choice | None = None,
                window: int | None = None) -> tuple[GrowthModel, History]:
    """The growth that the run would take from another history or window, and what it rests on."""
    changed = {"growth": "history", "growth_mean": None, "growth_spread": None,
               "window": window or settings.window}
    if choice:
        changed |= {"history": choice.history, "currency": choice.currency}
    other = settings.model_copy(update=changed)
    found = history(evidence, other)
    return growth_model(found, other), found


def state_choices(chapter: Chapter, settings: OutlookParameters, base: float, target: float,
                  inputs: list[str]) -> list[list]:
    """State the run's chance under other histories and windows; return the rows of a table.

    `base` and `target` in yuan; `inputs` are the facts that hold them.
    """
    years, rows = settings.target_year - settings.base_year, []
    for choice in CHOICES:
        row: list = [choice.words]
        for key, window in WINDOWS.items():
            model, found = other_model(chapter.evidence, settings, choice, window)
            rates = "all" if key == "all" else f"the latest {key}"
            row.append(chapter.compute(
                f"outlook_choice_{choice.key}_{key}",
                chance_percent(base, target, years, model), "percent",
                f"Chance of the outlook's target; history: {choice.words}, {rates} growth rates",
                method="upper tail of the lognormal distribution of the model",
                inputs=[*inputs, *found.observations], decimals=0,
                parameters=["target_year", "price_basis", "exchange_rate", "mean_uncertainty"]))
        rows.append(row)
    return rows


def sensitivity(evidence: Evidence, settings: OutlookParameters, scenario: Scenario,
                rates: int) -> pd.DataFrame:
    """The chance with one input changed, two rows an input, the widest first.

    `rates` is the number of growth rates from which mean and spread are estimated: both move by one
    standard error, the target year by a year, the starting value by BASE_STEP; whose growth and the
    window are replaced (not in a run whose growth is given). Columns: input, side, setting_label,
    kind (LOWER, HIGHER or OTHER), chance_percent, input_label.
    """
    bars = tornado(scenario, _ranges(scenario, rates))
    rows = [(row.input, row.side, _WRITTEN[row.input].format(row.setting),
             LOWER if row.side == "low" else HIGHER, 100 * row.outcome)
            for row in bars.itertuples()]
    if settings.growth == "history":
        rows += _replaced(evidence, settings, scenario)
    frame = pd.DataFrame(rows, columns=["input", "side", "setting_label", "kind",
                                        "chance_percent"])
    frame["input_label"] = frame["input"].map(WORDS)
    widths = {name: width(frame, name, 100 * scenario.probability()) for name in frame["input"]}
    return frame.sort_values("input", key=lambda names: -names.map(widths), kind="stable",
                             ignore_index=True)


def width(frame: pd.DataFrame, name: str, base: float) -> float:
    """Percentage points between the lowest and the highest chance of one input, the run's included.

    Nought for an input that plays no part in the run.
    """
    reached = [base, *frame.loc[frame["input"] == name, "chance_percent"]]
    return max(reached) - min(reached)


def state_sensitivity(chapter: Chapter, frame: pd.DataFrame, base: float, rates: int,
                      **origin: Any) -> None:
    """State what `sensitivity` found: chances at the ends, and how far each input moves them.

    `base` is the run's own chance; `origin` holds inputs and parameters of the facts.
    """
    told = {"method": "upper tail of the lognormal distribution, one input changed", **origin}
    for name, (low, high) in _ENDS.items():
        for side, fact_id in (("low", low), ("high", high)):
            row = frame[(frame["input"] == name) & (frame["side"] == side)].iloc[0]
            chapter.compute(fact_id, row["chance_percent"], "percent",
                            f"Chance of the outlook's target with {WORDS[name]} at "
                            f"{row['setting_label']}", decimals=0, **told)
    for name in WORDS:
        chapter.compute(f"outlook_move_{_SHORT[name]}", width(frame, name, base),
                        "percentage point",
                        f"How far the chance of the outlook's target moves: {WORDS[name]}",
                        decimals=0, **told)
    others = ", ".join(f"outlook_move_{short}" for short in _SHORT.values() if short != "spread")
    chapter.derive("outlook_move_other", f"min({others})", "percentage point",
                   "Least that an input other than the spread of growth moves the chance",
                   decimals=0)
    chapter.compute("outlook_inputs_varied", len(WORDS), "count", "Inputs varied one at a time",
                    method="number of inputs of the sensitivity analysis", **origin)
    chapter.compute("outlook_base_step", BASE_STEP, "percent",
                    "Change of the base in the sensitivity analysis",
                    method="chosen step, the same to both sides", inputs=["outlook_base"])
    chapter.compute("outlook_spread_error", 100 * _spread_error(rates), "percent",
                    "Standard error of the spread of growth, in parts of the spread",
                    method="1 / sqrt(2 x (outlook_rates - 1))", inputs=["outlook_rates"],
                    decimals=0)


def _ranges(scenario: Scenario, rates: int) -> dict[str, tuple[float, float]]:
    log_mean, log_spread = scenario.model.mean_log, scenario.model.sd_log
    error = log_spread / math.sqrt(rates)
    share = _spread_error(rates)
    return {
        "base_value": (scenario.base_value * (1 - BASE_STEP / 100),
                       scenario.base_value * (1 + BASE_STEP / 100)),
        "mean_percent": (measures.percent_from_log_growth(log_mean - error),
                         measures.percent_from_log_growth(log_mean + error)),
        "sd_percent": (scenario.sd_percent * (1 - share), scenario.sd_percent * (1 + share)),
        "target_year": (max(scenario.target_year - 1, scenario.base_year + 1),
                        scenario.target_year + 1),
    }


def _spread_error(rates: int) -> float:
    """The standard error of a normal sample's standard deviation, in parts of it."""
    return 1 / math.sqrt(2 * (rates - 1))


def _replaced(evidence: Evidence, settings: OutlookParameters, scenario: Scenario) -> list[tuple]:
    """Rows of what replaces a choice: the lowest and the highest chance of each kind."""
    own = (settings.history, currency(settings))
    histories = [(choice.short, other_model(evidence, settings, choice)[0])
                 for choice in CHOICES if (choice.history, choice.currency) != own]
    windows = [("all" if key == "all" else f"latest {key}",
                other_model(evidence, settings, window=window)[0])
               for key, window in WINDOWS.items() if window != settings.window]
    rows = []
    for name, models in (("history", histories), ("window", windows)):
        reached = sorted((chance_percent(
            scenario.base_value, scenario.target, scenario.target_year - scenario.base_year,
            model), words) for words, model in models)
        for side, (chance, words) in (("low", reached[0]), ("high", reached[-1])):
            rows.append((name, side, words, OTHER, chance))
    return rows
