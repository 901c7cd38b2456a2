"""A run on disk: executed notebooks in a complete source, facts, figures, HTML, PDF, manifest."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import (
    book_files,
    bundles,
    edition_card,
    editions,
    evidence,
    execution,
    figure_files,
    parameters,
    placing,
    source_tree,
    staleness,
    stamping,
)
from .hashing import sha256
from .kernels import provisioner
from .mistakes import Failure
from .run_folder import FACTS, MANIFEST

if TYPE_CHECKING:
    from .publishing.pdf import Edition

SUMMARIES, SUMMARY_PDF = "_summary", "summary-en.pdf"
"""Where the HTML book keeps the files of the one-page summary; the name of the PDF."""
_VERSIONS = ("jupyter-book", "myst-nb", "Sphinx", "altair", "vl-convert-python", "papermill",
             "pandas", "numpy", "weasyprint")

# The jupyter-book command of this very environment, wherever its script was put.
_JUPYTER_BOOK = "from jupyter_book.cli.main import main; main()"

Report = Callable[[str], None]


class RunError(Failure):
    """A run that couldn't be made; the message says what to do."""


def build(root: Path, output: Path, given: Mapping[str, Any], *, pdf: bool = True,
          afresh: bool = False, report: Report = lambda step: None) -> Path:
    """Make a run from the book in `root` and put it at `output`, whole or not at all.

    Notebooks for which nothing changed since the run in `output`, or since the published edition,
    are taken from there, unless they are to be executed `afresh`.

    Parameters and data are checked before a kernel starts. The run is made in a folder beside
    `output` and then renamed, so that a failure leaves the last good run untouched. Raises
    ParameterError, EvidenceError or TargetError before anything is written, RunError after.
    """
    began = time.monotonic()
    parameters.for_notebooks(given)
    placing.check(output)
    data = Path(given.get("data_dir") or root / "data").resolve()
    provisioner.start_early()
    report("checking the data")
    source_tree.files(root, data)
    book_files.check_settings(root)
    _check_data(data)
    given = different(given, other_data=evidence.digest(data) != evidence.digest(root / "data"))
    edition = root / "_build" / "edition"
    if given:
        placing.check_readers(output, edition)
    checked = parameters.for_notebooks(given)
    made_from = staleness.made_from(root)
    earlier = [] if afresh else [staleness.Earlier(folder, root) for folder in (output, edition)]
    with placing.work_folder(output) as work:
        source = source_tree.copy(root, work / "source", data)
        if given:
            edition_card.replace_citation(source)
        _execute(root, source, checked, given, earlier, report)
        _fill(source, work, report)
        if pdf:
            _typeset(source, work, checked, began, report)
        _hand_over(work)
        shutil.rmtree(work / "_jb", ignore_errors=True)
        changed = stamping.changed_in(source)
        write_manifest(work, checked, changed, made_from)
        placing.replace(output, work)
    return output


def _execute(root: Path, source: Path, checked: Mapping[str, parameters.Shared],
             given: Mapping[str, Any], earlier: list[staleness.Earlier], report: Report) -> None:
    """Execute what is stale, with the reason for each; keep the rest as it was executed."""
    notebooks = root / "notebooks"
    plan = staleness.plan({
        name: staleness.Wanted(notebooks / f"{name}.ipynb", source / "data",
                               execution.injected(model, given))
        for name, model in checked.items()}, earlier)
    for name, found in plan.items():
        if isinstance(found, Path):
            shutil.copyfile(found, source / "notebooks" / found.name)
        report(f"{name}: {'unchanged, kept' if isinstance(found, Path) else found}")
    stale = {name: checked[name] for name, found in plan.items() if not isinstance(found, Path)}
    if stale:
        report("executing the notebooks")
        execution.execute_all(notebooks, source / "notebooks", stale, changed=given,
                              done=lambda name: report(f"executed {name}"))


def _fill(source: Path, work: Path, report: Report) -> None:
    """Write what follows from the executed notebooks: facts, HTML book, figures, summaries."""
    found = bundles.read_all((source / "notebooks").glob("*.ipynb"))
    write_facts(found, work, stamping.stamp(stamping.changed_in(source)))
    report("building the HTML book")
    build_html(source, work)
    report(coverage_of(work / "html"))
    shutil.copytree(work / "html" / figure_files.FOLDER, work / "figures")
    for page in sorted((work / "html" / SUMMARIES).glob("*.html")):
        shutil.copy(page, work / page.name)


def _typeset(source: Path, work: Path, checked: Mapping[str, parameters.Shared], began: float,
             report: Report) -> None:
    """Make the PDF, and say its share of the time since the build `began`, in seconds."""
    report("typesetting the PDF")
    before = time.monotonic()
    _build_pdf(source, work, checked, report)
    now = time.monotonic()
    if (work / "report.pdf").is_file():
        report(f"the PDF took {(now - before) / (now - began):.0%} of the build")


def different(given: Mapping[str, Any], *, other_data: bool) -> dict[str, Any]:
    """The given parameters that aren't the defaults; another data package by its place in the run.

    A run whose every parameter has its default is the published edition, whoever spelt them out.
    """
    defaults = parameters.defaults()
    changed = {name: value for name, value in given.items() if value != defaults[name]}
    changed.pop("data_dir", None)
    return {**changed, "data_dir": stamping.RUN_DATA} if other_data else changed


def build_html(source: Path, work: Path) -> None:
    """Build the HTML book with warnings as errors into an empty folder."""
    run_sphinx(source, work / "_jb")
    shutil.move(work / "_jb" / "_build" / "html", work / "html")
    for leftover in (".doctrees", ".buildinfo", "_sources/.doctrees"):
        path = work / "html" / leftover
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def coverage_of(html: Path) -> str:
    """What the extension counted: numbers stated, facts by grade, guarded sentences."""
    content = json.loads((html / "coverage.json").read_text(encoding="utf-8"))
    return content["summary"]


def run_sphinx(source: Path, output: Path, builder: Iterable[str] = ()) -> None:
    """Run plain `jupyter-book build` as a reader would; raise `RunError` with what it said."""
    command = [sys.executable, "-c", _JUPYTER_BOOK, "build", str(source), "-W", "-n",
               "--keep-going", "--quiet", "--path-output", str(output), *builder]
    environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONWARNINGS": "ignore",
                   "PYTHONUTF8": "1", "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"}
    result = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace",
                            env=environment, check=False)
    if result.returncode:
        said = [line for line in (result.stdout + result.stderr).splitlines()
                if "WARNING" in line or "ERROR" in line]
        details = "\n".join(said) or (result.stdout + result.stderr)[-3000:]
        raise RunError(f"the book has warnings, which count as errors:\n{details}")


def _build_pdf(source: Path, work: Path, checked: Mapping[str, parameters.Shared],
               report: Report) -> None:
    from .publishing import pdf

    run_sphinx(source, work / "_jb", ["--builder", "custom", "--custom-builder", "singlehtml"])
    edition = editions.printed(source, work / "facts.csv", checked)
    try:
        pdf.write_pdf(work / "_jb" / "_build" / "singlehtml", work / "report.pdf", edition)
        _build_summary(work, edition)
    except pdf.PangoMissing as missing:
        report(f"no PDF: {missing}")


def _build_summary(work: Path, edition: Edition) -> None:
    """Typeset the one-page summary, and put it beside the pages, which offer it."""
    from .publishing import summary_files

    summary_files.write_pdf(work / "html", work / SUMMARY_PDF, edition)
    if (work / SUMMARY_PDF).is_file():
        shutil.copy(work / SUMMARY_PDF, work / "html" / SUMMARIES / SUMMARY_PDF)


def _hand_over(work: Path) -> None:
    """Publish the run's files with its pages: the PDF if there is one, numbers, data package."""
    from .publishing import offered_files

    offered_files.hand_over(work)


def write_facts(found: list[bundles.NotebookBundles], folder: Path, stamp: str = "") -> None:
    """Write facts.json (all that is known) and facts.csv (one row a fact).

    A `stamp` is what a reader's run says of itself: it stands in both.
    """
    facts = [{"notebook": notebook.name, **fact} for notebook in found for fact in notebook.facts]
    content = {
        "edition": editions.NAME,
        **({"run": stamp} if stamp else {}),
        "facts": facts,
        "claims": [{"notebook": n.name, **claim} for n in found for claim in n.claims],
    }
    _write_json(folder / FACTS, content)
    with (folder / "facts.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        columns = list(facts[0]) if facts else []
        run = [stamp] if stamp else []
        writer.writerow([*columns, *(["run"] if stamp else [])])
        for fact in facts:
            writer.writerow([*(_flat(fact[column]) for column in columns), *run])


def write_manifest(work: Path, checked: Mapping[str, parameters.Shared],
                   changed: Mapping[str, Any], made_from: Mapping[str, Any] | None = None) -> None:
    """Record parameters, versions, the sha256 of every file of the run, and what made it."""
    files = sorted(path for path in work.rglob("*") if path.is_file())
    facts = json.loads((work / FACTS).read_text(encoding="utf-8"))["facts"]
    content = {
        "edition": editions.NAME,
        "data_date": editions.data_date(work / "source" / "data"),
        "content_hash": editions.content_hash(work / "source" / "data", facts),
        "published_parameters": not changed,
        "changed_parameters": dict(sorted(changed.items())),
        "parameters": {name: model.model_dump() for name, model in sorted(checked.items())},
        "versions": {name: version(name) for name in _VERSIONS},
        **(made_from or {}),
        "files": {path.relative_to(work).as_posix(): sha256(path) for path in files},
    }
    _write_json(work / MANIFEST, content)


def _check_data(data_dir: Path) -> None:
    evidence.require_valid(data_dir)


def _flat(value: Any) -> Any:
    return "; ".join(str(item) for item in value) if isinstance(value, list) else value


def _write_json(path: Path, content: Any) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
