"""The same book as anybody would write it with plain Jupyter Book and altair's default renderer.

The copy is made from the source of a run: the same pages, notebooks, texts, charts and tables.
Numbers that our roles link become their texts. What only our extension makes is left out: the
generated lists of the appendices, and the explorer.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import altair as alt
import yaml

from expobook.facts import notebook_outputs

KEPT_SETTINGS = ("title", "author", "only_build_toc_files", "exclude_patterns", "execute", "parse", "bibtex_bibfiles")
"""Settings of the book itself; all others are ours, and the copy has Jupyter Book's own."""
EXECUTING = {"execute_notebooks": "force", "timeout": 600}
"""Every notebook is executed while the book is built, and no cache is asked."""
_DISPLAY = "from benchmarks import plain_display\n\nplain_display.use()"
_ROLE = re.compile(r"\{(fact|number|grade|source|definition|conflict|verdict|numref)\}`([^`]+)`")
_OWN_WORDS = re.compile(r"(.+?)\s*<([^<>]+)>\Z", re.DOTALL)
_BLOCK = re.compile(
    r"^(?P<fence>`{3,}|:{3,})\{(?P<name>[a-z-]+)\}(?P<words>[^\n]*)\n"
    r"(?P<inner>.*?)^(?P=fence)[ \t]*$",
    re.DOTALL | re.MULTILINE,
)
_GENERATED = {
    "ledger",
    "sources-list",
    "definitions-list",
    "conflicts-list",
    "grades",
    "coverage",
    "claims-list",
    "parameters-table",
    "figures-list",
    "edition-changes",
    "edition-lookup",
    "explorer",
}


def write(source: Path, folder: Path, *, executing: bool = False) -> None:
    """Write the plain copy of the book in `source` into an empty folder.

    A copy that is `executing` comes without outputs: they are made while it is built.
    """
    notebooks = notebook_outputs.read_all((source / "notebooks").glob("*.ipynb"))
    plain = _Plain(notebooks, source / "data")
    for name in ("book", "data", "notebooks"):
        shutil.copytree(source / name, folder / name)
    shutil.copy(source / "_toc.yml", folder / "_toc.yml")
    settings = yaml.safe_load((source / "_config.yml").read_text(encoding="utf-8"))
    kept = {name: settings[name] for name in KEPT_SETTINGS if name in settings}
    if executing:
        kept["execute"] = EXECUTING
    (folder / "_config.yml").write_text(yaml.safe_dump(kept, sort_keys=False), encoding="utf-8")
    for path in sorted((folder / "book").glob("*.md")):
        path.write_text(plain.text(path.read_text(encoding="utf-8")), encoding="utf-8")
    for path in sorted((folder / "notebooks").glob("*.ipynb")):
        content = json.loads(path.read_text(encoding="utf-8"))
        plain.notebook(content)
        if executing:
            _without_outputs(content)
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def build(folder: Path, environment: Mapping[str, str] | None = None) -> Path:
    """Build the copy as its author would; the folder of its pages.

    Raises `RuntimeError` with what Jupyter Book said when a page wasn't written.
    """
    command = Path(sys.executable).with_name("jupyter-book")
    done = subprocess.run(
        [command, "build", folder, "--quiet"], capture_output=True, text=True, env={**os.environ, **(environment or {})}
    )
    html = folder / "_build" / "html"
    if done.returncode or not (html / "index.html").is_file():
        raise RuntimeError(f"jupyter-book could not build the plain copy:\n{done.stderr[-3000:]}")
    if failed := sorted((html / "reports").rglob("*.err.log")):
        raise RuntimeError(f"a notebook of the plain copy failed:\n{failed[0].read_text()[-3000:]}")
    return html


def default_chart(spec: dict[str, Any]) -> str:
    """The HTML that altair displays for a chart when nobody chooses a renderer."""
    with alt.renderers.enable("default"):
        return alt.renderers.get()(spec)["text/html"]


class _Plain:
    """Texts in place of what our roles and directives name."""

    def __init__(self, notebooks: list[notebook_outputs.NotebookBundles], data: Path) -> None:
        facts = {fact["id"]: fact for one in notebooks for fact in one.facts}
        self.figures = {figure["id"]: figure for one in notebooks for figure in one.figures}
        read = _table_reader(data)
        self.words: Mapping[str, Callable[[str], str]] = {
            "fact": lambda name: facts[name]["display"],
            "number": lambda name: facts[name]["number"],
            "grade": lambda name: facts[name]["grade"] if name in facts else name,
            "source": read("sources", "source_id", "title_english"),
            "definition": read("definitions", "definition_id", "term"),
            "conflict": read("conflicts", "conflict_id", "topic"),
            "verdict": lambda name: name.replace("-", " "),
            "numref": lambda name: "the table" if name.startswith("tab-") else "the figure",
        }

    def text(self, markdown: str) -> str:
        """A page or cell with plain words and Jupyter Book's own directives."""
        return _ROLE.sub(self._role, _BLOCK.sub(self._block, markdown))

    def notebook(self, content: dict[str, Any]) -> None:
        """Replace texts and outputs of a notebook in place."""
        for cell in content["cells"]:
            if cell["cell_type"] == "markdown":
                cell["source"] = self.text("".join(cell["source"]))
            cell_outputs = cell.get("outputs", [])
            for output in cell_outputs:
                output["data"] = shown(output.get("data", {}))
            if cell_outputs:
                cell["outputs"] = [output for output in cell_outputs if output["data"]]

    def _role(self, match: re.Match[str]) -> str:
        role, target = match.groups()
        if own := _OWN_WORDS.match(target):
            return own[1]
        return self.words[role](target.strip())

    def _block(self, match: re.Match[str]) -> str:
        name, words, inner = match["name"], match["words"].strip(), match["inner"]
        if name in _GENERATED:
            return ""
        if name == "show-figure":
            return f"```{{raw}} html\n{default_chart(self.figures[words]['spec'])}\n```"
        if name in ("finding", "more"):
            title = words if name == "more" else "Key finding"
            return f"{match['fence']}{{admonition}} {title}\n{inner}{match['fence']}"
        return match[0]


def _without_outputs(content: dict[str, Any]) -> None:
    """Leave the outputs to the build, and let cells display what a plain notebook displays."""
    first = {"cell_type": "code", "id": "plain", "metadata": {"tags": ["remove-cell"]}, "source": _DISPLAY}
    content["cells"].insert(1, first)
    for cell in content["cells"]:
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)


def shown(data: dict[str, Any]) -> dict[str, Any]:
    """What an ordinary notebook displays where ours displays a bundle."""
    if notebook_outputs.FIGURE in data:
        return {
            "text/html": default_chart(data[notebook_outputs.SPEC]),
            "text/plain": "alt.Chart(...)",
        }
    if notebook_outputs.FACTS in data:
        return {}
    return {kind: value for kind, value in data.items() if "expobook" not in kind}


def _table_reader(data: Path) -> Callable[[str, str, str], Callable[[str], str]]:
    """Makes look-ups of one column by another in the tables of the data package."""

    def reader(table: str, key: str, column: str) -> Callable[[str], str]:
        with (data / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            known = {row[key]: row[column] for row in csv.DictReader(file)}
        return lambda name: known[name.strip()]

    return reader
