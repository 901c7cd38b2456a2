"""Runs: whole or not at all, nothing lost, nothing of the machine inside."""

import json
import re

import nbformat
import pytest

from expobook import execution, runs
from expobook.placing import TargetError


def executed(**changes):
    """A small executed notebook as papermill leaves it, with changes to its one code cell."""
    cell = nbformat.v4.new_code_cell("1 + 1", execution_count=1, id="sum")
    cell.metadata["papermill"] = {"status": "completed", "start_time": "2026-01-01T00:00:00"}
    cell.update(changes)
    notebook = nbformat.v4.new_notebook(cells=[cell])
    notebook.metadata["papermill"] = {
        "parameters": {"seed": 1}, "start_time": "2026-01-01", "input_path": "some/folder/in.ipynb",
        "exception": None,
    }
    notebook.metadata["language_info"] = {"name": "python", "version": "3.11.7"}
    return notebook


def test_times_paths_and_versions_stay_out_of_notebooks():
    """Catch an output that differs on another machine or day."""
    text = nbformat.writes(execution.repeatable(executed()))
    assert "2026" not in text
    assert "folder" not in text
    assert "3.11" not in text
    assert json.loads(text)["metadata"]["papermill"] == {"parameters": {"seed": 1}}


def test_injected_cell_has_a_fixed_id():
    """Catch the random id that papermill gives to the cell that it injects."""
    notebook = executed(id="a1b2c3")
    notebook.cells[0].metadata["tags"] = ["injected-parameters"]
    assert execution.repeatable(notebook).cells[0].id == execution.INJECTED_CELL_ID


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"execution_count": None}, "not executed"),
        ({"outputs": [nbformat.v4.new_output("error", ename="E", evalue="", traceback=[])]},
         "ended with an error"),
        ({"outputs": [nbformat.v4.new_output("stream", name="stderr", text="W")]},
         "printed a warning"),
    ],
)
def test_unfinished_notebook_is_seen(changes, message):
    """Catch a book built from a notebook that stopped half-way or warned."""
    assert message in "; ".join(execution.unfinished(executed(**changes)))


def test_finished_notebook_passes():
    """Catch a gate that stops every run."""
    assert execution.unfinished(executed()) == []


def test_folder_of_something_else_is_not_overwritten(tmp_path):
    """Catch a build that deletes a reader's own files."""
    (tmp_path / "thesis.docx").write_text("years of work")
    with pytest.raises(TargetError, match="isn't a run"):
        runs.build(tmp_path, tmp_path, {})
    assert (tmp_path / "thesis.docx").read_text() == "years of work"


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_failed_build_leaves_the_last_good_one(tmp_path, monkeypatch, failure):
    """Catch a full disk or Ctrl-C that costs the reader the run that stood."""
    output = tmp_path / "edition"
    output.mkdir()
    manifest = '{"edition": "2026.11", "files": {}}'
    (output / runs.MANIFEST).write_text(manifest)
    monkeypatch.setattr(runs, "_check_data", lambda folder: None)

    def fail(root, target, data):
        (target.parent / "half").write_text("")
        raise failure

    monkeypatch.setattr(runs, "copy_source", fail)
    with pytest.raises(type(failure)):
        runs.build(tmp_path, output, {})
    assert [path.name for path in tmp_path.iterdir()] == ["edition"]
    assert (output / runs.MANIFEST).read_text() == manifest


@pytest.mark.parametrize("typeset", [True, False])
def test_the_pdf_says_its_share_of_the_builds_time(tmp_path, monkeypatch, typeset):
    """Catch a slow PDF that nobody notices, and a share of a PDF that wasn't made."""
    for step in ("_check_data", "_execute", "_fill", "write_manifest"):
        monkeypatch.setattr(runs, step, lambda *given: None)
    monkeypatch.setattr(runs, "copy_source", lambda root, target, data: target)
    monkeypatch.setattr(runs, "make_pdf", lambda source, work:
                        (work / "report.pdf").touch() if typeset else None)
    said = []
    runs.build(tmp_path, tmp_path / "edition", {}, report=said.append)
    shares = [line for line in said if re.fullmatch(r"the PDF took \d+% of the build", line)]
    assert len(shares) == typeset
