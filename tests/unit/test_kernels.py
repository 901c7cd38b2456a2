"""Forked kernels: the outputs of ordinary ones, nothing shared between runs, nobody left behind."""

import json
import os
import queue
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import papermill
import psutil
import pytest
from jupyter_client.channels import AsyncZMQSocketChannel
from papermill.exceptions import PapermillExecutionError

from expobook.facts import parameters
from expobook.pipeline import execution
from expobook.pipeline.kernels import manager, provisioner

pytestmark = pytest.mark.skipif(not provisioner.available(), reason="kernels can't be forked here")

ROOT = Path(__file__).resolve().parents[2]
EVERY_OUTPUT = (
    "import os, subprocess, sys\nimport pandas as pd\nfrom IPython.display import HTML, display",
    "print('a'); print('b', file=sys.stderr); print('c'); display(HTML('<b>d</b>'))\n"
    "handle = display('first', display_id='one'); handle.update('second')\n"
    "subprocess.run(['echo', 'from a child'])",
    "pd.DataFrame({'x': [1.5, None]})",
    "os.path.basename(os.getcwd()), sys.argv[0].rsplit('/')[-1], __name__, sys.path[0] == ''",
    "%precision 3\n3.14159",
    "input('?')",
)
UPSET = """
import os, random, sys, warnings, decimal, locale, signal
import altair as alt, numpy as np, pandas as pd
from expobook.figures import theme as charts
os.environ['UPSET'] = '1'; os.chdir('/'); warnings.simplefilter('ignore')
charts.PALETTE['actual'] = '#000'; pd.set_option('display.max_rows', 3)
alt.theme.enable('dark'); np.random.seed(1); random.seed(1); decimal.getcontext().prec = 3
sys.path.insert(0, '/upset'); sys.setrecursionlimit(500); signal.alarm(0)
open('/dev/null'); fds = os.open('/dev/null', os.O_RDONLY)
"""
LOOK = """
import os, random, sys, warnings, decimal, threading
import altair as alt, numpy as np, pandas as pd
from expobook.figures import theme as charts
print([os.environ.get('UPSET'), os.getcwd(), charts.PALETTE['actual'],
       pd.get_option('display.max_rows'), alt.theme.active, decimal.getcontext().prec,
       '/upset' in sys.path, sys.getrecursionlimit(), str(warnings.filters[:1])])
"""
DRAW = "import random, numpy\nprint(random.random(), numpy.random.random())"


def write(path, *cells):
    """A notebook of code cells for the kernel of this environment."""
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell, id=f"c{place}") for place, cell in enumerate(cells)]
    )
    notebook.cells[0].metadata["tags"] = ["parameters"]
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)
    return path


def run(path, kernels=manager.ForkedKernelManager):
    """Execute with papermill and give back the outputs, whether or not the notebook fails."""
    out = path.with_suffix(".out.ipynb")
    try:
        papermill.execute_notebook(
            str(path),
            str(out),
            progress_bar=False,
            resources={"metadata": {"path": str(path.parent)}},
            kernel_manager_class=kernels,
        )
    except PapermillExecutionError as error:
        failed = (error.cell_index, error.ename, error.evalue)
    else:
        failed = None
    return failed, execution.repeatable(nbformat.read(out, as_version=4))


def printed(notebook):
    """What the last cell printed."""
    return notebook.cells[-1].outputs[0]["text"]


def test_outputs_and_errors_are_those_of_an_ordinary_kernel(tmp_path):
    """Catch a fast run that shows something else than a plain one, or fails in another way."""
    path = write(tmp_path / "every.ipynb", *EVERY_OUTPUT)
    forked = run(path)
    ordinary = run(path, manager.LocalKernelManager)
    assert forked[0] == ordinary[0]
    assert "does not support input requests" in forked[0][2]

    for found in (forked[1], ordinary[1]):
        for number, cell in enumerate(found.cells):
            cell["id"] = f"c{number}"  # papermill's own cells about the error have random ids
    assert nbformat.writes(forked[1]) == nbformat.writes(ordinary[1])


def test_the_books_notebooks_come_out_as_committed(tmp_path):
    """Catch a chapter that a forked kernel executes to other bytes than its reference."""
    execution.execute_all(ROOT / "notebooks", tmp_path, parameters.for_notebooks({}), changed={})
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_run_leaves_no_trace_in_the_next(tmp_path):
    """Catch a run whose numbers depend on what ran before it."""
    look = write(tmp_path / "look.ipynb", LOOK)
    before = printed(run(look)[1])
    assert run(write(tmp_path / "upset.ipynb", UPSET))[0] is None
    assert printed(run(look)[1]) == before
    draw = write(tmp_path / "draw.ipynb", DRAW)
    first, second = (printed(run(draw)[1]).split() for _ in range(2))
    assert first[0] != second[0]
    assert first[1] != second[1]


def test_a_kernel_begins_with_the_evidence(tmp_path):
    """Catch kernels that read and index the tables each for itself."""
    path = write(
        tmp_path / "reads.ipynb",
        "import pandas\nfrom expobook import evidence\npandas.read_csv = pandas.DataFrame.to_dict = None\n"
        "print(evidence.load().observation('hangzhou.gdp.2022.hzrb-2023-annual').value)",
    )
    failed, found = run(path)
    assert failed is None
    assert float(printed(found)) > 0


def test_a_kernel_is_gone_when_its_outputs_are_kept(tmp_path):
    """Catch a run that waits for what a notebook does at its end, or a kernel that is at it still."""
    cell = "import atexit, os, pathlib\natexit.register(pathlib.Path('late').write_text, '')\nprint(os.getpid())"
    executed = execution.executed(write(tmp_path / "ends.ipynb", cell), tmp_path, {})
    assert not psutil.pid_exists(int(printed(executed)))
    assert not (tmp_path / "late").exists()


def test_a_client_is_ready_without_a_silence(tmp_path, monkeypatch):
    """Catch a run that begins with Jupyter's pause, in which both cores may be idle."""
    waited = []
    get = AsyncZMQSocketChannel.get_msg

    async def watched(channel, timeout=None):
        try:
            return await get(channel, timeout)
        except queue.Empty:
            waited.append(timeout)
            raise

    monkeypatch.setattr(AsyncZMQSocketChannel, "get_msg", watched)
    execution.executed(write(tmp_path / "one.ipynb", "1"), tmp_path, {})
    assert 0.2 not in waited


def test_the_server_never_starts_what_a_fork_would_lose(tmp_path):
    """Catch V8's or anybody's Python threads in the process that is forked: kernels would hang."""
    run(write(tmp_path / "one.ipynb", "1"))
    server = psutil.Process(provisioner.SERVER._process.pid)
    names = {Path(f"/proc/{server.pid}/task/{thread.id}/comm").read_text() for thread in server.threads()}
    assert not [name for name in names if name.startswith(("V8", "tokio", "Thread"))]
    assert len(server.threads()) <= 1 + 2 * (os.cpu_count() or 1)


def test_a_kernel_that_dies_is_one_plain_message(tmp_path):
    """Catch a traceback, or a run that waits for ever, when memory runs out in a cell."""
    path = write(tmp_path / "dies.ipynb", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    with pytest.raises(execution.ExecutionError, match=r"dies.ipynb: its kernel died"):
        execution.execute(path, tmp_path / "out.ipynb", {})
    execution.execute(write(tmp_path / "fine.ipynb", "1"), tmp_path / "out.ipynb", {})


def test_a_killed_server_takes_its_kernels_along_and_is_replaced(tmp_path):
    """Catch kernels that live on without their server, or a process that can't run again."""
    path = write(
        tmp_path / "server.ipynb", "import os, signal, time; os.kill(os.getppid(), signal.SIGKILL); time.sleep(60)"
    )
    with pytest.raises(execution.ExecutionError, match="its kernel died"):
        execution.execute(path, tmp_path / "out.ipynb", {})
    execution.execute(write(tmp_path / "fine.ipynb", "1"), tmp_path / "out.ipynb", {})


def test_a_server_that_nobody_used_keeps_nobody_waiting():
    """Catch a mistake whose message comes seconds later, when what wasn't needed is imported."""
    server = provisioner.ForkServer()
    server.start()
    process = server._process
    server.close()
    assert process.returncode == -signal.SIGKILL


def test_without_forking_an_ordinary_kernel_runs(tmp_path, monkeypatch):
    """Catch a machine that can't fork, or a reader who won't, left without kernels."""
    path = write(tmp_path / "parent.ipynb", "import os; print(os.getppid())")
    assert printed(run(path)[1]).strip() != str(os.getpid())
    monkeypatch.setenv(provisioner.SWITCH, "1")
    assert printed(run(path)[1]).strip() == str(os.getpid())


@pytest.mark.parametrize("ordinary", ["", "1"])
def test_ctrl_c_leaves_nobody_behind_and_says_nothing(tmp_path, ordinary):
    """Catch kernels that go on after Ctrl-C, and their last words on the console."""
    (tmp_path / "out").mkdir()
    for name in parameters.MODELS:  # more than run at a time: some wait while others are stopped
        write(tmp_path / f"{name}.ipynb", f"open('{name}', 'w').close()\nimport time", "time.sleep(300)")
    script = (
        # What a shell starts in the background, these tests for example, ignores Ctrl-C.
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from pathlib import Path\n"
        "from expobook.facts import parameters\n"
        "from expobook.pipeline import execution\n"
        "checked = parameters.for_notebooks({})\n"
        "try: execution.execute_all(Path('.'), Path('out'), checked, changed={}, workers=2)\n"
        "except KeyboardInterrupt: print('stopped')\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, provisioner.SWITCH: ordinary},
    )
    started = [tmp_path / "out" / name for name in parameters.MODELS]
    while not any(path.exists() for path in started):
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.1)
    children = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGINT)
    said, errors = process.communicate(timeout=120)
    assert said == "stopped\n"
    assert errors == ""
    assert psutil.wait_procs(children, timeout=30)[1] == []


def test_plain_papermill_takes_the_engine_by_name(tmp_path):
    """Catch an engine that only our own command can use, or one that talks on the console."""
    path = write(tmp_path / "plain.ipynb", "print(6 * 7)")
    command = Path(sys.executable).with_name("papermill")
    done = subprocess.run(
        [command, path, tmp_path / "out.ipynb", "--engine", "forked"], check=True, capture_output=True, text=True
    )
    assert "KeyboardInterrupt" not in done.stderr
    assert json.loads((tmp_path / "out.ipynb").read_text())["cells"][0]["outputs"][0]["text"] == ["42\n"]
