"""The kernel of a run: IPython that reads nobody's settings.

It is started as `python -P -m expobook.pipeline.kernels.kernel -f FILE`: the folder of the notebook
can be imported from by its cells only, as the kernel adds it when all of its own is loaded.

A profile's configuration, start-up files and extensions make a notebook pleasant to work in, and
its outputs those of one machine. A kernel of a run reads none of them, the system's included.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from ipykernel import kernelapp
from ipykernel.iostream import IOPubThread


class _Portless(IOPubThread):
    """Sends what a kernel prints; it has no port for children that the kernel forks by itself."""

    def _setup_pipe_in(self) -> None:
        self._pipe_flag = False  # what ipykernel does where it gets no port


class RunKernel(kernelapp.IPKernelApp):
    """IPython's kernel without configuration and start-up files."""

    def load_config_file(self, *given: Any, **named: Any) -> None:
        """Read no configuration: neither the user's nor the system's."""

    def _run_startup_files(self) -> None:
        """Run no start-up file: neither a profile's nor that of PYTHONSTARTUP."""

    def init_path(self) -> None:
        """Let cells import from their folder, after Python's own modules, as IPython does."""
        packages = (
            place for place, path in enumerate(sys.path) if Path(path).name in ("site-packages", "dist-packages")
        )
        sys.path.insert(next(packages, 0), "")

    def init_iopub(self, context: Any) -> None:
        """Open the channel of outputs, and no port beside it."""
        setattr(kernelapp, "IOPubThread", _Portless)  # noqa: B010  # it is a class
        super().init_iopub(context)


if __name__ == "__main__":
    RunKernel.launch_instance()
