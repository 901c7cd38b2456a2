"""The server process: imports and reads the evidence once, then forks a kernel for every request.

It is run as `python -P -m expobook.pipeline.kernels.server FD [--tied]`; FD is its end of a socket.
Requests and replies are JSON, one a line: `{"argv", "env", "cwd"}` starts a kernel and is answered
`{"pid"}` or `{"error"}`; `{"poll": pid}` is answered `{"code"}`, null while the kernel runs. When
the other end closes, for whatever reason, every kernel is killed and the server ends.

A fork has what the server has imported, and the order of its sets: the package's code and
PYTHONHASHSEED count as they were when the server started. Whoever changes either in a process that
lives on calls `provisioner.SERVER.close()`; the next request starts a new server.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import signal
import socket
import sys
import time
import warnings
from typing import Any

from expobook.values.files.processes import kill_with_parent

TIED = "--tied"
"""Asks the server to be killed with the thread that starts it; without it the socket must do."""
# What notebooks import. vl_convert only starts its V8 threads, which no fork would survive,
# when it draws for the first time.
PRELOADED = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "faulthandler",
    "sqlite3",
    "tornado.platform.asyncio",
    "nbformat.v4",
    "pandas",
    "altair",
    "narwhals._pandas_like.dataframe",
    "numpy.polynomial",
    "vl_convert",
    "expobook.chapters.chapter",
    "expobook.analysis.sensitivity",
    "expobook.analysis.simulation",
    "expobook.pipeline.kernels.kernel",
)


def preload() -> None:
    """Have what every notebook needs, and keep the collector from touching it in each fork."""
    # ipykernel reads it when imported: kernels end when the server, their parent, has ended.
    os.environ["JPY_PARENT_PID"] = str(os.getpid())
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # no word of the debugger on the console
    for name in PRELOADED:
        importlib.import_module(name)
    from expobook import chapters
    from expobook.chapters import preparation

    for module in pkgutil.walk_packages(chapters.__path__, "expobook.chapters."):
        importlib.import_module(module.name)
    preparation.prepare()
    gc.collect()
    gc.freeze()


def serve(connection: socket.socket) -> dict[str, Any] | None:
    """Answer until the other end closes (None); in a forked kernel, return its request."""
    running: set[int] = set()
    lines = connection.makefile("r", encoding="utf-8")
    for line in lines:
        request = json.loads(line)
        answer: dict[str, Any]
        if "poll" in request:
            answer = {"code": _exit_code(request["poll"], running)}
        else:
            try:
                pid = _fork()
            except OSError as error:
                answer = {"error": f"no kernel could be forked: {error.strerror}"}
            else:
                if pid == 0:
                    lines.close()
                    connection.close()
                    return request
                running.add(pid)
                answer = {"pid": pid}
        try:
            connection.sendall(json.dumps(answer).encode() + b"\n")
        except (BrokenPipeError, ConnectionResetError):
            break  # whoever asked has ended meanwhile
    for pid in running:
        _kill(pid)
    return None


def become_kernel(request: dict[str, Any]) -> None:
    """Run an IPython kernel with the arguments, environment and folder of a request."""
    import numpy as np

    from . import kernel

    os.environ.clear()
    os.environ.update(request["env"], JPY_PARENT_PID=str(os.getppid()))
    time.tzset()  # the zone of the request, not that of the server
    try:
        os.chdir(request["cwd"])
    except FileNotFoundError:
        os._exit(1)  # whoever asked was stopped meanwhile, and has cleaned up
    np.random.seed()  # each fork would draw the same numbers; `random` sees to it by itself
    sys.argv = [kernel.__file__, *request["argv"]]
    kernel.RunKernel.launch_instance(request["argv"])


def _fork() -> int:
    # Python 3.12 warns of threads: those of numpy and Arrow, which mind forks themselves.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        kill_with_parent()
        os.setsid()
    return pid


def _exit_code(pid: int, running: set[int]) -> int | None:
    if pid not in running:
        return -signal.SIGKILL
    ended, status = os.waitpid(pid, os.WNOHANG)
    if not ended:
        return None
    running.discard(pid)
    return os.waitstatus_to_exitcode(status)


def _kill(pid: int) -> None:
    for kill in (os.killpg, os.kill):
        try:
            kill(pid, signal.SIGKILL)
            return
        except ProcessLookupError:
            continue


def main() -> None:
    """Serve on the socket whose number is given; a fork goes on as a kernel."""
    connection = socket.socket(fileno=int(sys.argv[1]))
    connection.set_inheritable(False)
    if TIED in sys.argv:
        kill_with_parent()
    preload()
    request = serve(connection)
    if request is not None:
        become_kernel(request)


if __name__ == "__main__":
    main()
