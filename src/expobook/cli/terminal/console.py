"""The console of tables and progress; plain words need none, and come without loading it."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from .messages import silence, visible


class _Console(Console):
    """A console whose reader may go away, and which no text of an input can command."""

    def render_str(self, text: str, **style: Any) -> Text:
        """Make text of a cell or line; its width is that of what is shown."""
        return super().render_str(visible(text), **style)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Draw things; only what rich itself sends to move the cursor moves it."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=visible(segment.text))

    def on_broken_pipe(self) -> None:
        """Say no more."""
        self.quiet = True
        silence(sys.stdout)


console = _Console(highlight=False)
