"""The panel of economies: whole, each value once, and the ranks that the report reads from it."""

from pathlib import Path

import pandas as pd
import pytest

from expobook import evidence

DATA = Path(__file__).resolve().parents[2] / "data"

# Sums over all economies, groups left out, in USD bn: a changed cell changes one of them.
EXPORTS = [
    1780.168,
    2034.241,
    2143.831,
    2303.387,
    2538.717,
    2467.34,
    2561.88,
    2786.53,
    3094.85,
    3228.814,
    3286.125,
    3857.767,
    4026.169,
    4316.483,
]
IMPORTS = [
    1632.558,
    1845.165,
    1921.193,
    2044.733,
    2273.905,
    2217.316,
    2287.233,
    2484.619,
    2703.295,
    2932.999,
    2957.2,
    3311.706,
    3397.014,
    3641.811,
]
# Sums of each group over all years.
GROUPS = {"WLD": [41026.965, 36108.397], "SSF": [249.477, 578.808]}
# Sums over all years with a weight for each economy: values that change places change one of them.
WEIGHTED = [21425892.205, 19309955.021]


@pytest.fixture(scope="module")
def panel() -> pd.DataFrame:
    """All economies and groups, with those that are observations."""
    return evidence.load(DATA).panel


@pytest.fixture(scope="module")
def economies(panel) -> pd.DataFrame:
    """The economies alone."""
    return panel[panel["kind"] == "economy"]


def rank(economies: pd.DataFrame, values: pd.Series, code: str) -> dict[int, int]:
    """The place of one economy in every year, the largest first."""
    places = values.groupby(economies["year"]).rank(ascending=False, method="min")
    own = economies["iso3"] == code
    return dict(zip(economies.loc[own, "year"], places[own].astype(int), strict=True))


def test_every_economy_and_year_is_there_once(panel):
    """Catch a year or an economy that was lost, or one that is a row and an observation."""
    assert len(panel) == 2879
    assert not panel.duplicated(["iso3", "year"]).any()
    assert panel["iso3"].nunique() == 206
    assert set(panel.loc[panel["kind"] == "group", "iso3"]) == {"WLD", "SSF"}
    assert set(panel["year"]) == set(range(2010, 2024))
    assert set(panel["source_id"]) == {"unctad-2025-dds-data360"}


def test_no_value_moved(economies):
    """Catch a changed cell, a shifted point, or an economy counted as a group."""
    sums = economies.groupby("year")[["exports", "imports"]].sum()
    assert sums["exports"].tolist() == pytest.approx(EXPORTS, abs=1e-6)
    assert sums["imports"].tolist() == pytest.approx(IMPORTS, abs=1e-6)


def test_no_value_of_a_group_moved(panel):
    """Catch a changed cell of the world or of Sub-Saharan Africa, which no sum above holds."""
    groups = panel[panel["kind"] == "group"].groupby("iso3")[["exports", "imports"]].sum()
    assert groups.loc["WLD"].tolist() == pytest.approx(GROUPS["WLD"], abs=1e-6)
    assert groups.loc["SSF"].tolist() == pytest.approx(GROUPS["SSF"], abs=1e-6)


def test_economies_make_up_the_world(panel, economies):
    """Catch a unit slip: the economies that publish are nearly all of UNCTAD's world."""
    world = panel[panel["iso3"] == "WLD"].set_index("year")
    for flow in ("exports", "imports"):
        share = economies.groupby("year")[flow].sum() / world[flow]
        assert share.between(0.96, 1).all()


def test_two_economies_never_swap_their_values(economies):
    """Catch values that changed places within a year, which leaves every sum as it was."""
    codes = economies["iso3"].map(lambda code: int.from_bytes(code.encode(), "big") % 997)
    weighted = economies[["exports", "imports"]].mul(codes, axis=0).sum()
    assert weighted.tolist() == pytest.approx(WEIGHTED, abs=5e-4)


def test_china_has_passed_its_peak(panel, economies):
    """Catch a rank or share that the report reads from the panel and that moved."""
    world = panel[panel["iso3"] == "WLD"].set_index("year")["exports"]
    china = panel[panel["iso3"] == "CHN"].set_index("year")["exports"]
    share = (100 * china / world).round(1)
    assert share.idxmax() == 2022
    assert (share[2010], share[2022], share[2023]) == (3.1, 5.1, 4.8)
    total = rank(economies, economies["exports"] + economies["imports"], "CHN")
    assert (total[2021], total[2022], total[2023]) == (5, 5, 7)
    assert rank(economies, economies["exports"], "CHN")[2023] == 6


def test_india_overtakes_china(panel):
    """Catch the two lines of the chart crossing in another year."""
    exports = panel.pivot(index="year", columns="iso3", values="exports")
    ahead = exports["IND"] / exports["CHN"]
    assert ahead[2021] == pytest.approx(1.03, abs=0.005)
    assert ahead[2023] == pytest.approx(1.33, abs=0.005)
