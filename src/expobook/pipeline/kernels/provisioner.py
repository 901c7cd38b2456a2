"""The client of the server process, and the provisioner by which jupyter_client uses it."""

from __future__ import annotations

import asyncio
import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from expobook.values.errors import Failure
from expobook.values.files.processes import python

from .server import TIED

SWITCH = "EXPOBOOK_ORDINARY_KERNELS"
KERNEL = f"{__package__}.kernel"


class ForkError(Failure):
    """A kernel that couldn't be forked."""


def available() -> bool:
    """Whether kernels may be forked here.

    Windows can't fork; on macOS the system's own libraries don't survive it. A reader turns it
    off by setting the environment variable EXPOBOOK_ORDINARY_KERNELS.
    """
    return sys.platform == "linux" and not os.environ.get(SWITCH)


class ForkServer:
    """The server process of this process; started by the first request, or `start`ed early."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen | None = None
        self._connection: socket.socket | None = None
        self._owner = 0
        self._forked = False

    def start(self) -> None:
        """Start the server unless it runs; it imports while the caller goes on."""
        with self._lock:
            self._ensure()

    def fork(self, argv: list[str], env: dict[str, str], cwd: str) -> int:
        """Fork a kernel; return its process id. Raises `ForkError`."""
        with self._lock:
            self._ensure()
            self._forked = True
            answer = self._ask({"argv": argv, "env": env, "cwd": cwd})
        if "pid" not in answer:
            raise ForkError(answer.get("error", "the process that forks kernels has ended"))
        return answer["pid"]

    def exit_code(self, pid: int) -> int | None:
        """The exit code of a kernel, None while it runs; killed where the server is gone."""
        with self._lock:
            return self._ask({"poll": pid}).get("code", -signal.SIGKILL)

    def close(self) -> None:
        """End the server and every kernel that it forked."""
        with self._lock:
            process, ours = self._process, self._owner == os.getpid()
            self._forget()
            if process is not None and ours:
                if not self._forked:
                    process.kill()  # it may still be importing, and would end only after that
                process.wait()

    def _ensure(self) -> None:
        if self._owner == os.getpid() and self._process and self._process.poll() is None:
            return
        self._forget()
        self._connection, theirs = socket.socketpair()
        with theirs:
            command = python("-m", f"{__package__}.server", str(theirs.fileno()))
            if threading.current_thread() is threading.main_thread():  # it ends with the process
                command.append(TIED)
            # A session of its own: Ctrl-C reaches whoever asked, who then closes the server.
            self._forked = False
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()], start_new_session=True
            )
        self._owner = os.getpid()
        self._lines = self._connection.makefile("r", encoding="utf-8")

    def _forget(self) -> None:
        if self._connection is not None:
            self._lines.close()
            if self._owner == os.getpid():
                self._connection.shutdown(socket.SHUT_RDWR)
            self._connection.close()
        self._connection = self._process = None

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        if self._connection is None:
            return {}
        try:
            self._connection.sendall(json.dumps(request).encode() + b"\n")
            return json.loads(self._lines.readline() or "{}")
        except OSError:
            return {}


def start_early() -> None:
    """Let the server import while the caller goes on, where kernels may be forked at all."""
    if available():
        SERVER.start()


SERVER = ForkServer()
atexit.register(SERVER.close)


class ForkedProcess:
    """A forked kernel with the methods of `subprocess.Popen` that a provisioner calls."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._code: int | None = None

    def poll(self) -> int | None:
        """The exit code, None while the kernel runs."""
        if self._code is None:
            self._code = SERVER.exit_code(self.pid)
        return self._code

    wait = poll

    def send_signal(self, number: int) -> None:
        """Send a signal to the kernel; none to a stranger who has its number later."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill the kernel."""
        self.send_signal(signal.SIGKILL)


class ForkedProvisioner(LocalProvisioner):
    """Provides the kernels of runs by forking."""

    async def launch_kernel(self, cmd: list[str], **settings: Any) -> Any:
        """Fork a kernel with the arguments that an ordinary one is started with."""
        argv = cmd[cmd.index(KERNEL) + 1 :]
        self.cwd = str(settings.get("cwd") or Path.cwd())
        environment = dict(settings.get("env") or os.environ)
        self.pid = self.pgid = SERVER.fork(argv, environment, self.cwd)
        self.process: Any = ForkedProcess(self.pid)
        return self.connection_info

    async def wait(self) -> int | None:
        """Wait for the kernel's end, at a finer step than that of an ordinary process."""
        while self.process and self.process.poll() is None:
            await asyncio.sleep(0.01)
        return await super().wait()
