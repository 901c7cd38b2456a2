"""The text of a PDF as readers' tools see it, by poppler's `pdftotext`."""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import NamedTuple

from expobook.figures.fonts import stand_ins
from expobook.publishing.pdf import PdfError

MARGIN = 20 / 25.4 * 72
"""The margin at both sides of every sheet, in points."""
_TOLERANCE = 2.5
_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
_WORD = re.compile(
    r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" '
    r'yMax="([-\d.]+)">(.*?)</word>'
)
_COVERED = 0.4
"""The part of a word's box that lines of close-set text never share."""


class _Word(NamedTuple):
    """A word and the box it is printed in, in points from the page's upper left corner."""

    top: float
    left: float
    foot: float
    right: float
    text: str

    @property
    def area(self) -> float:
        return (self.foot - self.top) * (self.right - self.left)

    def shared(self, other: _Word) -> float:
        """The area that both boxes cover."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.foot, other.foot) - max(self.top, other.top)
        return max(0.0, width) * max(0.0, height)


def pages(pdf: Path) -> list[str]:
    """The text of every page, in the order in which it is drawn."""
    return _run("-raw", "-enc", "UTF-8", str(pdf), "-").removesuffix("\f").split("\f")


def squeezed(text: str) -> str:
    """A text without spaces and line ends, as print writes it, for comparing."""
    return re.sub(r"\s+", "", stand_ins.set_text(text))


def misplaced(pdf: Path) -> Iterator[str]:
    """Name the words that run into a side margin, and those printed over one another.

    The title page has no margins.
    """
    for number, page in enumerate(_PAGE.findall(_run("-bbox", str(pdf), "-")), 1):
        width = float(page[0])
        words = sorted(
            _Word(float(top), float(left), float(foot), float(right), unescape(text))
            for left, top, right, foot, text in _WORD.findall(page[2])
        )
        for word in words if number > 1 else []:
            if word.left < MARGIN - _TOLERANCE or word.right > width - MARGIN + _TOLERANCE:
                yield f"page {number}: “{word.text}” runs into the margin"
        for one, other in _overprinted(words):
            yield f"page {number}: “{one.text}” and “{other.text}” are printed over one another"


def _overprinted(words: list[_Word]) -> Iterator[tuple[_Word, _Word]]:
    """Pairs of words of which one covers much of the other; `words` go down the page."""
    for position, word in enumerate(words, 1):
        for other in itertools.islice(words, position, None):
            if other.top >= word.foot:
                break
            if word.shared(other) > _COVERED * min(word.area, other.area):
                yield word, other


def _run(*arguments: str) -> str:
    tool = shutil.which("pdftotext")
    if tool is None:
        raise PdfError("pdftotext isn't on this machine: install poppler-utils to check the PDF")
    done = subprocess.run([tool, *arguments], capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise PdfError(f"pdftotext can't read the PDF: {done.stderr.strip()}")
    return done.stdout
