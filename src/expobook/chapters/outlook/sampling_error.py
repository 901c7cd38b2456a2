"""Chapter 5: how uncertain the mean growth is, and what that does to the chance and the band."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from expobook.analysis import growth_model
from expobook.analysis.growth_model import GrowthModel

from .data import chance_percent

if TYPE_CHECKING:
    from ..chapter import Chapter
    from .settings import Money


def state_doubt(chapter: Chapter, money: Money, model: GrowthModel, years: int,
                **origin: Any) -> None:
    """State chance and band with the mean taken as known, and the chance with its doubt counted.

    A mean that the reader gives has no doubt. `origin` holds parameters of the facts.
    """
    base, target = chapter["outlook_base"], chapter["outlook_target"]
    rates = int(chapter["outlook_rates"].value)
    given = chapter.parameters.growth == "given"
    known = replace(model, rates=None)
    told = {"inputs": [base.id, target.id, "outlook_mean_growth", "outlook_spread"], **origin}
    for name, used, how in (("known", known, "mean growth taken as known"),
                            ("counted", known if given else replace(model, rates=rates),
                             "uncertainty of the mean counted")):
        chapter.compute(f"outlook_chance_{name}",
                        chance_percent(base.value, target.value, years, used), "percent",
                        f"Chance of the outlook's target, {how}, closed form",
                        method="upper tail of the lognormal distribution of the model",
                        decimals=0, **told)
    for percent, words in ((10, "Tenth"), (90, "Ninetieth")):
        chapter.compute(f"outlook_p{percent}_known",
                        growth_model.closed_form_quantile(base.value, percent, years, known),
                        money.unit,
                        f"{words} percentile in the target year, mean growth taken as known",
                        method="quantile of the lognormal distribution of the model",
                        decimals=0, **told)
    chapter.compute("outlook_mean_error", 100 * model.sd_log / math.sqrt(rates),
                    "percentage point", "Standard error of the mean of so many growth rates",
                    method="outlook_spread / sqrt(outlook_rates)",
                    inputs=["outlook_spread", "outlook_rates"], decimals=1)
    chapter.compute("outlook_doubted_rates", model.rates or 0, "count",
                    "Growth rates whose mean the paths doubt (0: the mean is taken as known)",
                    method="outlook_rates, or 0", inputs=["outlook_rates"],
                    parameters=["growth", "mean_uncertainty"])
