"""The files of a sweep: whole after a kill, the same bytes in any order, small for many sets."""

import subprocess
import sys
import threading
import tracemalloc
from pathlib import Path

import pandas as pd
import pytest

from expobook.pipeline.sweeps import grid as grids
from expobook.pipeline.sweeps import outcomes, results, sweep

parquet = pytest.importorskip("pyarrow.parquet", reason="needs the extra `parquet`")
ROOT = Path(__file__).resolve().parents[2]
KILLED = """
import os, signal, sys
from pathlib import Path
from pyarrow import parquet
from expobook import evidence
from expobook.pipeline.sweeps import grid, results, sweep

left = int(sys.argv[2])
def killed_after(work):
    def counted(*arguments, **named):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return work(*arguments, **named)
    return counted

def run_job(archive, job, **rest):
    draws = dict(job.changed)["draws"]
    fact = {"id": "outlook_x", "value": draws / 7, "unit": "percent", "label": "X", "display": ""}
    return {"facts": [fact], "claims": []}

evidence.require_valid = lambda data: None
sweep.run_job = killed_after(run_job) if sys.argv[1] == "job" else run_job
if sys.argv[1] == "table":
    results.ROW_GROUP = 1
    parquet.ParquetWriter.write_table = killed_after(parquet.ParquetWriter.write_table)
asked = grid.Grid(("05_outlook",), tuple({"draws": draws} for draws in (300, 400, 500, 600)))
with sweep.sweep(Path(sys.argv[3]), Path("sweep"), asked, workers=1) as found:
    results.write_all(Path("sweep"), asked, found)
"""


def test_a_killed_sweep_goes_on_and_ends_in_the_same_bytes(tmp_path):
    """Catch a killed process after which work is done again, or half a table is taken for one."""
    (tmp_path / "killed.py").write_text(KILLED)

    def run(place, *arguments):
        (tmp_path / place).mkdir(exist_ok=True)
        command = [sys.executable, tmp_path / "killed.py", *arguments, ROOT]
        return subprocess.run(command, cwd=tmp_path / place, check=False).returncode

    tables = ("results.csv", "results.parquet", "columns.csv")
    sweep_folder = tmp_path / "killed" / "sweep"
    assert run("killed", "job", "3") == -9
    with outcomes.opened(sweep_folder / sweep.FINISHED) as file:
        kept = len(file.keys())
    assert 1 <= kept <= 3
    assert run("killed", "table", "2") == -9
    assert not (sweep_folder / "results.parquet").exists()
    assert run("killed", "job", "0") == 0  # any job at all would kill it
    assert run("whole", "job", "4") == 0
    for name in tables:
        assert (sweep_folder / name).read_bytes() == (tmp_path / "whole" / "sweep" / name).read_bytes()
    assert not list(sweep_folder.glob(".part-*"))


def test_the_order_of_finishing_changes_no_byte(tmp_path, monkeypatch):
    """Catch rows, columns or wordings that depend on which core was the faster."""
    last = threading.Event()

    def run_job(archive, job, **rest):
        draws = dict(job.changed)["draws"]
        if draws == 600:
            last.set()
        elif draws == 300:
            last.wait(5)  # with one worker it comes first
        fact = {"id": f"outlook_{min(draws, 400)}", "value": draws / 7, "unit": "percent", "label": f"X of {draws}"}
        return {"facts": [fact], "claims": []}

    monkeypatch.setattr(sweep, "run_job", run_job)
    asked = grids.Grid(("05_outlook",), tuple({"draws": draws} for draws in (300, 400, 500, 600)))
    made = []
    for place, workers in (("a", 4), ("b", 1)):
        with sweep.sweep(ROOT, tmp_path / place, asked, workers=workers) as found:
            made.append([path.read_bytes() for path in results.write_all(tmp_path / place, asked, found)])
    assert made[0] == made[1]
    assert pd.read_csv(tmp_path / "a" / "columns.csv")["label"].tolist()[1:] == ["X of 300", "X of 400"]


def test_a_thousand_sets_need_little_memory_and_disk(tmp_path, monkeypatch):
    """Catch a sweep that holds all it found in memory, or leaves a quarter of a gigabyte."""

    def run_job(archive, job, **rest):
        draws = dict(job.changed)["draws"]
        if draws == 100:
            tracemalloc.start()
        facts = [
            {
                "id": f"outlook_{place}",
                "value": place / draws,
                "unit": "percent",
                "label": f"{place} of many " + "words " * 400,
            }
            for place in range(12)
        ]
        return {"facts": facts, "claims": []}

    monkeypatch.setattr(sweep, "run_job", run_job)
    asked = grids.Grid(("05_outlook",), tuple({"draws": 100 + one} for one in range(1000)))
    with sweep.sweep(ROOT, tmp_path / "sweep", asked, workers=2) as found:
        files = results.write_all(tmp_path / "sweep", asked, found)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12e6  # held at once they are 30 MB
    assert sum(path.stat().st_size for path in (tmp_path / "sweep").iterdir()) < 2e6
    table = parquet.ParquetFile(files[2])
    assert table.metadata.num_row_groups == 2
    assert table.read(["set"])["set"].to_pylist() == list(range(1, 1001))
