"""Validating and stamping a data package: every fault named, with the place and what is allowed."""

import json
import shutil
from pathlib import Path

import pytest

from expobook import evidence
from expobook.evidence import EvidenceError, tables
from spoiling import DATA, edit

SIGNED = "gdte-1.signed_investment.hzboc-2022-landmark-expo"
OBSERVATION = "hangzhou.cbec_total.2022-01_2022-09.hzboc-2022-landmark-expo"


# --- validate: one spoilt package, every fault named ------------------------------------------


FAULTS = {
    # name: (table, key, column, new value, what the problem says, what is allowed)
    "unknown unit": ("observations", OBSERVATION, "unit", "yi", "yi", "CNY bn"),
    "period": (
        "observations",
        "hangzhou.cbec_sellers.2024-11.cfo-2024-why-hz",
        "period",
        "2024-13",
        "doesn't exist",
        "2022-12",
    ),
    "missing source": (
        "observations",
        "hangzhou.gdp.2019.hzdrc-2020-plan-report",
        "source_id",
        "nowhere-2020",
        "doesn't exist in sources.csv",
        "source_id of sources.csv",
    ),
    "status": (
        "observations",
        "hangzhou.gdp.2023.zjrb-2024-hz-gdp",
        "status",
        "sure",
        "sure",
        "final, preliminary, revised, target",
    ),
    "value": (
        "observations",
        "hangzhou.gdp.2022.hzrb-2023-annual",
        "value",
        "many",
        "isn't a plain decimal",
        "such as 124.805",
    ),
    "empty place": ("observations", "hangzhou.gdp.2021.hzrb-2022-annual", "locator", "", "an empty cell", "not empty"),
    "better grade": (
        "observations",
        "hangzhou.gdp.2025.hztjj-2026-communique-2025",
        "grade",
        "A",
        "better than D",
        "D or worse",
    ),
    "baseline": (
        "goals",
        "hz2025-gdp",
        "baseline_observation_id",
        "nothing",
        "doesn't exist in observations.csv",
        "observation_id of observations.csv",
    ),
    "date": ("events", "gdte_2", "date", "23 November", "no date that exists", "2022-12-11"),
    "language": ("sources", "caixin-2019-ciie2", "language", "English", "doesn't fit", "written like en"),
    "address": (
        "sources",
        "xinhua-2022-gdte1-closing",
        "url",
        "the paper of Monday",
        "isn't a web address",
        "written like https://example.org/page",
    ),
    "boolean": ("series", "gdte.visitors", "comparable_over_time", "perhaps", "perhaps", "true, false"),
    "guard": (
        "conflicts",
        "china-cbec-2024",
        "expect",
        "a == 2630 and b == 2700",
        "no longer holds",
        "true of the linked rows",
    ),
    "linked row": (
        "conflicts",
        "china-cbec-2023",
        "observation_ids",
        "gone.row",
        "doesn't exist",
        "ids of observations.csv",
    ),
}


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory) -> tuple[list[evidence.Problem], dict[str, int], Path]:
    """A package with one bad cell of each kind: its problems, the rows changed, its folder."""
    package = Path(shutil.copytree(DATA, tmp_path_factory.mktemp("spoilt") / "data"))
    rows = {name: edit(package, *fault[:4]) for name, fault in FAULTS.items()}
    return evidence.validate(package, stamped=False), rows, package


@pytest.mark.parametrize("name", FAULTS)
def test_bad_cell_is_named_with_file_row_column_and_allowed(spoilt, name):
    """Catch a bad cell that passes, or an error that leaves the reader searching."""
    problems, rows, _ = spoilt
    table, _, column, _, said, allowed = FAULTS[name]
    found = [
        problem
        for problem in problems
        if (problem.file, problem.row, problem.column) == (f"{table}.csv", rows[name], column)
    ]
    assert any(said in problem.problem and allowed in problem.allowed for problem in found), [
        str(problem) for problem in problems
    ]


def test_only_the_spoilt_rows_are_blamed(spoilt):
    """Catch an avalanche of errors about rows that are sound."""
    problems, rows, _ = spoilt
    guilty = {(FAULTS[name][0], row) for name, row in rows.items()}
    blamed = {(problem.file.removesuffix(".csv"), problem.row) for problem in problems}
    # A row that lost its link or value may take the records that lean on it along.
    assert blamed - guilty <= {("conflicts", row) for _, row in blamed}


@pytest.mark.untraced
def test_spoilt_package_stops_load_and_stamp(spoilt):
    """Catch a bad cell that reaches a notebook, or that gets stamped as valid."""
    _, rows, package = spoilt
    before = (package / "datapackage.json").read_bytes()
    with pytest.raises(EvidenceError, match=r"data package in .* has \d+ problem"):
        evidence.stamp(package)
    assert (package / "datapackage.json").read_bytes() == before
    with pytest.raises(EvidenceError) as error:
        evidence.load(package)
    row = rows["linked row"]
    assert f"conflicts.csv, row {row}, column observation_ids" in str(error.value)


@pytest.mark.untraced
def test_a_stamp_that_came_with_a_package_proves_nothing(package, monkeypatch):
    """Catch a notebook that reads bad data from elsewhere, because their stamp was made to fit."""
    row = edit(package, "sources", "caixin-2019-ciie2", "url", "javascript:alert(1)")
    stamp_unchecked(package)
    assert evidence.is_stamped(package)
    with pytest.raises(EvidenceError, match=rf"sources.csv, row {row}, column url"):
        evidence.load(package)
    monkeypatch.chdir(package.parent)  # as in a run's folder, where the build has checked it
    monkeypatch.setattr("expobook.evidence.package.require_valid", pytest.fail)
    assert evidence.load("data").observations.size


@pytest.mark.untraced
def test_a_package_that_was_valid_is_checked_again_once_it_changes(package):
    """Catch data that are read unchecked, because the folder held valid ones before."""
    evidence.load(package)
    edit(package, "sources", "caixin-2019-ciie2", "url", "javascript:alert(1)")
    with pytest.raises(EvidenceError, match="not the file that was stamped"):
        evidence.load(package)
    stamp_unchecked(package)
    with pytest.raises(EvidenceError, match="isn't a web address"):
        evidence.load(package)


def test_a_cell_is_blamed_once(spoilt):
    """Catch three messages about one slip, of which two send the reader elsewhere."""
    problems, _, _ = spoilt
    places = [(problem.file, problem.row, problem.column) for problem in problems]
    assert len(set(places)) == len(places)


@pytest.mark.untraced
def test_causes_stand_before_what_follows_from_them(package):
    """Catch a list that begins with guards of conflicts, when a headline value was mistyped."""
    edit(package, "observations", SIGNED, "value", "1l0")
    assert [item.file for item in evidence.validate(package)] == ["observations.csv"] * 2
    edit(package, "observations", SIGNED, "value", "101")
    files = [item.file for item in evidence.validate(package)]
    assert files[0] == "observations.csv"
    assert set(files[1:]) == {"conflicts.csv"}


def test_duplicate_key_is_named(package):
    """Catch an id used twice, so that a number could mean two things."""
    path = package / "definitions.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines, lines[1]]), encoding="utf-8", newline="\n")
    problems = evidence.validate(package, stamped=False)
    last = len(lines) + 1
    assert {(item.file, item.row, item.column, item.allowed) for item in problems} == {
        ("definitions.csv", last, "definition_id", "each key once, and none empty"),
        ("definitions.csv", last, "term", "each value once"),
    }
    assert all("stands twice" in item.problem for item in problems)


def test_message_has_no_pattern_to_decipher(spoilt):
    """Catch an analyst who is told a regular expression instead of what a cell looks like."""
    problems, _, _ = spoilt
    assert not [str(problem) for problem in problems if "\\d" in problem.allowed or "[a-z" in problem.allowed]


def replaced(old: bytes, new: bytes):
    """A way to spoil a file: the first occurrence of some bytes becomes others."""
    return lambda path: path.write_bytes(path.read_bytes().replace(old, new, 1))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda path: path.unlink(), "the file is missing"),
        (lambda path: path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n")), "carriage return"),
        (lambda path: path.write_bytes(path.read_bytes() + b"\xff"), "not UTF-8"),
        (replaced(b"term,", b"word,"), "the header differs"),
        (lambda path: path.write_bytes(path.read_bytes() + b"only-one-cell\n"), "1 cells"),
        (replaced(b"definition_id", b"\xef\xbb\xbfdefinition_id"), "a byte order mark"),
        (
            lambda path: path.write_bytes(path.read_bytes().replace(b",", b',"', 12)),
            "a quotation mark that isn't closed",
        ),
        (
            lambda path: path.write_bytes(path.read_bytes() + b'z,"never closed,x,x,x,x\n'),
            "a quotation mark that isn't closed",
        ),
        (replaced(b" trade", b" tr\0ade"), "the control character U+0000"),
        (lambda path: path.write_bytes(path.read_bytes().split(b"\n")[0] + b"\n"), "a header and no rows"),
    ],
)
def test_file_that_is_no_table_is_named(package, spoil, said):
    """Catch a broken or empty file answered with a traceback, a kernel's error, or not at all."""
    spoil(package / "definitions.csv")
    problems = evidence.validate(package)
    assert [said in problem.problem for problem in problems] == [True], list(map(str, problems))
    assert problems[0].file == "definitions.csv"


@pytest.mark.parametrize("table", tables.TABLES)
def test_table_without_rows_is_refused(package, table):
    """Catch a table of a header alone that stops the build in a kernel, after all checks."""
    path = package / f"{table}.csv"
    path.write_bytes(path.read_bytes().split(b"\n")[0] + b"\n")
    assert [str(item) for item in evidence.validate(package)] == [
        f"{table}.csv: a header and no rows. Allowed: at least one row."
    ]


# --- the descriptor and the stamp -------------------------------------------------------------


def describe(package: Path, change) -> dict:
    """Change the descriptor of a copied package in place, and return it."""
    path = package / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    change(descriptor)
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    return descriptor


@pytest.mark.parametrize("content", ["[]", "7", "null", "{}", '{"resources": {}}', '{"resources": ["observations"]}'])
def test_descriptor_that_describes_nothing_is_named(package, content):
    """Catch a traceback where the descriptor is JSON and no description."""
    (package / "datapackage.json").write_text(content, encoding="utf-8")
    for read in (evidence.validate, evidence.load, evidence.stamp):
        with pytest.raises(EvidenceError, match="isn't the description of a data package"):
            read(package)


def test_schema_that_is_missing_is_named(package):
    """Catch a traceback where a resource has no schema."""
    describe(package, lambda known: known["resources"][0].pop("schema"))
    assert [str(item) for item in evidence.validate(package)] == [
        "datapackage.json, column resources: the schema of observations isn't the book's: it lists "
        f"no fields. Allowed: the book's schema; run `expobook data stamp {package}`."
    ]


def test_path_that_leads_elsewhere_is_named_alone(package):
    """Catch a wrong path answered with a traceback, or with blame for tables that are sound."""
    describe(package, lambda known: known["resources"][0].update(path="numbers.csv"))
    assert [str(item) for item in evidence.validate(package)] == [
        "datapackage.json, column resources: the path of observations is 'numbers.csv'. Allowed: observations.csv."
    ]


def test_resource_that_is_unknown_or_twice_is_named(package):
    """Catch a table that others read and the book doesn't, or one described in two ways."""
    describe(package, lambda known: known["resources"].append(dict(known["resources"][0])))
    assert "'observations' stands twice" in str(evidence.validate(package)[0])
    describe(package, lambda known: known["resources"][-1].update(name="extra"))
    assert "unknown resource 'extra'" in str(evidence.validate(package)[0])


def without_rules(descriptor: dict) -> None:
    """Take every constraint and link out of a descriptor."""
    for resource in descriptor["resources"]:
        resource["schema"].pop("foreignKeys", None)
        for field in resource["schema"]["fields"]:
            field.pop("constraints", None)


def test_rules_are_the_books_whatever_the_descriptor_says(package):
    """Catch a package that passes because its own descriptor allows what no notebook can read."""
    edit(package, "observations", OBSERVATION, "bound", "roughly")
    edit(package, "observations", SIGNED, "source_id", "nobody-2022")
    describe(package, without_rules)
    stamp_unchecked(package)
    said = "\n".join(map(str, evidence.validate(package)))
    assert "column bound: 'roughly' doesn't fit. Allowed: exact, approx, at_least, at_most" in said
    assert "'nobody-2022' doesn't exist in sources.csv" in said
    assert "the schema of observations isn't the book's" in said


def stamp_unchecked(package: Path) -> None:
    """Write the hashes of the tables as they lie there, checked or not."""

    def stamped(descriptor: dict) -> None:
        for resource in descriptor["resources"]:
            resource["hash"], resource["bytes"] = tables.file_stamp(package / resource["path"])

    describe(package, stamped)


@pytest.mark.untraced
def test_stamp_writes_the_books_schemas(package):
    """Catch a package that keeps a schema of its own, by which other tools would judge it."""
    describe(package, without_rules)
    evidence.stamp(package)
    assert evidence.validate(package) == []
    written = tables.read_descriptor(package)["resources"]
    assert {item["name"]: item["schema"] for item in written} == tables.SCHEMAS


@pytest.mark.untraced
def test_file_that_was_not_stamped_is_named_with_the_way_out(package):
    """Catch a cell changed by hand or in transit that is called valid although its hash is not."""
    edit(package, "observations", OBSERVATION, "value", "84.95")
    assert [str(item) for item in evidence.validate(package)] == [
        "observations.csv: not the file that was stamped. Allowed: the file as it was stamped; "
        f"after an edit of your own, run `expobook data stamp {package}`."
    ]
    evidence.stamp(package)
    assert evidence.validate(package) == []


@pytest.mark.untraced
def test_long_list_says_how_much_is_left_out(package):
    """Catch a build that shows twenty faults of thirty as if they were all."""
    path = package / "observations.csv"
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[1:31] = [line.replace(",exact,", ",vague,") for line in lines[1:31]]
    path.write_text("\n".join(lines), encoding="utf-8")
    count = len(evidence.validate(package))
    with pytest.raises(EvidenceError, match=f"… and {count - 20} more"):
        evidence.require_valid(package)


def test_missing_resource_is_named(package):
    """Catch a table that fell out of the descriptor."""
    path = package / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    descriptor["resources"] = descriptor["resources"][1:]
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    assert "no resource 'observations'" in str(evidence.validate(package)[0])


def test_stamp_changes_hashes_and_sizes_only(package):
    """Catch a stamp that rewrites the schema or moves keys about."""
    edit(package, "observations", OBSERVATION, "note", "Looked at again.")
    before = (package / "datapackage.json").read_text(encoding="utf-8").splitlines()
    evidence.stamp(package)
    after = (package / "datapackage.json").read_text(encoding="utf-8").splitlines()
    assert len(before) == len(after)
    different = [new for old, new in zip(before, after, strict=True) if old != new]
    assert [line.split(":")[0].strip() for line in different] == ['"hash"', '"bytes"']
    assert tables.is_stamped(package, tables.read_descriptor(package))
