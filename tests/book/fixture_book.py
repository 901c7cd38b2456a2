"""A small book with hand-made notebooks: every mechanism of the extension on a few pages."""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from expobook.citations import catalogue
from expobook.citations.briefs import data_files
from expobook.facts import notebook_outputs
from expobook.facts.notebook_outputs import FACTS, FIGURE
from expobook.facts.parameters import MODELS
from expobook.figures import export
from expobook.pipeline import build
from expobook.runs import edition as editions
from expobook.runs import edition_card, incremental, reader_run
from expobook.values.files.hashing import sha256_of
from fixture_data import ROOT, write_data
from fixture_notebooks import (
    CLAIMS_1,
    FACTS_1,
    claim,
    fact,
    facts_output,
    figure_output,
    notebook,
    notebooks,
    table_output,
    write_notebook,
)
from fixture_pages import FAULTS, PAGES

_MADE = Path(tempfile.mkdtemp(prefix="small-book-"))
atexit.register(shutil.rmtree, _MADE, ignore_errors=True)


def write(folder: Path) -> Path:
    """Write the whole book into an empty folder, with the repository's own settings."""
    return _copied("source", _write, folder)


def _copied(name: str, make: Callable[[Path], object], folder: Path) -> Path:
    """A copy of what was made once: checking data and drawing pictures cost seconds."""
    if not (_MADE / name).exists():
        make(_MADE / name)
    return Path(shutil.copytree(_MADE / name, folder, copy_function=shutil.copyfile, dirs_exist_ok=True))


def _write(folder: Path) -> None:
    (folder / "book").mkdir(parents=True)
    (folder / "notebooks").mkdir()
    for name in ("_config.yml", "CITATION.cff"):
        shutil.copy(ROOT / name, folder / name)
    for name in ("references.bib", "rooms.svg"):
        shutil.copy(ROOT / "book" / name, folder / "book" / name)
    for name, text in PAGES.items():
        (folder / "book" / f"{name}.md").write_text(text.lstrip(), encoding="utf-8")
    for name, content in notebooks().items():
        write_notebook(folder, name, content)
    toc = {
        "format": "jb-book",
        "root": "book/index",
        "parts": [
            {
                "caption": "The report",
                "numbered": 1,
                "chapters": [{"file": f"notebooks/{name}"} for name in notebooks()],
            },
            {"caption": "Appendices", "chapters": [{"file": f"book/{name}"} for name in PAGES if name != "index"]},
        ],
    }
    (folder / "_toc.yml").write_text(yaml.safe_dump(toc, sort_keys=False), encoding="utf-8")
    write_data(folder / "data")


def write_run(folder: Path, changed: dict[str, Any] | None = None) -> Path:
    """Write a run of the book, as far as reading it needs no build.

    The notebooks of a reader's run say that they were executed with the `changed` parameters.
    """
    name = sha256_of(json.dumps(changed or {}, sort_keys=True))
    return _copied(name, lambda made: _write_run(made, changed), folder)


def _write_run(folder: Path, changed: dict[str, Any] | None) -> None:
    source = write(folder / "source")
    for name, content in notebooks().items():
        for data in (output["data"] for cell in content["cells"] for output in cell.get("outputs", ())):
            if FACTS in data:
                known = data[FACTS]["parameters"]
                known.update({key: changed[key] for key in changed or {} if key in known})
        write_notebook(source, name, content)
    if changed:
        edition_card.replace_citation(source)
    found = notebook_outputs.read_all((source / "notebooks").glob("*.ipynb"))
    words = reader_run.stamp(reader_run.changed_in(source))
    build.write_facts(found, folder, words)
    known = catalogue.of_source(source, found, source / "data", changed or {})
    export.write_all(
        {
            **export.of_all([figure for notebook in found for figure in notebook.figures], known.credits(), words),
            **data_files.of_all(known),
        },
        folder / "figures",
    )
    write_manifest(folder)


def write_manifest(run: Path) -> None:
    """Write the manifest that a build would write of a run as it lies there."""
    (run / build.MANIFEST).unlink(missing_ok=True)
    source = run / "source"
    checked = {
        found.name: MODELS[found.name].model_construct(**found.parameters)
        for found in notebook_outputs.read_all((source / "notebooks").glob("*.ipynb"))
    }
    build.write_manifest(run, checked, reader_run.changed_in(source), incremental.made_from(source))


SITE = "https://example.org/report/"
ADDRESS = f"{SITE}{editions.NAME}/"


def give_address(folder: Path) -> None:
    """Set the address of the site on which the edition will be read, at `ADDRESS`."""
    path = folder / "_config.yml"
    config = yaml.safe_load(path.read_text(encoding="utf-8"))
    config["html"]["baseurl"] = SITE
    path.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")


def change_a_value(folder: Path) -> None:
    """State another value in the second notebook, as a new run would."""
    content = notebooks()["02_world_and_china"]
    text = json.dumps(content, ensure_ascii=False).replace("3,905 bn", "3,861 bn")
    write_notebook(folder, "02_world_and_china", json.loads(text))


def make_readers_run(folder: Path) -> None:
    """State a run with another parameter, in which a claim doesn't hold."""
    figure = figure_output("fig-expo-editions", "expo_projects", "89 projects")
    figure[FIGURE]["claims"] = ["expo_hangzhou_minor"]
    false = claim(
        "expo_hangzhou_minor", "expo_hangzhou < expo_projects", {"expo_hangzhou": 37, "expo_projects": 89}, False
    )
    write_notebook(
        folder,
        "01_expo_outcomes",
        notebook(
            "Expo outcomes",
            "[Hangzhou signed {fact}`expo_hangzhou`, fewer than all.]{.claim-expo_hangzhou_minor} "
            "The rest is {fact}`expo_share`.\n",
            [
                figure,
                table_output("tab-expo-editions"),
                facts_output("01_expo_outcomes", FACTS_1, [false], {"overlap": 0.5}),
            ],
        ),
    )


def add_faults(folder: Path) -> None:
    """Put every fault into the book that must stop its build."""
    (folder / "book" / "figures.md").write_text(FAULTS.lstrip(), encoding="utf-8")
    content = notebooks()
    values = {"expo_hangzhou": 37, "expo_projects": 89}
    false = claim("expo_hangzhou_major", "expo_hangzhou > expo_projects / 2", values, False)
    weak = fact("expo_weak", 5, "5 halls", grade="D")
    first = notebook(
        "Expo outcomes",
        "The expo signed {fact}`expo_lost`.\n",
        [
            figure_output("fig-expo-editions", "expo_projects", "89 projects", "hz-nowhere"),
            table_output("tab-expo-editions"),
            facts_output("01_expo_outcomes", [*FACTS_1, weak], [*CLAIMS_1, false], {}),
            figure_output("fig-expo-halls", "expo_weak", "5 halls"),
        ],
    )
    second = content["02_world_and_china"]
    stated = second["cells"][-1]["outputs"][0]["data"][FACTS]
    stated["facts"] = [*stated["facts"], FACTS_1[0]]  # a new list: the small book shares its own
    write_notebook(folder, "01_expo_outcomes", first)
    write_notebook(folder, "02_world_and_china", second)
