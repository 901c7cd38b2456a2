"""Executing notebooks: papermill, several at a time, and what must hold of the result."""

from __future__ import annotations

import asyncio
import copy
import logging
import os
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any, TypeVar

import nbformat
from jupyter_core.utils import ensure_event_loop

from expobook.facts.parameters import Shared
from expobook.runs.incremental import kept_metadata
from expobook.values.errors import Failure
from expobook.values.files import documents

from .kernels import CELL_TIMEOUT, manager

# What papermill logs of a kernel that died is said by the error that is raised here.
logging.getLogger("papermill").addHandler(logging.NullHandler())

INJECTED_CELL_ID = "injected-parameters"
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
_LANGUAGE_KEYS = ("name", "file_extension", "mimetype", "pygments_lexer")


Result = TypeVar("Result")


class ExecutionError(Failure):
    """A notebook that didn't run to its end; the message names notebook, cell and error."""


def execute_all(
    notebooks: Path,
    target: Path,
    parameters: Mapping[str, Shared],
    *,
    changed: Mapping[str, Any],
    workers: int = 0,
    cell_timeout: int = CELL_TIMEOUT,
    done: Callable[[str], None] = lambda name: None,
) -> None:
    """Execute the named notebooks of a folder into another, several at a time.

    `parameters` holds the checked values of each notebook; only those in `changed` are injected,
    so that a run with defaults repeats the committed notebooks. As many `workers` run as there are
    cores, four at most. A cell may take `cell_timeout` seconds, any time when 0. Raises `FileFault`
    before a kernel starts, and `ExecutionError`; whatever stops it, no kernel is left behind.
    """
    for name in parameters:
        documents.runnable_notebook(notebooks / f"{name}.ipynb")
    with ThreadPoolExecutor(max_workers=workers or cores()) as pool:
        jobs: dict[Future, str] = {}
        try:
            for name, model in parameters.items():
                job = pool.submit(
                    in_thread,
                    execute,
                    notebooks / f"{name}.ipynb",
                    target / f"{name}.ipynb",
                    injected(model, changed),
                    cell_timeout=cell_timeout,
                )
                jobs[job] = name
            for job in as_completed(jobs):
                job.result()
                done(jobs[job])
        except BaseException:
            stop(pool, list(jobs))
            raise


def injected(model: Shared, changed: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the changed parameters that a notebook takes."""
    return {name: value for name, value in changed.items() if name in model.model_fields_set}


def in_thread(work: Callable[..., Result], *arguments: Any, **named: Any) -> Result:
    """Do work that talks to kernels in a thread other than the first, and close its event loop."""
    try:
        return work(*arguments, **named)
    finally:
        loop = ensure_event_loop()
        left = asyncio.all_tasks(loop)  # of a cell that was stopped; its end would be reported
        for task in left:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.close()


def cores() -> int:
    """How many notebooks run at a time: as many as there are cores, four at most."""
    if manager.LocalKernelManager.transport == "tcp":
        return 1  # kernels that start side by side may be given the same port
    return min(4, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def execute(source: Path, target: Path, changed: Mapping[str, Any], **settings: Any) -> None:
    """Execute one notebook into a file, which keeps only repeatable metadata; settings and errors of `executed`."""
    nbformat.write(repeatable(executed(source, target.parent, changed, **settings)), target)


def executed(
    source: Path,
    folder: Path,
    changed: Mapping[str, Any],
    *,
    kernels: type[manager.LocalKernelManager] = manager.ForkedKernelManager,
    cell_timeout: int = CELL_TIMEOUT,
) -> nbformat.NotebookNode:
    """Execute one notebook in a folder with papermill, and check it.

    A cell may take `cell_timeout` seconds, any time when 0. Raises `ExecutionError`.
    """
    notebook = _run(source, folder, changed, kernels, cell_timeout)
    problems = unfinished(notebook)
    if problems:
        raise ExecutionError(f"{source.name}: {'; '.join(problems)}")
    return notebook


_LIMIT = "--cell-timeout sets another limit, 0 none"
_KILLED = "it was killed from outside, or memory ran out. Run it again."


def _run(
    source: Path, folder: Path, changed: Mapping[str, Any], kernels: type[manager.LocalKernelManager], cell_timeout: int
) -> nbformat.NotebookNode:
    """Let papermill execute a notebook; what stops it is told in words."""
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    begun: list[int] = []
    try:
        return papermill.execute_notebook(
            str(source),
            None,
            parameters=dict(changed),
            progress_bar=False,
            kernel_manager_class=kernels,
            shutdown_kernel="immediate",  # its outputs are all there when its last cell has ended
            # Whatever kernel the notebook was saved under.
            kernel_name=_KERNEL["name"],
            language=_KERNEL["language"],
            # A slow machine is no fault: only a cell has a limit, and a dead kernel is noticed.
            start_timeout=CELL_TIMEOUT,
            iopub_timeout=CELL_TIMEOUT,
            execution_timeout=cell_timeout,
            on_cell_start=lambda cell, cell_index: begun.append(cell_index + 1),
            # The kernel's folder; papermill's own `cwd` would change that of all threads.
            resources={"metadata": {"path": str(folder)}},
        )
    except PapermillExecutionError as error:
        fault = f", cell {error.cell_index + 1}: {error.ename}: {error.evalue}"
    except CellTimeoutError:
        fault = f", cell {begun[-1]}: stopped after {cell_timeout:,} seconds; {_LIMIT}"
    except DeadKernelError:
        fault = f": its kernel died while a cell was running; {_KILLED}"
    except RuntimeError as error:
        fault = f": its kernel didn't start: {error}"
    raise ExecutionError(source.name + fault)


def stop(pool: ThreadPoolExecutor, jobs: list[Future]) -> None:
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


def with_texts(source: Path, executed: bytes) -> bytes:
    """An executed notebook with the texts of its source as they are now; its code is the same."""
    now = nbformat.read(source, as_version=4)
    made = nbformat.reads(executed.decode(), as_version=4)
    code = [cell for cell in made.cells if cell.cell_type == "code"]
    own = iter([cell for cell in code if cell.id != INJECTED_CELL_ID])
    injected = [cell for cell in code if cell.id == INJECTED_CELL_ID]
    cells = []
    for cell in now.cells:
        tags = cell.metadata.get("tags", ())
        if "injected-parameters" not in tags:
            cells.append(next(own) if cell.cell_type == "code" else cell)
        if "parameters" in tags:
            cells, injected = cells + injected, []
    now.cells = cells
    now.metadata.update({name: made.metadata.get(name, {}) for name in ("language_info", "papermill")})
    return f"{nbformat.writes(repeatable(now))}\n".encode()


def repeatable(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A copy without what the machine, an editor and chance have left in it.

    Times, paths, versions, random cell ids, the names of kernels and the marks of editors go.
    """
    clean = copy.deepcopy(notebook)
    record = clean.metadata.get("papermill", {})
    language = clean.metadata.get("language_info", {})
    clean.metadata = nbformat.from_dict(
        {
            **kept_metadata(clean.metadata),
            "kernelspec": _KERNEL,
            "language_info": {key: language[key] for key in _LANGUAGE_KEYS if key in language},
            **({"papermill": {"parameters": record["parameters"]}} if record.get("parameters") else {}),
        }
    )
    for cell in clean.cells:
        # Tags in every cell, as papermill leaves them.
        cell.metadata = nbformat.from_dict({"tags": [], **kept_metadata(cell.metadata)})
        if "injected-parameters" in cell.metadata.tags:
            cell["id"] = INJECTED_CELL_ID
    return clean
