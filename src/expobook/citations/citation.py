"""A whole citation: the thing itself, then the original sources, then what must be said of both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape

from expobook.runs.reader_run import stamp
from expobook.values import periods

from . import reference_files
from .catalogue import Catalogue, Citable
from .csl_items import Item, item_of, originals
from .formatting import dates_printed, entry, linked, prepare
from .identity import NotCitable
from .styles import style

FORMATS = ("text", "html", *reference_files.ENDINGS)
NO_ADDRESS = "This edition has no public address yet: its name, the id and the content hash say what is meant."

_CLOSED = re.compile(r"\.[”’]?(</\w+>)*$")


def official(catalogue: Catalogue, name: str) -> CitationOf:
    """The citation of a thing by its id, which only the published edition has.

    Raises `UnknownId` for an id that isn't there, `NotCitable` for a reader's run.
    """
    thing = catalogue.find(name)
    if catalogue.changed:
        raise NotCitable(
            f"{stamp(catalogue.changed)}. It has no citation of its own: cite the published "
            "edition, and say what you changed and that the result is yours"
        )
    return CitationOf(thing, catalogue)


def original(item: Item, style_name: str, form: str = "text") -> str:
    """A source as the style prints it, with its date where the style has no place for one."""
    found = entry(item, style_name, form)
    if "issued" not in item or dates_printed(item["type"], style_name):
        return found
    parts = [str(part) for part in item["issued"]["date-parts"][0]]
    day = periods.format_date("-".join([parts[0], *(part.zfill(2) for part in parts[1:])]))
    return f"{found}{'' if _CLOSED.search(found) else '.'} Published {day}."


@dataclass(frozen=True)
class CitationOf:
    """The citation of one thing in one book."""

    thing: Citable
    catalogue: Catalogue

    @cached_property
    def item(self) -> Item:
        """The thing as a CSL item."""
        return item_of(self.thing, self.catalogue.identity)

    def item_for(self, style_name: str) -> Item:
        """The thing as a style takes it: some mark what is read online, and look at an address."""
        mark = style(style_name).online_mark
        return {**self.item, "medium": mark} if mark and "URL" not in self.item else self.item

    @cached_property
    def originals(self) -> list[Item]:
        """The sources behind it as CSL items."""
        return originals(self.thing, self.catalogue)

    def format(self, form: str, style_name: str) -> str:
        """The citation in a format; the style counts for text and HTML only."""
        if form == "text":
            return self.text(style_name)
        if form == "html":
            return self.html(style_name)
        style(style_name)  # a misspelt style is a mistake in any format
        return reference_files.to_text([self.item, *self.originals], form, self.catalogue.identity)

    def main(self, style_name: str, form: str = "text") -> str:
        """The thing itself as the style prints it, with what the style leaves out behind it.

        Some styles print no edition or no address of a part of a book: a citation without them
        wouldn't lead back to the number.
        """
        identity = self.catalogue.identity
        self._prepare(style_name)
        found = entry(self.item_for(style_name), style_name, form)
        # Some styles close an edition with a point, whatever follows it.
        found = found.replace(f"{identity.edition_label[1:]}.,", f"{identity.edition_label[1:]},")
        return " ".join([found, *self._left_out(found, form)])

    def sources(self, style_name: str, form: str = "text") -> list[str]:
        """The original sources as the style prints them."""
        self._prepare(style_name)
        return [original(item, style_name, form) for item in self.originals]

    def text(self, style_name: str) -> str:
        """The citation as lines of plain text."""
        return "\n".join([self.main(style_name), *self._behind(self.sources(style_name)), *self.remarks()]) + "\n"

    def html(self, style_name: str) -> str:
        """The citation as paragraphs of HTML."""
        lines = [
            self.main(style_name, "html"),
            *self._behind(self.sources(style_name, "html")),
            *map(escape, self.remarks()),
        ]
        return "".join(f"<p>{linked(line)}</p>\n" for line in lines)

    def remarks(self) -> list[str]:
        """What a reader of the citation must know beside it."""
        return [] if self.catalogue.identity.address else [NO_ADDRESS]

    def _prepare(self, style_name: str) -> None:
        prepare([self.item_for(style_name), *self.originals], style_name)

    def _left_out(self, printed: str, form: str) -> Iterator[str]:
        identity = self.catalogue.identity
        address = self.item.get("URL", "")
        if identity.edition not in printed:
            yield f"E{identity.edition_label[1:]}."
        elif periods.format_date(identity.data_date) not in printed:
            yield f"Data of {periods.format_date(identity.data_date)}."
        if not address:
            named = self.thing.id if self.thing.kind != "book" else ""
            said = ", ".join(filter(None, (named, identity.content_label)))
            yield f"{said[:1].upper()}{said[1:]}." if not named else f"{said}."
        elif (escape(address, quote=False) if form == "html" else address) not in printed:
            yield f"{address}."

    def _behind(self, sources: list[str]) -> list[str]:
        if not sources:
            return []
        word = "Original source" if len(sources) == 1 else "Original sources"
        return [f"{word}: {sources[0]}", *sources[1:]]
