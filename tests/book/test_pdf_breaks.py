"""Where pages end: what is cut there loses nothing, whatever floats leave of the next page."""

from __future__ import annotations

import itertools
import json
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from checks import pdf_text
from expobook.figures import fonts
from expobook.publishing.pdf import builder, press
from expobook.publishing.pdf.edition import front
from expobook.publishing.pdf.markup import escape

pytestmark = pytest.mark.poppler

_HEIGHTS = range(150, 252, 4)
"""Millimetres of the page, 253 deep, that are taken where a block begins."""
_LEFT = (3, 10)
"""Millimetres that two figures leave of the page after it: too few for a line or for three."""


class Words:
    """Texts in which every word is found nowhere else."""

    def __init__(self) -> None:
        self.texts_said: list[list[str]] = []

    @property
    def said(self) -> list[str]:
        """All words."""
        return [word for text in self.texts_said for word in text]

    def text(self, count: int) -> str:
        """A text in square brackets, of as many words."""
        new = [f"w{len(self.texts_said):04}x{number}" for number in range(count)]
        self.texts_said.append(new)
        return f"[{escape(' '.join(new))}]"

    def texts(self, count: int, words: int = 30) -> str:
        """Several of them, as arguments."""
        return ", ".join(self.text(words) for _ in range(count))


def paragraphs(words: Words, count: int) -> str:
    """Several paragraphs in square brackets."""
    return f"[{' #parbreak() '.join(f'#{words.text(30)}' for _ in range(count))}]"


def terms(words: Words) -> str:
    """A list of terms and what is said of them."""
    return f"#terms-list({', '.join(f'({words.text(1)}, {words.text(40)})' for _ in range(3))})"


def exhibit(words: Words, count: int) -> str:
    """A table with number and title that is too long to be a float."""
    table = f"#table(columns: (1fr, 3fr), table.header[A][B], {words.texts(count, 14)})"
    return f'#exhibit(name: "t", kind: "table", number: [Table 1], title: [T], foot: [F])[{table}]'


KINDS = {
    "bullets": lambda words: f"#bullets({words.texts(4)})",
    "numbers": lambda words: f"#numbers(start: 3, {words.texts(4)})",
    "verdicts": lambda words: f"#verdicts({words.texts(4)})",
    "terms": terms,
    "list in a list": lambda words: f"#bullets([#{words.text(30)} #numbers({words.texts(3)})], {words.text(30)})",
    "items of paragraphs": lambda words: f"#bullets({paragraphs(words, 3)}, {paragraphs(words, 2)})",
    "quotation": lambda words: f"#citation-text({paragraphs(words, 4)})",
    "table": lambda words: f"#plain-table(table(columns: 2, table.header[A][B], {words.texts(6)}))",
    "long table": lambda words: exhibit(words, 60),
    "long conflict": lambda words: f'#conflict("c", [T], {paragraphs(words, 60)})',
    "list longer than a page": lambda words: f"#bullets({words.texts(60)})",
    "item longer than a page": lambda words: f"#bullets({paragraphs(words, 60)})",
}


@pytest.fixture
def set_pages(tmp_path):
    """Set markup in the style of the report, as PDF/UA-1; returns the text of each page."""
    folder = shutil.copytree(builder.STYLE, tmp_path / "style")
    (folder / "fonts").mkdir()
    for path in [*fonts.whole_files("latin"), *fonts.whole_files("chinese")]:
        shutil.copyfile(path, folder / "fonts" / path.name)
    about = {
        **front("T", "2026.12", "2026-11-29"),
        "subtitle": "S",
        "author": "A",
        "address": "",
        "titles": {},
        "documents": [],
    }
    (folder / "edition.json").write_text(json.dumps(about), encoding="utf-8")

    def set_markup(markup: str) -> list[str]:
        (folder / "pages.typ").write_text(markup, encoding="utf-8")
        target = Path(tmp_path / "pages.pdf")
        target.write_bytes(press.Press(folder).print("pages.typ"))
        return pdf_text.pages(target)

    return set_markup


def at_every_height(kind: Callable[[Words], str], words: Words, heights: range = _HEIGHTS) -> str:
    """The markup of pages on which something stands at every height, with two figures behind it."""
    parts = ['#import "book.typ": *\n#show: base\n#heading(level: 1, supplement: [])[T]']
    for left, height in itertools.product(_LEFT, heights):
        figure = f"#place(auto, float: true, clearance: 0mm, block(height: {(253 - left) / 2}mm)[])"
        parts += ["#pagebreak()", f"#block(height: {height}mm, below: 0mm)[]", figure, figure, kind(words)]
    return "\n\n".join(parts)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_cut_at_a_pages_end_is_all_there_once(set_pages, kind):
    """Catch a list that is refused, or lines that are lost or printed twice, where two figures follow it closely."""
    words = Words()
    heights = _HEIGHTS[::5] if "longer" in kind else _HEIGHTS
    pages = set_pages(at_every_height(KINDS[kind], words, heights))
    assert Counter(word for page in pages for word in page.split() if word.startswith("w")) == Counter(words.said)


WHOLE = {
    "bullets": KINDS["bullets"],
    "numbers": KINDS["numbers"],
    "lead": lambda words: f"#lead{words.text(50)}",
    "conflict": lambda words: f'#conflict("c", [T], {words.text(99)})',
}


@pytest.mark.parametrize("kind", WHOLE)
def test_what_is_short_stands_on_one_page(set_pages, kind):
    """Catch a line of an item, a lead or a conflict that stands alone at the foot or head of a page."""
    words = Words()
    pages = [set(page.split()) for page in set_pages(at_every_height(WHOLE[kind], words))]
    cut = [text[0] for text in words.texts_said if not any(page.issuperset(text) for page in pages)]
    assert cut == []
