"""Damaged files: each kind is one plain message with the file, what is wrong and what to do."""

import json
from pathlib import Path

import pytest

from expobook import __main__
from expobook.pipeline import execution
from expobook.runs import source_tree
from expobook.values.files import documents
from expobook.values.files.documents import FileFault

ROOT = Path(__file__).resolve().parents[2]
WHOLE = (ROOT / "notebooks" / "05_outlook.ipynb").read_text(encoding="utf-8")
OLD = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": []}]}


def without_tags(text):
    """The notebook without the tag of its parameters cell."""
    return text.replace('"parameters"\n', '"settings"\n')


DAMAGED = {
    "conflict": (
        WHOLE.replace("\n", "\n<<<<<<< HEAD\n", 4),
        "line 2 has the mark of a merge that isn't finished; keep one of the two",
    ),
    "cut short": (WHOLE[: len(WHOLE) // 2], "it isn't whole JSON (line "),
    "empty": ("", "it is empty; mend it, or take it again from git or a backup"),
    "spaces": (" \n", "it is empty; mend it"),
    "BOM": ("\ufeff" + WHOLE, "the byte-order mark (BOM) of UTF-8; save it as UTF-8 without one"),
    "a list": ("[]", "it holds a list where names and values are needed"),
    "nothing": ("null", "it holds nothing where names and values are needed"),
    "no cells": ("{}", "it has no list of cells"),
    "format 3": (json.dumps(OLD), "its format is 3, and 4 is needed; open it in JupyterLab"),
    "bad cell": ('{"cells": [{"cell_type": "heading"}]}', "its cell 1 is none of code, markdown,"),
    "no source": ('{"cells": [{"cell_type": "code"}]}', "its cell 1 has no source that is text"),
    "too deep": ("[" * 200_000, "it is nested too deep"),
}
BYTES = {
    "UTF-16": (WHOLE.encode("utf-16"), "the byte-order mark (BOM) of UTF-16"),
    "another encoding": ("数".encode("gbk") + WHOLE.encode(), "it isn't text in UTF-8 (byte 1)"),
}
ALL = {name: (text.encode(), said) for name, (text, said) in DAMAGED.items()} | BYTES


@pytest.fixture
def book(tmp_path, monkeypatch):
    """A book of its own in the current folder, without a run."""
    root = source_tree.copy(ROOT, tmp_path / "book", ROOT / "data")
    monkeypatch.chdir(root)
    return root


def damage(path, kind):
    """Spoil a file in one of the ways."""
    path.write_bytes(ALL[kind][0])


@pytest.mark.parametrize("kind", ALL)
def test_a_damaged_notebook_is_named(tmp_path, kind):
    """Catch a traceback, or a message that doesn't say which file, what is wrong, what to do."""
    path = tmp_path / "05_outlook.ipynb"
    damage(path, kind)
    with pytest.raises(FileFault) as caught:
        documents.notebook(path)
    said = str(caught.value)
    assert said.startswith(f"{path} can't be read as a notebook: ")
    assert ALL[kind][1] in said
    assert ";" in said


def test_a_folder_in_the_place_of_a_notebook_is_named(tmp_path):
    """Catch “Is a directory” without a word on what to do."""
    (tmp_path / "05_outlook.ipynb").mkdir()
    with pytest.raises(FileFault, match=r"it is a folder; move it away, then"):
        documents.notebook(tmp_path / "05_outlook.ipynb")


def test_every_command_names_a_damaged_notebook(expobook, book, tmp_path):
    """Catch a KeyError 'cells', or work that is begun with a notebook that can't be read."""
    grid = tmp_path / "grid.yaml"
    grid.write_text("notebooks: [05_outlook]\nparameters: {draws: [500]}\n", encoding="utf-8")
    notebook = book / "notebooks" / "05_outlook.ipynb"
    damage(notebook, "conflict")
    for words in (
        ["build", "--no-pdf", "--output", tmp_path / "run"],
        ["references"],
        ["sweep", grid, "--output", tmp_path / "sweep"],
        ["lookup", "expo_projects"],
    ):
        done = expobook(*words)
        assert done.code == 2, words
        assert done.err.startswith(f"Error: {notebook} can't be read as a notebook: line 2 has")
    assert not (tmp_path / "run").exists()


def test_what_stands_is_not_compared_with_a_damaged_notebook(book, monkeypatch, capsys):
    """Catch a traceback on the short way that a build of nothing takes."""
    from expobook.pipeline import build
    from expobook.runs import incremental

    made = book / "_build" / "edition"
    source_tree.copy(ROOT, made / "source", ROOT / "data")
    (made / "facts.json").write_text('{"facts": [], "claims": []}')
    (made / "report.pdf").touch()
    build.write_manifest(made, {}, {}, incremental.made_from(book))
    damage(book / "notebooks" / "05_outlook.ipynb", "conflict")
    monkeypatch.setattr("sys.argv", ["expobook", "build"])
    with pytest.raises(SystemExit) as ended:
        __main__.main()
    assert ended.value.code == 2
    assert "05_outlook.ipynb can't be read as a notebook: line 2 has" in capsys.readouterr().err


def test_a_notebook_without_a_place_for_parameters_is_refused(tmp_path):
    """Catch a run that sets nothing, or a kernel started for it."""
    path = tmp_path / "05_outlook.ipynb"
    path.write_text(without_tags(WHOLE), encoding="utf-8")
    with pytest.raises(FileFault, match="no cell has the tag `parameters`.*; give it to the cell"):
        execution.execute_all(tmp_path, tmp_path, {"05_outlook": None}, changed={})


CONFIG = {
    "conflict": ("<<<<<<< HEAD\ntitle: a\n=======\ntitle: b\n>>>>>>> theirs\n", "line 1 has the"),
    "not YAML": ("title: [a\n", "line 2, column 1: expected ',' or ']'"),
    "tabs": ("title:\n\t- a\n", "line 2, column 1: found character"),
    "a list": ("- title\n", "it holds a list"),
    "empty": ("", "it is empty"),
    "BOM": ("\ufefftitle: a\n", "the byte-order mark (BOM)"),
    "only remarks": ("# title: a\n", "it holds nothing"),
}


@pytest.mark.parametrize("kind", CONFIG)
@pytest.mark.parametrize("name", ["_config.yml", "_toc.yml", "CITATION.cff"])
def test_damaged_settings_are_named_before_any_work(expobook, book, tmp_path, name, kind):
    """Catch minutes of work, and then a tool's traceback about a file of settings."""
    (book / name).write_text(CONFIG[kind][0], encoding="utf-8")
    done = expobook("build", "--no-pdf", "--output", tmp_path / "run")
    assert done.code == 2
    assert f"{book / name} can't be read as YAML: {CONFIG[kind][1]}" in done.err.replace("it begins with ", "")
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("_config.yml", "author: me\n", "it lacks title"),
        ("CITATION.cff", "title: a\n", "it lacks authors, version, date-released, license"),
        ("_toc.yml", "format: jb-book\nchapters: []\n", "as a table of contents: "),
        ("_toc.yml", "format: jb-book\nroot: index\nparts: 3\n", "as a table of contents: "),
        ("_toc.yml", "format: jb-book\nroot: nowhere\n", "there is no page nowhere; write it"),
    ],
)
def test_settings_that_lack_something_are_named(expobook, book, tmp_path, name, content, said):
    """Catch a KeyError for a line that somebody deleted."""
    (book / name).write_text(content, encoding="utf-8")
    done = expobook("build", "--no-pdf", "--output", tmp_path / "run")
    assert (done.code, said in done.err, name in done.err) == (2, True, True), done.err


@pytest.mark.parametrize("page", ["book/cite", "book/cite.md", "notebooks/05_outlook.ipynb"])
def test_a_page_may_be_named_with_its_ending(book, page):
    """Catch a table of contents that Jupyter Book takes and the report refuses."""
    (book / "_toc.yml").write_text(f"format: jb-book\nroot: {page}\n", encoding="utf-8")
    documents.check_settings(book)


def test_a_record_of_a_run_with_a_damaged_table_of_contents_is_named(expobook, tmp_path):
    """Catch a traceback when something is cited from a run that was damaged."""
    from expobook.facts import notebook_outputs
    from expobook.pipeline import build

    run = tmp_path / "run"
    source = source_tree.copy(ROOT, run / "source", ROOT / "data")
    build.write_facts(notebook_outputs.read_all((source / "notebooks").glob("*.ipynb")), run)
    build.write_manifest(run, {}, {})
    (source / "_toc.yml").write_text("- file: [\n", encoding="utf-8")
    done = expobook("cite", "book", "--run", run)
    assert done.code == 2
    assert "_toc.yml can't be read as YAML: line 2" in done.err
