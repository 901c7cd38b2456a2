"""Two runs side by side: what moved, what moved it, and what both say alike."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

import fixture_book
import fixture_data
import fixture_notebooks
from expobook.cli import app
from expobook.facts import notebook_outputs
from expobook.pipeline import build
from expobook.runs import comparison_report
from expobook.runs.compare import Comparison, Number, is_equivalent
from expobook.runs.run import open_run


def a_run(folder, *, facts=fixture_notebooks.FACTS_1, holds=True, verdict="met", **parameters):
    """A small run on disk, with the records that a build leaves."""
    source = fixture_book.write(folder / "source")
    claim = fixture_notebooks.claim(
        "expo_hangzhou_minor", "expo_hangzhou < expo_projects", {"expo_hangzhou": 37, "expo_projects": 89}, holds
    )
    claim["reads"] = ["expo_share"]
    display = facts[0]["display"]
    figure = fixture_notebooks.figure_output("fig-expo-editions", "expo_projects", display)
    figure[notebook_outputs.FIGURE]["claims"] = ["expo_hangzhou_minor"]
    figure[notebook_outputs.SVG] = figure[notebook_outputs.SVG].replace(">T<", f">{display}<")
    table = fixture_notebooks.table_output("tab-expo-editions")
    table[notebook_outputs.TABLE]["rows"][0][2] = {"text": verdict, "tone": verdict}
    fixture_notebooks.write_notebook(
        source,
        "01_expo_outcomes",
        fixture_notebooks.notebook(
            "Expo outcomes",
            "Text.\n",
            [
                figure,
                table,
                fixture_notebooks.facts_output("01_expo_outcomes", facts, [claim], {"overlap": 1.0, **parameters}),
            ],
        ),
    )
    build.write_facts(notebook_outputs.read_all((source / "notebooks").glob("*.ipynb")), folder)
    (folder / build.MANIFEST).write_text(
        json.dumps(
            {
                "edition": "2026.12",
                "published_parameters": not parameters,
                "changed_parameters": parameters,
                "parameters": {"01_expo_outcomes": {"overlap": 1.0, **parameters}},
                "versions": {},
                "files": {},
            }
        )
    )
    return open_run(folder)


@pytest.fixture
def first(tmp_path):
    """The run that others are compared with."""
    return a_run(tmp_path / "first")


def moved(**changes):
    """The facts of the small book, with other values for some."""
    return [{**fact, **changes.get(fact["id"], {})} for fact in fixture_notebooks.FACTS_1]


def test_identical_runs_say_so(first, tmp_path):
    """Catch a difference that isn't one: two runs of the same inputs are the same."""
    shutil.copytree(tmp_path / "first", tmp_path / "second")
    told = Comparison(first, open_run(tmp_path / "second"))
    assert told.identical
    assert comparison_report.summary(told).startswith("The two runs say the same: 5 numbers, 1 claims, 2 figures")
    assert comparison_report.table(told).count("\n") == 1


def test_a_number_moved_by_a_parameter_names_it(first, tmp_path):
    """Catch a changed number whose cause a reader would have to guess."""
    facts = moved(expo_share={"value": 30.5, "display": "30.5 %"})
    told = Comparison(first, a_run(tmp_path / "second", facts=facts, overlap=0.5))
    (share,) = told.numbers
    assert (share.id, share.moved_by) == ("expo_share", ("parameter overlap",))
    assert share.difference == pytest.approx(30.5 - 41.57)
    assert share.formatted_difference.endswith("percentage points")
    assert [(one.name, one.old, one.new) for one in told.settings] == [("overlap", 1.0, 0.5)]


def test_the_last_digits_of_a_float_are_no_difference(first, tmp_path):
    """Catch a number that moved by 2e-11 and stands in the list as 8.5% → 8.5%."""
    facts = moved(expo_projects={"value": 89 + 2e-11})
    assert Comparison(first, a_run(tmp_path / "second", facts=facts)).numbers == []
    assert is_equivalent('d="M 1.2345678901" fill', 'd="M 1.2345678902" fill')
    assert not is_equivalent('d="M 1.2345678901" fill', 'd="M 1.2345778901" fill')
    assert not is_equivalent("89 projects", "90 projects")
    assert not is_equivalent([8.5], [8.500001])
    assert not is_equivalent(8.5, None)


def test_shares_differ_by_percentage_points():
    """Catch a share that falls from 100% to 50% and is said to have moved by −50%."""
    share = {"unit": "count", "display_unit": "percent", "decimals": 0}
    number = Number("expo_overlap", {**share, "value": 1.0}, {**share, "value": 0.5}, ())
    assert number.formatted_difference == "−50.0 percentage points"


def test_a_row_of_data_that_moved_is_traced_through_the_formula(first, tmp_path):
    """Catch a number that moved with a row two steps below it, and is put down to code."""
    facts = moved(
        expo_projects={"value": 90, "display": "90 projects"}, expo_share={"value": 41.1, "display": "41.1 %"}
    )
    second = a_run(tmp_path / "second", facts=facts)
    path = tmp_path / "second" / "source" / "data" / "observations.csv"
    path.write_text(path.read_text().replace(",89,count", ",90,count"), encoding="utf-8")
    told = Comparison(first, second)
    (row,) = told.rows
    assert (row.key, row.cells) == (fixture_data.OBSERVATION, {"value": ("89", "90")})
    causes = {one.id: one.moved_by for one in told.numbers}
    assert causes == dict.fromkeys(("expo_projects", "expo_share"), (f"row {fixture_data.OBSERVATION}",))


def test_a_number_that_moved_without_a_cause_is_not_given_one(first, tmp_path):
    """Catch a change of code that is blamed on a parameter or a row."""
    facts = moved(expo_amount={"value": 111, "display": "about 111 bn yuan"})
    told = Comparison(first, a_run(tmp_path / "second", facts=facts, overlap=0.5))
    assert [(one.id, one.moved_by) for one in told.numbers] == [("expo_amount", ())]


def test_the_same_code_moves_no_number_by_itself(first, tmp_path):
    """Catch a number that a parameter of its notebook has moved, and that is put down to code."""
    facts = moved(expo_amount={"value": 111, "display": "about 111 bn yuan"})
    second = a_run(tmp_path / "second", facts=facts, overlap=0.5)
    for run in (first, second):
        run.manifest["code"] = {"chapters/expo.py": "1f"}
    assert [(one.id, one.moved_by) for one in Comparison(first, second).numbers] == [
        ("expo_amount", ("parameter overlap",))
    ]


def test_claims_and_verdicts_that_turned(first, tmp_path):
    """Catch a goal that turned, or a sentence that fell, without a word."""
    second = a_run(tmp_path / "second", holds=False, verdict="missed", overlap=0.5)
    told = Comparison(first, second)
    assert [(turn.id, turn.old, turn.new, turn.moved_by) for turn in told.claims] == [
        ("expo_hangzhou_minor", "holds", "does not hold", ("parameter overlap",))
    ]
    assert [(turn.label, turn.old, turn.new) for turn in told.verdicts] == [("First, 89 projects", "met", "missed")]
    back = Comparison(second, first)
    assert [(turn.old, turn.new) for turn in back.claims] == [("does not hold", "holds")]


def test_a_claim_of_one_run_only(first, tmp_path):
    """Catch a guarded sentence that is gone, in a comparison that calls the runs alike."""
    second = a_run(tmp_path / "second")
    second.claims.clear()
    told = Comparison(first, second)
    assert [(turn.id, turn.old, turn.new) for turn in told.claims] == [("expo_hangzhou_minor", "holds", "not computed")]
    assert "0 claims no longer hold and 0 hold again" in comparison_report.summary(told)


def test_a_number_of_one_run_only(first, tmp_path):
    """Catch a number that vanishes from the comparison because one run lacks it."""
    second = a_run(tmp_path / "second", facts=fixture_notebooks.FACTS_1[:3])
    told = Comparison(first, second)
    assert [(one.id, one.new) for one in told.only_in_one] == [("expo_share", None)]
    rows = list(csv.DictReader(comparison_report.table(told).splitlines()))
    assert [(row["id"], row["status"]) for row in rows if row["kind"] == "fact"] == [
        ("expo_share", "only in the first run")
    ]


def test_the_page_needs_nothing_else_and_shows_changed_figures_only(first, tmp_path):
    """Catch a page that loads from elsewhere, repeats an id, or drops a run's stamp."""
    facts = moved(expo_projects={"value": 90, "display": "90 projects"})
    told = Comparison(first, a_run(tmp_path / "second", facts=facts, holds=False, overlap=0.5))
    text = comparison_report.page(told)
    assert text == comparison_report.page(told)
    soup = BeautifulSoup(text, "html.parser")
    assert soup.select("script, link, img, iframe") == []
    # The faces that charts are measured with travel along: another font would cut their labels.
    assert text.count('@font-face { font-family: "Source Sans Pro"') == 2
    assert "http" not in text.replace("http://www.w3.org", "")
    ids = [tag["id"] for tag in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    assert [title.get_text() for title in soup.select("figure h3")] == [
        "The expo signed 89 projects",
        "The expo signed 90 projects Does not hold in this run.",
    ]
    assert soup.select_one("figure .stamp").get_text() == ("reader's run, not the published edition: overlap = 0.5")


def test_the_command_prints_and_writes(first, tmp_path, monkeypatch, capsys):
    """Catch a command that says nothing, or a folder that is no run and ends in a traceback."""
    a_run(tmp_path / "second", holds=False, overlap=0.5)
    monkeypatch.setattr(
        "sys.argv",
        [
            "expobook",
            "compare",
            str(tmp_path / "first"),
            str(tmp_path / "second"),
            "--csv",
            str(tmp_path / "told.csv"),
            "--html",
            str(tmp_path / "told.html"),
        ],
    )
    with pytest.raises(SystemExit) as ended:
        app.main()
    assert not ended.value.code
    said = capsys.readouterr().out
    assert "1 parameter" in said
    assert "expo_hangzhou_minor in words" in said
    assert (tmp_path / "told.csv").read_text().startswith("kind,id,label,status,old,new,")
    assert "<!DOCTYPE html>" in (tmp_path / "told.html").read_text()
    monkeypatch.setattr("sys.argv", ["expobook", "compare", str(tmp_path), str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        app.main()
    assert ended.value.code == 2
    assert "isn't a run" in capsys.readouterr().err


def test_a_number_told_for_another_year_names_the_parameter_of_the_year(first, tmp_path):
    """Catch a number that moved with its year, and is put down to its value alone."""
    a_run(tmp_path / "old", facts=moved(expo_projects={"period": "2023"}), base_year=2023)
    facts = moved(expo_projects={"period": "2021", "value": 90, "display": "90 projects"})
    told = Comparison(open_run(tmp_path / "old"), a_run(tmp_path / "second", facts=facts, base_year=2021))
    assert {one.id: one.moved_by for one in told.numbers} == {"expo_projects": ("parameter base_year",)}


def test_a_number_that_only_one_run_states_names_the_parameters_of_its_notebook(first, tmp_path):
    """Catch a number that appears without a reason."""
    second = a_run(tmp_path / "second", facts=fixture_notebooks.FACTS_1[:3], overlap=0.5)
    (lone,) = Comparison(first, second).only_in_one
    assert lone.moved_by == ("parameter overlap",)


def test_a_reader_who_goes_away_stops_nothing(first, tmp_path):
    """Catch `compare … | head` that writes no file, or ends in a traceback."""
    a_run(tmp_path / "second", holds=False, overlap=0.5)
    command = Path(sys.executable).with_name("expobook")
    with subprocess.Popen(
        [
            command,
            "compare",
            tmp_path / "first",
            tmp_path / "second",
            "--csv",
            tmp_path / "told.csv",
            "--html",
            tmp_path / "told.html",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        running.stdout.close()
        said = running.stderr.read()
    assert running.returncode == 0
    assert said == ""
    assert (tmp_path / "told.csv").is_file()
    assert "</html>" in (tmp_path / "told.html").read_text()
