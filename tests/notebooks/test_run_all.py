"""Run All, again and in other ways: parameters come from the cells that set them, and no others."""

from __future__ import annotations

import dis
import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import rerun
from expobook.facts import notebook_outputs
from expobook.pipeline.kernels.manager import ForkedKernelManager

EDITED = {
    "01_expo_outcomes": ("overlap", 1.0, 0.0),
    "02_world_and_china": ("first_year", 2010, 2012),
    "03_hangzhou_history": ("timeline_to", 2026, 2024),
    "04_goals_2025": ("tolerance", 0.9, 0.8),
    "05_outlook": ("draws", "10_000", 500),
}
WHOLE = """data_dir = ""
lowest_grade = "D"
assessment_year = 2025
tolerance = 0.9
max_age_years = 2
progress = "distance"
path = "linear"
scoring_rule = "as_written"
price_basis = "current"
"""
UNDRAWN = "__import__('expobook.figures.theme', fromlist=['theme']).drawing = lambda *of: ''"
SETUP = "from expobook.facts.parameters import GoalParameters\nprint(GoalParameters.read(globals()))"
MISSPELT = "unknown parameter 'tolerence' (did you mean 'tolerance'?); allowed are "


class Session:
    """A kernel that goes on, as under JupyterLab and VS Code: cells in any order, once or again."""

    def __init__(self) -> None:
        self.notebook = nbformat.v4.new_notebook()
        self.client = NotebookClient(self.notebook, kernel_manager_class=ForkedKernelManager, allow_errors=True)

    def run(self, *cells: str) -> str:
        """Execute cells one by one; what the last one printed, or the error that it ended with."""
        for source in cells:
            cell = nbformat.v4.new_code_cell(source)
            self.notebook.cells.append(cell)
            self.client.execute_cell(cell, len(self.notebook.cells) - 1)
        outputs = self.notebook.cells[-1].outputs
        return "".join(output.get("text", output.get("evalue", "")) for output in outputs)


@pytest.fixture
def session():
    """A fresh kernel."""
    made = Session()
    with made.client.setup_kernel():
        yield made


@pytest.mark.parametrize("name", rerun.NAMES)
def test_run_all_twice(name, tmp_path):
    """Catch a second Run All that stops, or that repeats the first one's numbers.

    Charts are made and specified; no picture is drawn, as none is compared.
    """
    parameter, before, after = EDITED[name]
    notebook = nbformat.read(rerun.NOTEBOOKS / f"{name}.ipynb", as_version=4)
    client = NotebookClient(
        notebook, resources={"metadata": {"path": str(rerun.NOTEBOOKS)}}, kernel_manager_class=ForkedKernelManager
    )
    set_here = next(cell for cell in notebook.cells if "parameters" in cell.metadata.tags)
    with client.setup_kernel():
        client.kc.execute(UNDRAWN, store_history=False)
        for _ in range(2):
            for number, cell in enumerate(notebook.cells):
                if cell.cell_type == "code":
                    client.execute_cell(cell, number)
            set_here.source = set_here.source.replace(f"{parameter} = {before} ", f"{parameter} = {after} ")
    nbformat.write(notebook, tmp_path / f"{name}.ipynb")
    expected = rerun.rerun(name, parameters={parameter: after}, drawn=False)
    assert not rerun.differences(notebook_outputs.read(tmp_path / f"{name}.ipynb"), expected, drawn=False)


def test_a_misspelt_name_is_refused_until_it_is_mended(session):
    """Catch a second run with a misspelt parameter under its default, or refused ever after."""
    misspelt = WHOLE.replace("tolerance", "tolerence")
    assert "tolerance=0.9 " in session.run(WHOLE, SETUP)
    assert session.run(misspelt, SETUP).startswith(MISSPELT)
    assert session.run(SETUP).startswith(MISSPELT)
    assert "tolerance=0.95" in session.run(WHOLE.replace("0.9", "0.95"), SETUP)


def test_a_stranger_is_no_parameter(session):
    """Catch a variable of a start-up file or of a trial that is refused, or that changes a number.

    A cell that isn't kept in the history is what a start-up file is to a kernel.
    """
    session.client.kc.execute("debug = True; tolerance = 'mine'; sheet = 1", store_history=False)
    lines = WHOLE.replace("tolerance = 0.9\n", "")
    assert "tolerance=0.9 " in session.run("events = [1]", lines, "note = 'mine'", SETUP)


def test_a_deleted_line_is_the_default(session):
    """Catch a value that no cell shows any more."""
    assert "tolerance=0.5" in session.run(WHOLE.replace("0.9", "0.5"), SETUP)
    assert "tolerance=0.9 " in session.run(WHOLE.replace("tolerance = 0.9\n", ""), SETUP)


def test_a_trial_in_a_cell_of_its_own_counts_beside_the_rest(session):
    """Catch a trial that is lost, or that throws the edited parameters back to their defaults."""
    found = session.run(WHOLE.replace("2025", "2027"), SETUP, "tolerance = 0.7", "trial = sum([1])", SETUP)
    assert "assessment_year=2027" in found
    assert "tolerance=0.7 " in found


@pytest.mark.parametrize("head", ["%%time\n", "# mine\n", "import math\n", "%pwd\n"])
def test_a_parameters_cell_may_hold_more(session, head):
    """Catch a timed or commented parameters cell whose misspelt names pass."""
    assert "tolerance=0.95" in session.run(head + WHOLE.replace("0.9", "1 - 0.05"), SETUP)
    assert session.run(head + WHOLE.replace("tolerance", "tolerence"), SETUP).startswith(MISSPELT)


@pytest.mark.parametrize(
    "lines",
    [
        "tolerance, path = 0.95, 'linear'",
        "if path:\n    tolerance = 0.95",
        "tolerance: float = 0.95",
        "data_dir = str('')\ntolerance = float('0.95')",
        "for tolerance in (0.8, 0.95):\n    pass",
    ],
)
def test_a_value_may_be_set_in_any_way(session, lines):
    """Catch an edited parameter that has no effect because of how it was written."""
    whole = WHOLE.replace("tolerance = 0.9\n", "") + lines
    assert "tolerance=0.95" in session.run(WHOLE, SETUP, whole, SETUP)


def test_parameters_and_setup_in_one_cell(session):
    """Catch variables of a setup that are taken for parameters when cells are joined."""
    one = f"{WHOLE}{SETUP}\nsettings = GoalParameters.read(globals())\nevidence, note = settings.path, 'mine'"
    assert "tolerance=0.9 " in session.run(one)
    assert "tolerance=0.9 " in session.run(one)
    assert session.run(one.replace("tolerance =", "tolerence =")).startswith(MISSPELT)


def test_what_papermill_injected_runs_again(session):
    """Catch papermill's output that can't be run again, or runs again with a misspelt name."""
    paths = "PAPERMILL_INPUT_PATH = 'a'\nPAPERMILL_OUTPUT_PATH = 'b'\n"
    for _ in range(2):
        found = session.run(WHOLE, f"# Parameters\ntolerance = 0.95\n{paths}", SETUP)
        assert "tolerance=0.95" in found
    assert session.run(WHOLE, "# Parameters\ntolerence = 0.9\n", SETUP).startswith(MISSPELT)
    assert session.run(WHOLE, "# Parameters\ntolerence = float('nan')", SETUP).startswith(MISSPELT)
    assert "tolerance=0.9 " in session.run(WHOLE, SETUP)


def notebook(path: Path, *cells: str) -> Path:
    """A notebook whose first cell is tagged."""
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    made.cells[0].metadata["tags"] = ["parameters"]
    nbformat.write(made, path)
    return path


@pytest.mark.parametrize("kind", ["ipynb", "py", "exec", "-i"])
def test_a_notebook_or_its_script_is_run_within_another(session, tmp_path, kind):
    """Catch `%run` and `exec` that take the reader's own variables, or let a misspelt name pass."""

    def run(source: str) -> str:
        notebook(tmp_path / "run.ipynb", source, SETUP)
        (tmp_path / "run.py").write_text(f"# In[1]:\n{source}\n# In[2]:\n{SETUP}\n")
        path = tmp_path / f"run.{'py' if kind != 'ipynb' else kind}"
        return session.run(
            f"exec(open({str(path)!r}).read())" if kind == "exec" else f"%run {'-i ' if kind == '-i' else ''}{path}"
        )

    session.run("debug = True\nnote = 'mine'")
    assert "tolerance=0.9 " in run(WHOLE)
    assert "tolerance=0.95" in run(WHOLE.replace("0.9", "0.95"))
    assert MISSPELT in run(WHOLE.replace("tolerance", "tolerence"))
    assert "tolerance=0.9 " in run(WHOLE)


@pytest.mark.parametrize("start", [["{path}"], ["-c", "exec(open('{path}').read())"]], ids=["script", "exec"])
def test_an_exported_script_runs_without_a_kernel(tmp_path, start):
    """Catch a script of a notebook whose misspelt parameter passes, or that doesn't run at all."""
    path = tmp_path / "script.py"
    command = [sys.executable, *(word.format(path=path) for word in start)]
    for tolerance, printed in (("tolerance", "tolerance=0.9 "), ("tolerence", MISSPELT)):
        path.write_text("import math\n" + WHOLE.replace("tolerance", tolerance) + SETUP)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert printed in done.stdout + done.stderr


def test_papermill_may_inject_its_paths(tmp_path):
    """Catch `--inject-paths` that is refused as two unknown parameters."""
    path = notebook(tmp_path / "in.ipynb", WHOLE, SETUP)
    content = json.loads(path.read_text())
    content["metadata"]["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path.write_text(json.dumps(content))
    out = tmp_path / "out.ipynb"
    subprocess.run(
        [
            Path(sys.executable).with_name("papermill"),
            path,
            out,
            "--inject-paths",
            "-p",
            "tolerance",
            "0.95",
            "--engine",
            "forked",
        ],
        check=True,
        capture_output=True,
    )
    assert "tolerance=0.95" in json.loads(out.read_text())["cells"][-1]["outputs"][0]["text"][0]


def test_no_chapter_sets_a_parameter_after_its_parameters_cell():
    """Catch a chapter's own variable that is read as a parameter when its setup runs again."""
    from expobook.facts.parameters import MODELS

    for name in rerun.NAMES:
        for cell in rerun.cells(name):
            if cell["cell_type"] == "code" and "parameters" not in cell["metadata"]["tags"]:
                code = compile("".join(cell["source"]), name, "exec")
                stored = {line.argval for line in dis.get_instructions(code) if line.opname == "STORE_NAME"}
                assert not stored & set(MODELS[name].model_fields), (name, cell["id"])
