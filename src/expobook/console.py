"""The console of tables and progress; plain words need none, and come without loading it."""

from __future__ import annotations

import sys

from rich.console import Console

from .terminal import silence


class _Console(Console):
    """A console whose reader may go away: the work goes on without words."""

    def on_broken_pipe(self) -> None:
        """Say no more."""
        self.quiet = True
        silence(sys.stdout)


console = _Console(highlight=False)
