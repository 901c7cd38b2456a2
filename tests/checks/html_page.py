"""Reading a built page in one pass: its anchors, its links, what it loads, what a reader sees."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

_LOADED = {
    "script": "src",
    "img": "src",
    "source": "src",
    "iframe": "src",
    "video": "src",
    "audio": "src",
    "embed": "src",
    "object": "data",
    "use": "href",
    "image": "href",
}
_LOADING_RELATIONS = {
    "stylesheet",
    "preload",
    "modulepreload",
    "prefetch",
    "preconnect",
    "dns-prefetch",
    "icon",
    "manifest",
    "shortcut",
}
_STYLE_ADDRESS = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")
_UNREAD = ("script", "style", "template", "code", "pre", "noscript")
_SPOKEN = ("alt", "title", "aria-label")


@dataclass
class Page:
    """What the checks need to know of one page."""

    name: str
    anchors: Counter[str] = field(default_factory=Counter)
    links: list[str] = field(default_factory=list)
    loaded: list[tuple[str, str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    entries: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, folder: Path, path: Path) -> Page:
        """Read a page of the book in `folder`."""
        page = cls(path.relative_to(folder).as_posix())
        reader = _Reader(page)
        reader.feed(path.read_text(encoding="utf-8"))
        reader.close()
        return page


def style_addresses(style: str) -> Iterator[str]:
    """The addresses that a style sheet loads."""
    for match in _STYLE_ADDRESS.finditer(style):
        yield (match[1] or match[2]).strip()


class _Reader(HTMLParser):
    """Fills a page while its tags go by."""

    def __init__(self, page: Page) -> None:
        super().__init__(convert_charrefs=True)
        self.page = page
        self.unread: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take anchors, links, loads and spoken texts from a tag."""
        if tag in _UNREAD:
            self.unread.append(tag)
        given = {name: value or "" for name, value in attrs}
        classes = given.get("class", "").split()
        if "id" in given:
            self.page.anchors[given["id"]] += 1
            if "entry" in classes and "data-kind" in given:
                self.page.entries.append(given["id"])
        if tag in ("a", "area") and "href" in given:
            self.page.links.append(given["href"])
            if "fact" in classes:
                self.page.numbers.append(given["href"])
        self.page.texts.extend(given[name] for name in _SPOKEN if given.get(name))
        self._loads(tag, given)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a closed tag, which holds nothing."""
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave the innermost unread element of this name."""
        if self.unread and self.unread[-1] == tag:
            self.unread.pop()

    def handle_data(self, data: str) -> None:
        """Take visible text, and the addresses in a style element."""
        if not self.unread:
            if text := " ".join(data.split()):
                self.page.texts.append(text)
        elif self.unread[-1] == "style":
            self.page.loaded += [("style", address) for address in style_addresses(data)]

    def _loads(self, tag: str, given: dict[str, str]) -> None:
        """Note what a browser fetches for this tag."""
        if tag == "link" and _LOADING_RELATIONS & set(given.get("rel", "").lower().split()):
            self.page.loaded.append((tag, given.get("href", "")))
        elif tag in _LOADED and given.get(_LOADED[tag]):
            self.page.loaded.append((tag, given[_LOADED[tag]]))
        self.page.loaded += [(tag, address) for address in style_addresses(given.get("style", ""))]
