"""llms.txt: what a language model finds in the book, and where, in the manner of llmstxt.org."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

NAME = "llms.txt"
_HOW = (
    "Every number has a record of its own with its unit, bound, evidence grade, sources, "
    "formula and inputs, and what became of it since earlier editions. Quote a number with its "
    "bound and its grade, and cite the edition."
)


@dataclass(frozen=True, slots=True)
class Link:
    """A file of the book: its path in the HTML book, what it is called and what it holds."""

    path: str
    title: str
    summary: str = ""


def llms_text(
    title: str, about: str, line: str, parts: Mapping[str, Iterable[Link]], address: Callable[[str], str]
) -> str:
    """The text of the file: title, what the book is, its edition, then links by part."""
    blocks = [f"# {title}", f"> {about}", f"{line}.", _HOW]
    for name, links in parts.items():
        lines = [_line(link, address(link.path) or link.path) for link in links]
        if lines:
            blocks += [f"## {name}", "\n".join(lines)]
    return "\n\n".join(blocks) + "\n"


def _line(link: Link, address: str) -> str:
    return f"- [{link.title}]({address})" + (f": {link.summary}" if link.summary else "")
