"""Runs have kernels of their own: what a reader's machine is set to changes no output."""

import functools
import gc
import json
import tempfile
from pathlib import Path

import nbformat
import pytest

from expobook.facts.parameters import ExpoParameters
from expobook.pipeline import execution
from expobook.pipeline.kernels import manager, provisioner

CELLS = (
    "1\n2",
    "import pandas as pd\npd.DataFrame({'x': [1.23456789]})",
    "print(sorted(name for name in globals() if not name.startswith('_')))",
    "print(get_ipython().profile_dir.location.startswith(get_ipython().ipython_dir))",
)
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
STARTUP = "debug = True\nimport pandas\npandas.set_option('display.precision', 1)\n"


def write(path, *cells, **metadata):
    """A notebook of code cells."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = nbformat.v4.new_notebook(
        metadata=metadata, cells=[nbformat.v4.new_code_cell(cell, id=f"c{place}") for place, cell in enumerate(cells)]
    )
    made.cells[0].metadata.tags = ["parameters"]
    nbformat.write(made, path)
    return path


def executed(folder, *cells, **metadata):
    """The bytes of an executed notebook."""
    path = write(folder / "in.ipynb", *cells, **metadata)
    execution.execute(path, folder / "out.ipynb", {})
    return (folder / "out.ipynb").read_bytes()


def printed(folder, *cells):
    """What the last cell printed."""
    content = json.loads(executed(folder, *cells, kernelspec=KERNEL))
    return "".join(content["cells"][-1]["outputs"][0]["text"])


def profile(home, name, text):
    """A file in the default profile of IPython."""
    path = home / "profile_default" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return {"IPYTHONDIR": str(home)}


def other_kernel(home):
    """Another Python's kernel under the usual name, which comes first and doesn't start."""
    path = home / "kernels" / "python3" / "kernel.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"argv": ["/bin/false", "{connection_file}"], **KERNEL}))
    return {"JUPYTER_PATH": str(home)}


def jupyter_config(home):
    """Settings of Jupyter that forbid the kernel of this environment."""
    (home / "jupyter_config.json").write_text(
        json.dumps(
            {
                "KernelSpecManager": {"allowed_kernelspecs": ["mine"], "ensure_native_kernel": False},
                "NotebookClient": {"timeout": 1, "kernel_name": "mine"},
            }
        )
    )
    return {"JUPYTER_CONFIG_DIR": str(home), "JUPYTER_PREFER_ENV_PATH": "0"}


def file_of(variable, text):
    """A setting that is a file named by an environment variable."""

    def make(home):
        (home / variable).write_text(text)
        return {variable: str(home / variable)}

    return make


APART = "broken profile"
"""It would keep other settings from being read."""
SETTINGS = {
    "start-up file": lambda home: profile(home, "startup/00-mine.py", STARTUP),
    "interactivity": lambda home: profile(
        home, "ipython_config.py", "c.InteractiveShell.ast_node_interactivity = 'all'"
    ),
    "kernel's lines": lambda home: profile(
        home, "ipython_kernel_config.py", "c.IPKernelApp.exec_lines = ['debug = True']"
    ),
    APART: lambda home: profile(home, "ipython_config.py", "no python at all"),
    "PYTHONSTARTUP": file_of("PYTHONSTARTUP", STARTUP),
    "matplotlib": file_of("MATPLOTLIBRC", "figure.dpi: 12\n"),
    "another python3": other_kernel,
    "Jupyter's settings": jupyter_config,
}


@pytest.fixture(scope="module")
def plain_on(tmp_path_factory):
    """What the cells give where nothing is set, by kind of kernel; executed once for each."""

    def execute(ordinary):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(provisioner.SWITCH, ordinary)
            return executed(tmp_path_factory.mktemp("plain"), *CELLS, kernelspec=KERNEL)

    return functools.cache(execute)


@pytest.mark.parametrize("ordinary", ["", "1"], ids=["forked", "ordinary"])
@pytest.mark.parametrize("kinds", [SETTINGS.keys() - {APART}, {APART}], ids=["all at once", APART])
def test_a_readers_settings_change_nothing(tmp_path, monkeypatch, plain_on, kinds, ordinary):
    """Catch an output, or a refusal, that only one reader gets: whatever had an effect would show beside the others."""
    plain = plain_on(ordinary)
    monkeypatch.setenv(provisioner.SWITCH, ordinary)
    (tmp_path / "home").mkdir()
    for kind in sorted(kinds):
        for name, value in SETTINGS[kind](tmp_path / "home").items():
            monkeypatch.setenv(name, value)
    assert executed(tmp_path, *CELLS, kernelspec=KERNEL) == plain
    assert b"debug" not in plain
    assert b"True" in plain


@pytest.mark.parametrize("ordinary", ["", "1"], ids=["forked", "ordinary"])
def test_a_file_of_the_reader_is_no_module_of_the_kernel(tmp_path, monkeypatch, plain_on, ordinary):
    """Catch a run that ends, or does something else, because a file is called json.py."""
    plain = plain_on(ordinary)
    monkeypatch.setenv(provisioner.SWITCH, ordinary)
    for name in ("json", "socket", "warnings", "ipykernel"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('a file of the reader')")
    (tmp_path / "mine.py").write_text("value = 7")
    monkeypatch.chdir(tmp_path)
    provisioner.SERVER.close()  # the next one starts in this folder
    assert executed(tmp_path, *CELLS, kernelspec=KERNEL) == plain
    assert printed(tmp_path, "import mine\nprint(mine.value)") == "7\n"


@pytest.mark.parametrize(
    "metadata",
    [
        {
            "kernelspec": {
                "name": "conda-env-report-py",
                "display_name": "Python [conda env:report]",
                "language": "python",
            }
        },
        {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)"}},
        {
            "kernelspec": {"name": "venv", "display_name": ".venv (3.13.1)", "language": "python"},
            "language_info": {"name": "python", "version": "3.13.1", "nbconvert_exporter": "python"},
        },
        {},
    ],
    ids=["conda", "ipykernel", "VS Code", "none"],
)
def test_any_kernels_name_is_this_environment(tmp_path, plain_on, metadata):
    """Catch a notebook that no longer runs, or comes out otherwise, because another saved it."""
    assert executed(tmp_path, *CELLS, **metadata) == plain_on("")


def test_what_editors_add_stays_out_of_a_run():
    """Catch two readers' runs that differ by what they folded."""

    def made():
        cell = nbformat.v4.new_code_cell("1", id="one", metadata={"tags": ["remove-cell"]})
        return nbformat.v4.new_notebook(cells=[cell], metadata={"orphan": True})

    saved = made()
    saved.metadata.update(
        nbformat.from_dict(
            {"vscode": {"interpreter": {"hash": "31f2"}}, "widgets": {"state": {}}, "toc-showcode": True}
        )
    )
    saved.cells[0].metadata.update(
        nbformat.from_dict({"vscode": {"languageId": "python"}, "collapsed": True, "scrolled": True})
    )
    assert execution.repeatable(saved) == execution.repeatable(made())
    assert execution.repeatable(saved).cells[0].metadata.tags == ["remove-cell"]
    assert execution.repeatable(saved).metadata.orphan


def test_an_endless_cell_is_stopped_and_named(tmp_path, caplog):
    """Catch a build that never ends, one that doesn't say where, and one that says too much."""
    (tmp_path / "out").mkdir()
    write(tmp_path / "endless.ipynb", "1", "while True: pass")
    with pytest.raises(
        execution.ExecutionError,
        match=r"endless\.ipynb, cell 2: stopped after 1 "
        r"seconds; --cell-timeout sets another",
    ):
        execution.execute_all(tmp_path, tmp_path / "out", {"endless": ExpoParameters()}, changed={}, cell_timeout=1)
    gc.collect()
    assert [record for record in caplog.records if record.name == "asyncio"] == []


def test_a_kernel_that_does_not_start_is_one_plain_message(tmp_path, monkeypatch):
    """Catch a traceback where an ordinary kernel can't start."""
    (tmp_path / "sitecustomize.py").write_text("import os; os._exit(3)")
    monkeypatch.setenv(provisioner.SWITCH, "1")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    path = write(tmp_path / "one.ipynb", "1")
    with pytest.raises(execution.ExecutionError, match=r"one\.ipynb: its kernel didn't start: "):
        execution.execute(path, tmp_path / "out.ipynb", {})


@pytest.mark.skipif(manager.LocalKernelManager.transport == "tcp", reason="has no socket files")
@pytest.mark.parametrize("name", ["short", "数字 贸易 & #1 100%", "long" * 30])
def test_no_kernel_has_a_port_and_none_leaves_a_file(tmp_path, monkeypatch, name):
    """Catch a port that others on the machine may open, or a folder whose name is too much."""
    folder = tmp_path / name
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr(manager, "_SHORT_FOLDERS", (str(tmp_path.parents[1]),))
    look = "import psutil; print(len(psutil.Process().net_connections('inet')))"
    assert printed(tmp_path / "in", look) == "0\n"
    gc.collect()
    assert list(folder.iterdir()) == []
    assert not list(Path(tmp_path.parents[1]).glob("kernel-*"))
