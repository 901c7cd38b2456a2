"""Values and letters that a data package can't hold: each is refused with file, row and column."""

import csv

import pytest

from expobook import evidence
from expobook.evidence import EvidenceError, conflict_guards, rules, tables
from limits import one_second_and_200_mb
from spoiling import changed, edit

SOURCE = "xinhua-2022-gdte1-closing"
MONEY = "gdte-1.signed_investment.hzboc-2022-landmark-expo"
COUNT = "gdte-1.signed_projects.hzboc-2022-landmark-expo"
SHARE = "world.digitally_deliverable_share_of_services_exports.2021.hzboc-2022-landmark-expo"
GOAL, EVENT, RECORD = "hz2025-gdp", "gdte_2", "china-cbec-2024"
ADDRESS = "isn't a web address"
VALUES = [
    *(
        ("sources", SOURCE, "url", url, ADDRESS)
        for url in (
            "javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "ftp://example.org",
            "https://",
            "https://example.org/a b",
            'https://example.org/"x',
            "https://example.org/'x",
            "https://example.org/<x>",
            "https://bank.example@evil.example/",
            "JaVaScRiPt:alert(1)//https://example.org",
            "//example.org",
            "https:/example.org",
            "https://[::1",
            "https://a]b/",
        )
    ),
    ("sources", SOURCE, "published", "2099", "published '2099', read '2026-11-23'"),
    ("sources", SOURCE, "published", "2026-11-24", "published '2026-11-24', read '2026-11-23'"),
    *(("sources", SOURCE, "grade", grade, f"grade {grade} for a source of origin news_agency") for grade in "AB"),
    ("goals", GOAL, "issued", "2027-01", "is after 2026-11-29, the date of the data"),
    ("observations", MONEY, "period", "9999", "later than a value can be"),
    ("observations", MONEY, "period", "2022/2027", "later than a value can be"),
    ("observations", COUNT, "value", "-89", "'-89' as a count"),
    ("observations", COUNT, "value", "89.5", "'89.5' as a count"),
    ("goals", "hz2017-cbec-firms", "target_value", "-5", "'-5' as a count"),
    ("observations", SHARE, "value", "5000", "'5000' percent"),
    ("observations", SHARE, "value", "-100.5", "'-100.5' percent"),
    ("observations", MONEY, "yoy_percent", "5000", "'5000' percent"),
    ("observations", MONEY, "value", "9" * 400, "a number of 400 characters"),
    ("observations", MONEY, "value", f"0.{'0' * 400}1", "a number of 403 characters"),
    ("conflicts", RECORD, "expect", "not " * 1200 + "a > 0", "it has 4,805 letters; at most 300"),
]
LETTERS = [
    ("\u202e", "the invisible character U+202E"),
    ("\u2066", "the invisible character U+2066"),
    ("\u200b", "the invisible character U+200B"),
    ("\ufeff", "the invisible character U+FEFF"),
    ("\u2028", "the invisible character U+2028"),
    ("\u2029", "the invisible character U+2029"),
    ("\x85", "the control character U+0085"),
    ("\x1b[2J", "the control character U+001B"),
    ("\x7f", "the control character U+007F"),
    ("\t", "the control character U+0009"),
    ("\ue000", "the invisible character U+E000"),
    ("{expo_all}", "a brace"),
    ("}", "a brace"),
]
FIRST = [
    ("=1+1", "a spreadsheet takes"),
    ("+SUM(A1)", "a spreadsheet takes"),
    ("@x", "a spreadsheet takes"),
    ("-1+1", "a spreadsheet takes"),
    ("n" * 200_000, "a text of 200,000 letters"),
]
TEXTS = [
    ("events", EVENT, "title"),
    ("sources", SOURCE, "publisher"),
    ("goals", GOAL, "text"),
    ("observations", MONEY, "note"),
    ("definitions", None, "term"),
]


@pytest.mark.parametrize(("table", "key", "column", "value", "said"), VALUES, ids=lambda item: str(item)[:30])
def test_a_value_that_cannot_be_is_refused(raw, table, key, column, value, said):
    """Catch a link that runs a script, a number of another world, a guard that ends the reader."""
    spoilt, row = changed(raw, table, key, **{column: value})
    found = [
        problem
        for problem in rules.rule_problems(spoilt)
        if (problem.file, problem.row, problem.column) == (f"{table}.csv", row, column)
    ]
    assert said in found[0].problem
    assert len(str(found[0])) < 1000


def told_in(package, table, key, column, value):
    """Edit a cell; what the structure of the files says, and the row that was changed."""
    if key is None:
        key = (package / f"{table}.csv").read_text(encoding="utf-8").split("\n")[1].split(",")[0]
    row = edit(package, table, key, column, value)
    return tables.structure(package), row


@pytest.mark.parametrize(("letters", "said"), LETTERS, ids=lambda item: ascii(item)[:30])
def test_a_letter_that_cannot_be_seen_is_refused(package, letters, said):
    """Catch a title that reads backwards, hides a word, or fills in a number on a page."""
    problems, row = told_in(package, "events", EVENT, "title", f"The {letters} expo")
    assert [(item.file, item.row, item.column) for item in problems] == [("events.csv", row, "title")]
    assert said in problems[0].problem


@pytest.mark.parametrize(("table", "key", "column"), TEXTS)
def test_no_text_of_any_table_hides_its_letters(package, table, key, column):
    """Catch a column that is not looked at."""
    problems, row = told_in(package, table, key, column, "right \u202e wrong")
    assert [(item.file, item.row, item.column) for item in problems] == [(f"{table}.csv", row, column)]


@pytest.mark.parametrize(("text", "said"), FIRST, ids=lambda item: item[:20])
def test_a_formula_or_an_endless_text_is_refused(package, text, said):
    """Catch a cell that a spreadsheet runs, and a note that fills a page with nothing."""
    problems, row = told_in(package, "observations", MONEY, "note", text)
    assert [(item.file, item.row, item.column) for item in problems] == [("observations.csv", row, "note")]
    assert said in problems[0].problem
    assert len(str(problems[0])) < 300


@pytest.mark.parametrize("cell", ['"The expo', '"At" the first', 'The "first" expo'])
def test_a_quote_out_of_place_is_named_with_its_column(package, cell):
    """Catch an unclosed quotation mark that swallows a file, and is found nowhere in it."""
    path = package / "events.csv"
    lines = path.read_text(encoding="utf-8").split("\n")
    row = next(number for number, line in enumerate(lines, 1) if line.startswith(f"{EVENT},"))
    title = next(csv.reader([lines[row - 1]]))[lines[0].split(",").index("title")]
    assert "," not in title
    lines[row - 1] = lines[row - 1].replace(f",{title},", f",{cell},")
    path.write_text("\n".join(lines), encoding="utf-8")
    problems = tables.structure(package)
    assert [(item.file, item.row, item.column) for item in problems] == [("events.csv", row, "title")]
    assert "quotation mark" in problems[0].problem


@pytest.mark.parametrize(
    "guard", ["not " * 20_000 + "a > 0", "(" * 5000 + "a" + ")" * 5000, "-" * 20_000 + "a > 0", f"{'9' * 5000} > a"]
)
def test_an_endless_guard_is_refused(guard):
    """Catch a conflict record that ends the program that reads it."""
    with (
        one_second_and_200_mb(),
        pytest.raises(conflict_guards.GuardError, match="letters; at most 300"),
    ):
        conflict_guards.holds(guard, [conflict_guards.Linked(1)])


@pytest.mark.parametrize("content", ["[" * 100_000, '{"resources": ' + "9" * 5000 + "}"])
def test_a_description_that_is_too_much_is_refused(package, content):
    """Catch a traceback of a thousand lines where the description is nested without end."""
    (package / "datapackage.json").write_text(content, encoding="utf-8")
    with one_second_and_200_mb(), pytest.raises(EvidenceError, match="can't be read as JSON"):
        evidence.load(package)


def test_a_package_that_is_no_folder_is_refused(tmp_path):
    """Catch a wait for ever where the description is a pipe or a device."""
    (tmp_path / "datapackage.json").symlink_to("/dev/zero")
    with one_second_and_200_mb(), pytest.raises(EvidenceError, match="is missing"):
        evidence.validate(tmp_path)
    for folder in ("/etc/passwd", "/dev/zero", "x" * 5000):
        with pytest.raises(EvidenceError, match="can't be read: "):
            evidence.validate(folder)
