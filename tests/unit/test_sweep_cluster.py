"""Sweeps on a Dask cluster: the same numbers, any number of cores, and a word for what is lost."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from expobook.facts import notebook_outputs
from expobook.pipeline import execution
from expobook.pipeline.kernels.manager import UndrawnKernelManager
from expobook.pipeline.sweeps import executors, grid, outcomes, sweep

ROOT = Path(__file__).resolve().parents[2]
LOST = "Error: the Dask scheduler at {} was lost: what was finished is kept, and the same command "
CLUSTER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=int(sys.argv[1]), threads_per_worker=1, processes=True,
                      dashboard_address=None, host="127.0.0.1", silence_logs=50) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""


@pytest.fixture
def cluster(tmp_path):
    """Starts a cluster with so many workers of one core: its address, and its process."""
    pytest.importorskip("distributed", reason="needs the extra `cluster`")
    (tmp_path / "cluster.py").write_text(CLUSTER)
    started = []

    def start(workers):
        process = subprocess.Popen(
            [sys.executable, "cluster.py", str(workers)],
            cwd=tmp_path,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process.stdout.readline().strip(), process

    yield start
    for process in started:
        process.communicate()


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """A grid of eight sets, whose jobs tell by which process they were done."""

    def run_job(archive, job, **rest):
        import os
        import time

        time.sleep(0.2)
        fact = {"id": "outlook_process", "value": os.getpid(), "unit": "count", "label": "Process"}
        return {"facts": [fact], "claims": []}

    monkeypatch.setattr(sweep, "run_job", run_job)
    path = tmp_path / "grid.yaml"
    path.write_text("notebooks: [05_outlook]\nparameters: {draws: {range: [100, 800, 100]}}\n")
    return path


def processes(found):
    """The processes by which the sets were done."""
    return [one["05_outlook"]["facts"][0]["value"] for one in found]


def kill(process):
    """End a process as a power cut does."""
    os.kill(process, signal.SIGKILL)


def test_a_cluster_of_processes_finds_the_same_numbers(tmp_path, cluster):
    """Catch a cluster whose workers need this machine's folders, or state other numbers."""
    (tmp_path / "grid.yaml").write_text(
        "notebooks: [05_outlook]\nparameters: {growth: given, growth_mean: [0.03, 0.09], draws: 300}\n"
    )
    with sweep.sweep(ROOT, tmp_path / "sweep", grid.read(tmp_path / "grid.yaml"), scheduler=cluster(2)[0]) as made:
        found = list(made)
    (tmp_path / "data").symlink_to(ROOT / "data")
    for given, outcome in zip((0.03, 0.09), found, strict=True):
        target = tmp_path / "05_outlook.ipynb"
        execution.execute(
            ROOT / "notebooks" / target.name,
            target,
            {"growth": "given", "growth_mean": given, "draws": 300},
            kernels=UndrawnKernelManager,
        )
        assert outcome["05_outlook"] == sweep.stated(notebook_outputs.read(target))


def test_a_cluster_of_one_core_does_the_work_and_its_loss_is_one_line(tmp_path, cluster, asked, expobook, monkeypatch):
    """Catch one core that is ignored, and a lost scheduler told in pages or after hours of work."""
    address, process = cluster(1)
    keep = outcomes.OutcomeStore.put

    def put(self, outcomes):
        keep(self, outcomes)
        if len(self.keys()) == 3 and process.poll() is None:
            process.kill()

    monkeypatch.setattr(outcomes.OutcomeStore, "put", put)
    said = expobook("sweep", asked, "--output", tmp_path / "sweep", "--scheduler", address)
    assert said.code == 1
    assert said.err.splitlines() == [LOST.format(address) + "goes on from there"]
    with outcomes.opened(tmp_path / "sweep" / sweep.FINISHED) as file:
        kept = len(file.keys())
    reports = []
    with sweep.sweep(
        ROOT, tmp_path / "sweep", grid.read(asked), workers=1, report=lambda *numbers: reports.append(numbers)
    ) as found:
        done_by = processes(found)
    assert 3 <= kept < 8
    assert reports[0] == (kept, 8)
    assert done_by.count(os.getpid()) == 8 - kept
    assert len(set(done_by)) == 2


def test_a_lost_worker_is_one_line_and_others_do_its_work(tmp_path, cluster, asked, expobook, monkeypatch):
    """Catch a sweep that stops, waits for ever or says nothing when one machine goes."""
    keep, lost = outcomes.OutcomeStore.put, []

    def put(self, outcomes):
        held = list(outcomes)
        keep(self, held)
        if held and not lost:
            lost.append(held[0][3]["facts"][0]["value"])
            kill(lost[0])

    monkeypatch.setattr(outcomes.OutcomeStore, "put", put)
    said = expobook("sweep", asked, "--output", tmp_path / "sweep", "--scheduler", cluster(2)[0])
    assert said.code == 0
    assert re.fullmatch(r"the worker tcp://\S+ was lost: what it had begun is executed again\n", said.err)
    done_by = pd.read_csv(tmp_path / "sweep" / "results.csv")["outlook_process"]
    assert len(done_by) == 8
    assert done_by.value_counts()[lost[0]] < 8


def test_a_cluster_without_workers_is_given_up(tmp_path, cluster, asked, monkeypatch):
    """Catch a sweep that waits for ever for somebody to do its work."""
    monkeypatch.setattr(executors, "PATIENCE", 1.0)
    made = sweep.sweep(ROOT, tmp_path / "sweep", grid.read(asked), scheduler=cluster(0)[0])
    with pytest.raises(executors.ClusterError, match="no worker for 1 seconds: start some"), made:
        pass


def test_without_dask_the_message_says_what_to_install(tmp_path, asked, monkeypatch):
    """Catch an ImportError in place of an answer."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    made = sweep.sweep(ROOT, tmp_path / "sweep", grid.read(asked), scheduler="tcp://[::1]:1")
    with pytest.raises(executors.SchedulerError, match=r"pip install 'expobook\[cluster\]'"), made:
        pass
