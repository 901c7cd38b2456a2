"""Executing notebooks: papermill, several at a time, and what must hold of the result."""

from __future__ import annotations

import copy
import logging
import os
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

import nbformat
from jupyter_core.utils import ensure_event_loop

from . import book_files
from .kernels import manager
from .mistakes import Failure
from .parameters import Shared

# What papermill logs of a kernel that died is said by the error that is raised here.
logging.getLogger("papermill").addHandler(logging.NullHandler())

INJECTED_CELL_ID = "injected-parameters"
_LANGUAGE_KEYS = ("name", "file_extension", "mimetype", "pygments_lexer")


class ExecutionError(Failure):
    """A notebook that didn't run to its end; the message names notebook, cell and error."""


def execute_all(
    notebooks: Path, target: Path, parameters: Mapping[str, Shared], *, changed: Mapping[str, Any],
    workers: int = 0, done: Callable[[str], None] = lambda name: None,
) -> None:
    """Execute the named notebooks of a folder into another, several at a time.

    `parameters` holds the checked values of each notebook; only those in `changed` are injected,
    so that a run with defaults repeats the committed notebooks. As many `workers` run as there are
    cores, four at most. Raises `FileFault` before a kernel starts, and `ExecutionError`; whatever
    stops it, no kernel is left behind.
    """
    for name in parameters:
        book_files.runnable_notebook(notebooks / f"{name}.ipynb")
    with ThreadPoolExecutor(max_workers=workers or cores()) as pool:
        jobs: dict[Future, str] = {}
        try:
            for name, model in parameters.items():
                job = pool.submit(in_thread, execute, notebooks / f"{name}.ipynb",
                                  target / f"{name}.ipynb", injected(model, changed))
                jobs[job] = name
            for job in as_completed(jobs):
                job.result()
                done(jobs[job])
        except BaseException:
            _stop(pool, list(jobs))
            raise


def injected(model: Shared, changed: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the changed parameters that a notebook takes."""
    return {name: value for name, value in changed.items() if name in model.model_fields_set}


def in_thread(work: Callable[..., None], *arguments: Any, **named: Any) -> None:
    """Do work that talks to kernels in a thread other than the first, and close its event loop."""
    try:
        work(*arguments, **named)
    finally:
        ensure_event_loop().close()


def cores() -> int:
    """How many notebooks run at a time: as many as there are cores, four at most."""
    if manager.LocalKernelManager.transport == "tcp":
        return 1  # kernels that start side by side may be given the same port
    return min(4, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity")
               else os.cpu_count() or 1)


def execute(source: Path, target: Path, changed: Mapping[str, Any], *,
            kernels: type[manager.LocalKernelManager] = manager.ForkedKernelManager) -> None:
    """Execute one notebook with papermill, check it, and keep only repeatable metadata."""
    import papermill
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    try:
        papermill.execute_notebook(
            str(source), str(target), parameters=dict(changed), progress_bar=False,
            request_save_on_cell_execute=False, kernel_manager_class=kernels,
            # The kernel's folder; papermill's own `cwd` would change that of all threads.
            resources={"metadata": {"path": str(target.parent)}},
        )
    except PapermillExecutionError as error:
        raise ExecutionError(
            f"{source.name}, cell {error.cell_index + 1}: {error.ename}: {error.evalue}"
        ) from None
    except DeadKernelError:
        raise ExecutionError(f"{source.name}: its kernel died while a cell was running; it was "
                             "killed from outside, or memory ran out. Run it again.") from None
    notebook = nbformat.read(target, as_version=4)
    problems = unfinished(notebook)
    if problems:
        raise ExecutionError(f"{source.name}: {'; '.join(problems)}")
    nbformat.write(repeatable(notebook), target)


def _stop(pool: ThreadPoolExecutor, jobs: list[Future]) -> None:
    """Drop what waits, kill what runs; a thread that was just starting a kernel is met again."""
    pool.shutdown(wait=False, cancel_futures=True)
    # Not `concurrent.futures.wait`: it never counts a job as done that was cancelled unstarted.
    while not all(job.done() for job in jobs):
        manager.kill_all()
        time.sleep(0.1)


def unfinished(notebook: nbformat.NotebookNode) -> list[str]:
    """Say what shows that a notebook wasn't executed whole, by papermill's own record."""
    record = notebook.metadata.get("papermill", {})
    problems = ["papermill recorded an exception"] if record.get("exception") else []
    for position, cell in enumerate(notebook.cells, 1):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        status = cell.metadata.get("papermill", {}).get("status")
        if status != "completed" or cell.execution_count is None:
            problems.append(f"cell {position} was not executed")
        if any(output.output_type == "error" for output in cell.outputs):
            problems.append(f"cell {position} ended with an error")
        if any(output.get("name") == "stderr" for output in cell.outputs):
            problems.append(f"cell {position} printed a warning")
    return problems


def repeatable(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A copy without times, paths, versions of the machine and random cell ids."""
    clean = copy.deepcopy(notebook)
    record = clean.metadata.pop("papermill", {})
    if record.get("parameters"):
        clean.metadata["papermill"] = {"parameters": record["parameters"]}
    language = clean.metadata.get("language_info", {})
    clean.metadata["language_info"] = {
        key: language[key] for key in _LANGUAGE_KEYS if key in language
    }
    for cell in clean.cells:
        for key in ("papermill", "execution", "ExecuteTime"):
            cell.metadata.pop(key, None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = INJECTED_CELL_ID
    return clean
