"""Chapter 5: other choices beside the run's own, tests of the method, and what is known of 2025."""

import numpy as np
import pytest

from expobook.analysis.sensitivity import Scenario
from expobook.chapters.chapter import Chapter
from expobook.chapters.outlook import alternatives, backtests, starting_value
from expobook.chapters.outlook import settings as told
from expobook.facts.parameters import OutlookParameters

RUN = Scenario(317.86, 2023, 440, 2027, 9.6, 7.25, 10, True)
OWN = 100 * RUN.probability()


@pytest.fixture(scope="module")
def chapter():
    """A chapter with the one value of the city."""
    made = Chapter(OutlookParameters(draws=500), prefix="outlook")
    made.observe("outlook_half_year", "Half a year", entity="Hangzhou",
                 indicator="digital_trade_total", period="2023-01/2023-06",
                 source_id="hzcn-2023-review")
    return made


def ends(frame, name):
    """Settings and chances of one input, in order."""
    rows = frame[frame["input"] == name]
    return list(zip(rows["setting_label"], rows["chance_percent"].round(1), strict=True))


def test_every_input_is_varied_over_the_range_that_is_told(chapter):
    """Catch a ranking of inputs over ranges that nobody states, or one input left out of it."""
    frame = alternatives.sensitivity(chapter.evidence, chapter.parameters, RUN, 10)
    assert set(frame["input"]) == set(alternatives.WORDS)
    error = 7.25 / np.sqrt(10)
    low, high = (100 * np.expm1(np.log1p(0.096) + sign * error / 100) for sign in (-1, 1))
    settings = {name: [label for label, _ in ends(frame, name)] for name in frame["input"]}
    assert settings["mean_percent"] == [f"{low:.1f}%", f"{high:.1f}%"]
    assert settings["base_value"] == ["286 bn", "350 bn"]
    assert settings["target_year"] == ["2026", "2028"]
    assert settings["sd_percent"] == [f"{7.25 * (1 - 1 / np.sqrt(18)):.1f} points",
                                      f"{7.25 * (1 + 1 / np.sqrt(18)):.1f} points"]
    assert settings["history"] == ["in dollars", "exports only"]
    assert settings["window"] == ["all", "latest 5"]


def test_the_widest_input_stands_first(chapter):
    """Catch a sensitivity in which an input that matters more stands below."""
    frame = alternatives.sensitivity(chapter.evidence, chapter.parameters, RUN, 10)
    widths = [alternatives.width(frame, name, OWN) for name in frame["input"]]
    assert widths == sorted(widths, reverse=True)
    assert frame["input"].iloc[-1] == "sd_percent"


def test_growth_that_is_given_leaves_history_and_window_out(chapter):
    """Catch a history charted beside a run that takes none."""
    settings = OutlookParameters(growth="given", growth_mean=0.096)
    frame = alternatives.sensitivity(chapter.evidence, settings, RUN, 10)
    assert not {"history", "window"} & set(frame["input"])
    assert alternatives.width(frame, "history", OWN) == 0


def test_the_run_is_no_other_choice_of_its_own(chapter):
    """Catch the run's own history charted as another one."""
    exports = OutlookParameters(history="china_services")
    frame = alternatives.sensitivity(chapter.evidence, exports, RUN, 10)
    assert {label for label, _ in ends(frame, "history")} == {"total, yuan", "in dollars"}


@pytest.mark.parametrize(("key", "counted", "known"), [
    ("long", 6, 6), ("total", 19, 18), ("yuan", 17, 16), ("dollars", 16, 14)])
def test_coverage_of_each_test_setting(chapter, key, counted, known):
    """Catch a count told of another series, currency, window or doubt than its row names."""
    (setting,) = (one for one in backtests.SETTINGS if one.key == key)
    inside = [backtests.rolled(chapter.evidence, setting, OutlookParameters(),
                                         doubted=doubted)["inside_80"].sum()
              for doubted in (True, False)]
    assert inside == [counted, known]


def test_what_is_known_of_2025(chapter):
    """Catch a start in 2025 from another half year, another share, or growth read as fractions."""
    starting_value.state_starts(chapter)
    assert chapter["outlook_start_china"].value == pytest.approx(158.93 * 2 * 1.065 * 1.066)
    assert chapter["outlook_start_province"].value == pytest.approx(415 * 2 * 158.93 / 362.35)
    assert chapter["outlook_start_china"].grade == "C"


def test_a_year_beside_its_doubled_half(chapter):
    """Catch a season taken from two series, or a year compared with half of itself."""
    starting_value.state_seasons(chapter)
    assert chapter["outlook_season_services"].value == pytest.approx(100 * 1502.54 / 3087.95)
    assert chapter["outlook_season_cbec_more"].value == pytest.approx(100 * (2710 / 2500 - 1))


def test_every_goal_says_when_it_was_set(chapter):
    """Catch a goal without a date, or an ISO date in a table for readers."""
    assert told.goal_dates(chapter.evidence) == {
        "2025": "December 2022", "2026": "2024", "2027": "October 2025"}


@pytest.mark.parametrize(("given", "grades"), [({}, "BC"), ({"target_value": 430.0}, "BA"),
                                               ({"base_value": 300.0}, "AC")])
def test_amounts_of_the_evidence_carry_its_grade(given, grades):
    """Catch a goal from the press that is graded as a setting, or a setting graded as evidence."""
    made = Chapter(OutlookParameters(**given), prefix="outlook")
    for name, where in (
        ("half_year", {"period": "2023-01/2023-06"}),
        ("goal_2027", {"period": "2027", "source_id": "xinhua-2025-hangzhou-goal-ja"}),
    ):
        made.observe(f"outlook_{name}", name, entity="Hangzhou", indicator="digital_trade_total",
                     **where)
    told.state_amounts(made, made.parameters, told.Money("CNY"))
    assert made["outlook_base"].value == given.get("base_value", 317.86)
    assert made["outlook_target"].value == given.get("target_value", 440)
    kinds = {"A": "parameter"}
    assert [made["outlook_base"].kind, made["outlook_target"].kind] == [
        kinds.get(grade, "derived") for grade in grades]
    assert [made[name].grade for name in ("outlook_base", "outlook_target")
            if made[name].kind == "derived"] == [grade for grade in grades if grade != "A"]
