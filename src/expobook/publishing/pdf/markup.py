"""Typst markup from plain text: nothing in it means anything but itself."""

from __future__ import annotations

import re

from expobook.values.errors import Failure

_ANYWHERE = re.compile(r"([\\#$*_`<>@\[\]~])|(/)(?=[/*])|(-)(?=[-?\d])|(\.)(?=\.\.)")
_AT_THE_START = re.compile(r"\A\s*(?:(?=[-+=/](?:\s|\Z))|\d+(?=\.))")
_LINE_END = re.compile(r"[ \t]*\n\s*")


class PdfError(Failure):
    """The PDF can't be made or isn't fit to publish; the message says why in plain words."""


def escape(text: str) -> str:
    """A text as markup; line ends become spaces."""
    text = _ANYWHERE.sub(r"\\\g<0>", _LINE_END.sub(" ", text))
    return _AT_THE_START.sub(r"\g<0>\\", text)


def string(text: str) -> str:
    """A text as a Typst string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def inline(function: str, content: str, *arguments: str) -> str:
    """A call in running text; the semicolon keeps what follows from being read as part of it."""
    given = f"({', '.join(arguments)})" if arguments else ""
    return f"#{function}{given}[{content}];"


def block(function: str, *arguments: str, content: str | None = None) -> str:
    """A call that stands alone, with its content last."""
    body = "" if content is None else f"[\n{content.strip()}\n]"
    return f"#{function}({', '.join(filter(None, arguments))}){body}\n\n"
