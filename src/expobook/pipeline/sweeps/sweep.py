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
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import joblib
import nbformat

from expobook import evidence
from expobook.facts import notebook_outputs, parameters
from expobook.runs import incremental, reader_run, source_tree
from expobook.values.errors import Mistake
from expobook.values.files import archives, documents, work_folders

from .. import execution, output_folder
from ..kernels import CELL_TIMEOUT
from ..kernels.manager import UndrawnKernelManager, kill_all
from .grid import Grid

FINISHED = "finished"
RECORD = "sweep.json"
_PART = ".part-"
"""How the folder begins in which a file is written before it is put in its place."""
Outcome = dict[str, Any]
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


def sweep(
    root: Path,
    output: Path,
    grid: Grid,
    *,
    scheduler: str = "",
    workers: int = 0,
    cell_timeout: int = CELL_TIMEOUT,
    report: Callable[[int, int], None] = lambda finished, total: None,
) -> list[dict[str, Outcome]]:
    """Execute every set of a grid; return its outcomes by notebook, in the order of the sets.

    Outcomes are kept in `output` as soon as they are there, so that the same call goes on where
    another was stopped; failed ones are tried again. Raises SweepError, TargetError and
    EvidenceError before anything runs. A notebook that fails is an outcome with its `error`. A cell
    may take `cell_timeout` seconds, any time when 0.
    """
    data = Path(grid.data_dir or root / "data").resolve()
    output = output.resolve()
    output_folder.check_apart(output, root, data)
    output_folder.recover(output)
    evidence.require_valid(data)
    with output_folder.work_folder(output), work_folders.temporary():
        _prepare(output)
        try:
            return _sweep(root, output, data, grid, scheduler, workers, cell_timeout, report)
        finally:
            _unpacked.cache_clear()  # its folder goes with the temporary one


def _sweep(
    root: Path,
    output: Path,
    data: Path,
    grid: Grid,
    scheduler: str,
    workers: int,
    cell_timeout: int,
    report: Callable[[int, int], None],
) -> list[dict[str, Outcome]]:
    other = evidence.digest(data) != evidence.digest(root / "data")
    package = {"data_dir": reader_run.RUN_DATA} if other else {}
    wanted = [[_job(name, {**package, **one}) for name in grid.notebooks] for one in grid.sets]
    jobs = list(dict.fromkeys(job for row in wanted for job in row))
    origins = {name: _origin(root, data, name) for name in grid.notebooks}
    keys = {job: job.key(origins[job.notebook]) for job in jobs}
    found = {job: outcome for job in jobs if (outcome := _unfit(job) or _kept(output / FINISHED / f"{keys[job]}.json"))}
    report(len(found), len(jobs))
    left = [job for job in jobs if job not in found]
    archive = _packed(root, data, grid.notebooks)
    made_by = incremental.made_by(root) if scheduler else None
    for job, outcome in _executed(archive, left, scheduler, workers, cell_timeout, made_by):
        found[job] = outcome
        if "error" not in outcome:
            write(output / FINISHED / f"{keys[job]}.json", json.dumps(outcome).encode())
        report(len(found), len(jobs))
    return [{job.notebook: found[job] for job in row} for row in wanted]


def run_job(
    archive: bytes, job: Job, made_by: Mapping[str, str] | None = None, *, cell_timeout: int = CELL_TIMEOUT
) -> tuple[Job, Outcome]:
    """Execute one job, here or on a worker of a cluster: its facts and claims, or its error.

    `made_by` is the code and the packages of whoever asks: a worker with others must not answer.
    """
    other = incremental.other_than(made_by) if made_by is not None else []
    if other:
        return job, {"error": "the worker has other code than this machine: " + "; ".join(other)}
    with _UNPACKING:
        source = _unpacked(archive)
    # Beside the notebooks, so that it finds the data as they do.
    with tempfile.TemporaryDirectory(dir=source / "notebooks") as folder:
        target = Path(folder) / f"{job.notebook}.ipynb"
        try:
            execution.in_thread(
                execution.execute,
                source / "notebooks" / target.name,
                target,
                dict(job.changed),
                kernels=UndrawnKernelManager,
                cell_timeout=cell_timeout,
            )
            found = notebook_outputs.read(target)
        except Exception as error:  # whatever it is: it belongs to this set, not to the sweep
            return job, {
                "error": f"{type(error).__name__}: {error}"
                if not isinstance(error, execution.ExecutionError)
                else str(error)
            }
    return job, {"facts": found.facts, "claims": found.claims}


def write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    folder, lock = work_folders.make_unnamed(path.parent, _PART)
    try:
        (folder / path.name).write_bytes(content)
        (folder / path.name).replace(path)
    finally:
        work_folders.remove(folder, lock)


def clear_parts(output: Path) -> list[Path]:
    """Clear away what a killed sweep had half written; return what was removed."""
    return [part for folder in (output, output / FINISHED) for part in work_folders.clear(folder, _PART)]


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


def _executed(
    archive: bytes, jobs: list[Job], scheduler: str, workers: int, cell_timeout: int, made_by: Mapping[str, str] | None
) -> Iterator[tuple[Job, Outcome]]:
    known = [made_by] if made_by else []
    tasks = (joblib.delayed(run_job)(archive, job, *known, cell_timeout=cell_timeout) for job in jobs)
    try:
        with _backend(scheduler, workers or execution.cores()):
            yield from joblib.Parallel(return_as="generator_unordered", batch_size=1)(tasks)
    except BaseException:
        kill_all()
        raise


@contextmanager
def _backend(scheduler: str, workers: int) -> Iterator[None]:
    """Local threads, whose kernels are processes of their own, or a Dask cluster."""
    if not scheduler:
        with joblib.parallel_config("threading", n_jobs=workers):
            yield
        return
    try:
        from distributed import Client
    except ImportError:
        raise SweepError("a sweep on a cluster needs Dask: pip install 'expobook[cluster]'") from None
    try:
        client = Client(scheduler, timeout="10s", set_as_default=True)
    except (OSError, ValueError) as error:
        raise SweepError(f"no Dask scheduler answers at {scheduler}: {error}") from None
    with client, joblib.parallel_config("dask", n_jobs=-1, wait_for_workers_timeout=30):
        yield


def _prepare(output: Path) -> None:
    """Check that a folder is empty or an earlier sweep, and clear half-written files away."""
    held = output_folder.entries(output)
    if output.exists() and (not output.is_dir() or (held and not (output / RECORD).is_file())):
        raise SweepError(
            f"{output} holds something that isn't a sweep (it has no {RECORD}); "
            "name an empty folder or an earlier sweep"
        )
    if (output / FINISHED).is_symlink():
        raise SweepError(
            f"{output / FINISHED} is a link: a sweep keeps its results in a folder of its own; name another folder"
        )
    clear_parts(output)
    write(output / RECORD, b'{"finished": "one file for each notebook and set of parameters"}\n')


def _origin(root: Path, data: Path, name: str) -> str:
    """The hash of everything but the parameters that decides a notebook's facts."""
    content = documents.runnable_notebook(root / "notebooks" / f"{name}.ipynb")
    sources = ["".join(cell["source"]) for cell in content["cells"]]
    code = {path: incremental.code()[path] for path in sorted(incremental.modules(content))}
    return json.dumps([sources, code, evidence.digest(data), incremental.lock(root)])


def _kept(path: Path) -> Outcome | None:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) and "facts" in content else None


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
