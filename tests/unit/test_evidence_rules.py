"""Rules of the data package that a schema can't say, and the guards of its conflicts."""

import pandas as pd
import pytest

from expobook import evidence
from expobook.evidence import EvidenceError, conflict_guards, date_rules, rules, tables
from spoiling import changed, edit

OBSERVATION = "hangzhou.cbec_total.2022-01_2022-09.hzboc-2022-landmark-expo"


# --- rules that a schema can't say ------------------------------------------------------------


def test_sound_tables_break_no_rule(raw):
    """Catch a rule that blames the committed evidence."""
    assert rules.rule_problems(raw) == []


@pytest.mark.parametrize(
    ("table", "key", "cells", "column", "said"),
    [
        ("observations", OBSERVATION, {"unit": "USD bn"}, "unit", "isn't that of series"),
        ("observations", OBSERVATION, {"indicator": "gdp"}, "indicator", "isn't that of series"),
        ("observations", OBSERVATION, {"entity": "Ningbo"}, "entity", "isn't that of series"),
        ("observations", OBSERVATION, {"period": "2022-09/2022-01"}, "period", "ends before it starts"),
        ("observations", OBSERVATION, {"value": "8.494e1"}, "value", "isn't a plain decimal"),
        ("observations", OBSERVATION, {"value": "84.940"}, "value", "isn't a plain decimal"),
        ("observations", OBSERVATION, {"grade": "A"}, "grade", "better than B"),
        ("observations", OBSERVATION, {"yoy_percent": ""}, "yoy_price_basis", "without growth"),
        ("observations", OBSERVATION, {"yoy_price_basis": ""}, "yoy_price_basis", "without a price basis"),
        ("observations", OBSERVATION, {"as_reported": ""}, "as_reported", "no printed phrase"),
        ("observations", "hangzhou.gdp.2025.o571-2021-hz-14fyp", {"period": ""}, "period", "can't be read"),
        (
            "observations",
            OBSERVATION,
            {"period": "2022/2022-12-11"},
            "period",
            "the ends of '2022/2022-12-11' aren't equally precise",
        ),
        ("observations", OBSERVATION, {"unit": "calendar year"}, "unit", "unknown unit"),
        ("sources", "caixin-2019-ciie2", {"published": "2022-13-45"}, "published", "no date"),
        ("sources", "caixin-2019-ciie2", {"read": "2026-11-31"}, "read", "no date"),
        ("goals", "hz2025-gdp", {"issued": "2021-02-29"}, "issued", "no date"),
        ("events", "gdte_2", {"date": "2018-02-31"}, "date", "no date"),
        ("events", "gdte_2", {"date_end": "2023-11-31"}, "date_end", "no date"),
        ("events", "gdte_2", {"date_end": "2023-11-22"}, "date_end", "is before 2023-11-23"),
        ("sources", "caixin-2019-ciie2", {"url": ""}, "grade", "no address"),
        (
            "sources",
            "caixin-2019-ciie2",
            {
                "url": "http://asianetnews.net/news/from-hangzhou-to-the-world-landmark-expo-spurs-global-"
                "digital-trade-growth"
            },
            "url",
            "the same address as in row",
        ),
        ("goals", "hz2025-gdp", {"target_value": ""}, "target_value", "quantitative goal without"),
        ("goals", "hz2025-gdp", {"unit": "USD bn"}, "unit", "isn't that of series"),
        (
            "goals",
            "hz2025-gdp",
            {"baseline_observation_id": OBSERVATION},
            "baseline_observation_id",
            "the baseline is of series",
        ),
        ("events", "gdte_2", {"date_sort": "20231124"}, "date_sort", "isn't the sort key"),
        ("conflicts", "china-cbec-2024", {"observation_ids": ""}, "observation_ids", "links nothing"),
        ("conflicts", "china-cbec-2024", {"expect": "a + b"}, "expect", "not a statement"),
        ("conflicts", "china-cbec-2024", {"expect": "z == 1"}, "expect", "names no linked value"),
        ("series", "hangzhou.cbec_total.city-measure", {"unit": "shells"}, "unit", "unknown unit"),
    ],
)
def test_rule_names_the_cell(raw, table, key, cells, column, said):
    """Catch a fault that fits the schema and is wrong all the same."""
    spoilt, row = changed(raw, table, key, **cells)
    found = [problem for problem in rules.rule_problems(spoilt) if said in problem.problem]
    assert found, [str(problem) for problem in rules.rule_problems(spoilt)]
    if table != "sources" or column != "url":
        assert (found[0].file, found[0].row, found[0].column) == (f"{table}.csv", row, column)


def test_date_that_does_not_exist_gets_no_advice_but_to_mend_it(raw):
    """Catch a message that gives the sort key of 31 February as what is allowed."""
    spoilt, row = changed(raw, "events", "gdte_2", date="2018-02-31")
    found = [problem for problem in rules.rule_problems(spoilt) if problem.row == row]
    assert [problem.column for problem in found] == ["date"]
    assert "2022-12-11" in found[0].allowed


def test_grade_that_is_none_is_no_measure_for_others(raw):
    """Catch “Allowed: Z or worse” on every value of a source whose own grade was mistyped."""
    spoilt, _ = changed(raw, "sources", "unctad-2025-dds-data360", grade="Z")
    assert rules.rule_problems(spoilt) == []


@pytest.mark.parametrize("table", tables.TABLES)
def test_row_out_of_its_place_is_named(raw, table):
    """Catch a row added at the end, where no reader and no difference would show it in place."""
    frame = raw[table]
    turned = pd.concat([frame.iloc[1:], frame.iloc[:1]], ignore_index=True)
    found = rules.rule_problems({**raw, table: turned})
    assert [(item.file, item.row) for item in found] == [(f"{table}.csv", len(frame) + 1)]
    assert f"{frame[tables.KEYS[table]].iloc[0]} isn't in its place" in found[0].problem


def test_same_statement_of_one_page_twice_is_named(raw):
    """Catch one page counted as two witnesses."""
    frame = raw["observations"]
    again = frame[frame["observation_id"] == OBSERVATION].assign(observation_id="another.id")
    spoilt = {**raw, "observations": pd.concat([frame, again], ignore_index=True)}
    found = [problem for problem in rules.rule_problems(spoilt) if problem.column]
    assert [problem.row for problem in found] == [len(frame) + 2]
    assert "the same source, entity, indicator, period and value" in found[0].problem


def test_a_changed_value_trips_its_guard(raw):
    """Catch a correction of a row that leaves the record of its conflict as it was."""
    row = "hangzhou.cbec_total.2023-01_2023-11.hzcomcn-2024-trade-growth-en"
    spoilt, _ = changed(raw, "observations", row, value="120")
    found = rules.rule_problems(spoilt)
    assert [problem.column for problem in found] == ["expect"]
    assert "no longer holds" in found[0].problem


def test_a_changed_row_stops_the_book_with_the_record_that_speaks_of_it(package):
    """Catch a book that is built although a correction contradicts what it says of a conflict."""
    row = "hangzhou.cbec_total.2023-01_2023-11.hzcomcn-2024-trade-growth-en"
    edit(package, "observations", row, "value", "120")
    with pytest.raises(EvidenceError, match="2 problem") as caught:
        evidence.load(package)
    said = str(caught.value)
    assert said.index("observations.csv: not the file that was stamped") < said.index("conflicts")
    assert "conflicts.csv, row" in said
    assert "column expect: the guard" in said
    assert "of hangzhou-cbec-tenfold no longer holds with a = " in said
    assert f"= 120, +20.55 % ({row})" in said
    assert "read the record again when a row has changed" in said


def test_address_key_sees_through_spelling():
    """Catch one page passing for two because of http, www. or a stroke."""
    assert rules.address_key("http://www.Example.cn/a/") == rules.address_key("https://example.cn/a")
    assert rules.address_key("https://example.cn/a") != rules.address_key("https://example.cn/A")


@pytest.mark.parametrize(
    ("date", "key"),
    [
        ("-2700", -27000000),
        ("0978", 9780000),
        ("2022-12", 20221200),
        ("2022-12-11", 20221211),
    ],
)
def test_dates_before_and_after_the_common_era_sort(date, key):
    """Catch −2700 sorted after 0600."""
    assert date_rules.date_sort_key(date) == key


@pytest.mark.parametrize(
    ("guard", "values", "holds"),
    [
        ("a == 1.5 and b < a", [1.5, 1], True),
        ("a == 1 or not b > 2", [2, 3], False),
        ("abs(a / b - 2) < 0.01", [4.01, 2], True),
        ("1 < a <= 2 != b", [2, 3], True),
        ("-a * 2 + b == 0", [2, 4], True),
        ("b / (1 + b.yoy / 100) < a", [100, conflict_guards.Linked(121, 21.5)], True),
        ("a.yoy == b.yoy", [conflict_guards.Linked(1, 7.1), conflict_guards.Linked(2, 9.1)], False),
    ],
)
def test_guard_is_evaluated(guard, values, holds):
    """Catch a guard that is read otherwise than Python would read it."""
    linked = [one if isinstance(one, conflict_guards.Linked) else conflict_guards.Linked(one) for one in values]
    assert conflict_guards.holds(guard, linked) is holds


@pytest.mark.parametrize(
    "guard",
    [
        "__import__('os')",
        "a.b == 1",
        "a if b else 1",
        "a ==",
        "open('x') == 1",
        "a == 'x'",
        "a is b",
        "a / 0 == 1",
        "[a] == 1",
        "True",
        "c == 1",
        "a",
        "a and b",
        "a == 1 and b",
        "not a",
        "a.yoy == 1",
        "(a == 1) + b == 2",
    ],
)
def test_guard_that_is_no_plain_statement_is_refused(guard):
    """Catch code smuggled in through a data file, or a guard that can't fail."""
    with pytest.raises(conflict_guards.GuardError):
        conflict_guards.holds(guard, [conflict_guards.Linked(1), conflict_guards.Linked(2)])


def test_more_rows_than_letters_are_refused():
    """Catch a row at the end of a long record that no guard can read."""
    with pytest.raises(conflict_guards.GuardError, match="more than there are letters"):
        conflict_guards.holds("a == 1", [conflict_guards.Linked(1)] * 27)
