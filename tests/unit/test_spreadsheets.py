"""CSV that is opened in a spreadsheet: no text of an input is run there, and no number is lost."""

import csv
import io
import itertools
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from expobook.editions import registry
from expobook.facts.notebook_outputs import NotebookBundles
from expobook.figures import export
from expobook.pipeline import build, reproduce
from expobook.pipeline.sweeps import results
from expobook.pipeline.sweeps.grid import Grid
from expobook.runs import edition, facts_files
from expobook.runs.compare import Setting
from expobook.runs.comparison_report import table
from expobook.values.files import spreadsheets

FORMULAS = [
    "=1+1",
    '=HYPERLINK("http://example.org")',
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "'=1+1",
    "''@x",
    "+1.7 percentage points",
    "-58 bn",
    "-",
    "=",
    "-1-2",
]
NUMBERS = ["-58", "+22.3%", "+1,200.5", "-1e-05", "-0214-05", "-2700"]
TEXTS = ["", "a=b", "'quoted'", "−2.6%", "1+1", " =1", "10%"]


def cells(text):
    """The cells of a CSV as they are read by Python's own reader."""
    return list(itertools.chain(*csv.reader(io.StringIO(text, newline=""))))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_has_an_apostrophe(text):
    """Catch a title that a spreadsheet computes, or that fetches an address when it is opened."""
    assert spreadsheets.inert(text) == f"'{text}"
    assert spreadsheets.original(f"'{text}") == text


@pytest.mark.parametrize("value", [*NUMBERS, *TEXTS, -58, -0.5, None, True])
def test_numbers_and_other_texts_stay(value):
    """Catch a negative number that becomes a text, and so drops out of every sum."""
    assert spreadsheets.inert(value) is value
    if isinstance(value, str):
        assert spreadsheets.original(value) == value


@given(st.lists(st.text(alphabet="=+-@'\t\r\n1,.%\"ax ", max_size=6), min_size=1, max_size=5))
def test_every_text_comes_back(texts):
    """Catch a rule that can't be undone, or a text that is still live with its apostrophe."""
    held = cells(spreadsheets.csv_text([["name"], *([text] for text in texts)]))[1:]
    assert [spreadsheets.original(cell) for cell in held if cell] == [t for t in texts if t]
    assert not [cell for cell in held if cell[:1] in "=@\t\r\n" and cell]


def test_pandas_reads_numbers_as_numbers():
    """Catch a column that pandas takes for text because of one sign."""
    text = spreadsheets.csv_text([["value", "words"], [-58, "-58 bn"], [-0.5, None], [1.5, "=x"]])
    frame = pd.read_csv(io.StringIO(text))
    assert frame["value"].tolist() == [-58, -0.5, 1.5]
    assert frame["words"].fillna("").tolist() == ["'-58 bn", "", "'=x"]


LIVE = "=cmd()\r=cmd()"
FACT = {"id": "x_one", "label": LIVE, "value": -1.5, "sources": [LIVE, "b"]}


def facts_csv(folder):
    """The table of all numbers."""
    build.write_facts([NotebookBundles("01_x", facts=[FACT])], folder)
    return (folder / "facts.csv").read_bytes().decode()


def test_a_row_of_the_numbers_says_whose_it_is():
    """Catch a number that is copied from the table and belongs to no edition, or to a wrong one."""
    stated = [NotebookBundles("01_x", facts=[FACT])]
    (published,) = csv.DictReader(io.StringIO(facts_files.as_csv(stated)))
    assert published["report_edition"] == edition.NAME
    (own,) = csv.DictReader(io.StringIO(facts_files.as_csv(stated, "a reader's run")))
    assert own["run"] == "a reader's run"
    assert "report_edition" not in own


def receipt_csv(folder):
    """The lines of a receipt."""
    line = reproduce.Line("x_one", "identical", LIVE, LIVE, "-1.5", "-1.5", "count", "1")
    made = reproduce.Receipt("", "2026.11", {}, {}, {}, (), {}, {}, (line,))
    return reproduce.write(made, folder / "receipt")[1].read_bytes().decode()


def sweep_csv(folder):
    """The results of a sweep with a text among its parameters and errors."""
    grid = Grid(("05_outlook",), ({"history": LIVE},))
    for path in results.write_all(folder, grid, [{"05_outlook": {"error": LIVE}}]):
        if path.name == "results.csv":
            return path.read_bytes().decode()
    raise AssertionError("no table")


def compared_csv(folder):
    """The table of a comparison."""
    told = SimpleNamespace(
        settings=[Setting("history", LIVE, "b")], rows=(), numbers=(), only_in_one=(), claims=(), verdicts=()
    )
    return table(told)


WRITERS = {
    "figure": lambda folder: export.table_text({"columns": ["a"], "rows": [[LIVE]]}),
    "numbers": facts_csv,
    "receipt": receipt_csv,
    "sweep": sweep_csv,
    "comparison": compared_csv,
}


@pytest.mark.parametrize("name", WRITERS)
def test_no_table_that_is_written_holds_a_formula(name, tmp_path):
    """Catch a writer of its own that passes text on as it came."""
    held = cells(WRITERS[name](tmp_path))
    assert f"'{LIVE}" in held or f"'{LIVE}; b" in held
    assert not [cell for cell in held if cell.startswith("=")]


def test_the_registry_of_editions_reads_what_it_wrote(tmp_path):
    """Catch a released number that differs from itself when it is read again."""
    (tmp_path / "editions").mkdir()
    row = registry.Row("x_one", LIVE, "-1.5", "count", "+1.7 percentage points", "A", True, "0")
    record = registry.Record("2026.11", "", "", 1, 0, {})
    registry.write(tmp_path, registry.Released(record, {"x_one": row}))
    text = (tmp_path / "editions" / "2026.11.csv").read_bytes().decode()
    assert ",-1.5,count,'+1.7 percentage points," in text
    assert f"'{LIVE}" in text
    assert registry.read(tmp_path).editions[0].rows["x_one"] == row
