"""Where pages end: what is cut there loses nothing, whatever floats leave of the next page."""

from __future__ import annotations

import json
import shutil
from collections import Counter
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
        self.said: list[str] = []

    def text(self, count: int) -> str:
        """A text in square brackets, of as many words."""
        new = [f"w{len(self.said) + number:05}" for number in range(count)]
        self.said += new
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
    "list longer than a page": lambda words: f"#bullets({words.texts(60)})",
    "item longer than a page": lambda words: f"#bullets({paragraphs(words, 60)})",
}


@pytest.fixture
def set_pages(tmp_path):
    """Set markup in the style of the report, as PDF/UA-1; returns its text."""
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

    def set_markup(markup: str) -> str:
        (folder / "pages.typ").write_text(markup, encoding="utf-8")
        target = Path(tmp_path / "pages.pdf")
        target.write_bytes(press.Press(folder).print("pages.typ"))
        return " ".join(pdf_text.pages(target))

    return set_markup


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_cut_at_a_pages_end_is_all_there_once(set_pages, kind):
    """Catch a list that is refused, or lines that are lost or printed twice, where two figures follow it closely."""
    words, parts = Words(), ['#import "book.typ": *\n#show: base\n#heading(level: 1, supplement: [])[T]']
    for left in _LEFT:
        for height in _HEIGHTS if "longer" not in kind else _HEIGHTS[::5]:
            parts += [
                "#pagebreak()",
                f"#block(height: {height}mm, below: 0mm)[]",
                *[f"#place(auto, float: true, clearance: 0mm, block(height: {(253 - left) / 2}mm)[])"] * 2,
                KINDS[kind](words),
            ]
    printed = Counter(word for word in set_pages("\n\n".join(parts)).split() if word.startswith("w"))
    assert printed == Counter(words.said)
