"""Sweeps: chosen notebooks under many sets of parameters, resumed where they were stopped.

Every notebook is executed by papermill in a forked kernel, as in a build; only the charts are not
drawn. A notebook that takes none of the parameters that differ between two sets runs once for both.
"""

from __future__ import annotations

import atexit
import hashlib
import io
import json
import os
import shutil
import tempfile
import threading
import time
import zipfile
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import nbformat

from expobook import evidence
from expobook.facts import notebook_outputs, parameters
from expobook.runs import incremental, reader_run, source_tree
from expobook.values.errors import Mistake
from expobook.values.files import archives, documents, work_folders

from .. import execution, output_folder
from ..kernels import CELL_TIMEOUT
from ..kernels.manager import UndrawnKernelManager
from . import executors
from .grid import Grid
from .outcomes import Outcome, Outcomes, OutcomeStore, opened

FINISHED = "finished.sqlite"
RECORD = "sweep.json"
_EARLIER = "finished"
"""The folder in which sweeps of 2026.11 had a file for each outcome."""
_FACT, _CLAIM = ("id", "value", "unit", "label", "display"), ("id", "holds", "statement")
"""What is kept of each fact and claim."""
_PART = ".part-"
"""How the folder begins in which a file is written before it is put in its place."""
_POLL = 1.0
"""Seconds after which is looked whether anybody was lost."""
_UNPACKING = threading.Lock()


class SweepError(Mistake):
    """A sweep that can't be made as asked; the message says what to do."""


@dataclass(frozen=True)
class Job:
    """One notebook with the parameters that it takes from a set."""

    notebook: str
    changed: tuple[tuple[str, Any], ...]

    def key(self, origin: str) -> str:
        """The name of its outcome on disk: the same only for the same inputs."""
        asked = json.dumps([self.notebook, sorted(self.changed), origin])
        return hashlib.sha256(asked.encode()).hexdigest()[:24]


@contextmanager
def sweep(
    root: Path,
    output: Path,
    grid: Grid,
    *,
    scheduler: str = "",
    workers: int = 0,
    cell_timeout: int = CELL_TIMEOUT,
    report: Callable[[int, int], None] = lambda finished, total: None,
    warn: Callable[[str], None] = lambda text: None,
) -> Iterator[Outcomes]:
    """Execute every set of a grid; its outcomes, while no other sweep works in `output`.

    Outcomes are kept in `output` as soon as they are there, so that the same call goes on where
    another was stopped; failed ones are tried again. Raises SweepError, SchedulerError, TargetError
    and EvidenceError before anything runs, ClusterError where a cluster is lost. A notebook that
    fails is an outcome with its `error`. A cell may take `cell_timeout` seconds, any time when 0.
    """
    data = Path(grid.data_dir or root / "data").resolve()
    output = output.resolve()
    output_folder.check_apart(output, root, data)
    output_folder.recover(output)
    evidence.require_valid(data)
    with output_folder.work_folder(output), work_folders.temporary():
        _prepare(output)
        with opened(output / FINISHED) as finished:
            place = executors.cluster(scheduler, warn) if scheduler else executors.threads(workers or execution.cores())
            made_by = {"made_by": incremental.made_by(root)} if scheduler else {}
            try:
                with place as workplace:
                    keys = _sweep(root, data, grid, finished, workplace, report, cell_timeout=cell_timeout, **made_by)
            finally:
                _unpacked.cache_clear()  # its folder goes with the temporary one
            yield Outcomes(finished, keys)


def _sweep(
    root: Path,
    data: Path,
    grid: Grid,
    finished: OutcomeStore,
    place: executors.Executor,
    report: Callable[[int, int], None],
    **settings: Any,
) -> list[dict[str, str]]:
    """Do what isn't finished; return the keys of each set's outcomes by notebook."""
    other = evidence.digest(data) != evidence.digest(root / "data")
    package = {"data_dir": reader_run.RUN_DATA} if other else {}
    wanted = [[_job(name, {**package, **one}) for name in grid.notebooks] for one in grid.sets]
    origins = {name: _origin(root, data, name) for name in grid.notebooks}
    keys = {job: job.key(origins[job.notebook]) for row in wanted for job in row}

    finished.forget(origins)
    known = finished.keys()
    left = {job for job, key in keys.items() if key not in known}

    def keep(outcomes: Mapping[Job, Outcome]) -> None:
        finished.put((keys[job], job.notebook, origins[job.notebook], outcome) for job, outcome in outcomes.items())
        left.difference_update(outcomes)
        report(len(keys) - len(left), len(keys))

    keep({job: outcome for job in keys if job in left and (outcome := _unfit(job))})
    archive = _packed(root, data, grid.notebooks)
    _execute(place, archive, [job for job in keys if job in left], keep, settings)
    return [{job.notebook: keys[job] for job in row} for row in wanted]


def run_job(
    archive: bytes, job: Job, *, made_by: Mapping[str, str] | None = None, cell_timeout: int = CELL_TIMEOUT
) -> Outcome:
    """Execute one job, here or on a worker of a cluster: its facts and claims, or its error.

    `made_by` is the code and the packages of whoever asks: a worker with others must not answer.
    """
    other = incremental.environment_differences(made_by) if made_by is not None else []
    if other:
        return {"error": "the worker has other code than this machine: " + "; ".join(other)}
    with _UNPACKING:
        source = _unpacked(archive)
    # Beside the notebooks, so that it finds the data as they do.
    with tempfile.TemporaryDirectory(dir=source / "notebooks") as folder:
        try:
            notebook = execution.in_thread(
                execution.executed,
                source / "notebooks" / f"{job.notebook}.ipynb",
                Path(folder),
                dict(job.changed),
                kernels=UndrawnKernelManager,
                cell_timeout=cell_timeout,
            )
            return stated(notebook_outputs.carried(job.notebook, notebook))
        except Exception as error:  # whatever it is: it belongs to this set, not to the sweep
            return {
                "error": f"{type(error).__name__}: {error}"
                if not isinstance(error, execution.ExecutionError)
                else str(error)
            }


def stated(bundles: notebook_outputs.NotebookBundles) -> Outcome:
    """What a sweep keeps of an executed notebook: numbers and verdicts, and what they mean."""
    return {
        "facts": [{name: fact[name] for name in _FACT} for fact in bundles.facts],
        "claims": [{name: claim[name] for name in _CLAIM} for claim in bundles.claims],
    }


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Where to write a file that then stands whole in its place, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    folder, lock = work_folders.make_unnamed(path.parent, _PART)
    try:
        yield folder / path.name
        (folder / path.name).replace(path)
    finally:
        work_folders.remove(folder, lock)


def write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    with whole(path) as part:
        part.write_bytes(content)


def clear_parts(output: Path) -> list[Path]:
    """Clear away what a killed sweep had half written; return what was removed."""
    return work_folders.clear(output, _PART)


def _job(notebook: str, changed: Mapping[str, Any]) -> Job:
    fields = parameters.MODELS[notebook].model_fields
    return Job(notebook, tuple((name, changed[name]) for name in fields if name in changed))


def _unfit(job: Job) -> Outcome | None:
    """The error of a set that breaks a rule between its parameters: no kernel is needed for it."""
    try:
        parameters.MODELS[job.notebook].check(dict(job.changed))
    except parameters.ParameterError as error:
        return {"error": str(error)}
    return None


def _execute(
    place: executors.Executor,
    archive: bytes,
    jobs: list[Job],
    keep: Callable[[Mapping[Job, Outcome]], None],
    settings: Mapping[str, Any],
) -> None:
    """Do jobs, few at a time, and keep each outcome when it is there."""
    waiting, under_way = deque(jobs), dict[Future[Outcome], Job]()
    try:
        while waiting or under_way:
            room = place.room() - len(under_way)
            for job in [waiting.popleft() for _ in range(min(room, len(waiting)))]:
                under_way[place.submit(run_job, archive, job, **settings)] = job
            if not under_way:
                time.sleep(_POLL)
            done, _ = wait(under_way, _POLL, FIRST_COMPLETED)
            for future in sorted(done, key=Future.cancelled):  # those raise
                keep({under_way.pop(future): place.outcome(future)})
    except BaseException:
        place.stop(list(under_way))
        raise


def _prepare(output: Path) -> None:
    """Check that a folder is empty or an earlier sweep, and clear half-written files away."""
    held = output_folder.entries(output)
    if output.exists() and (not output.is_dir() or (held and not (output / RECORD).is_file())):
        raise SweepError(
            f"{output} holds something that isn't a sweep (it has no {RECORD}); "
            "name an empty folder or an earlier sweep"
        )
    for name in (FINISHED, f"{FINISHED}-journal"):
        if (output / name).is_symlink():
            raise SweepError(
                f"{output / name} is a link: a sweep keeps its results in a file of its own; name another folder"
            )
    clear_parts(output)
    if not (output / _EARLIER).is_symlink():
        for path in (output / _EARLIER).glob("*.json"):
            path.unlink()
        with suppress(OSError):
            (output / _EARLIER).rmdir()
    write(output / RECORD, b'{"finished": "what was found, for each notebook and set"}\n')


def _origin(root: Path, data: Path, name: str) -> str:
    """The hash of everything but the parameters that decides a notebook's facts."""
    content = documents.runnable_notebook(root / "notebooks" / f"{name}.ipynb")
    sources = ["".join(cell["source"]) for cell in content["cells"]]
    code = {path: incremental.code()[path] for path in sorted(incremental.modules(content))}
    made_of = [sources, code, evidence.digest(data), incremental.lock(root), _FACT, _CLAIM]
    return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()[:24]


def _packed(root: Path, data: Path, notebooks: tuple[str, ...]) -> bytes:
    """The data package and the notebooks as one archive that can be sent to any machine.

    The notebooks come without their outputs, which papermill would read, copy and drop in each job.
    """
    files = {f"data/{path.name}": path.read_bytes() for path in source_tree.folder_files("data", data)}
    for name in notebooks:
        notebook = nbformat.read(root / "notebooks" / f"{name}.ipynb", as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs = []
        files[f"notebooks/{name}.ipynb"] = nbformat.writes(notebook).encode()
    return archives.zipped(files)


@cache
def _unpacked(archive: bytes) -> Path:
    folder = Path(tempfile.mkdtemp(prefix=f"sweep-{os.getpid()}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        packed.extractall(folder)
    return folder
