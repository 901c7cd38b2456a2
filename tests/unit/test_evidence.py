"""Loading, looking up, validating and stamping evidence."""

import json
import shutil
from pathlib import Path

import pytest

from expobook import evidence
from expobook.evidence import EvidenceError, tables
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


def test_changed_value_loads_when_the_package_stays_valid(package):
    """Catch a valid edit refused before it is stamped, or the old value read from a cache."""
    edit(package, "observations", OBSERVATION, "value", "84.95")
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


def test_one_finds_exactly_one(stock):
    """Catch a choice that names too little and silently takes the first of several."""
    where = {"entity": "Hangzhou", "indicator": "gdp", "period": "2024"}
    with pytest.raises(EvidenceError, match="3 observations fit") as error:
        stock.one(**where)
    assert "hangzhou.gdp.2024.hzzx-2025-gwr" in str(error.value)
    assert stock.one(**where, source_id="hzzx-2025-gwr").value == 2186


def test_one_that_finds_none_lists_what_there_is(stock):
    """Catch a dead end: a reader must learn which periods and sources exist."""
    with pytest.raises(EvidenceError, match=r"hangzhou\.gdp\.2024\.hzzx-2025-gwr"):
        stock.one(entity="Hangzhou", indicator="gdp", period="1999")
    with pytest.raises(EvidenceError, match="No observation has this entity and indicator"):
        stock.one(entity="Hangzhou", indicator="happiness", period="2024")


def test_lowest_grade_shuts_out_weaker_evidence(stock):
    """Catch second-hand evidence admitted by a reader who asked for better."""
    where = {"entity": "Hangzhou", "indicator": "gdp", "period": "2025", "status": "preliminary"}
    assert stock.one(**where).grade == "D"
    with pytest.raises(EvidenceError, match="grade C or better"):
        stock.one(**where, lowest_grade="C")
    with pytest.raises(EvidenceError, match="not one of A, B, C, D"):
        stock.one(**where, lowest_grade="E")


def test_series_values_run_in_time_order_one_row_a_period(stock):
    """Catch a period twice, or part-years among years."""
    every = stock.series_values("hangzhou.gdp.first-published")
    assert every["period"].is_unique
    assert list(every["year"]) == sorted(every["year"])
    assert "2018-01/2018-06" in set(every["period"])
    annual = stock.series_values("hangzhou.gdp.first-published", annual_only=True)
    assert list(annual["period"]) == [str(year) for year in annual["year"]]
    assert list(annual.columns) == ["period", "year", "value", "bound", "status", "grade",
                                    "observation_id"]


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
    world = stock.series_values("world.digitally_deliverable_services_exports.drc-caict-2022")
    assert world["value"].tolist() == [3861.08]


def test_source_gives_what_a_citation_needs(stock):
    """Catch a source that can't be cited."""
    source = stock.source("hzboc-2022-landmark-expo")
    assert source["url"].startswith("https://asianetnews.net/")
    assert source["grade"] == "B"


# --- validate: one spoilt package, every fault named ------------------------------------------


FAULTS = {
    # name: (table, key, column, new value, what the problem says, what is allowed)
    "unknown unit": ("observations", OBSERVATION, "unit", "yi", "yi", "CNY bn"),
    "period": ("observations", "hangzhou.cbec_sellers.2024-11.cfo-2024-why-hz", "period",
               "2024-13", "doesn't exist", "2022-12"),
    "missing source": ("observations", "hangzhou.gdp.2019.hzdrc-2020-plan-report", "source_id",
                       "nowhere-2020", "doesn't exist in sources.csv", "source_id of sources.csv"),
    "status": ("observations", "hangzhou.gdp.2023.zjrb-2024-hz-gdp", "status", "sure", "sure",
               "final, preliminary, revised, target"),
    "value": ("observations", "hangzhou.gdp.2022.hzrb-2023-annual", "value", "many", "many",
              "number"),
    "empty place": ("observations", "hangzhou.gdp.2021.hzrb-2022-annual", "locator", "",
                    "an empty cell", "not empty"),
    "better grade": ("observations", "hangzhou.gdp.2025.hztjj-2026-communique-2025", "grade", "A",
                     "better than D", "D or worse"),
    "baseline": ("goals", "hz2025-gdp", "baseline_observation_id", "nothing",
                 "doesn't exist in observations.csv", "observation_id of observations.csv"),
    "date": ("events", "gdte_2", "date", "23 November", "doesn't fit", "written like"),
    "boolean": ("series", "gdte.visitors", "comparable_over_time", "perhaps", "perhaps", "boolean"),
    "guard": ("conflicts", "china-cbec-2024", "expect", "a == 2630 and b == 2700",
              "no longer holds", "true of the linked rows"),
    "linked row": ("conflicts", "china-cbec-2023", "observation_ids", "gone.row", "doesn't exist",
                   "ids of observations.csv"),
}


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory) -> tuple[list[evidence.Problem], dict[str, int], Path]:
    """A package with one bad cell of each kind: its problems, the rows changed, its folder."""
    package = Path(shutil.copytree(DATA, tmp_path_factory.mktemp("spoilt") / "data"))
    rows = {name: edit(package, *fault[:4]) for name, fault in FAULTS.items()}
    return evidence.validate(package), rows, package


@pytest.mark.parametrize("name", FAULTS)
def test_bad_cell_is_named_with_file_row_column_and_allowed(spoilt, name):
    """Catch a bad cell that passes, or an error that leaves the reader searching."""
    problems, rows, _ = spoilt
    table, _, column, _, said, allowed = FAULTS[name]
    found = [problem for problem in problems
             if (problem.file, problem.row, problem.column) == (f"{table}.csv", rows[name], column)]
    assert any(said in problem.problem and allowed in problem.allowed for problem in found), (
        [str(problem) for problem in problems]
    )


def test_only_the_spoilt_rows_are_blamed(spoilt):
    """Catch an avalanche of errors about rows that are sound."""
    problems, rows, _ = spoilt
    guilty = {(FAULTS[name][0], row) for name, row in rows.items()}
    blamed = {(problem.file.removesuffix(".csv"), problem.row) for problem in problems}
    # A row that lost its link or value may take the records that lean on it along.
    assert blamed - guilty <= {("conflicts", row) for _, row in blamed}


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


def test_duplicate_key_is_named(package):
    """Catch an id used twice, so that a number could mean two things."""
    path = package / "definitions.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines, lines[1]]), encoding="utf-8", newline="\n")
    problems = evidence.validate(package)
    last = len(lines) + 1
    assert {(item.file, item.row, item.column) for item in problems} == {
        ("definitions.csv", last, "definition_id"), ("definitions.csv", last, "term")}
    assert "each key once" in {item.allowed for item in problems}


@pytest.mark.parametrize(("spoil", "said"), [
    (lambda path: path.unlink(), "the file is missing"),
    (lambda path: path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n")), "carriage return"),
    (lambda path: path.write_bytes(path.read_bytes() + b"\xff"), "not UTF-8"),
    (lambda path: path.write_bytes(path.read_bytes().replace(b"term,", b"word,", 1)),
     "the header differs"),
    (lambda path: path.write_bytes(path.read_bytes() + b"only-one-cell\n"), "1 cells"),
])
def test_file_that_is_no_table_is_named(package, spoil, said):
    """Catch a broken file answered with a parser's traceback."""
    spoil(package / "definitions.csv")
    problems = evidence.validate(package)
    assert [said in problem.problem for problem in problems] == [True]
    assert problems[0].file == "definitions.csv"


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
