"""Levels of national accounts across a revision: what growth and prices leave unexplained.

The levels are nominal, in any one unit; growth, deflators and steps are in percent.
"""

from expobook.values.validation import computed, growth_above_total_loss, positive


def nominal_growth_percent(real_growth_percent: float, deflator_percent: float) -> float:
    """Return the growth of a nominal level that real growth and prices make together, in percent.

    Formula: ((1 + growth / 100) x (1 + deflator / 100) - 1) x 100.
    Raises MeasureError for a rate of -100 percent or less.
    """
    growth = growth_above_total_loss(real_growth_percent, "The real growth")
    prices = growth_above_total_loss(deflator_percent, "The growth of prices")
    return computed(((1 + growth / 100) * (1 + prices / 100) - 1) * 100, "The nominal growth")


def unexplained_step_percent(new: float, old: float, real_growth_percent: float, deflator_percent: float) -> float:
    """Return how far a level lies above what the one before, growth and prices lead to, in percent.

    Formula: (new / (old x (1 + growth / 100) x (1 + deflator / 100)) - 1) x 100. What is left is
    a revision of the accounts, and all errors of the rates.
    Raises MeasureError when a level is not above zero or a rate is -100 percent or less.
    """
    explained = 1 + nominal_growth_percent(real_growth_percent, deflator_percent) / 100
    led_to = positive(old, "The level before") * explained
    return computed((positive(new, "The level after") / led_to - 1) * 100, "The step")


def without_step(level: float, step_percent: float) -> float:
    """Return a level with a step of the accounts taken out, in the unit of the level.

    Formula: level / (1 + step / 100). Raises MeasureError when the level is not above zero or the
    step is -100 percent or less.
    """
    step = growth_above_total_loss(step_percent, "The step")
    return computed(positive(level, "The level") / (1 + step / 100), "The level without the step")
