"""What pages have on a screen alone: what changes them as they are written, and nodes of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from docutils import nodes
from sphinx.application import Sphinx

Visitors = tuple[Callable[[Any, Any], None], Callable[[Any, Any], None] | None]
"""What a writer does before and after the children of a node."""


class Page(NamedTuple):
    """A page as it is about to be written; one that no source file stands for has no doctree."""

    app: Sphinx
    name: str
    template: str
    context: dict[str, Any]
    doctree: nodes.document | None

    @property
    def body(self) -> str:
        """The text of the page in HTML."""
        return self.context.get("body", "")

    def keep_assets(self, wanted: Callable[[str], bool]) -> None:
        """Leave out the scripts and styles whose file isn't wanted, by its address without a query."""
        for kind in ("script_files", "css_files"):
            self.context[kind] = [
                asset
                for asset in self.context[kind]
                if wanted(str(getattr(asset, "filename", asset) or "").partition("?")[0])
            ]


def on_page(app: Sphinx, change: Callable[[Page], None], priority: int = 500) -> None:
    """Let a function change each page before it is written; lower priorities come first."""
    app.connect("html-page-context", lambda *given: change(Page(*given)), priority=priority)


def _skip(self: nodes.NodeVisitor, node: nodes.Element) -> None:
    raise nodes.SkipNode


def _pass(self: nodes.NodeVisitor, node: nodes.Element) -> None:
    """Do nothing: the children are written as they stand."""


SKIPPED: Visitors = (_skip, None)
CHILDREN: Visitors = (_pass, _pass)


def add_node(app: Sphinx, node: type[nodes.Element], elsewhere: Visitors = SKIPPED, **writers: Visitors) -> None:
    """Register a node by what each writer does with it; those that aren't named do what `elsewhere` says."""
    others: dict[str, Any] = dict.fromkeys(("latex", "text", "man", "texinfo", "typst"), elsewhere)
    app.add_node(node, **{**others, **writers})
