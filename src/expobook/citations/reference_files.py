"""Citations as files for reference managers: CSL-JSON, BibTeX (by pandoc), RIS (by rispy)."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import rispy

from . import pandoc
from .csl_items import KEPT, Item, plain_title
from .identity import Identity

ENDINGS = {"bibtex": "bib", "ris": "ris", "csl-json": "json"}
"""Formats, and how the names of their files end."""
_RIS_TYPES = {"book": "BOOK", "chapter": "CHAP", "report": "RPRT", "dataset": "DATA", "webpage": "ELEC"}
_TO_BIBTEX = ("--sandbox", "--from=csljson", "--to=bibtex", "--wrap=none")
# Pandoc puts the macro of a month in braces, which makes a word of it that no style translates.
_MONTH = re.compile(r"(?<=^  month = )\{([a-z]{3})\}", re.MULTILINE)
_ENTRY = re.compile(r"^@\w+\{([^,]+),", re.MULTILINE)


def to_text(items: Iterable[Item], form: str, identity: Identity) -> str:
    """Items in one of the formats, ready for a file."""
    if form == "csl-json":
        return json.dumps(list(items), ensure_ascii=False, indent=1) + "\n"
    if form == "bibtex":
        return bibtex(items, identity)
    return ris(items, identity)


def bibtex(items: Iterable[Item], identity: Identity) -> str:
    """Items as BibTeX, escaped by pandoc."""
    plain = [_own_title(_bare_edition(item, identity)) for item in items]
    with tempfile.TemporaryDirectory() as folder:
        found = pandoc.run(Path(folder), _TO_BIBTEX, json.dumps(plain)).decode()
    return _MONTH.sub(r"\1", found)


def bibtex_by_key(items: Iterable[Item], identity: Identity) -> dict[str, str]:
    """Many items as BibTeX in one go, each entry by its key."""
    text = bibtex(items, identity)
    starts = list(_ENTRY.finditer(text))
    ends = [found.start() for found in starts[1:]] + [len(text)]
    return {found[1]: text[found.start() : end].strip() + "\n" for found, end in zip(starts, ends, strict=True)}


def ris(items: Iterable[Item], identity: Identity) -> str:
    """Items as RIS records."""
    records = [_ris_record(_bare_edition(item, identity)) for item in items]
    return rispy.dumps(records, implementation=_WithoutNumbers).strip("\n") + "\n"


class _WithoutNumbers(rispy.RisWriter):
    """Records follow each other without a number before each, which some programs stumble over."""

    def set_header(self, count: int) -> str:
        """Nothing before a record."""
        return ""


def _bare_edition(item: Item, identity: Identity) -> Item:
    """Programs that print “edition” themselves get its name only; the note has the date of data."""
    return {**item, "edition": identity.edition} if "edition" in item else item


def _own_title(item: Item) -> Item:
    """Every title keeps its case: BibTeX styles would write names and units in small letters."""
    return {
        **item,
        **{field: KEPT.format(_plain(item[field])) for field in ("title", "container-title") if field in item},
    }


def _plain(text: str) -> str:
    return plain_title({"title": text})


def _ris_record(item: Item) -> dict[str, Any]:
    issued = item.get("issued", {}).get("date-parts", [[]])[0]
    record = {
        "type_of_reference": _RIS_TYPES[item["type"]],
        "id": item["id"],
        "title": plain_title(item),
        "secondary_title": item.get("container-title", ""),
        "authors": [_ris_name(name) for name in item["author"]],
        "year": str(issued[0]) if issued else "",
        "date": _ris_date(issued),
        "edition": item.get("edition", ""),
        "language": item["language"],
        "urls": [item["URL"]] if "URL" in item else [],
        "access_date": _ris_date(item.get("accessed", {}).get("date-parts", [[]])[0]),
        "notes": [item["note"]] if item.get("note") else [],
    }
    return {name: value for name, value in record.items() if value}


def _ris_name(name: Mapping[str, str]) -> str:
    return name.get("literal") or ", ".join(name[part] for part in ("family", "given", "suffix") if name.get(part))


def _ris_date(parts: list[int]) -> str:
    """Year, month and day with slashes between them, as far as they are known."""
    if not parts:
        return ""
    return "/".join([f"{parts[0]:04d}", *(f"{part:02d}" for part in parts[1:])])
