"""Checks of the built HTML: links that lead nowhere, other hosts, traces of a failed rendering."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from .html_page import Page, style_addresses

FORBIDDEN = ("alt.Chart(", "np.float64(", "np.int64(", "Styler at 0x", "<pandas.io", "Timestamp('")
"""Texts that appear when an object was printed instead of shown."""

_TOKENS = re.compile(r"(?<![\w.'’-])(nan|NaN|None|NaT|inf|undefined|null)(?![\w'’-])")
_ENGLISH_NONE = re.compile(r"(?:^|[.!?:;]\W*\s)None\s+(?!(?:bn|tn|mn|yuan|percent|points|times)\b)[a-z]")
"""“None of these …”: the word at the head of a sentence, before another word that is no unit."""


def check_html(folder: Path) -> list[str]:
    """List every problem of a built book, in page order; an empty list is a sound book."""
    pages = {
        page.name: page
        for page in (
            Page.read(folder, path)
            for path in sorted(folder.rglob("*.html"))
            if "_static" not in path.relative_to(folder).parts
        )
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
    for text in page.texts:
        for forbidden in FORBIDDEN:
            if forbidden in text:
                yield f"{page.name}: shows {forbidden!r} in “{_excerpt(text, forbidden)}”"
        if match := _TOKENS.search(_ENGLISH_NONE.sub("", text)):
            yield f"{page.name}: shows a bare {match[1]!r} in “{_excerpt(text, match[1])}”"


def repeated_ids(page: Page) -> Iterator[str]:
    """Find anchors that stand twice in a page, so that a link could mean either."""
    for anchor, count in page.anchors.items():
        if count > 1:
            yield f"{page.name}: the anchor #{anchor} stands {count} times"


def dead_links(folder: Path, page: Page, pages: dict[str, Page]) -> Iterator[str]:
    """Find links whose page, file or anchor doesn't exist."""
    for address in dict.fromkeys(page.links):
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            continue
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
    for tag, address in page.loaded:
        parts = urlsplit(address)
        if parts.netloc or parts.scheme in ("http", "https"):
            yield f"{page.name}: <{tag}> loads {address} from another host"


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
        for anchor in page.entries:
            places.setdefault(anchor, []).append(page.name)
        for address in page.numbers:
            used.setdefault(urlsplit(address).fragment, page.name)
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
