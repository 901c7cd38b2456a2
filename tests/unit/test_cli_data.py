"""The commands on the data package: a bad cell is named, and is never stamped."""

import hashlib
import shutil
from pathlib import Path

from spoiling import listing

ROOT = Path(__file__).resolve().parents[2]


def test_data_check_names_the_cell(expobook, bad_package):
    """Catch a check that says yes to a bad cell, or no without saying where."""
    folder, row = bad_package
    result = expobook("data", "check", folder)
    assert result.code == 2
    assert f"observations.csv, row {row}, column unit: unknown unit 'RMB bn'" in result.out
    first, *others = result.out.splitlines()
    assert first.startswith("observations.csv: not the file that was stamped")
    assert all(line.startswith(f"observations.csv, row {row}, ") for line in others)


def test_stamp_refuses_a_bad_package(expobook, bad_package):
    """Catch a stamp on a package that isn't valid."""
    folder, _ = bad_package
    before = listing(folder)
    result = expobook("data", "stamp", folder)
    assert result.code == 2
    assert "unknown unit 'RMB bn'" in result.err
    assert listing(folder) == before


def test_stamp_and_check_of_an_edited_package(expobook, tmp_path):
    """Catch an edit of a note that a stamp doesn't take, or that changes more than hashes."""
    folder = Path(shutil.copytree(ROOT / "data", tmp_path / "data"))
    path = folder / "definitions.csv"
    lines = path.read_text(encoding="utf-8").replace(" trade", " commerce")
    path.write_text(lines, encoding="utf-8", newline="\n")
    before = listing(folder)
    assert expobook("data", "stamp", folder).code == 0
    after = listing(folder)
    assert [name for name in after if before[name] != after[name]] == ["datapackage.json"]
    assert hashlib.sha256(path.read_bytes()).hexdigest() in (folder / "datapackage.json").read_text(encoding="utf-8")
    result = expobook("data", "check", folder)
    assert (result.code, result.out.strip()) == (0, "The data package is valid.")
