"""The text of a PDF as readers' tools see it, by poppler's `pdftotext`."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from . import print_glyphs
from .print_edition import PdfError

MARGIN = 20 / 25.4 * 72
"""The margin at both sides of every sheet, in points."""
_TOLERANCE = 2.5
_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
_WORD = re.compile(r'<word xMin="([-\d.]+)" yMin="[-\d.]+" xMax="([-\d.]+)" yMax="[-\d.]+">'
                   r"(.*?)</word>")


def pages(pdf: Path) -> list[str]:
    """The text of every page, in the order in which it is drawn."""
    return _run("-raw", "-enc", "UTF-8", str(pdf), "-").removesuffix("\f").split("\f")


def squeezed(text: str) -> str:
    """A text without spaces and line ends, as print writes it, for comparing."""
    return re.sub(r"\s+", "", print_glyphs.set_text(text))


def beyond_margins(pdf: Path) -> Iterator[str]:
    """Name the words that run into a side margin; the title page has none."""
    for number, page in enumerate(_PAGE.findall(_run("-bbox", str(pdf), "-")), 1):
        width = float(page[0])
        for left, right, word in _WORD.findall(page[2]) if number > 1 else []:
            if float(left) < MARGIN - _TOLERANCE or float(right) > width - MARGIN + _TOLERANCE:
                yield f"page {number}: “{unescape(word)}” runs into the margin"


def _run(*arguments: str) -> str:
    tool = shutil.which("pdftotext")
    if tool is None:
        raise PdfError("pdftotext isn't on this machine: install poppler-utils to check the PDF")
    done = subprocess.run([tool, *arguments], capture_output=True, text=True, encoding="utf-8",
                          check=False)
    if done.returncode:
        raise PdfError(f"pdftotext can't read the PDF: {done.stderr.strip()}")
    return done.stdout
