"""Loading evidence and looking it up."""

from pathlib import Path

import pytest

from expobook import evidence
from expobook.evidence import EvidenceError
from spoiling import DATA, edit

OBSERVATION = "hangzhou.cbec_total.2022-01_2022-09.hzboc-2022-landmark-expo"


@pytest.fixture(scope="module")
def stock() -> evidence.Evidence:
    """The committed evidence."""
    return evidence.load(DATA)


# --- load -------------------------------------------------------------------------------------


def test_stamped_package_is_not_validated_again(monkeypatch):
    """Catch a load that validates a package which was already stamped as valid."""

    def refuse(*arguments):
        raise AssertionError("validated")

    monkeypatch.setattr("expobook.evidence.package.validate", refuse)
    assert len(evidence.load(DATA).observations)


def test_data_dir_is_found_upwards(tmp_path, monkeypatch):
    """Catch a notebook in a folder below that doesn't find the data, or finds another's."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "datapackage.json").write_text("{}", encoding="utf-8")
    below = tmp_path / "notebooks" / "deep"
    below.mkdir(parents=True)
    assert evidence.find_data_dir(below) == tmp_path / "data"
    assert evidence.find_data_dir(Path("/")) == DATA


def test_missing_package_is_named(tmp_path):
    """Catch a bare FileNotFoundError where the folder is simply the wrong one."""
    with pytest.raises(EvidenceError, match=r"datapackage\.json is missing"):
        evidence.load(tmp_path)


def test_descriptor_that_is_no_json_is_named(package):
    """Catch a JSON traceback after a slip in the descriptor."""
    (package / "datapackage.json").write_text("{", encoding="utf-8")
    with pytest.raises(EvidenceError, match="can't be read as JSON"):
        evidence.load(package)


def test_changed_value_loads_once_it_is_stamped(package):
    """Catch an edit read before anybody checked it, or the old value read from a cache."""
    edit(package, "observations", OBSERVATION, "value", "84.95")
    with pytest.raises(EvidenceError, match="not the file that was stamped"):
        evidence.load(package)
    evidence.stamp(package)
    assert evidence.load(package).observation(OBSERVATION).value == 84.95


def test_types_of_frames(stock):
    """Catch numbers, truth values or years that reach an author as text."""
    assert stock.observations.index.name == "observation_id"
    assert stock.observations["value"].dtype == "float64"
    assert stock.observations["yoy_percent"].isna().any()
    assert stock.series["comparable_over_time"].dtype == bool
    assert stock.goals["in_release"].dtype == bool
    assert int(stock.events["date_sort"].iloc[0]) == -27000000
    assert (stock.observations["note"] == "").any()


# --- look up ----------------------------------------------------------------------------------


def test_observation_by_id(stock):
    """Catch a looked-up value that isn't the row's."""
    found = stock.observation(OBSERVATION)
    assert (found.value, found.unit, found.yoy_percent) == (84.94, "CNY bn", 12.6)
    assert found.yoy_price_basis == "nominal"
    assert stock.observation("gdte-1.signed_projects.hzboc-2022-landmark-expo").yoy_percent is None
    with pytest.raises(AttributeError):
        found.value = 1.0


def test_unknown_id_suggests_near_ones(stock):
    """Catch a misspelt id answered with a bare KeyError."""
    with pytest.raises(EvidenceError, match="Near: .*" + OBSERVATION):
        stock.observation(OBSERVATION + "s")
    with pytest.raises(EvidenceError, match="no source 'hzboc'"):
        stock.source("hzboc")
    with pytest.raises(EvidenceError, match="no series"):
        stock.series_values("hangzhou.gdp")


def test_series_values_run_in_time_order_one_row_a_period(stock):
    """Catch a period twice, or part-years among years."""
    every = stock.series_values("hangzhou.gdp.first-published")
    assert every["period"].is_unique
    assert list(every["year"]) == sorted(every["year"])
    assert "2018-01/2018-06" in set(every["period"])
    annual = stock.series_values("hangzhou.gdp.first-published", annual_only=True)
    assert list(annual["period"]) == [str(year) for year in annual["year"]]
    assert list(annual.columns) == ["period", "year", "value", "bound", "status", "grade", "observation_id"]


def test_series_values_are_everyones_own(stock):
    """Catch a frame that one caller changes for the next."""
    own = stock.series_values("hangzhou.gdp.first-published")
    own["value"] = 0.0
    assert (stock.series_values("hangzhou.gdp.first-published")["value"] > 0).all()


def test_series_values_leave_targets_out_unless_asked(stock):
    """Catch a goal drawn as an outcome."""
    series = "hangzhou.digital_economy_core_revenue.core-industries"
    assert set(stock.series_values(series)["year"]) == {2018, 2021, 2023}
    asked = stock.series_values(series, targets=True)
    assert asked.iloc[-1][["year", "status"]].tolist() == [2025, "target"]


def test_series_values_prefer_an_outcome_and_a_better_grade(stock):
    """Catch a target or a weaker source standing where an outcome or a better one exists."""
    gdp = stock.series_values("hangzhou.gdp.first-published", targets=True).set_index("period")
    assert gdp.loc["2025", "value"] == 2301.1
    assert gdp.loc["2024", "observation_id"] == "hangzhou.gdp.2024.hzzx-2025-gwr"
    # 3,861.08 stands in the release only, which quotes it: the agencies' round figure is graded C.
    world = stock.series_values("world.digitally_deliverable_services_exports.drc-caict-2022")
    assert world[["value", "bound", "grade"]].to_numpy().tolist() == [[3800, "approx", "C"]]


def test_source_gives_what_a_citation_needs(stock):
    """Catch a source that can't be cited."""
    source = stock.source("hzboc-2022-landmark-expo")
    assert source["url"].startswith("https://asianetnews.net/")
    assert source["grade"] == "B"
