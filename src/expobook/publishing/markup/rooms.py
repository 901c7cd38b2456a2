"""The page on the package: what each room says of itself, and a picture of their imports."""

from __future__ import annotations

import ast
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

import expobook

from ..build.nodes import make_code

_PACKAGE = Path(expobook.__file__).parent


def docstring(room: str) -> str:
    """What the first lines of a room say is in it."""
    text = (_PACKAGE / room / "__init__.py").read_text(encoding="utf-8")
    return ast.get_docstring(ast.parse(text)) or ""


class Rooms(SphinxDirective):
    """The rooms of the package in their order, each with its docstring; its argument is an SVG.

    The picture is for screens; in print the rooms themselves say it.
    """

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Make the picture and the list."""
        name, path = self.env.relfn2path(self.arguments[0])
        self.env.note_dependency(name)
        picture = nodes.raw("", Path(path).read_text(encoding="utf-8"), format="html")
        entries = nodes.definition_list(classes=["rooms"])
        for room in expobook.ROOMS:
            said = nodes.definition()
            self.state.nested_parse(StringList(docstring(room).splitlines(), room), 0, said)
            entries += nodes.definition_list_item("", nodes.term("", "", make_code(room)), said)
        return [picture, entries]


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("rooms", Rooms)
