"""Chinese letters for machines that have none: a face cut to the book's letters, in small files.

A browser takes a file only for a letter that no other face of the page has, so most readers load
none. The letters that stand on the same pages are in the same file.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import cache
from importlib.resources import files

FAMILY = "Report Chinese"


@cache
def slices() -> dict[str, str]:
    """The letters in each file, by its name."""
    lines = (files(__package__) / "chinese.txt").read_text(encoding="utf-8").splitlines()
    return {f"report-chinese-{number:02}.woff2": line for number, line in enumerate(lines, 1)}


def content(name: str) -> bytes:
    """The bytes of one font file, by its name in `slices`."""
    return (files(__package__) / name).read_bytes()


def inside(name: str) -> str:
    """One of the files as an address that holds it, for a page that stands alone."""
    return f"data:font/woff2;base64,{base64.b64encode(content(name)).decode('ascii')}"


def rules(text: str, place: Callable[[str], str]) -> str:
    """The style rules for the Chinese letters of a text; `place` gives the address of a file."""
    shown = set(text)
    found = {name: sorted(shown.intersection(letters)) for name, letters in slices().items()}
    return "".join(
        f'@font-face{{font-family:"{FAMILY}";src:url("{place(name)}") format("woff2");'
        f"unicode-range:{','.join(f'U+{ord(letter):X}' for letter in letters)}}}\n"
        for name, letters in found.items()
        if letters
    )
