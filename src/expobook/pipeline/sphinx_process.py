"""Making pages in a process of its own: what it is told, and what it said when it failed."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from expobook.values.errors import Failure
from expobook.values.files import processes

_WORKER = f"{__package__}.sphinx_worker"
_NOT_OF_THE_READER = ("PYTHONOPTIMIZE", "SOURCE_DATE_EPOCH")
"""Variables by which Python leaves out docstrings that pages show, and Sphinx asks for a time."""


class RunError(Failure):
    """A run that couldn't be made; the message says what to do."""


class SphinxProcess:
    """A process that loads what makes pages while others work, and makes the pages that it is told."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            processes.python("-m", _WORKER),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            bufsize=0,
            env=_environment({}),
        )

    def __enter__(self) -> SphinxProcess:
        return self

    def __exit__(self, *ended: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End the process, whatever it does."""
        with self._process as process:
            process.kill()

    def begin(
        self,
        source: Path,
        output: Path,
        builder: Iterable[str] = (),
        *,
        folders: Mapping[str, Path | None] | None = None,
    ) -> None:
        """Let it run plain `jupyter-book build` as a reader would, warnings being errors.

        `folders` of our extension, by their variables: see `printing` and `workers`.
        """
        command = ["build", str(source.resolve()), "-W", "-n", "--keep-going", "--quiet"]
        task = {
            "arguments": [*command, "--path-output", str(output.resolve()), *builder],
            "variables": _environment(folders or {}),
            # From its folder: the data that lie here were checked, and aren't checked again.
            "folder": str(source.resolve()),
        }
        assert self._process.stdin
        with suppress(BrokenPipeError):  # it has ended: `finish` tells why
            self._process.stdin.write(f"{json.dumps(task)}\n".encode())  # and stays open: it ends with that

    def finish(self) -> None:
        """Wait for the pages; raise `RunError` with what was said if they couldn't be made."""
        assert self._process.stdout
        said = self._process.stdout.read().decode(errors="replace")
        _raise_faults(self._process.wait(), said)


_loading: list[SphinxProcess] = []


@contextmanager
def loading() -> Iterator[None]:
    """Let a process load what makes pages while the caller goes on; it ends unless pages are made meanwhile."""
    with SphinxProcess() as process:
        _loading.append(process)
        try:
            yield
        finally:
            _loading.clear()


def sphinx_process() -> SphinxProcess:
    """A process that has no task yet: the one that is loading, where there is one."""
    return _loading.pop() if _loading else SphinxProcess()


def run_sphinx(
    source: Path, output: Path, builder: Iterable[str] = (), *, folders: Mapping[str, Path | None] | None = None
) -> None:
    """Make pages as `SphinxProcess.begin` says; raise `RunError` with what was said if they couldn't be made."""
    with sphinx_process() as process:
        process.begin(source, output, builder, folders=folders)
        process.finish()


def _environment(folders: Mapping[str, Path | None]) -> dict[str, str]:
    """The variables under which pages are made, with `folders` of our extension."""
    kept = {name: value for name, value in os.environ.items() if name not in _NOT_OF_THE_READER}
    return {
        **kept,
        "PYTHONHASHSEED": "0",
        "PYTHONWARNINGS": "ignore",
        "PYTHONUTF8": "1",
        "PYTHONIOENCODING": "utf-8",
        "NO_COLOR": "1",
        **{name: str(path) for name, path in folders.items() if path},
    }


def _raise_faults(code: int, output: str) -> None:
    if code:
        said = [line for line in output.splitlines() if "WARNING" in line or "ERROR" in line]
        details = "\n".join(said) or (_traceback(output) or output)[-3000:]
        raise RunError(f"the book has warnings, which count as errors:\n{details}")


def _traceback(printed: str) -> str:
    """What Sphinx wrote of an unforeseen fault into a temporary file, which doesn't last."""
    named = re.search(r"\S*sphinx-err-\w+\.log", printed)
    return Path(named[0]).read_text(encoding="utf-8") if named and Path(named[0]).is_file() else ""
