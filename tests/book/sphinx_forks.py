"""Building pages in processes that are forked from one that has loaded Sphinx, the theme and the extension.

Loading takes most of what a build of the small book takes. Every build still has a process of its own, which has
made no page before: nothing but loaded modules is there when it begins.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from unittest import mock

from expobook.pipeline import sphinx_process
from expobook.values.files import processes


@contextmanager
def forked_builds() -> Iterator[None]:
    """Let the pages of every run be built in a fork, with the arguments and the environment that they are given."""
    with subprocess.Popen(
        processes.python(__file__),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=sphinx_process.sphinx_environment({}),
    ) as server:

        def run(
            command: Sequence[str], env: Mapping[str, str], cwd: Path | None = None
        ) -> subprocess.CompletedProcess[str]:
            arguments = command[command.index("build") :]  # after Python and its code
            assert server.stdin
            assert server.stdout
            print(json.dumps([arguments, dict(env), str(cwd)]), file=server.stdin, flush=True)
            code, said = json.loads(server.stdout.readline())
            return subprocess.CompletedProcess(command, code, said, "")

        with mock.patch.object(processes, "run", run):
            yield


def serve() -> None:
    """Fork for every line of the standard input, and answer with what came of it."""
    from jupyter_book.cli.main import main
    from sphinx.application import builtin_extensions

    for name in builtin_extensions:  # a label's text depends on when they are loaded
        importlib.import_module(name)
    for line in sys.stdin:
        arguments, env, cwd = json.loads(line)
        with tempfile.NamedTemporaryFile() as said, tempfile.NamedTemporaryFile() as loaded:
            gc.freeze()  # what a fork doesn't touch isn't copied
            if not (fork := os.fork()):
                _build(main, arguments, env, cwd, said.fileno(), Path(loaded.name))
            _, status = os.waitpid(fork, 0)
            said.seek(0)
            code, text = os.waitstatus_to_exitcode(status), said.read().decode()
            if not code:
                _load(json.load(loaded), Path(arguments[arguments.index("--path-output") + 1]))
        print(json.dumps([code, text]), flush=True)


def _build(main: Callable[[], object], arguments: list[str], env: dict[str, str], cwd: str, said: int, loaded: Path):
    """Build in this process, say what it has loaded, and end it."""
    for stream, file in enumerate((os.open(os.devnull, os.O_RDONLY), said, said)):
        os.dup2(file, stream)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    sys.argv = ["jupyter-book", *arguments]
    atexit.register(lambda: loaded.write_text(json.dumps(sorted(sys.modules))))
    processes.end_after(main)


def _load(modules: list[str], output: Path) -> None:
    """Load what a build has loaded, and parse the theme's styles as it did: they are the same for every book."""
    from expobook.publishing.theme import unused_css

    for name in set(modules) - set(sys.modules):
        with suppress(ImportError):
            importlib.import_module(name)
    for path in (output / "_build" / "html" / "_static" / name for name in unused_css.SHEETS):
        if path.is_file():
            unused_css.only_used(path.read_text(encoding="utf-8"), frozenset())


if __name__ == "__main__":
    serve()
