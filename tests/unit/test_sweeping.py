"""Sweeps: the numbers of plain papermill, every finished set kept, failures told in their row."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import papermill
import pytest
from typer.testing import CliRunner

from expobook.cli import app
from expobook.facts import notebook_outputs
from expobook.pipeline import output_folder
from expobook.pipeline.sweeps import grid as grids
from expobook.pipeline.sweeps import outcomes, results, sweep
from expobook.runs import incremental
from expobook.values.files import work_folders

ROOT = Path(__file__).resolve().parents[2]
GRID = """
notebooks: [05_outlook]
parameters: {growth: given, growth_mean: [0.03, 0.09], draws: [300, 500]}
chart: outlook_chance
"""


@pytest.fixture
def grid(tmp_path):
    """Four sets of the outlook."""
    path = tmp_path / "grid.yaml"
    path.write_text(GRID)
    return grids.read(path)


@pytest.fixture
def book(tmp_path):
    """A copy of the book's data and of the outlook, so that a test may change them."""
    root = tmp_path / "book"
    shutil.copytree(ROOT / "data", root / "data")
    (root / "notebooks").mkdir()
    shutil.copy(ROOT / "notebooks" / "05_outlook.ipynb", root / "notebooks")
    (root / "_toc.yml").write_text("")
    return root


@pytest.fixture
def quick(monkeypatch):
    """Jobs that are answered at once, and a list of those that were asked for."""
    asked = []

    def run_job(archive, job, **rest):
        asked.append(job)
        given = dict(job.changed)
        if given["draws"] == 500 and given["growth_mean"] == 0.09:
            return {"error": "05_outlook.ipynb, cell 7: ValueError: no"}
        fact = {"id": "outlook_x", "value": given["growth_mean"] * given["draws"], "unit": "percent", "label": "X"}
        claim = {"id": "outlook_high", "holds": given["draws"] > 300, "statement": "High."}
        return {"facts": [fact], "claims": [claim]}

    monkeypatch.setattr(sweep, "run_job", run_job)
    return asked


def sweep_all(*arguments, **named):
    """The outcomes of a sweep that is over."""
    with sweep.sweep(*arguments, **named) as found:
        return list(found)


def table(grid, outcomes):
    """The table of a sweep."""
    names = results.columns(grid, outcomes).names
    return pd.DataFrame(results.rows(grid, outcomes, names), columns=names)


def test_numbers_are_those_of_plain_papermill(tmp_path, grid):
    """Catch a fast sweep that states other facts or claims than the notebook under papermill."""
    grid = grids.Grid(grid.notebooks, (grid.sets[0], grid.sets[3]))
    outcomes = sweep_all(ROOT, tmp_path / "sweep", grid)
    frame = table(grid, outcomes)
    for number in (0, 1):
        out = tmp_path / "plain.ipynb"
        papermill.execute_notebook(
            str(ROOT / "notebooks" / "05_outlook.ipynb"),
            str(out),
            parameters=grid.sets[number],
            progress_bar=False,
            cwd=str(ROOT / "notebooks"),
        )
        plain = notebook_outputs.read(out)
        assert outcomes[number]["05_outlook"] == sweep.stated(plain)
        row = frame.iloc[number]
        assert {fact["id"]: row[fact["id"]] for fact in plain.facts} == {
            fact["id"]: fact["value"] for fact in plain.facts
        }
        assert {claim["id"]: row[claim["id"]] for claim in plain.claims} == {
            claim["id"]: claim["holds"] for claim in plain.claims
        }


def test_a_stopped_sweep_goes_on_where_it_was(tmp_path, grid, quick, monkeypatch):
    """Catch hours of finished sets that are thrown away."""
    answer = sweep.run_job

    def interrupted(archive, job, **rest):
        if len(quick) == 2:
            raise KeyboardInterrupt
        return answer(archive, job)

    monkeypatch.setattr(sweep, "run_job", interrupted)
    with pytest.raises(KeyboardInterrupt):
        sweep_all(ROOT, tmp_path / "sweep", grid, workers=1)
    with outcomes.opened(tmp_path / "sweep" / sweep.FINISHED) as file:
        kept = file.keys()
    assert len(kept) == 2
    monkeypatch.setattr(sweep, "run_job", answer)
    quick.clear()
    sweep_all(ROOT, tmp_path / "sweep", grid, workers=1)
    assert len(quick) == 4 - len(kept)


def test_a_failing_set_is_a_row_and_is_tried_again(tmp_path, grid, quick):
    """Catch one impossible set that takes the others along, or an error that is kept for good."""
    outcomes = sweep_all(ROOT, tmp_path / "sweep", grid)
    frame = table(grid, outcomes)
    assert list(frame["set"]) == [1, 2, 3, 4]
    assert list(frame["error"]) == ["", "", "", "05_outlook.ipynb, cell 7: ValueError: no"]
    assert frame["outlook_x"].isna().tolist() == [False, False, False, True]
    assert frame["outlook_high"].tolist()[:3] == [False, True, False]
    quick.clear()
    sweep_all(ROOT, tmp_path / "sweep", grid)
    assert len(quick) == 1


def test_an_endless_cell_fails_its_set(tmp_path):
    """Catch `--cell-timeout` that is accepted and ignored, and a sweep without an end."""
    book = tmp_path / "book"
    for part in ("data", "notebooks"):
        shutil.copytree(ROOT / part, book / part)
    path = book / "notebooks" / "05_outlook.ipynb"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"import pandas as pd\\n"', '"while draws == 300: pass\\n"'),
        encoding="utf-8",
    )
    (tmp_path / "grid.yaml").write_text("notebooks: [05_outlook]\nparameters: {draws: [300]}\n")
    grid = grids.read(tmp_path / "grid.yaml")
    outcomes = sweep_all(book, tmp_path / "sweep", grid, cell_timeout=1)
    assert "05_outlook.ipynb, cell 5: stopped after 1 seconds" in outcomes[0]["05_outlook"]["error"]


def test_a_set_whose_parameters_do_not_fit_is_a_row(tmp_path, quick):
    """Catch good sets that are refused, or a kernel that is started, for one impossible pair."""
    (tmp_path / "grid.yaml").write_text(
        "notebooks: [05_outlook]\nsets: [{target_year: 2020}, {target_year: 2027}]\n"
        "parameters: {growth: given, growth_mean: 0.03, draws: 300}\n"
    )
    grid = grids.read(tmp_path / "grid.yaml")
    outcomes = sweep_all(ROOT, tmp_path / "sweep", grid)
    failed = results.failures(outcomes)
    assert list(failed) == [1]
    assert "'target_year' is 2020: allowed is a year after 'base_year'" in failed[1]
    assert [dict(job.changed)["target_year"] for job in quick] == [2027]


@pytest.mark.parametrize("other", ["code of expobook", "pandas"])
def test_a_worker_with_other_code_does_not_answer(other):
    """Catch numbers of another version that are kept under this one's name."""
    made_by = {**incremental.made_by(ROOT), other: "0"}
    job = sweep.Job("05_outlook", ())
    assert "other code" in sweep.run_job(b"", job, made_by=made_by)["error"]
    assert incremental.environment_differences(incremental.made_by(ROOT)) == []


def test_kept_sets_go_when_the_data_or_the_notebook_change(tmp_path, grid, quick, book):
    """Catch a table that mixes the numbers of two states of the book."""
    sweep_all(book, tmp_path / "sweep", grid)
    quick.clear()
    sweep_all(book, tmp_path / "sweep", grid)
    assert len(quick) == 1
    notebook = book / "notebooks" / "05_outlook.ipynb"
    notebook.write_text(notebook.read_text().replace("# simulated paths", "# paths"))
    sweep_all(book, tmp_path / "sweep", grid)
    assert len(quick) == 5


def test_files_hold_the_same_table(tmp_path, grid, quick):
    """Catch a Parquet file that differs from the CSV, a column that nobody explains, no chart."""
    outcomes = sweep_all(ROOT, tmp_path / "sweep", grid)
    first = results.write_all(tmp_path / "sweep", grids.Grid(grid.notebooks, grid.sets), outcomes)
    content = {path.name: path.read_bytes() for path in first}
    assert set(content) == {"results.parquet", "results.csv", "columns.csv", "summary.svg"}
    table = pd.read_parquet(tmp_path / "sweep" / "results.parquet")
    text = pd.read_csv(tmp_path / "sweep" / "results.csv")
    assert list(table) == list(text) == ["set", "growth", "growth_mean", "draws", "outlook_x", "outlook_high", "error"]
    assert table["outlook_x"].tolist()[:3] == text["outlook_x"].tolist()[:3] == [9.0, 15.0, 27.0]
    meanings = pd.read_csv(tmp_path / "sweep" / "columns.csv")
    assert set(meanings["column"]) == set(table) - {"set", "error"}
    assert "X over growth_mean, by draws" in (tmp_path / "sweep" / "summary.svg").read_text()
    again = results.write_all(tmp_path / "sweep", grids.Grid(grid.notebooks, grid.sets), outcomes)
    assert {path.name: path.read_bytes() for path in again} == content


def test_an_unknown_fact_for_the_chart_is_refused(tmp_path, grid, quick):
    """Catch a chart of nothing under a misspelt name."""
    outcomes = sweep_all(ROOT, tmp_path / "sweep", grid)
    with pytest.raises(sweep.SweepError, match="outlook_chance"):
        results.write_all(tmp_path / "sweep", grid, outcomes)


def test_a_folder_of_something_else_is_left_alone(tmp_path, grid, quick):
    """Catch a sweep that fills a reader's own folder with files."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.docx").write_text("years of work")
    with pytest.raises(sweep.SweepError, match="isn't a sweep"):
        sweep_all(ROOT, tmp_path / "mine", grid)
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.docx"]
    assert quick == []


def test_a_full_disk_leaves_no_half_written_file(tmp_path, monkeypatch):
    """Catch a table that is cut off in the middle and looks whole."""
    (tmp_path / "results.csv").write_text("good")

    def full(self, content):
        self.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        sweep.write(tmp_path / "results.csv", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["results.csv"]
    assert (tmp_path / "results.csv").read_text() == "good"


def test_the_command_refuses_a_bad_grid_before_anything_runs(tmp_path):
    """Catch a traceback, or a folder that is made for a sweep that can't be."""
    path = tmp_path / "grid.yaml"
    path.write_text("parameters: {draws: [5]}\n")
    done = subprocess.run(
        [Path(sys.executable).with_name("expobook"), "sweep", path, "--output", tmp_path / "out"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "set 1: parameter 'draws' is 5: allowed is a whole number from 100" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_ctrl_c_says_what_is_kept(tmp_path, grid, monkeypatch):
    """Catch a stop that is reported as a fault, or that doesn't say how to go on."""

    def stop(*rest, **named):
        raise KeyboardInterrupt

    monkeypatch.setattr(sweep, "sweep", stop)
    monkeypatch.chdir(ROOT)
    done = CliRunner().invoke(app.app, ["sweep", str(tmp_path / "grid.yaml"), "--output", str(tmp_path / "out")])
    assert done.exit_code == 130
    assert "the same command goes on from there" in done.stderr


def test_two_sweeps_into_one_folder_are_not_made_at_once(tmp_path, grid, quick):
    """Catch two sweeps that write over each other, or a refusal with the wrong reason."""
    output = tmp_path / "sweep"
    with (
        output_folder.work_folder(output),
        pytest.raises(output_folder.TargetError, match="another build or sweep is making"),
    ):
        sweep_all(ROOT, output, grid)
    assert quick == []
    sweep_all(ROOT, output, grid)
    (output / ".DS_Store").touch()
    killed, lock = work_folders.make_unnamed(output, ".part-")
    os.close(lock)
    (output / ".part-mine").mkdir()
    sweep_all(ROOT, output, grid)
    assert not killed.exists()
    assert (output / ".part-mine").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["grid.yaml", "sweep"]


@pytest.mark.parametrize("place", ["book", "data", "notebooks"])
def test_no_sweep_is_put_into_the_source_of_the_book(grid, quick, place):
    """Catch results that the next build takes for a part of the book."""
    with pytest.raises(output_folder.TargetError, match="belongs to the source of the book"):
        sweep_all(ROOT, ROOT / place / "my-sweep", grid)
    assert quick == []
    assert not (ROOT / place / "my-sweep").exists()


@pytest.mark.parametrize("name", [sweep.FINISHED, ".results.csv.part", "results.csv"])
def test_a_planted_link_leads_a_sweep_nowhere(tmp_path, grid, quick, name):
    """Catch a sweep that writes over a file of somebody else through a link in its folder."""
    output, victim = tmp_path / "sweep", tmp_path / "victim"
    output.mkdir()
    (output / "sweep.json").write_text("{}")
    victim.write_text("mine")
    (output / name).symlink_to(victim)
    if name == sweep.FINISHED:
        with pytest.raises(sweep.SweepError, match=r"finished.sqlite is a link"):
            sweep_all(ROOT, output, grid)
    else:
        results.write_all(output, grids.Grid(grid.notebooks, grid.sets), sweep_all(ROOT, output, grid))
    assert victim.read_text() == "mine"


def test_what_an_earlier_version_kept_goes(tmp_path, grid, quick):
    """Catch hundreds of megabytes that nobody reads again, or a file of the user's that goes."""
    earlier = tmp_path / "sweep" / "finished"
    earlier.mkdir(parents=True)
    (tmp_path / "sweep" / "sweep.json").write_text("{}")
    (earlier / "0123.json").write_text("{}")
    (earlier / "mine.txt").write_text("mine")
    sweep_all(ROOT, tmp_path / "sweep", grid)
    assert [path.name for path in earlier.iterdir()] == ["mine.txt"]


def test_a_damaged_file_is_told_in_words(tmp_path, grid, quick):
    """Catch a traceback of the database, or finished work that is silently begun anew."""
    sweep_all(ROOT, tmp_path / "sweep", grid)
    (tmp_path / "sweep" / sweep.FINISHED).write_bytes(b"not a database at all" * 100)
    with pytest.raises(outcomes.OutcomeStoreError, match="remove it, and the sweep begins anew"):
        sweep_all(ROOT, tmp_path / "sweep", grid)


def test_without_pyarrow_the_command_says_what_to_install(tmp_path, quick, expobook, monkeypatch):
    """Catch a Parquet file that is missing without a word."""
    (tmp_path / "grid.yaml").write_text(GRID.replace("chart: outlook_chance", ""))
    monkeypatch.setattr(results, "find_spec", lambda name: None)
    done = expobook("sweep", tmp_path / "grid.yaml", "--output", tmp_path / "sweep")
    assert done.code == 0
    assert not (tmp_path / "sweep" / "results.parquet").exists()
    assert (tmp_path / "sweep" / "results.csv").exists()
    assert "pip install 'expobook[parquet]'" in done.out
