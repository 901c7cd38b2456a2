"""The client of a kernel of a run: ready as soon as the kernel is."""

from __future__ import annotations

import time
from queue import Empty
from typing import Any

from jupyter_client.asynchronous import AsyncKernelClient

_POLL = 1.0
"""Seconds after which is looked whether the kernel still lives."""


class RunKernelClient(AsyncKernelClient):
    """A client with two channels: for requests, and for outputs.

    Its manager knows whether the kernel lives, and ends it; nobody is there to be asked for input.
    """

    def start_channels(self, *given: Any, **named: Any) -> None:
        """Open both channels."""
        super().start_channels(stdin=False, hb=False, control=False)

    def stop_channels(self) -> None:
        """Close both channels."""
        for channel in (self.shell_channel, self.iopub_channel):
            channel.stop()

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel has answered, and has sent an output: none is lost from then on.

        Jupyter's own client waits for a silence of a fifth of a second beside. What it drops then
        are outputs of nobody's cell, which no cell takes for its own. Raises RuntimeError for a
        kernel that has died, or hasn't answered for so many seconds.
        """
        end = time.monotonic() + (float("inf") if timeout is None else timeout)
        self.kernel_info()
        self._handle_kernel_info_reply(await self._first(self.shell_channel, end))
        await self._first(self.iopub_channel, end)

    async def _first(self, channel: Any, end: float) -> dict[str, Any]:
        """The next message of a channel. Raises RuntimeError."""
        while time.monotonic() < end:
            try:
                return await channel.get_msg(timeout=_POLL)
            except Empty:
                if not await self._async_is_alive():
                    raise RuntimeError("Kernel died before replying to kernel_info") from None
        raise RuntimeError("Kernel didn't respond in time")
