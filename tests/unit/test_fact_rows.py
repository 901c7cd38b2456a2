"""Rows in YAML: what a chapter may declare, what is refused and where, and what a group states."""

from pathlib import Path

import jsonschema
import pytest
import yaml

from expobook.chapters import row_schemas
from expobook.chapters.chapter import Chapter
from expobook.chapters.expo.indicators import Sum
from expobook.facts import notebook_outputs
from expobook.facts.facts import FactError, Register
from expobook.facts.parameters import ExpoParameters
from expobook.facts.rows import fact_rows, yaml_rows
from expobook.facts.rows.yaml_rows import RowError
from expobook.facts.writing import Writing
from expobook.figures import rows as figure_rows
from test_facts import Reported, Shelf

TOPICS = {
    "expo": "01_expo_outcomes",
    "world": "02_world_and_china",
    "hangzhou": "03_hangzhou_history",
    "goals": "04_goals_2025",
    "outlook": "05_outlook",
}
NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
GROUP = """\
trade:
  t_old:
    label: Trade of 2021
    observation: o1
    shown_in: CNY tn
    decimals: 2
  t_new: {label: Trade of 2023, observation: o2, note: Revised since.}
  t_printed: {label: Growth as printed, growth_of: o2}
  t_growth:
    label: Growth
    formula: growth_percent(t_new, t_old)
    unit: percent
    signed: true
  t_rate: {label: Rate, parameter: rate, unit: percent, note: Chosen by the reader.}
  t_years:
    label: Values
    method: count of the values
    unit: count
    inputs: [t_old]
    parameters: [rate]
  t_rose: {claim: t_growth > 20, statement: Trade rose.}
"""


@pytest.fixture
def register():
    """A register over two values of one series."""
    return Register(
        Shelf(Reported("o1", 100.0), Reported("o2", 121.0, period="2023", grade="C", yoy_percent=9.5)),
        "t",
        {"rate": 6.5},
    )


def rows(folder, text, read=fact_rows.read, name="facts"):
    """Rows of a chapter that holds the given text."""
    (folder / "topic").mkdir()
    (folder / "topic" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return read("topic", folder)


def test_a_group_states_what_calls_would_state(tmp_path, register):
    """Catch a row whose number, unit, display, grade or origin is another than that of a call."""
    other = Register(register.evidence, "t", {"rate": 6.5})
    fact_rows.state(rows(tmp_path, GROUP).group("trade"), register, {"t_years": 2}, ["o2"])
    other.observed("t_old", "o1", "Trade of 2021", writing=Writing(2, "CNY tn"))
    other.observed("t_new", "o2", "Trade of 2023", note="Revised since.")
    other.reported_growth("t_printed", "o2", "Growth as printed")
    other.derived("t_growth", "growth_percent(t_new, t_old)", "percent", "Growth", writing=Writing(signed=True))
    other.parameter("t_rate", "rate", "percent", "Rate", note="Chosen by the reader.")
    other.computed(
        "t_years", 2, "count", "Values", method="count of the values", inputs=["t_old", "o2"], parameters=["rate"]
    )
    other.claim("t_rose", "t_growth > 20", "Trade rose.")
    assert list(register.facts.items()) == list(other.facts.items())
    assert register.claims == other.claims
    assert register["t_growth"].display == "+21%"
    assert register["t_rate"].note == "Chosen by the reader."


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({}, "give a number for t_years"),
        ({"t_years": 2, "t_old": 1}, "no row with a method takes t_old"),
        ({"t_yers": 2}, "give a number for t_years; no row with a method takes t_yers"),
    ],
)
def test_numbers_and_rows_belong_together(tmp_path, register, values, says):
    """Catch a computed number that is left out or given to a row that reads the evidence."""
    with pytest.raises(FactError, match=says):
        fact_rows.state(rows(tmp_path, GROUP).group("trade"), register, values, [])
    assert not register.facts


def test_an_unknown_group_is_named_with_the_one_meant(tmp_path):
    """Catch a misspelt group that is passed over."""
    with pytest.raises(RowError, match=r"'trad' \(did you mean 'trade'\?\); there are trade"):
        rows(tmp_path, GROUP).group("trad")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("    observation: o1\n", "", r"line 2: trade, t_old: a row has exactly one of observation"),
        (
            "    unit: percent\n    signed",
            "    unit: percents\n    signed",
            r"line 12: trade, t_growth, unit: input should be 'CNY bn'.* 'exabyte'; it is 'percents'",
        ),
        ("    unit: percent\n    signed", "    signed", r"line 9: trade, t_growth, unit: field required"),
        (
            "    decimals: 2",
            "    decimal: 2",
            r"line 6: trade, t_old, decimal: there is no such key; "
            r"allowed are label, decimals, shown_in",
        ),
        ("    decimals: 2", "    decimals: two", r"line 6: trade, t_old, decimals: .*it is 'two'"),
        ("label: Trade of 2021", "label:", r"line 3: trade, t_old, label: input should be a valid string"),
        (
            "    signed: true",
            "    signed: true\n    claim: t_old > 1",
            r"line 9: trade, t_growth: a row has exactly one of",
        ),
        ("  t_new:", "  t_old:", r"line 7: t_old stands twice"),
        (
            "trade:",
            "again:\n  t_rose: {claim: t_old > 1, statement: So.}\ntrade:",
            r"'t_rose' is in the groups 'again' and 'trade'; an id stands once",
        ),
        ("trade:\n", "trade\n", r" can't be read as YAML, line 2"),
        (GROUP, "trade: {}\n", r"line 1: trade: dictionary should have at least 1 item"),
        (GROUP, "- one\n", r"line 1: the file: input should be a valid dictionary"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_with_its_line(tmp_path, old, new, says):
    """Catch a slip in a file of hundreds of rows whose writer isn't told where it is."""
    assert old in GROUP
    with pytest.raises(RowError, match=rf"topic/facts\.yaml.*{says}"):
        rows(tmp_path, GROUP.replace(old, new, 1))


def test_a_figure_row_is_checked_too(tmp_path):
    """Catch a misspelt key of a figure that would leave its note out without a word."""
    text = "fig-a:\n  title: A\n  notes: B\ntab-a:\n  title: A\n  columns: [One]\n  alt: B\n"
    with pytest.raises(RowError) as caught:
        rows(tmp_path, text, figure_rows.read, "figures")
    first, second = str(caught.value).splitlines()
    assert "line 3: fig-a, notes: there is no such key; allowed are title, note" in first
    assert "line 7: tab-a, alt: there is no such key; allowed are title" in second


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("scope: Hangzhou", "scpoe: Hangzhou", "sums.yaml, line 4: 1, scpoe"),
        ("edition: 2", "edition: second", "sums.yaml, line 3: 1, edition"),
        ("name: orders, ", "", "sums.yaml, line 3: 1, name"),
    ],
)
def test_a_row_of_a_list_is_named_with_its_line(tmp_path, old, new, says):
    """Catch a misspelt scope, by which a part of an expo edition counts as the whole."""
    (tmp_path / "sums.yaml").write_text(
        "- {key: a, edition: 1, observation_id: o1, name: investment, stage: signed, subject: trade}\n\n"
        "- {key: b, edition: 2, observation_id: o2, name: orders, stage: signed, subject: trade,\n"
        "   scope: Hangzhou}\n".replace(old, new)
    )
    with pytest.raises(RowError, match=says):
        yaml_rows.listed("sums.yaml", Sum, tmp_path)


@pytest.mark.parametrize("path", row_schemas.texts(), ids=lambda path: path.name)
def test_schemas_are_those_of_the_models(path):
    """Catch an editor that offers keys which are refused.

    Mend: python -m expobook.chapters.row_schemas.
    """
    assert path.read_text(encoding="utf-8") == row_schemas.texts()[path]


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("kind", ["facts", "figures"])
def test_every_file_names_its_schema_and_keeps_to_it(topic, kind):
    """Catch a file that an editor marks as wrong although the notebook takes it."""
    path = yaml_rows.FOLDER / topic / f"{kind}.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"# yaml-language-server: $schema=../{kind}.schema.json\n")
    schema = row_schemas.texts()[yaml_rows.FOLDER / f"{kind}.schema.json"]
    jsonschema.validate(yaml.safe_load(text), yaml.safe_load(schema))


@pytest.mark.parametrize("topic", TOPICS)
def test_every_row_is_stated(topic):
    """Catch a row that no notebook states: its number would be missing without a word."""
    book = notebook_outputs.read(NOTEBOOKS / f"{TOPICS[topic]}.ipynb")
    stated = {item["id"] for item in (*book.facts, *book.claims)}
    declared = [name for group in fact_rows.read(topic).root.values() for name in group]
    assert declared
    assert set(declared) <= stated
    assert set(figure_rows.read(topic).root) == {item["id"] for item in (*book.figures, *book.tables)}


def test_a_group_is_shown_as_a_table_beside_its_bundle(monkeypatch):
    """Catch formulas that are read in a file only, and facts that two outputs carry."""
    shown = []
    monkeypatch.setattr("expobook.chapters.chapter.display", lambda item, raw: shown.append(item))
    chapter = Chapter(ExpoParameters(), "expo")
    chapter.rows = fact_rows.FactRows.model_validate(
        {
            "one": {
                "expo_days": {
                    "label": "Days <of> the expo",
                    "observation": "gdte-1.duration_days.xinhua-2022-gdte1-closing",
                },
                "expo_weeks": {"label": "Weeks", "formula": "expo_days / 7", "unit": "days"},
                "expo_short": {"claim": "expo_days < 7", "statement": "It took less than a week."},
            }
        }
    )
    chapter.state("one")
    chapter.facts.parameter("expo_overlap", "overlap", "count", "Overlap")
    chapter.close()
    first, last = (item[notebook_outputs.FACTS] for item in shown)
    assert [fact["id"] for fact in first["facts"]] == ["expo_days", "expo_weeks"]
    assert [fact["id"] for fact in last["facts"]] == ["expo_overlap"]
    assert (len(first["claims"]), len(last["claims"])) == (1, 0)
    assert last["observations"] == {"gdte-1.duration_days.xinhua-2022-gdte1-closing": 4.0}
    for text in (
        "4 days",
        "Days &lt;of&gt; the expo",
        "expo_days ÷ 7",
        "<td>C</td>",
        "xinhua-2022-gdte1-closing",
        "It took less than a week.",
    ):
        assert text in shown[0]["text/html"]
    assert "expo_weeks: 0.571428571429 days [C] Weeks (expo_days ÷ 7)" in shown[0]["text/plain"]


def test_a_row_says_that_its_number_is_modelled(tmp_path, register):
    """Catch a model's result declared in a row and stated as if a source had reported it."""
    group = GROUP.replace("method: count of the values", "method: paths\n    kind: modelled")
    assert group != GROUP
    fact_rows.state(rows(tmp_path, group).group("trade"), register, {"t_years": 2}, ["o2"])
    assert register["t_years"].kind == "modelled"
    assert register["t_growth"].kind == "derived"
