"""The rooms of the package: one direction of imports, few modules in each, nothing in a circle."""

from __future__ import annotations

import ast

import pytest

from docs.rooms import EDGES, MODULES, PICTURE, SOURCE, draw, imported, room_of
from expobook import ROOMS

ONLY_IN = {
    "sphinx": {"publishing"},
    "docutils": {"publishing"},
    "typst": {"publishing"},
    "papermill": {"pipeline"},
    "nbclient": {"pipeline"},
    "distributed": {"pipeline"},
    "typer": {"cli"},
    "rich": {"cli"},
    "altair": {"figures", "chapters", "pipeline"},
}
"""The rooms that know a library: arithmetic needs no book, pages start no notebooks."""
MOST_MODULES, MOST_LINES, MOST_OF_A_FUNCTION = 10, 400, 40
ROOT = SOURCE.parent
PROGRAMS = [path for folder in ("src", "tests", "docs", "benchmarks") for path in sorted((ROOT / folder).rglob("*.py"))]


def circles(edges: dict[str, set[str]]) -> set[str]:
    """The modules from which imports lead back to themselves."""

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            for name in edges[waiting.pop()] - seen:
                seen.add(name)
                waiting.append(name)
        return seen

    return {name for name in edges if name in reached(name)}


def test_every_module_stands_in_a_room():
    """Catch a module that lies flat at the top, where nobody knows what may import it."""
    assert [name for name in MODULES if not room_of(name)] == ["expobook", "expobook.__main__"]
    assert {room_of(name) for name in MODULES} == {"", *ROOMS}


@pytest.mark.parametrize("room", ROOMS)
def test_imports_go_one_way(room):
    """Catch arithmetic that needs a book to run, or pages that start notebooks."""
    later = ROOMS[ROOMS.index(room) + 1 :]
    against = [
        f"{name} imports {found}"
        for name, edges in EDGES.items()
        if room_of(name) == room
        for found in edges
        if room_of(found) in later
    ]
    assert not against


def test_the_picture_shows_the_imports_of_today():
    """Catch a picture of the house as it was before it was changed."""
    assert PICTURE.read_text(encoding="utf-8") == draw(), "run python -m docs.rooms"


def test_nothing_goes_in_a_circle():
    """Catch two modules of which neither can be understood, or loaded, without the other."""
    assert circles(EDGES) == set()


def test_a_circle_is_seen():
    """Catch a search that finds no circle whatever stands there."""
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}) == {"b", "c"}
    assert "expobook.values.errors" in EDGES["expobook.evidence.problems"]


@pytest.mark.parametrize("library", ONLY_IN)
def test_a_library_is_known_in_few_rooms(library):
    """Catch a formula that needs a page builder, or a page that needs a command line."""
    known = {
        room_of(name)
        for name, path in MODULES.items()
        if any(found.split(".")[0] == library for found in imported(path))
    }
    assert known <= ONLY_IN[library], known - ONLY_IN[library]
    assert known, f"nothing imports {library}"


def test_folders_are_small():
    """Catch a folder that nobody can keep in mind."""
    modules = [path for path in MODULES.values() if path.name != "__init__.py"]
    folders = {path.parent for path in modules}
    assert {
        str(folder.relative_to(SOURCE)): count
        for folder in folders
        if (count := sum(path.parent == folder for path in modules)) > MOST_MODULES
    } == {}


def test_modules_are_small():
    """Catch a module with more than one job, of tests and tools too."""
    assert {
        str(path.relative_to(ROOT)): lines
        for path in PROGRAMS
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    } == {}


def test_functions_are_small():
    """Catch a function that nobody takes in at one sight, of tests and tools too."""
    assert {
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}": lines
        for path in PROGRAMS
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := node.end_lineno - node.lineno + 1) > MOST_OF_A_FUNCTION
    } == {}


def test_each_room_says_what_it_is():
    """Catch a room whose first lines tell a newcomer nothing."""
    for room in ROOMS:
        said = ast.get_docstring(ast.parse(MODULES[f"expobook.{room}"].read_text(encoding="utf-8")))
        assert said, room
        assert len(said.split()) > 15, room


def test_what_goes_wrong_on_the_way_is_told_as_such():
    """Catch an error with advice for its reader that is reported as a fault of the program."""
    found = [
        node.name
        for name, path in MODULES.items()
        if name != "expobook.values.errors"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and "RuntimeError" in {ast.unparse(base) for base in node.bases}
    ]
    assert found == ["JobFailed"], "derive them from Failure; JobFailed never reaches a reader"
