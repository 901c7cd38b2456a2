"""One direction of imports: arithmetic knows nothing of pages, pages nothing of commands."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "expobook"
SHOWN = ("sphinx", "docutils", "expobook.publishing")
TOLD = ("typer", "rich", "expobook.cli", "expobook.cli.app", "expobook.cli.terminal.console",
        "expobook.cli.terminal.messages")
RUN = (
    "papermill",
    "nbclient",
    "expobook.pipeline.execution",
    "expobook.pipeline.build",
    "expobook.pipeline.kernels",
)
DRAWN = (
    "altair",
    "vl_convert",
    "expobook.figures.theme",
    "expobook.figures.figure",
    "expobook.chapters.chapter",
)
RULES = {
    "evidence": SHOWN + TOLD + RUN + DRAWN,
    "measures.py": SHOWN + TOLD + RUN + DRAWN + ("expobook.evidence",),
    "outlook.py": SHOWN + TOLD + RUN + DRAWN + ("expobook.evidence",),
    "scoring.py": SHOWN + TOLD + RUN + DRAWN + ("expobook.evidence",),
    "facts.py": SHOWN + TOLD + RUN + DRAWN,
    "figures.py": SHOWN + TOLD + RUN,
    "charts.py": SHOWN + TOLD + RUN + ("expobook.evidence",),
    "chapters": SHOWN + TOLD + RUN,
    "citing": SHOWN + TOLD + RUN,
    "publishing": TOLD + RUN,
    "runs.py": TOLD,
}
"""What a module, or every module of a folder, must not import."""


def files(name: str) -> list[Path]:
    """The modules that a rule is about."""
    return sorted((PACKAGE / name).rglob("*.py")) if "." not in name else [PACKAGE / name]


def imported(path: Path) -> Iterator[str]:
    """The dotted names that a module imports, also inside its functions."""
    package = ["expobook", *path.relative_to(PACKAGE).parent.parts]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("name", RULES)
def test_imports_go_one_way(name):
    """Catch arithmetic that needs a book to run, or pages that start notebooks."""
    against = [f"{path.relative_to(PACKAGE)} imports {found}"
               for path in files(name) for found in imported(path)
               if any(found == bad or found.startswith(f"{bad}.") for bad in RULES[name])]
    assert not against


def test_a_rule_sees_what_it_forbids():
    """Catch a rule that reads no import, and would pass whatever stands there."""
    assert "expobook.publishing.pdf" in set(imported(PACKAGE / "runs.py"))
    assert all(files(name) for name in RULES)


def test_what_goes_wrong_on_the_way_is_told_as_such():
    """Catch an error with advice for its reader that is reported as a fault of the program."""
    found = [node.name for path in PACKAGE.rglob("*.py") if path.name != "mistakes.py"
             for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
             if isinstance(node, ast.ClassDef)
             and "RuntimeError" in {ast.unparse(base) for base in node.bases}]
    assert found == ["JobFailed"], "derive them from Failure; JobFailed never reaches a reader"
