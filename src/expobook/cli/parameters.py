"""The list of parameters that the command `parameters` shows."""

from __future__ import annotations

import re
import textwrap

from rich.markup import escape
from rich.table import Table

from expobook.facts import parameters

from .terminal.console import console
from .terminal.messages import echo

_HEADINGS = ("parameter", "notebooks", "default", "unit", "allowed", "meaning")
_WIDE = 110
"""Letters in a line from which the table fits without words that are cut."""


def show() -> None:
    """Print them as a table, or one after the other where a table would cut its words."""
    rows = [_described(name, owners) for name in parameters.names() for owners in _alike(name)]
    if console.width < _WIDE:
        for name, *texts in rows:
            echo(name)
            for heading, text in zip(_HEADINGS[1:], texts, strict=True):
                if text:
                    echo(
                        textwrap.fill(
                            f"{heading}: {text}",
                            console.width,
                            initial_indent=" " * 4,
                            subsequent_indent=" " * 8,
                            break_long_words=False,
                        )
                    )
        return
    table = Table(show_lines=True)
    for heading in _HEADINGS:
        table.add_column(heading, no_wrap=heading in ("parameter", "unit"))
    for row in rows:
        table.add_row(*map(escape, row))
    console.print(table)


def _described(name: str, owners: list[type[parameters.Shared]]) -> tuple[str, ...]:
    """What the list says of a parameter, by the headings of the list."""
    field = owners[0].model_fields[name]
    numbers = " ".join(model.notebook.split("_")[0] for model in owners)
    limits = re.sub("allowed (is|are) ", "", parameters.allowed(owners[0], name))
    return (name, numbers, repr(field.default), parameters.unit_of(field), limits, field.description or "")


def _alike(name: str) -> list[list[type[parameters.Shared]]]:
    """The models that take a parameter, those with the same default and limits together."""
    groups: dict[str, list[type[parameters.Shared]]] = {}
    for model in parameters.MODELS.values():
        if name in model.model_fields:
            field = model.model_fields[name]
            key = f"{field.default!r} {parameters.allowed(model, name)} {field.description}"
            groups.setdefault(key, []).append(model)
    return list(groups.values())
