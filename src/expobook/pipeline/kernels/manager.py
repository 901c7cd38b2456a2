"""Kernel managers: local kernels of this environment, without ports, forked where possible."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import uuid
import weakref
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import zmq.asyncio
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from traitlets import default

from expobook.values.files.processes import python

from . import provisioner as forking
from .client import RunKernelClient

UNDRAWN = "EXPOBOOK_UNDRAWN"
"""With this environment variable no chart is made (see `charts`): sweeps want numbers."""

# A socket's path has at most 103 bytes on macOS, 107 on Linux: "/kernel-12345678/ipc-5" is added.
_LONGEST_FOLDER = 80
_SHORT_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm")
_RECONNECT = 10
"""Milliseconds between two looks whether a kernel has opened its sockets."""
_POLL = 0.005
"""Seconds between two looks whether a kernel has ended."""
_MANAGERS: weakref.WeakSet[LocalKernelManager] = weakref.WeakSet()


def kill_all() -> None:
    """Kill every kernel that this process has started; their clients find them dead."""
    for manager in list(_MANAGERS):
        process = getattr(manager.provisioner, "process", None)
        if process is not None:
            process.kill()


class LocalKernelManager(AsyncKernelManager):
    """A kernel of this very environment, whatever kernels a reader has and a notebook names.

    It is reached through files, where the system can: no port is shared or exposed. Its profile
    is empty; it and the sockets lie in a temporary folder that goes with the manager.
    """

    transport = "tcp" if sys.platform == "win32" else "ipc"
    environment: ClassVar[Mapping[str, str]] = {}
    """What its kernels find in their environment beside what this process has."""

    @default("client_factory")
    def _client(self) -> type[RunKernelClient]:
        return RunKernelClient

    @default("context")
    def _context_default(self) -> zmq.asyncio.Context:
        context = super()._context_default()
        context.reconnect_ivl = _RECONNECT
        return context

    def __init__(self, **settings: Any) -> None:
        """Make the folder for sockets, connection file and profile."""
        super().__init__(**settings)
        self.folder = tempfile.mkdtemp(prefix="kernel-", dir=_short_folder())
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
        self.connection_file = str(Path(self.folder) / "connection.json")
        if self.transport == "ipc":
            self.ip = str(Path(self.folder) / "ipc")
        _MANAGERS.add(self)

    @property
    def kernel_spec(self) -> KernelSpec:
        """The kernel of a run; no specification is looked for on the machine."""
        return KernelSpec(
            argv=python("-m", forking.KERNEL, "-f", "{connection_file}"), display_name="Python 3", language="python"
        )

    async def _async_pre_start_kernel(self, **settings: Any) -> Any:
        own = dict.fromkeys(("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR"), self.folder)
        environment = {**(settings.pop("env", None) or os.environ), **own, **self.environment}
        return await super()._async_pre_start_kernel(env=environment, **settings)

    async def _async_interrupt_kernel(self) -> None:
        # A kernel that is asked to shut down would report the interrupt sent before as an error.
        if not self.shutting_down:
            await super()._async_interrupt_kernel()

    async def _async_wait(self, pollinterval: float = _POLL) -> None:
        await super()._async_wait(_POLL)


class ForkedKernelManager(LocalKernelManager):
    """A local kernel that is forked where that is possible."""

    async def _async_pre_start_kernel(self, **settings: Any) -> Any:
        if self.provisioner is None and forking.available():
            self.kernel_id = self.kernel_id or str(uuid.uuid4())
            self.provisioner = forking.ForkedProvisioner(
                kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self
            )
        return await super()._async_pre_start_kernel(**settings)


class UndrawnKernelManager(ForkedKernelManager):
    """A forked kernel in which charts are specified but not drawn."""

    environment: ClassVar[Mapping[str, str]] = {UNDRAWN: "1"}


def _short_folder() -> str:
    """The folder for temporary files, or another when sockets in it had names too long to open."""
    usual = tempfile.gettempdir()
    places = (usual, *_SHORT_FOLDERS)
    return next(
        (place for place in places if len(os.fsencode(place)) <= _LONGEST_FOLDER and os.access(place, os.W_OK)), usual
    )
