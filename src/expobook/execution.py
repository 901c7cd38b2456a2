"""Executing notebooks: papermill, two at a time, and what must hold of the result."""

from __future__ import annotations

import copy
import multiprocessing
import shutil
import sys
import tempfile
import weakref
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.manager import AsyncKernelManager

from .parameters import Shared

INJECTED_CELL_ID = "injected-parameters"
_LANGUAGE_KEYS = ("name", "file_extension", "mimetype", "pygments_lexer")


class LocalKernelManager(AsyncKernelManager):
    """A kernel reached through files, where the system can: no port is shared or exposed."""

    transport = "tcp" if sys.platform == "win32" else "ipc"

    def __init__(self, **settings: Any) -> None:
        """Put the sockets into a temporary folder that goes with the manager."""
        super().__init__(**settings)
        if self.transport == "ipc":
            sockets = tempfile.mkdtemp(prefix="kernel-")
            weakref.finalize(self, shutil.rmtree, sockets, ignore_errors=True)
            self.ip = str(Path(sockets) / "ipc")


class ExecutionError(RuntimeError):
    """A notebook that didn't run to its end; the message names notebook, cell and error."""


def execute_all(
    notebooks: Path, target: Path, parameters: Mapping[str, Shared], *, changed: Mapping[str, Any],
    workers: int = 2, done: Callable[[str], None] = lambda name: None,
) -> None:
    """Execute the named notebooks of a folder into another, several at a time.

    `parameters` holds the checked values of each notebook; only those in `changed` are injected,
    so that a run with defaults repeats the committed notebooks. Raises `ExecutionError`.
    """
    # Processes, not threads: kernels started from threads of one process clash over their ports.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=workers, mp_context=context) as pool:
        jobs = {
            pool.submit(execute, notebooks / f"{name}.ipynb", target / f"{name}.ipynb",
                        {key: changed[key] for key in changed if key in model.model_fields_set}):
            name
            for name, model in parameters.items()
        }
        try:
            for job in as_completed(jobs):
                job.result()
                done(jobs[job])
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def execute(source: Path, target: Path, changed: Mapping[str, Any]) -> None:
    """Execute one notebook with papermill, check it, and keep only repeatable metadata."""
    import papermill
    from papermill.exceptions import PapermillExecutionError

    try:
        papermill.execute_notebook(
            str(source), str(target), parameters=dict(changed), cwd=str(target.parent),
            progress_bar=False, request_save_on_cell_execute=False,
            kernel_manager_class=LocalKernelManager,
        )
    except PapermillExecutionError as error:
        raise ExecutionError(
            f"{source.name}, cell {error.cell_index + 1}: {error.ename}: {error.evalue}"
        ) from None
    notebook = nbformat.read(target, as_version=4)
    problems = unfinished(notebook)
    if problems:
        raise ExecutionError(f"{source.name}: {'; '.join(problems)}")
    nbformat.write(repeatable(notebook), target)


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
