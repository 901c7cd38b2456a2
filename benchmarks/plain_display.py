"""In the kernel of a plain notebook: display what altair and pandas would, and no bundle."""

from __future__ import annotations

from typing import Any

from IPython.display import display

from expobook.chapters import chapter
from expobook.figures import theme

from . import plain_book


def use() -> None:
    """Let the cells of this notebook display charts by altair's default renderer.

    Nothing is drawn: the browsers of the plain book's readers do that.
    """
    chapter.display = _display
    theme.drawing = lambda *chart: ""


def _display(data: dict[str, Any], *, raw: bool) -> None:
    if found := plain_book.shown(data):
        display(found, raw=raw)
