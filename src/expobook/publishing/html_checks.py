"""Checks of the built HTML: links that lead nowhere, other hosts, traces of a failed rendering."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, NavigableString, Tag

FORBIDDEN = ("alt.Chart(", "np.float64(", "np.int64(", "Styler at 0x", "<pandas.io", "Timestamp('")
"""Texts that appear when an object was printed instead of shown."""

_TOKENS = re.compile(r"(?<![\w.'’-])(nan|NaN|None|NaT|inf|undefined|null)(?![\w'’-])")
_ENGLISH_NONE = re.compile(
    r"(?:^|[.!?:;]\W*\s)None\s+(?!(?:bn|tn|mn|yuan|percent|points|times)\b)[a-z]"
)
"""“None of these …”: the word at the head of a sentence, before another word that is no unit."""
_LOADED = {"script": "src", "img": "src", "source": "src", "iframe": "src", "video": "src",
           "audio": "src", "embed": "src", "object": "data", "use": "href", "image": "href"}
_LOADING_RELATIONS = {"stylesheet", "preload", "modulepreload", "prefetch", "preconnect",
                      "dns-prefetch", "icon", "manifest", "shortcut"}
_STYLE_ADDRESS = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")
_UNREAD = ("script", "style", "template", "code", "pre", "noscript")


@dataclass
class Page:
    """One built page: its anchors, its links, and what it loads."""

    name: str
    soup: BeautifulSoup
    anchors: Counter[str] = field(default_factory=Counter)

    @classmethod
    def read(cls, folder: Path, path: Path) -> Page:
        """Read a page of the book in `folder`."""
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        anchors = Counter(str(tag["id"]) for tag in soup.find_all(id=True))
        return cls(path.relative_to(folder).as_posix(), soup, anchors)


def check_html(folder: Path) -> list[str]:
    """List every problem of a built book, in page order; an empty list is a sound book."""
    pages = {
        page.name: page
        for page in (Page.read(folder, path) for path in sorted(folder.rglob("*.html"))
                     if "_static" not in path.relative_to(folder).parts)
    }
    if not pages:
        return [f"{folder}: holds no page; build the book first"]
    problems: list[str] = []
    for page in pages.values():
        problems += printed_objects(page)
        problems += repeated_ids(page)
        problems += dead_links(folder, page, pages)
        problems += other_hosts(page)
    problems += ledger_entries(pages.values())
    problems += hosts_in_styles(folder)
    return problems


def printed_objects(page: Page) -> Iterator[str]:
    """Find traces of objects that were printed, and bare `nan` or `None`, in what is read."""
    for text in visible_texts(page.soup):
        for forbidden in FORBIDDEN:
            if forbidden in text:
                yield f"{page.name}: shows {forbidden!r} in “{_excerpt(text, forbidden)}”"
        if match := _TOKENS.search(_ENGLISH_NONE.sub("", text)):
            yield f"{page.name}: shows a bare {match[1]!r} in “{_excerpt(text, match[1])}”"


def visible_texts(soup: BeautifulSoup) -> Iterator[str]:
    """The texts that a reader sees or hears, without code and scripts."""
    for text in soup.find_all(string=True):
        if type(text) is NavigableString and text.strip() and text.find_parent(_UNREAD) is None:
            yield " ".join(text.split())
    for tag in soup.find_all(True):
        for name in ("alt", "title", "aria-label"):
            if isinstance(tag.get(name), str) and tag[name]:
                yield tag[name]


def repeated_ids(page: Page) -> Iterator[str]:
    """Find anchors that stand twice in a page, so that a link could mean either."""
    for anchor, count in page.anchors.items():
        if count > 1:
            yield f"{page.name}: the anchor #{anchor} stands {count} times"


def dead_links(folder: Path, page: Page, pages: dict[str, Page]) -> Iterator[str]:
    """Find links whose page, file or anchor doesn't exist."""
    seen = set()
    for tag in page.soup.find_all(["a", "area"], href=True):
        address = str(tag["href"])
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or address in seen:
            continue
        seen.add(address)
        target = (folder / page.name).parent / unquote(parts.path) if parts.path else None
        name = page.name if target is None else _inside(folder, target)
        if name in pages:
            anchor = unquote(parts.fragment)
            if anchor and anchor not in pages[name].anchors:
                yield f"{page.name}: links to {address}, but {name} has no anchor #{anchor}"
        elif name is None or not (folder / name).is_file():
            yield f"{page.name}: links to {address}, which doesn't exist"


def other_hosts(page: Page) -> Iterator[str]:
    """Find scripts, styles, fonts and pictures that a page would load from elsewhere."""
    for tag, address in loaded(page.soup):
        parts = urlsplit(address)
        if parts.netloc or parts.scheme in ("http", "https"):
            yield f"{page.name}: <{tag.name}> loads {address} from another host"


def loaded(soup: BeautifulSoup) -> Iterator[tuple[Tag, str]]:
    """Everything that a browser fetches for a page: (element, address)."""
    for tag in soup.find_all([*_LOADED, "link", "style"]):
        relations = {str(name).lower() for name in tag.get("rel") or ()}
        if tag.name == "style":
            for address in style_addresses(tag.get_text()):
                yield tag, address
        elif tag.name == "link":
            if relations & _LOADING_RELATIONS:
                yield tag, str(tag.get("href", ""))
        elif address := tag.get(_LOADED[tag.name]):
            yield tag, str(address)
    for tag in soup.find_all(style=True):
        for address in style_addresses(str(tag["style"])):
            yield tag, address


def style_addresses(style: str) -> Iterator[str]:
    """The addresses that a style sheet loads."""
    for match in _STYLE_ADDRESS.finditer(style):
        yield (match[1] or match[2]).strip()


def hosts_in_styles(folder: Path) -> Iterator[str]:
    """Find style sheets of the book that load from another host."""
    for path in sorted(folder.rglob("*.css")):
        for address in style_addresses(path.read_text(encoding="utf-8")):
            if urlsplit(address).scheme in ("http", "https") or address.startswith("//"):
                yield f"{path.relative_to(folder).as_posix()}: loads {address} from another host"


def ledger_entries(pages: Iterable[Page]) -> Iterator[str]:
    """Find numbers that lead to no entry of the ledger, or to more than one."""
    places: dict[str, list[str]] = {}
    used: dict[str, str] = {}
    for page in pages:
        for tag in page.soup.select("div.entry[data-kind][id]"):
            places.setdefault(str(tag["id"]), []).append(page.name)
        for tag in page.soup.select("a.fact[href]"):
            used.setdefault(urlsplit(str(tag["href"])).fragment, page.name)
    for anchor, names in places.items():
        if len(names) > 1:
            yield f"the ledger has {len(names)} entries #{anchor}: {', '.join(names)}"
    for anchor, name in used.items():
        if anchor not in places:
            yield f"{name}: the number #{anchor} has no entry in the ledger"


def _inside(folder: Path, target: Path) -> str | None:
    """A target's name inside the book, or nothing when it leads out of it."""
    resolved, top = target.resolve(), folder.resolve()
    if target.is_dir():
        resolved = resolved / "index.html"
    return resolved.relative_to(top).as_posix() if resolved.is_relative_to(top) else None


def _excerpt(text: str, found: str) -> str:
    start = max(0, text.index(found) - 30)
    return text[start : start + 80]
