"""Stale only: a notebook is executed again for a reason, the reason is told, and no other is."""

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from expobook.pipeline import build, execution, output_folder
from expobook.runs import incremental, source_tree
from limits import one_second_and_200_mb

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("04_goals_2025", "05_outlook")


@pytest.fixture
def book(tmp_path):
    """A book whose run stands: its notebooks as committed, its manifest as a build writes it."""
    root = tmp_path / "book"
    source_tree.copy(ROOT, root, ROOT / "data")
    shutil.copy2(ROOT / incremental.LOCK, root)
    made = root / "_build" / "edition"
    source_tree.copy(ROOT, made / "source", ROOT / "data")
    (made / "facts.json").write_text('{"facts": [], "claims": []}')
    build.write_manifest(made, {}, {}, incremental.made_from(root))
    return root


def told(root, output="edition", **changed):
    """What a build would do with two notebooks: the reason, or which run it keeps."""
    wanted = {
        name: incremental.Request(
            root / "notebooks" / f"{name}.ipynb", root / "data", changed if name == "05_outlook" else {}
        )
        for name in NAMES
    }
    runs_there = [incremental.PreviousRun(root / "_build" / folder, root) for folder in (output, "edition")]
    return [
        found if isinstance(found, str) else "kept from " + found.parts[-4]
        for found in incremental.plan(wanted, runs_there).values()
    ]


def stands(root, **changed):
    """Whether a build would leave the run alone."""
    return incremental.nothing_changed(root, root / "_build" / "edition", root / "data", changed, pdf=False)


def edit(path, old, new):
    """Replace a text that stands in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_nothing_is_executed_when_nothing_changed(book):
    """Catch a rebuild that executes everything because files were copied or touched."""
    for path in book.rglob("*"):
        os.utime(path, (0, 0))
    assert told(book) == ["kept from edition", "kept from edition"]
    assert stands(book)


def test_outputs_do_not_count_as_source(book):
    """Catch a refresh of reference outputs that makes its own notebook stale."""
    path = book / "notebooks" / "05_outlook.ipynb"
    content = json.loads(path.read_text())
    for cell in content["cells"]:
        cell.update({"outputs": [], "execution_count": None} if "outputs" in cell else {})
    path.write_text(json.dumps(content))
    assert told(book)[1] == "kept from edition"
    assert stands(book)


def folded(cell):
    """What JupyterLab and VS Code add to a cell that is folded, run, hidden or edited by them."""
    cell["metadata"] |= {
        "collapsed": True,
        "scrolled": False,
        "editable": True,
        "jp-MarkdownHeadingCollapsed": True,
        "vscode": {"languageId": "python"},
        "jupyter": {"outputs_hidden": True},
        "slideshow": {},
        "execution": {"iopub.execute_input": "2026-11-29T10:00:00Z"},
        "ExecuteTime": {"start_time": "2026-11-29T10:00:00Z"},
    }


SAVED = {
    "marks of cells": lambda content: [folded(cell) for cell in content["cells"]],
    "no empty tags": lambda content: [
        cell["metadata"].pop("tags") for cell in content["cells"] if not cell["metadata"]["tags"]
    ],
    "kernel": lambda content: content["metadata"].update(
        kernelspec={"display_name": "Python 3 (ipykernel)", "language": "python", "name": "conda-env-r-py"}
    ),
    "no kernel": lambda content: content["metadata"].pop("kernelspec"),
    "language": lambda content: content["metadata"]["language_info"].update(
        version="3.13.1", codemirror_mode={"name": "ipython", "version": 3}
    ),
    "widgets": lambda content: content["metadata"].update(
        widgets={"application/vnd.jupyter.widget-state+json": {"state": {}}}
    ),
    "editor": lambda content: content["metadata"].update(
        vscode={"interpreter": {"hash": "31f2"}},
        toc={"base_numbering": 1},
        orig_nbformat=4,
        colab={"provenance": []},
        varInspector={},
    ),
    "lines": lambda content: [cell.update(source="".join(cell["source"])) for cell in content["cells"]],
    "new ids": lambda content: [cell.update(id=f"a{number}") for number, cell in enumerate(content["cells"])],
    "run": lambda content: [
        cell.update(execution_count=99, outputs=[]) for cell in content["cells"] if cell["cell_type"] == "code"
    ],
}


@pytest.mark.parametrize("saved", SAVED)
def test_a_notebook_that_was_saved_and_not_edited_is_unchanged(book, saved):
    """Catch a look into a notebook that costs its next reader an execution."""
    path = book / "notebooks" / "05_outlook.ipynb"
    content = json.loads(path.read_text(encoding="utf-8"))
    SAVED[saved](content)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=4), encoding="utf-8")
    assert told(book)[1] == "kept from edition"
    assert stands(book)


def test_metadata_that_the_book_reads_count(book):
    """Catch a cell that is to be hidden and goes on being shown."""
    path = book / "notebooks" / "05_outlook.ipynb"
    for name, at in (("tags", "cells"), ("orphan", "metadata")):
        content = json.loads(path.read_text(encoding="utf-8"))
        if at == "cells":
            content["cells"][5]["metadata"][name] = ["remove-cell"]
        else:
            content["metadata"][name] = True
        before = path.read_bytes()
        path.write_text(json.dumps(content), encoding="utf-8")
        assert told(book)[1] == "its cells changed"
        path.write_bytes(before)


def test_a_comment_in_one_cell_concerns_that_notebook_only(book):
    """Catch a change that is missed, or that costs the other notebooks their outputs."""
    edit(book / "notebooks" / "05_outlook.ipynb", "# simulated paths", "# paths simulated")
    assert told(book) == ["kept from edition", "its cells changed"]
    assert not stands(book)


def test_a_changed_parameter_is_named(book):
    """Catch old numbers under a new parameter; the others come from the published edition."""
    assert told(book, output="mine", draws=500) == ["kept from edition", "not executed before"]
    assert told(book, draws=500) == ["kept from edition", "parameter draws changed"]
    assert not stands(book, draws=500)


def test_a_changed_value_in_the_data_concerns_all(book):
    """Catch a number that stays after its observation was corrected."""
    path = book / "data" / "observations.csv"
    path.write_text(path.read_text(encoding="utf-8") + "one,more,row\n", encoding="utf-8")
    assert told(book) == ["the data changed (observations.csv)"] * 2
    assert not stands(book)


def test_package_code_concerns_what_imports_it(book, monkeypatch):
    """Catch a mended formula that changes no number, or a page's style that executes notebooks."""

    def changed(name):
        monkeypatch.setattr(incremental, "code", lambda: {**hashes, name: "other"})
        return told(book)

    hashes = incremental.code()
    assert changed("analysis/growth_model.py") == [
        "kept from edition",
        "package code changed (analysis/growth_model.py)",
    ]
    assert changed("analysis/verdicts.py") == ["package code changed (analysis/verdicts.py)", "kept from edition"]
    assert changed("analysis/measures.py") == ["package code changed (analysis/measures.py)"] * 2
    assert changed("publishing/theme/look/text.css") == ["kept from edition"] * 2
    assert not stands(book)


@pytest.mark.parametrize("name", ["facts", "figures"])
def test_rows_concern_the_notebook_that_states_them(book, monkeypatch, name):
    """Catch a mended row that changes no number, or that executes every notebook."""
    hashes, rows = incremental.code(), f"chapters/outlook/{name}.yaml"
    assert rows in hashes
    monkeypatch.setattr(incremental, "code", lambda: {**hashes, rows: "other"})
    assert told(book) == ["kept from edition", f"package code changed ({rows})"]
    assert not stands(book)


def test_every_import_of_a_notebook_is_followed(book):
    """Catch a module that decides numbers and isn't watched: what is imported must be known."""
    for name in NAMES:
        content = json.loads((book / "notebooks" / f"{name}.ipynb").read_text())
        imports = [
            ast.unparse(statement)
            for cell in content["cells"]
            if cell["cell_type"] == "code"
            for statement in ast.parse("".join(cell["source"])).body
            if isinstance(statement, ast.Import | ast.ImportFrom)
        ]
        script = "\n".join(
            [
                *imports,
                "import sys",
                "print([m.__file__ for n, m in sys.modules.items() if n.split('.')[0] == 'expobook'])",
            ]
        )
        done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
        package = Path(incremental.__file__).parents[1]
        loaded = {Path(file).relative_to(package).as_posix() for file in eval(done.stdout)}
        assert loaded <= incremental.modules(content)


def test_lock_and_installed_versions_count(book):
    """Catch outputs of another pandas that pass for those of this one."""
    manifest = book / "_build" / "edition" / "manifest.json"
    content = json.loads(manifest.read_text())
    content["versions"]["pandas"] = "0.1"
    manifest.write_text(json.dumps(content))
    (book / incremental.LOCK).write_text("changed")
    assert told(book)[0].startswith("the lock changed; pandas is ")


def test_an_executed_copy_that_was_edited_is_not_kept(book):
    """Catch a typed-in number that survives every rebuild."""
    path = book / "_build" / "edition" / "source" / "notebooks" / "05_outlook.ipynb"
    path.write_text(path.read_text() + " ")
    assert told(book) == ["kept from edition", "its executed copy isn't what the run recorded"]
    assert not stands(book)


def test_a_run_is_known_by_its_notebooks_and_not_by_its_manifest(book):
    """Catch a reader's run, called the edition by its manifest, that is kept as the edition."""
    made = book / "_build" / "edition"
    path = made / "source" / "notebooks" / "05_outlook.ipynb"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["metadata"]["papermill"] = {"parameters": {"growth_mean": 0.08}}
    path.write_text(json.dumps(content), encoding="utf-8")
    (made / "manifest.json").unlink()
    build.write_manifest(made, {}, {}, incremental.made_from(book))
    assert json.loads((made / "manifest.json").read_text())["published_parameters"]
    assert not stands(book)


@pytest.mark.parametrize("damage", ["", "[]", '{"files": {}}'])
def test_a_run_that_tells_nothing_is_executed_again(book, damage):
    """Catch a broken or older manifest that is taken for a promise, or ends in a traceback."""
    (book / "_build" / "edition" / "manifest.json").write_text(damage)
    assert told(book) == ["not executed before"] * 2
    assert not stands(book)


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/dev/zero")])
def test_a_file_that_never_ends_is_not_waited_for(book, make):
    """Catch a build over a stranger's run that waits at a pipe for ever, where a file was."""
    path = book / "_build" / "edition" / "facts.json"
    path.unlink()
    make(path)
    with one_second_and_200_mb():
        assert not incremental.PreviousRun(path.parent, book).is_whole()


def test_a_run_without_a_pdf_is_no_answer_to_one_who_wants_it(book):
    """Catch a build that says all is done and leaves its reader without a PDF."""
    made = book / "_build" / "edition"
    asked = book, made, book / "data", {}
    assert incremental.nothing_changed(*asked, pdf=False)
    assert not incremental.nothing_changed(*asked, pdf=True)
    (made / "manifest.json").unlink()
    (made / "report.pdf").write_bytes(b"%PDF-1.7")
    build.write_manifest(made, {}, {}, incremental.made_from(book))
    assert incremental.nothing_changed(*asked, pdf=True)


def test_no_readers_run_replaces_an_edition_that_calls_itself_otherwise(book, tmp_path):
    """Catch a released edition, kept elsewhere, that is lost because its manifest was changed."""
    kept = tmp_path / "kept"
    shutil.copytree(book / "_build" / "edition", kept)
    path = kept / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "published_parameters": False}))
    with pytest.raises(output_folder.TargetError, match="holds the published edition"):
        output_folder.check_readers(kept, book / "_build" / "edition")


def test_prose_alone_executes_nothing_but_is_built(book):
    """Catch a changed page that never reaches the book, or that executes notebooks."""
    edit(book / "book" / "rerun.md", "# How to rerun", "# How to run it again")
    assert told(book) == ["kept from edition"] * 2
    assert not stands(book)


def test_a_build_executes_only_what_is_stale(book, monkeypatch):
    """Catch a plan that the build doesn't follow: kept notebooks must be the executed copies."""
    said, executed = [], []

    def execute_all(notebooks, target, asked, **rest):
        executed.extend(asked)
        for name in asked:
            shutil.copy(notebooks / f"{name}.ipynb", target)

    monkeypatch.setattr(execution, "execute_all", execute_all)
    monkeypatch.setattr(build, "_check_data", lambda folder: None)
    monkeypatch.setattr(build, "_fill", lambda source, work, report, **more: None)
    monkeypatch.setattr(build, "write_manifest", lambda *told: None)
    build.build(book, book / "_build" / "mine", {"draws": 500}, pdf=False, report=said.append)
    assert executed == ["05_outlook"]
    assert "04_goals_2025: unchanged, kept" in said
    assert "05_outlook: not executed before" in said
    assert (book / "_build" / "mine" / "source" / "notebooks" / "04_goals_2025.ipynb").is_file()
    executed.clear()
    build.build(book, book / "_build" / "afresh", {}, pdf=False, afresh=True, report=said.append)
    assert len(executed) == 5


def test_kernels_are_prepared_only_where_code_may_run(book, monkeypatch):
    """Catch a sentence that pays for kernels which nobody asks, or other data that wait for them."""
    prepared = []
    monkeypatch.setattr(build.provisioner, "start_early", lambda: prepared.append("kernels"))
    for step in ("_check_data", "_execute", "_fill", "_finish", "write_manifest"):
        monkeypatch.setattr(build, step, lambda *given, **more: None)
    edit(book / "notebooks" / "05_outlook.ipynb", '"# ', '"# A new title: ')
    build.build(book, book / "_build" / "mine", {}, pdf=False)
    assert prepared == []
    build.build(book, book / "_build" / "draws", {"draws": 500}, pdf=False)
    assert prepared == ["kernels"]
    edit(book / "data" / "observations.csv", ".\n", " here.\n")
    build.build(book, book / "_build" / "data", {}, pdf=False)
    assert prepared == ["kernels"] * 2


def test_outputs_are_taken_from_an_earlier_build(book, monkeypatch):
    """Catch a sentence or another run that costs an execution, or keeps old text or old numbers."""
    executed = []

    def execute_all(notebooks, target, asked, **rest):
        executed.extend(asked)
        for name in asked:
            shutil.copy(notebooks / f"{name}.ipynb", target)

    def run(draws):
        executed.clear()
        build.build(book, book / "_build" / "mine", {"draws": draws}, pdf=False)
        return (book / "_build" / "mine" / "source" / "notebooks" / "05_outlook.ipynb").read_text()

    monkeypatch.setattr(execution, "execute_all", execute_all)
    monkeypatch.setattr(build, "_check_data", lambda folder: None)
    monkeypatch.setattr(build, "_fill", lambda source, work, report, **more: None)
    monkeypatch.setattr(build, "write_manifest", lambda *told: None)
    for draws in (500, 600):
        before = run(draws)
        assert executed == ["05_outlook"]
        shutil.rmtree(book / "_build" / "mine")
    edit(book / "notebooks" / "05_outlook.ipynb", '"# ', '"# A new title: ')
    after = run(500)
    assert executed == []
    assert json.loads(after)["cells"][0]["source"] != json.loads(before)["cells"][0]["source"]
    assert [cell.get("outputs") for cell in json.loads(after)["cells"]] == [
        cell.get("outputs") for cell in json.loads(before)["cells"]
    ]
    shutil.rmtree(book / "_build" / "mine")
    edit(book / "notebooks" / "05_outlook.ipynb", "import", "import  ")
    run(500)
    assert executed == ["05_outlook"]
    build.build(book, book / "_build" / "afresh", {}, pdf=False, afresh=True)
    shutil.rmtree(book / "_build" / "mine")
    run(600)
    assert executed == ["05_outlook"]  # all is made anew, and what was kept before is gone
