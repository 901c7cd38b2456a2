"""Runs: whole or not at all, nothing lost, nothing of the machine inside."""

import json
import re

import nbformat
import pytest

from expobook.pipeline import build, execution
from expobook.pipeline.output_folder import TargetError
from expobook.pipeline.sphinx_process import RunError
from expobook.publishing.pdf import PdfError
from expobook.runs import source_tree


def executed(**changes):
    """A small executed notebook as papermill leaves it, with changes to its one code cell."""
    cell = nbformat.v4.new_code_cell("1 + 1", execution_count=1, id="sum")
    cell.metadata["papermill"] = {"status": "completed", "start_time": "2026-01-01T00:00:00"}
    cell.update(changes)
    notebook = nbformat.v4.new_notebook(cells=[cell])
    notebook.metadata["papermill"] = {
        "parameters": {"seed": 1},
        "start_time": "2026-01-01",
        "input_path": "some/folder/in.ipynb",
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
        ({"outputs": [nbformat.v4.new_output("error", ename="E", evalue="", traceback=[])]}, "ended with an error"),
        ({"outputs": [nbformat.v4.new_output("stream", name="stderr", text="W")]}, "printed a warning"),
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
        build.build(tmp_path, tmp_path, {})
    assert (tmp_path / "thesis.docx").read_text() == "years of work"


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_failed_build_leaves_the_last_good_one(tmp_path, monkeypatch, failure):
    """Catch a full disk or Ctrl-C that costs the reader the run that stood."""
    output = tmp_path / "edition"
    output.mkdir()
    manifest = '{"edition": "2026.11", "files": {}}'
    (output / build.MANIFEST).write_text(manifest)
    monkeypatch.setattr(build, "_check_data", lambda folder: None)

    def fail(root, target, data):
        (target.parent / "half").write_text("")
        raise failure

    monkeypatch.setattr(source_tree, "copy", fail)
    with pytest.raises(type(failure)):
        build.build(tmp_path, output, {})
    assert [path.name for path in tmp_path.iterdir()] == ["edition"]
    assert (output / build.MANIFEST).read_text() == manifest


@pytest.mark.parametrize("typeset", [True, False])
def test_the_pdf_says_its_share_of_the_builds_time(tmp_path, monkeypatch, typeset):
    """Catch a slow PDF that nobody notices, and a share of a PDF that wasn't made."""
    for step in ("_check_data", "_execute", "_fill", "_describe", "write_manifest"):
        monkeypatch.setattr(build, step, lambda *given, **more: None)
    monkeypatch.setattr(source_tree, "copy", lambda root, target, data: target)

    monkeypatch.setattr(build, "make_pdf", lambda source, work, **more: (work / "report.pdf").touch())
    monkeypatch.setattr(build, "make_epub", lambda work: (work / "report.epub").touch())
    said = []
    build.build(tmp_path, tmp_path / "edition", {}, pdf=typeset, report=said.append)
    shares = [line for line in said if re.fullmatch(r".* the PDF took \d+% of the build", line)]
    assert len(shares) == typeset


WITHOUT_PDF = {
    "a fault of the book": RunError("the book has warnings"),
    "a fault of the layout": PdfError("a very long table"),
    "a full disk": OSError(28, "No space left on device"),
}


@pytest.mark.parametrize("what", WITHOUT_PDF)
def test_finished_pages_are_kept_without_the_pdf(tmp_path, monkeypatch, what):
    """Catch minutes of finished work that are thrown away, because its print version failed."""
    for step in ("_check_data", "_execute", "_describe"):
        monkeypatch.setattr(build, step, lambda *given, **more: None)
    monkeypatch.setattr(source_tree, "copy", lambda root, target, data: target)
    monkeypatch.setattr(build.editions, "data_date", lambda data: "")
    monkeypatch.setattr(build.editions, "content_hash", lambda data, facts: "")
    fault = WITHOUT_PDF[what]

    def fill(source, work, report, **asked):
        (work / "html" / build.SUMMARIES).mkdir(parents=True)
        (work / "html" / "index.html").write_text("finished")
        (work / "facts.json").write_text('{"facts": [], "claims": []}')

    def make_pdf(source, work, **more):
        (work / "report.pdf").write_text("half")
        raise fault

    monkeypatch.setattr(build, "_fill", fill)
    monkeypatch.setattr(build, "make_pdf", make_pdf)
    output = tmp_path / "edition"
    with pytest.raises(build.WithoutPdf, match=str(fault).replace("[", ".")):
        build.build(tmp_path, output, {})
    assert (output / "html" / "index.html").read_text() == "finished"
    assert not (output / "report.pdf").exists()
    assert json.loads((output / build.MANIFEST).read_text())["without_pdf"] == build.FAULT


@pytest.mark.parametrize(
    "place",
    ["book/my-run", "data/run", "notebooks/x/y", "src/run", ".git/r", "book", "link/run", "other/run", "run/inside"],
)
def test_no_run_is_put_into_the_source_of_the_book(tmp_path, place):
    """Catch a run that the next build publishes inside the edition, or that a later one removes."""
    for name in ("book", "data", "notebooks", "src", ".git", "elsewhere", "run"):
        (tmp_path / name).mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "book")
    (tmp_path / "run" / build.MANIFEST).write_text('{"edition": "2026.11", "files": {}}')
    given = {}
    if place == "other/run":
        (tmp_path / "other").mkdir()
        given = {"data_dir": str(tmp_path / "other")}
    with pytest.raises(TargetError, match="lies in .*name a folder outside it"):
        build.build(tmp_path, tmp_path / place, given)
    assert not (tmp_path / place).is_dir() or not list((tmp_path / place).iterdir())
