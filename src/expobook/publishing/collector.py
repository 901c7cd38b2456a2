"""The collector of unreachable objects rests while the book is built.

A page is a tree whose nodes know their parents, and what is read stays until all is written: the
collector walks hundreds of thousands of nodes again and again, and finds next to nothing.
"""

from __future__ import annotations

import gc

from sphinx.application import Sphinx


def rest(app: Sphinx) -> None:
    """Collect nothing from here on."""
    gc.disable()


def resume(app: Sphinx, failure: Exception | None) -> None:
    """Collect again: a process may go on after the build."""
    gc.enable()


def setup(app: Sphinx) -> None:
    """Rest from the first page to the last file."""
    app.connect("builder-inited", rest)
    app.connect("build-finished", resume, priority=999)
