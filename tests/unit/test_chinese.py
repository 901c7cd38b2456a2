"""Chinese numbers: the same amount as the English display, forwards and backwards."""

from decimal import Decimal
from pathlib import Path

import pytest

from checks.chinese import read_money
from expobook.facts import notebook_outputs
from expobook.values import chinese
from expobook.values.units import UNITS

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def facts():
    """All facts of the committed notebooks."""
    return [fact for book in notebook_outputs.read_all((ROOT / "notebooks").glob("*.ipynb")) for fact in book.facts]


def fact(value, unit, decimals, bound="exact", **changes):
    """A fact with a value as a notebook carries it."""
    return {
        "value": value,
        "unit": unit,
        "display_unit": unit,
        "decimals": decimals,
        "bound": bound,
        "number": "",
        **changes,
    }


@pytest.mark.parametrize(
    ("told", "written"),
    [
        (fact(110.0, "CNY bn", 0, "approx"), "约1100亿元"),
        (fact(37.4, "CNY bn", 1), "374亿元"),
        (fact(158.93, "CNY bn", 2), "1589.3亿元"),
        (fact(1000.0, "CNY bn", 0), "1万亿元"),
        (fact(999.96, "CNY bn", 1), "1万亿元"),
        (fact(3905.5, "USD bn", 1), "3.9055万亿美元"),
        (fact(2301.1, "CNY bn", 4, display_unit="CNY tn"), "2.3011万亿元"),
        (fact(0.25, "CNY bn", 2), "2.5亿元"),
        (fact(44.947, "USD bn", 1, number="+44.9"), "449亿美元"),
        (fact(-3.02, "CNY bn", 1), "−30亿元"),
        (fact(2.9457, "percent", 1, "approx"), "约2.9%"),
        (fact(1589.0, "count", 0, "at_least"), "至少1589"),
        (fact(1.5, "percentage point", 1), "1.5个百分点"),
    ],
)
def test_amounts_are_written_in_yi(told, written):
    """Catch a number that is ten or ten thousand times too large in Chinese."""
    assert chinese.write(told) == written


def test_every_amount_of_the_book_is_equal_in_both_languages(facts):
    """Catch an amount that reads back as another number than the English display states."""
    money = [
        one
        for one in facts
        if one["display_unit"].split(" ")[0] in ("CNY", "USD") and one["display_unit"].endswith((" mn", " bn", " tn"))
    ]
    assert len(money) > 200
    scale = {"mn": Decimal("0.001"), "bn": Decimal(1), "tn": Decimal(1000)}
    for one in money:
        currency, unit = one["display_unit"].split(" ")
        english = Decimal(one["number"].replace(",", "").replace("−", "-")) * scale[unit]
        assert read_money(chinese.write(one)) == (english, currency), one["id"]


def test_every_number_of_the_book_can_be_written(facts):
    """Catch a unit that Chinese has no words for."""
    for one in facts:
        digits = one["number"].lstrip("+−").replace(",", "")
        if not one["display_unit"].endswith((" mn", " bn", " tn")):
            assert digits in chinese.write(one), one["id"]
    for unit in UNITS:
        assert chinese.write(fact(1.0, unit, 0))


@pytest.mark.parametrize("text", ["1100元", "亿元", "110 bn yuan", ""])
def test_what_is_no_amount_is_refused(text):
    """Catch a text that is read as an amount of nothing."""
    with pytest.raises(ValueError, match="no amount"):
        read_money(text)
