"""An Atom feed of editions and corrections, from the records of the released editions.

An entry keeps its id for good: a tag URI of the book's address, or, while it has none, the hash of
what the entry is about as a `ni:` URI. Dates are those of the editions' data.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.etree import ElementTree

from expobook.citations.catalogue import LEDGER
from expobook.citations.identity import Identity, full_name
from expobook.editions import revisions
from expobook.editions.registry import Registry, Released
from expobook.values import periods

NAME = "feed.xml"
_ATOM = "http://www.w3.org/2005/Atom"
_CHANGES = "book/changes.html"
_OWN = "expobook"
"""What tells the ids of this book from others of the same host, wherever it is moved there."""
_EDITION, _CORRECTION = "edition", "correction"


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: str
    about: str
    """What the entry is about, in the words of its id: an edition, or a number of one."""
    title: str
    summary: str
    path: str
    day: str


def atom(identity: Identity, subtitle: str, registry: Registry) -> str:
    """The feed as text; the newest edition comes first, its corrections after it."""
    ElementTree.register_namespace("", _ATOM)
    entries = list(_entries(registry))
    feed = ElementTree.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "en"})
    first = registry.editions[0].record.data_date if registry.editions else identity.data_date
    _add(feed, "id", _id(identity, first, "editions"))
    _add(feed, "title", f"{identity.title}: editions and corrections")
    _add(feed, "subtitle", subtitle)
    _add(feed, "updated", _moment(max([one.day for one in entries], default=identity.data_date)))
    for author in identity.authors:
        _add(_add(feed, "author"), "name", full_name(author))
    _add(feed, "rights", identity.licence)
    _add(feed, "link", rel="self", type="application/atom+xml", href=_address(identity, NAME))
    _add(feed, "link", rel="alternate", type="text/html", href=_address(identity, "index.html"))
    for entry in entries:
        _write(_add(feed, "entry"), entry, identity)
    ElementTree.indent(feed)
    text = ElementTree.tostring(feed, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def _entries(registry: Registry) -> Iterator[_Entry]:
    steps = dict(revisions.steps(registry))
    for released in reversed(registry.editions):
        name, day = released.record.edition, released.record.data_date
        changed = steps.get(name, [])
        yield _Entry(
            _EDITION,
            name,
            f"Edition {name}",
            _describe_edition(released, changed),
            f"{_CHANGES}#edition-{name.replace('.', '-')}" if changed else _CHANGES,
            day,
        )
        for change in changed:
            if change.reason and change.reason.reason == _CORRECTION:
                yield _Entry(
                    _CORRECTION,
                    f"{name}/{change.fact_id}",
                    f"Correction in edition {name}: {change.label}",
                    revisions.describe_change(change),
                    f"{LEDGER}.html#fact-{change.fact_id}" if change.new else _CHANGES,
                    day,
                )


def _describe_edition(released: Released, changed: list[revisions.Change]) -> str:
    record = released.record
    said = [f"{record.facts:,} numbers, data as of {periods.format_date(record.data_date)}."]
    if changed:
        moved = [one for one in changed if one.old]
        said.append(
            f"Against the edition before: {len(moved):,} numbers revised or withdrawn, "
            f"{len(changed) - len(moved):,} new; "
            f"{sum(one.headline for one in moved):,} of the key findings."
        )
    return " ".join(said)


def _write(element: ElementTree.Element, entry: _Entry, identity: Identity) -> None:
    _add(element, "id", _id(identity, entry.day, entry.about))
    _add(element, "title", entry.title)
    _add(element, "updated", _moment(entry.day))
    _add(element, "category", term=entry.kind)
    _add(element, "link", rel="alternate", type="text/html", href=_address(identity, entry.path))
    _add(element, "summary", entry.summary)


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    found = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    found.text = text or None
    return found


def _id(identity: Identity, day: str, about: str) -> str:
    """An id that no later edition and no other book has."""
    host = urlsplit(identity.address).hostname
    if host:
        return f"tag:{host},{day}:{_OWN}/{about}"
    digest = hashlib.sha256(f"{identity.title}\n{about}".encode()).digest()
    return f"ni:///sha-256;{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"


def _address(identity: Identity, path: str) -> str:
    return identity.permalink(path) or path
