"""A page of the book as Markdown: its text, tables and links, without charts and controls.

Links to other pages lead to their Markdown, links to a number's entry to its record. Pandoc reads
the same pages too, and takes ten times as long.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import lxml.html
from lxml.html import HtmlElement

from . import records

_ARTICLE = "bd-article"
_LEFT_OUT = frozenset(
    {"svg", "script", "style", "button", "form", "input", "select", "noscript", "template", "iframe", "canvas"}
)
_CLASSES_LEFT_OUT = frozenset(
    {
        "headerlink",
        "figure-picture",
        "figure-embed",
        "figure-extras",
        "figure-download",
        "cite-links",
        "cite-link",
        "figure-files",
        "chapter-file",
        "entry-links",
        "offered-files",
    }
)
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "cite": "*"}
_BLOCKS = frozenset(
    {
        "p",
        "div",
        "section",
        "article",
        "ul",
        "ol",
        "dl",
        "table",
        "figure",
        "figcaption",
        "details",
        "summary",
        "blockquote",
        "pre",
        "aside",
        "nav",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "dt",
        "dd",
        "li",
        "hr",
        "main",
    }
)
_SPECIAL = re.compile(r"([\\`*_\[\]<])")
_SPACE = re.compile(r"[ \t\r\n]+")
_FACT = "fact-"
_INDENT = "  "


def of_page(page: str, name: str, pages: frozenset[str], foot: str) -> str:
    """The Markdown of a built page, by its text and its name (`book/index`).

    `pages` are the names of all pages that have Markdown; `foot` is a line that says which edition
    it is. Raises `ValueError` for a page without an article.
    """
    root = lxml.html.fromstring(page.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    articles = root.find_class(_ARTICLE)
    if not articles:
        raise ValueError(f"the page {name} has no article")
    writer = _Writer(name, pages)
    blocks = [block for block in writer.blocks(articles[0]) if block.strip()]
    return "\n\n".join([*blocks, "---", foot]) + "\n"


class _Writer:
    """Writes the elements of a page, block by block."""

    def __init__(self, name: str, pages: frozenset[str]) -> None:
        self._folder, self._pages = PurePosixPath(name).parent, pages
        self._top = "../" * len(self._folder.parts)

    def _resolve(self, address: str) -> str:
        """Turn an address on a page into that of a file which programs read."""
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or not parts.path.endswith(".html"):
            return address
        if parts.fragment.startswith(_FACT):
            return f"{self._top}{records.FACTS}/{parts.fragment.removeprefix(_FACT)}.json"
        target = parts.path.removesuffix(".html")
        known = posixpath.normpath(self._folder / target) in self._pages
        return parts._replace(path=f"{target}.md").geturl() if known else address

    def blocks(self, element: HtmlElement) -> Iterator[str]:
        """The blocks inside an element; text between them is a block of its own."""
        loose = [_escaped(element.text)]
        for child in element:
            if _is_left_out(child):
                pass
            elif child.tag in _BLOCKS:
                yield _tidy("".join(loose))
                loose = []
                yield from self._block(child)
            else:
                loose.append(self._inline(child))
            loose.append(_escaped(child.tail))
        yield _tidy("".join(loose))

    def _block(self, element: HtmlElement) -> Iterator[str]:
        tag = element.tag
        if re.fullmatch(r"h[1-6]", tag):
            yield f"{'#' * int(tag[1])} {self._text(element)}"
        elif tag in ("p", "summary", "dt") and not any(one.tag in _BLOCKS for one in element):
            text = self._text(element)
            yield f"**{text}**" if tag != "p" and text else text
        elif tag in ("ul", "ol"):
            yield self._list(element)
        elif tag == "table":
            yield self._table(element)
        elif tag == "pre":
            yield f"```\n{element.text_content().strip(chr(10))}\n```"
        elif tag == "hr":
            yield "---"
        elif tag == "blockquote":
            yield _prefixed("\n\n".join(filter(str.strip, self.blocks(element))), "> ", "> ")
        else:
            yield from self.blocks(element)
            yield self._chart(element)

    def _chart(self, element: HtmlElement) -> str:
        """What a chart shows, in place of its picture, and where its data are."""
        name = element.get("id") or ""
        drawn = element.find(".//svg/desc") if element.tag == "figure" else None
        if drawn is None:
            return ""
        record = f" [Its data and files]({self._top}{records.FIGURES}/{name}.json)"
        return f"*Chart.* {self._text(drawn)}{record if name else ''}"

    def _list(self, element: HtmlElement) -> str:
        items = []
        for number, item in enumerate(element.iterchildren("li"), 1):
            mark = f"{number}. " if element.tag == "ol" else "- "
            text = "\n".join(filter(str.strip, self.blocks(item)))
            items.append(_prefixed(text, mark, _INDENT))
        return "\n".join(items)

    def _table(self, element: HtmlElement) -> str:
        rows = [[self._cell(cell) for cell in row.iterchildren("th", "td")] for row in element.iter("tr")]
        rows = [row for row in rows if any(row)]
        if not rows:
            return ""
        width = max(map(len, rows))
        head, *body = [row + [""] * (width - len(row)) for row in rows]
        lines = [f"| {' | '.join(row)} |" for row in (head, ["---"] * width, *body)]
        caption = next((self._text(one) for one in element.iterchildren("caption")), "")
        return "\n".join([*([f"**{caption}**", ""] if caption else []), *lines])

    def _cell(self, element: HtmlElement) -> str:
        text = " ".join(filter(str.strip, self.blocks(element)))
        return _SPACE.sub(" ", text).strip().replace("|", r"\|")

    def _text(self, element: HtmlElement) -> str:
        """The words inside an element, on one line."""
        return _tidy(self._words(element))

    def _words(self, element: HtmlElement) -> str:
        parts = [_escaped(element.text)]
        for child in element:
            parts += ["" if _is_left_out(child) else self._inline(child), _escaped(child.tail)]
        return "".join(parts)

    def _inline(self, element: HtmlElement) -> str:
        if element.tag == "br":
            return " "
        if element.tag == "img":
            return _escaped(element.get("alt"))
        if element.tag in ("code", "kbd", "samp"):
            text = _SPACE.sub(" ", element.text_content()).strip()
            return f"``{text}``" if "`" in text else f"`{text}`" if text else ""
        text = self._words(element)
        if element.tag == "a" and element.get("href") and text.strip():
            if "offered" in _classes(element):
                return text
            return f"[{_tidy(text)}]({self._resolve(element.get('href'))})"
        mark = _MARKS.get(element.tag, "")
        return f"{mark}{text}{mark}" if text.strip() else text


def _classes(element: HtmlElement) -> set[str]:
    return set((element.get("class") or "").split())


def _is_left_out(element: HtmlElement) -> bool:
    return (
        not isinstance(element.tag, str)
        or element.tag in _LEFT_OUT
        or element.get("aria-hidden") == "true"
        or bool(_CLASSES_LEFT_OUT & _classes(element))
    )


def _escaped(text: str | None) -> str:
    return _SPECIAL.sub(r"\\\1", _SPACE.sub(" ", text)) if text else ""


def _tidy(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def _prefixed(text: str, first: str, rest: str) -> str:
    lines = text.splitlines() or [""]
    return "\n".join([first + lines[0], *(rest + line if line else "" for line in lines[1:])])
