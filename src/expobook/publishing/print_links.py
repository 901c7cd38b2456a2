"""Links of the printed edition: ids that are unique, targets that exist, no way to a local file."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urljoin

from bs4 import Tag

from .print_edition import PdfError
from .print_source import Book, Page

_WITHIN = re.compile(r"\A[^#:]*\.html#")
_ABROAD = re.compile(r"\A(https?:|mailto:)", re.IGNORECASE)
WITH_PAGE_NUMBER = ("std-numref", "std-ref", "std-doc", "doc")
_RECORDS = ("#conflict-", "#definition-")
_CODES = re.compile(r"%[0-9A-Fa-f]{2}")
_MANY_CODES = 9
NEAR = "maybe-near"
"""Links to the same section: their page number is printed where it turns out to be far away."""
_ON_SCREEN = " (HTML edition)"


def settle(book: Book, base_address: str) -> None:
    """Make ids unique, point every link at its target, and say on which page the target stands.

    Raises `PdfError` naming page, text and target of a link that leads nowhere.
    """
    pages = book.pages
    owners = _owners(pages)
    renamed = _unique_ids(owners)
    targets = {
        element["id"]: element for places in owners.values() for _, element in places
    }
    anchors = {page.anchor for page in pages} | set(book.moved.values())
    for page in pages:
        for link in page.section.find_all("a"):
            name = (link.get("href") or "").rpartition("#")[2]
            online = book.online.get(name) if name not in owners else None
            if book.moved.get(name) == page.anchor:  # a page that print leaves out to stand in for
                online = book.left_out[name]
            if online:
                link.append(_ON_SCREEN)
                _leave(link, f"{online.docname}.html", base_address)
                continue
            if name in book.moved:
                link["href"] = "#" + book.moved[name]
            _settle(link, page, pages[0], owners, renamed, anchors, base_address)
            _name_page(link, targets, anchors)


def _owners(pages: list[Page]) -> dict[str, list[tuple[Page, Tag]]]:
    owners: dict[str, list[tuple[Page, Tag]]] = {}
    for page in pages:
        for element in [page.section, *page.section.find_all(id=True)]:
            if element.get("id"):
                owners.setdefault(element["id"], []).append((page, element))
    return owners


def _unique_ids(owners: dict[str, list[tuple[Page, Tag]]]) -> dict[tuple[str, str], str]:
    """Ids that several pages use get their page's name; (page, old id) tells the new one."""
    renamed: dict[tuple[str, str], str] = {}
    for old, places in owners.items():
        for position, (page, element) in enumerate(places):
            new = old
            if len({page.docname for page, _ in places}) > 1:
                new = f"{page.docname}--{old}"
            if (page.docname, old) in renamed:
                new = f"{new}--{position + 1}"
            element["id"] = new
            renamed.setdefault((page.docname, old), new)
    return renamed


def _settle(link: Tag, page: Page, root: Page, owners: dict, renamed: dict,
            anchors: set[str], base_address: str) -> None:
    address = link.get("href")
    if address is None or _ABROAD.match(address):
        return
    address = _WITHIN.sub("#", address)
    if address in ("", "#") or re.fullmatch(r"[^#:]*index\.html", address):
        link["href"] = f"#{root.anchor}"
        return
    if not address.startswith("#"):
        _leave(link, address, base_address)
        return
    name = address[1:]
    if name in anchors:
        link["href"] = address
        return
    link["href"] = f"#{_choose(link, name, page, owners, renamed)}"


def _choose(link: Tag, name: str, page: Page, owners: dict, renamed: dict) -> str:
    """The new id of a link's target; ids made by a writer ("id3") repeat from page to page."""
    places = owners.get(name, [])
    if "citation" in " ".join([*link.get("class", []), *link.parent.get("class", [])]):
        entries = [element for _, element in places if "citation" in element.get("class", [])]
        if len(entries) == 1:
            return entries[0]["id"]
    if (page.docname, name) in renamed:
        return renamed[page.docname, name]
    if len(places) != 1:
        raise PdfError(
            f"{page.docname}: the link “{link.get_text(' ', strip=True)}” leads to #{name}, "
            f"which {'no page has' if not places else 'several pages have'}"
        )
    return places[0][1]["id"]


def _leave(link: Tag, address: str, base_address: str) -> None:
    """A link to a file beside the HTML: an address on the web, or else plain text."""
    if base_address:
        path = posixpath.normpath(address).lstrip("./")
        link["href"] = urljoin(base_address.rstrip("/") + "/", path)
    else:
        link.unwrap()


def _name_page(link: Tag, targets: dict[str, Tag], anchors: set[str]) -> None:
    """Mark links that print their target's page number: not to what stands in the same section."""
    address = link.get("href") or ""
    inner = {name for child in link.find_all("span") for name in child.get("class", [])}
    record = address.startswith(_RECORDS)
    if not address.startswith("#") or not (record or inner.intersection(WITH_PAGE_NUMBER)):
        return
    if "grade" in inner:
        return
    target = targets.get(address[1:])
    if link.find_parent(class_="figure-number") and "std-numref" not in inner:
        return
    near = target is not None and link.find_parent("section") is target.find_parent("section")
    far = address[1:] in anchors or not near
    link["class"] = [*link.get("class", []), "with-page", *([] if far else [NEAR])]


def settle_near(pages: Iterable[Page], places: Mapping[str, Sequence[float]], sheet: float) -> None:
    """Take the page number from links to what stands in their section less than a sheet away."""
    for page in pages:
        for link in page.section.find_all("a", class_=NEAR):
            own, target = places.get(link.get("id", "")), places.get(link["href"][1:])
            far = own and target and abs(own[0] - target[0]) > sheet
            dropped = (NEAR,) if far else (NEAR, "with-page")
            link["class"] = [name for name in link["class"] if name not in dropped]


def shorten_addresses(section: Tag) -> None:
    """Print the host alone of an address that is mostly codes for letters: nobody types it."""
    for link in section.find_all("a", class_="source-address"):
        address = link.get_text(strip=True)
        if len(_CODES.findall(address)) > _MANY_CODES:
            link.string = f"{address.split('/')[0]}/…"


def name_for_listeners(section: Tag) -> None:
    """Label links whose words say too little when they are read alone: “2025”, “B”."""
    for link in section.find_all("a", class_="source-year"):
        link["aria-label"] = f"{_publisher(link)} {link.get_text(strip=True)}".strip()
    for link in section.find_all("a", class_="grade-link"):
        link["aria-label"] = f"evidence grade {link.get_text(strip=True)}"


def _publisher(link: Tag) -> str:
    """The name before a run of years: “UNCTAD” in “Xinhua (2022); UNCTAD (2022, 2025)”."""
    before = link.previous_sibling
    while before is not None:
        text = before.get_text() if isinstance(before, Tag) else str(before)
        if text.rstrip().endswith("("):
            return text.rstrip()[:-1].rsplit("; ")[-1].strip()
        before = before.previous_sibling
    return ""
