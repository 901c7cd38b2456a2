"""Kernel managers: local kernels without ports, forked where that is possible."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import uuid
import weakref
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager

from . import provisioner as forking

UNDRAWN = "EXPOBOOK_UNDRAWN"
"""With this environment variable no chart is made (see `charts`): sweeps want numbers."""

_MANAGERS: weakref.WeakSet[LocalKernelManager] = weakref.WeakSet()


def kill_all() -> None:
    """Kill every kernel that this process has started; their clients find them dead."""
    for manager in list(_MANAGERS):
        process = getattr(manager.provisioner, "process", None)
        if process is not None:
            process.kill()


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

        _MANAGERS.add(self)

    async def _async_interrupt_kernel(self) -> None:
        # A kernel that is asked to shut down would report the interrupt sent before as an error.
        if not self.shutting_down:
            await super()._async_interrupt_kernel()


class ForkedKernelManager(LocalKernelManager):
    """A local kernel that is forked where that is possible."""

    async def _async_pre_start_kernel(self, **settings: Any) -> Any:
        if self.provisioner is None and forking.available() and forking.suits(self.kernel_spec):
            self.kernel_id = self.kernel_id or str(uuid.uuid4())
            self.provisioner = forking.ForkedProvisioner(
                kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self)
        return await super()._async_pre_start_kernel(**settings)


class UndrawnKernelManager(ForkedKernelManager):
    """A forked kernel in which charts are specified but not drawn."""

    async def _async_pre_start_kernel(self, **settings: Any) -> Any:
        environment = settings.pop("env", None) or os.environ
        return await super()._async_pre_start_kernel(
            env={**environment, UNDRAWN: "1"}, **settings)
