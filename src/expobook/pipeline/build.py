"""A run on disk: executed notebooks in a complete source, facts, figures, HTML, PDF, manifest."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from expobook import evidence
from expobook.citations.deposit import files as deposit
from expobook.facts import notebook_outputs, parameters
from expobook.figures import export
from expobook.publishing import EXACT, printing
from expobook.publishing.build import workers
from expobook.publishing.pages import offered_files
from expobook.runs import edition as editions
from expobook.runs import edition_card, incremental, reader_run, source_tree
from expobook.runs.facts_files import write_facts
from expobook.runs.layout import FACTS, MANIFEST, PAGES, STORE, is_dropping
from expobook.values.files import documents, work_folders
from expobook.values.files.hashing import sha256
from expobook.values.files.store import Store

from . import execution, output_folder, page_folder
from .kernels import CELL_TIMEOUT, provisioner
from .page_folder import PageFolder
from .sphinx_process import RunError, run_sphinx, sphinx_process

PRINTED = "_jb/printed"
SUMMARIES = "_summary"
"""Where the HTML book keeps the files of the one-page summary."""
_VERSIONS = (
    "jupyter-book",
    "myst-nb",
    "Sphinx",
    "altair",
    "vl-convert-python",
    "papermill",
    "pandas",
    "numpy",
    "typst",
)

_NO_STORE = Store(None)
NOT_ASKED, FAULT = "not asked for", "its making failed"
"""Why a run is without PDF, as its manifest says it."""

Report = Callable[[str], None]


class WithoutPdf(RunError):
    """A run that stands in its place, but for the PDF, which couldn't be made."""


def build(
    root: Path,
    output: Path,
    given: Mapping[str, Any],
    *,
    pdf: bool = True,
    afresh: bool = False,
    cell_timeout: int = CELL_TIMEOUT,
    report: Report = lambda step: None,
) -> Path:
    """Make a run from the book in `root` and put it at `output`, whole or not at all.

    Notebooks for which nothing changed since the run in `output`, or since the published edition, are taken from it;
    they, pictures, citations and print also from the book's store, unless all is made `afresh`. A cell may take
    `cell_timeout` seconds.

    Parameters and data are checked before a kernel starts. The run is made in a folder beside `output` and then
    renamed, so that a failure leaves the last good run untouched. Raises ParameterError, EvidenceError or TargetError
    before anything is written, RunError after. Where only the PDF can't be made the run is put in place without it:
    `WithoutPdf` says so after that.
    """
    began = time.monotonic()
    output, edition = output.resolve(), (root / "_build" / "edition").resolve()
    data = Path(given.get("data_dir") or root / "data").resolve()
    given = _check(root, output, edition, data, given, report)
    checked, made_from = parameters.for_notebooks(given), incremental.made_from(root)
    with output_folder.work_folder(output) as work, work_folders.temporary():
        _set_aside_damaged(output, report)
        places = () if afresh else dict.fromkeys((output, edition))
        earlier = [incremental.PreviousRun(place, root) for place in places]
        source, store = _copy(root, work, data, given), _store(root, afresh)
        _execute(root, source, checked, given, earlier, store, cell_timeout, report)
        fault = _publish(root, source, work, began, report, pdf=pdf, store=store)
        _finish(work, store)
        without = (FAULT if fault else "") if pdf else NOT_ASKED
        write_manifest(work, checked, reader_run.changed_in(source), made_from, without)
        output_folder.replace(output)
    if fault:
        raise WithoutPdf(f"the PDF couldn't be made, all else is in place: {fault}") from fault
    return output


def _check(
    root: Path, output: Path, edition: Path, data: Path, given: Mapping[str, Any], report: Report
) -> dict[str, Any]:
    """Check what a run is made of and where it goes; return the parameters that it changes."""
    parameters.for_notebooks(given)
    output_folder.check_apart(output, root, data)
    output_folder.check(output, edition)
    if given or not any(incremental.PreviousRun(place, root).is_of(data) for place in (output, edition)):
        provisioner.start_early()
    source_tree.files(root, data)
    documents.check_settings(root)
    report("checking the data")
    check_data(data, Store(root / STORE))
    if left := source_tree.left_out(root, data):
        report(f"left out, as nothing in the book names it: {', '.join(left)}")
    given = different(given, other_data=evidence.digest(data) != evidence.digest(root / "data"))
    if given:
        output_folder.check_readers(output, edition)
    return given


def _execute(
    root: Path,
    source: Path,
    checked: Mapping[str, parameters.Shared],
    given: Mapping[str, Any],
    earlier: list[incremental.PreviousRun],
    store: Store,
    cell_timeout: int,
    report: Report,
) -> None:
    """Execute what is stale, with the reason for each; keep the rest as it was executed."""
    own, data = root / "notebooks", source / "data"
    requests = {
        name: incremental.Request(own / f"{name}.ipynb", data, execution.injected(model, given))
        for name, model in checked.items()
    }
    keys: dict[str, str] = {}
    for name, found in incremental.plan(requests, earlier).items():
        target = source / "notebooks" / f"{name}.ipynb"
        if isinstance(found, Path):
            shutil.copyfile(found, target)
            report(f"{name}: unchanged, kept")
        elif stored := store.get(key := incremental.key(requests[name], root)):
            target.write_bytes(execution.with_texts(requests[name].notebook, stored))
            report(f"{name}: {found}; its outputs are kept from an earlier build")
        else:
            keys[name] = key
            report(f"{name}: {found}")
    if keys:
        report("executing the notebooks")
        execution.execute_all(
            own,
            source / "notebooks",
            {name: checked[name] for name in keys},
            changed=given,
            cell_timeout=cell_timeout,
            done=lambda name: report(f"executed {name}"),
        )
    for name, key in keys.items():
        store.put(key, (source / "notebooks" / f"{name}.ipynb").read_bytes())


def _publish(
    root: Path, source: Path, work: Path, began: float, report: Report, *, pdf: bool, store: Store
) -> Exception | None:
    """Make what a run publishes; one that states other numbers leaves what was kept to the edition."""
    with page_folder.kept(root) as kept:
        pages = PageFolder(kept if kept and not reader_run.changed_in(source) else work / "_jb")
        _fill(source, work, report, pages=pages, pdf=pdf, store=store)
        return _typeset(work, pages, began, report, store=store) if pdf else None


def _fill(source: Path, work: Path, report: Report, *, pages: PageFolder, pdf: bool, store: Store) -> None:
    """Write what follows from the executed notebooks: facts, HTML book, figures, summaries."""
    found = notebook_outputs.read_all((source / "notebooks").glob("*.ipynb"))
    write_facts(found, work, reader_run.stamp(reader_run.changed_in(source)))
    report("building the HTML book")
    build_html(source, work, pages, pdf=pdf, store=store)
    report(coverage_of(work / "html"))
    shutil.copytree(work / "html" / export.FOLDER, work / "figures")
    for page in sorted((work / "html" / SUMMARIES).glob("*.html")):
        shutil.copy(page, work / page.name)


def _typeset(work: Path, pages: PageFolder, began: float, report: Report, *, store: Store) -> Exception | None:
    """Make PDF and EPUB, and say their share of the time since the build `began`, in seconds.

    Returns what kept it from being made; whatever that is, the finished pages are kept.
    """
    report("typesetting the PDF")
    before = time.monotonic()
    try:
        make_pdf(pages, work, store=store)
        make_epub(work)
    except Exception as fault:
        report(f"no PDF: {fault}")
        for half in [*work.rglob("*.pdf"), *work.rglob("*.epub")]:
            half.unlink()
        return fault
    now = time.monotonic()
    report(f"after its pages the PDF took {(now - before) / (now - began):.0%} of the build")
    return None


def different(given: Mapping[str, Any], *, other_data: bool) -> dict[str, Any]:
    """The given parameters that aren't the defaults; another data package by its place in the run.

    A run whose every parameter has its default is the published edition, whoever spelt them out.
    """
    defaults = parameters.defaults()
    changed = {name: value for name, value in given.items() if value != defaults[name]}
    changed.pop("data_dir", None)
    return {**changed, "data_dir": reader_run.RUN_DATA} if other_data else changed


def build_html(source: Path, work: Path, pages: PageFolder, *, pdf: bool = False, store: Store = _NO_STORE) -> None:
    """Build the HTML book with warnings as errors, from what the folder of `pages` has of it, and copy it.

    With `pdf` its print is made at the same time where that can be: see `make_pdf`. Pictures and
    citations that a `store` holds are taken from it.
    """
    folders = {
        printing.FOLDER: work / PRINTED if pdf else None,
        workers.STORE: store.folder,
        EXACT: pages.output,
    }
    (work / PRINTED).parent.mkdir(exist_ok=True)
    pages.begin(source)
    with sphinx_process() as process:
        process.begin(pages.source, pages.output, folders=folders)
        pages.copy_kept(work / "html")
        process.finish()
    pages.finish()
    pages.copy(work / "html")


def coverage_of(html: Path) -> str:
    """What the extension counted: numbers stated, facts by grade, guarded sentences."""
    content = json.loads((html / "coverage.json").read_text(encoding="utf-8"))
    return content["summary"]


def make_pdf(pages: PageFolder, work: Path, *, store: Store = _NO_STORE) -> None:
    """Typeset the PDF files of a run, unless they were printed while its HTML was written.

    Raises `RunError` for pages that can't be printed; nothing is written then.
    """
    from expobook.publishing import pdf

    printed = work / PRINTED
    if not printed.is_dir():
        shutil.rmtree(pages.output / "_build" / "typst", ignore_errors=True)
        run_sphinx(pages.source, pages.output, ["--builder", "custom", "--custom-builder", "typst"])
        try:
            printing.write(printing.print_all(pages.output / "_build" / "typst", store), printed)
        except pdf.PdfError as fault:
            raise RunError(f"the PDF can't be made: {fault}") from None
        pages.finish()
    for path in sorted(printed.rglob("*.pdf")):
        if path.name.startswith("summary"):
            shutil.copyfile(path, work / "html" / SUMMARIES / path.name)
    shutil.copytree(printed, work, dirs_exist_ok=True)


def make_epub(work: Path) -> None:
    """Make the EPUB of a run from its finished pages."""
    from expobook.publishing.exports import ebook

    (work / ebook.NAME).write_bytes(ebook.of_run(work))


def _set_aside_damaged(output: Path, report: Report) -> None:
    """Keep a run whose manifest can't be read beside the one that is made anew."""
    if output_folder.is_damaged(output):
        kept = output_folder.set_aside(output)
        report(f"the manifest of {output} can't be read: what is there is kept as {kept}, the edition is made anew")


def _store(root: Path, afresh: bool) -> Store:
    """The store of the book; where all is to be made afresh it is emptied, and no page is kept."""
    (root / STORE).parent.mkdir(exist_ok=True)
    store = Store(root / STORE)
    if afresh:
        store.remove()
        page_folder.remove(root / PAGES)
    return store


def _copy(root: Path, work: Path, data: Path, given: Mapping[str, Any]) -> Path:
    """Copy what belongs to the book; a reader's run is cited as such."""
    source = source_tree.copy(root, work / "source", data)
    if given:
        edition_card.replace_citation(source)
    return source


def _finish(work: Path, store: Store) -> None:
    """Publish the run's files with its pages, describe it, and clear away what served its making."""
    store.trim()
    offered_files.publish_run_files(work)
    _describe(work)
    shutil.rmtree(work / "_jb", ignore_errors=True)


def _describe(work: Path) -> None:
    """Say for repositories what the run holds, once all of it but the manifest is there."""
    deposit.write(work, _versions())


def _versions() -> dict[str, str]:
    """The versions of the packages on which a run's content depends."""
    return {name: version(name) for name in _VERSIONS}


def write_manifest(
    work: Path,
    checked: Mapping[str, parameters.Shared],
    changed: Mapping[str, Any],
    made_from: Mapping[str, Any] | None = None,
    without_pdf: str = "",
) -> None:
    """Record parameters, versions, the sha256 of every file of the run, and what made it.

    `without_pdf` is why the run has no PDF.
    """
    files = sorted(path for path in work.rglob("*") if path.is_file() and not is_dropping(path.name))
    facts = json.loads((work / FACTS).read_text(encoding="utf-8"))["facts"]
    content = {
        "edition": editions.NAME,
        "data_date": editions.data_date(work / "source" / "data"),
        "content_hash": editions.content_hash(work / "source" / "data", facts),
        "published_parameters": not changed,
        "changed_parameters": dict(sorted(changed.items())),
        "parameters": {name: model.model_dump() for name, model in sorted(checked.items())},
        "versions": _versions(),
        **({"without_pdf": without_pdf} if without_pdf else {}),
        **(made_from or {}),
        "files": {path.relative_to(work).as_posix(): sha256(path) for path in files},
    }
    _write_json(work / MANIFEST, content)


def check_data(data: Path, store: Store) -> None:
    """Raise `EvidenceError` for a faulty data package; a valid one isn't checked a second time."""
    if not store.get(key := incremental.key_of_data(data)):
        _check_data(data)
        store.put(key, True)


def _check_data(data_dir: Path) -> None:
    evidence.require_valid(data_dir)


def _write_json(path: Path, content: Any) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
