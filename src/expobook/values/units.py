"""The closed list of units: how each is computed with and how it is written for a reader."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # slow to import, and pages only write units
    import pint

# A registry of our own: money has no place in the physical default one, and ours loads at once.
_DEFINITIONS = """
CNY = [yuan]
USD = [dollar]
metre = [length]
day = [time]
year = 365.2425 * day
byte = [information]
percent = 0.01
"""


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: `code` as in the data, `expression` for arithmetic, `text` around a number.

    `in_data` tells whether an observation may have it; the others are units of facts only.
    """

    code: str
    expression: str
    text: str
    in_data: bool = True

    def write(self, number: str) -> str:
        """Put the unit's words around a formatted number."""
        return self.text.format(number)


UNITS: dict[str, Unit] = {
    unit.code: unit
    for unit in (
        Unit("CNY bn", "1e9 * CNY", "{} bn yuan"),
        Unit("CNY tn", "1e12 * CNY", "{} tn yuan"),
        Unit("CNY mn", "1e6 * CNY", "{} mn yuan"),
        Unit("CNY", "CNY", "{} yuan"),
        Unit("USD bn", "1e9 * USD", "{} bn US dollars"),
        Unit("USD tn", "1e12 * USD", "{} tn US dollars"),
        Unit("USD mn", "1e6 * USD", "{} mn US dollars"),
        Unit("USD", "USD", "{} US dollars"),
        Unit("CNY per USD", "CNY / USD", "{} yuan per US dollar"),
        Unit("percent", "percent", "{}%"),
        Unit("percentage point", "percent", "{} percentage points"),
        Unit("count", "1", "{}"),
        Unit("rank", "1", "{}"),
        Unit("times", "1", "{} times"),
        Unit("index points", "1", "{} points"),
        Unit("square metre", "metre ** 2", "{} square metres"),
        Unit("days", "day", "{} days"),
        Unit("years", "year", "{} years"),
        Unit("calendar year", "1", "{}", in_data=False),
        Unit("exabyte", "1e18 * byte", "{} exabytes"),
    )
}


DATA_UNITS = tuple(code for code, unit in UNITS.items() if unit.in_data)
"""The units that an observation, a series or a goal may have."""


class UnitError(ValueError):
    """A unit that isn't on the list, or units that can't be brought together."""


@cache
def _registry() -> pint.UnitRegistry:
    import pint

    registry: pint.UnitRegistry = pint.UnitRegistry(None, auto_reduce_dimensions=False)
    registry.load_definitions(_DEFINITIONS.strip().splitlines())
    return registry


@cache
def _unit_quantity(code: str) -> pint.Quantity:
    return _registry().Quantity(1, "dimensionless") * _registry().parse_expression(unit(code).expression)


def unit(code: str) -> Unit:
    """Look a unit up; raise `UnitError` with the allowed codes when it isn't on the list."""
    try:
        return UNITS[code]
    except KeyError:
        raise UnitError(f"unknown unit {code!r}; allowed are {', '.join(UNITS)}") from None


def quantity(value: float, code: str) -> pint.Quantity:
    """Give a value its unit, in base units."""
    return (value * _unit_quantity(code)).to_base_units()


def magnitude(amount: Any, code: str) -> float:
    """Read a number or quantity in the given unit; raise `UnitError` for another dimension."""
    import pint

    try:
        ratio: Any = amount / _unit_quantity(code)
        return float(ratio.to_base_units().m_as("dimensionless"))
    except pint.DimensionalityError:
        unitless = getattr(amount, "unitless", True)
        given = "a number without a unit" if unitless else f"a value in {amount.units:~}"
        raise UnitError(f"{given} can't be read in {code!r}") from None
