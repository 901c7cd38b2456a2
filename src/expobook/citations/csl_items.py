"""CSL-JSON: one item for each thing that is cited, and one for each source behind it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from expobook.values.grades import describe_mark

from .catalogue import Catalogue, Citable
from .identity import Identity

Item = dict[str, Any]
KEPT = '<span class="nocase">{}</span>'
"""A title that no style may recase: it quotes a number as displayed."""
SORTS = {"figure": "figure", "table": "table"}
"""What a title must add, because a part of a book is a text to most styles."""
_SOURCE_TYPES = {
    "dataset": "dataset",
    "official_statistics": "report",
    "report": "report",
    "international_organisation": "report",
}


def item_of(thing: Citable, identity: Identity) -> Item:
    """The CSL item of a thing: the book itself, or a part of it."""
    common = {
        "id": key_of(thing, identity),
        "author": list(identity.authors),
        "issued": date(identity.released),
        "edition": identity.edition_label,
        "language": "en",
        "note": note_of(thing, identity),
    }
    if address := identity.permalink(thing.path):
        common["URL"] = address
    if identity.doi:
        common["DOI"] = identity.doi
    if thing.kind == "book":
        return {**common, "type": "book", "title": identity.title}
    title = thing.title
    if thing.kind in SORTS:
        title = f"{title} [{SORTS[thing.kind]}]"
    return {
        **common,
        "type": "chapter",
        "container-title": identity.title,
        "title": title if thing.kind == "chapter" else KEPT.format(title),
    }


def key_of(thing: Citable, identity: Identity) -> str:
    """The key of a thing in a list of references: its id; the whole book needs a name there."""
    return f"expobook-{identity.edition}" if thing.kind == "book" else thing.id


def note_of(thing: Citable, identity: Identity) -> str:
    """What reference managers keep beside the item: id, grade, age of the data, licence."""
    part = thing.kind not in ("book", "chapter")
    said = [
        f"{thing.kind.capitalize()} {thing.id}" if part else "",
        f"Evidence: {', '.join(map(describe_mark, thing.marks))}" if thing.marks else "",
        ", ".join(
            filter(None, (f"Edition {identity.edition}", f"data of {identity.data_date}", identity.content_label))
        ),
        f"Licence {identity.licence}",
        "" if identity.address else "The edition has no public address yet",
    ]
    return ". ".join(one for one in said if one) + "."


def source_item(source_id: str, source: Mapping[str, Any]) -> Item:
    """The CSL item of an original source, by its row in the table of sources."""
    found: Item = {
        "id": source_id,
        "type": _SOURCE_TYPES.get(source["kind"], "webpage"),
        "title": source_title(source),
        "language": source["language"] or "en",
        "author": [{"literal": source["publisher"]}],
    }
    if source["published"]:
        found["issued"] = date(source["published"])
    if source["url"]:
        found["URL"] = source["url"]
        found["accessed"] = date(source["read"])
    return found


def originals(thing: Citable, catalogue: Catalogue) -> list[Item]:
    """The items of the sources behind a thing, in its own order."""
    return [source_item(name, catalogue.sources[name]) for name in thing.sources]


def source_title(source: Mapping[str, Any]) -> str:
    """A source's own title, with an English one in brackets where it is in another language."""
    own, english = source["title"].strip(), source["title_english"].strip()
    if not own or (own.startswith("[") and english):
        return english or own
    return own if not english or english == own else f"{own} [{english}]"


def date(iso: str) -> dict[str, list[list[int]]]:
    """A date of any precision as CSL writes it."""
    return {"date-parts": [[int(part) for part in iso.split("-")]]}


def plain_title(item: Item) -> str:
    """The title without the mark that keeps its case."""
    return re.sub(r"</?span[^>]*>", "", item["title"])
