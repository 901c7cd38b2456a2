"""Building pages in processes that are forked from one that has loaded Sphinx, the theme and the extension.

Loading takes most of what a build of the small book takes. Every build still has a process of its own, which has
made no page before: nothing but loaded modules is there when it begins.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from expobook.pipeline import sphinx_worker
from expobook.pipeline.sphinx_process import SphinxProcess
from expobook.values.files import processes


class _Fork:
    """What a build sees of the process that makes its pages: it is forked when it is told its task."""

    def __init__(self, server: subprocess.Popen) -> None:
        self._server = server
        self._asked = False
        self._code = 0
        self.stdin = self.stdout = self

    def write(self, task: bytes) -> None:
        self._server.stdin.write(task)
        self._server.stdin.flush()
        self._asked = True

    def read(self) -> bytes:
        self._asked = False
        self._code, said = json.loads(self._server.stdout.readline())
        return said.encode()

    def wait(self) -> int:
        return self._code

    def kill(self) -> None:
        if self._asked:  # the next build would take its answer for its own
            self.read()

    def __enter__(self) -> _Fork:
        return self

    def __exit__(self, *ended: object) -> None:
        pass


@contextmanager
def forked_builds() -> Iterator[None]:
    """Let the pages of every run be built in a fork, with the task that its process would be told."""
    with subprocess.Popen(processes.python(__file__), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:

        def begin(process: SphinxProcess) -> None:
            process._process = _Fork(server)

        with mock.patch.object(SphinxProcess, "__init__", begin):
            yield


def serve() -> None:
    """Fork for every line of the standard input, and answer with what came of it."""
    sphinx_worker.load()
    for line in sys.stdin:
        with tempfile.TemporaryFile() as said:
            gc.freeze()  # what a fork doesn't touch isn't copied
            if not (fork := os.fork()):
                for stream, file in enumerate((os.open(os.devnull, os.O_RDONLY), said.fileno(), said.fileno())):
                    os.dup2(file, stream)
                sphinx_worker.make(json.loads(line))
            _, status = os.waitpid(fork, 0)
            said.seek(0)
            print(json.dumps([os.waitstatus_to_exitcode(status), said.read().decode()]), flush=True)


if __name__ == "__main__":
    serve()
