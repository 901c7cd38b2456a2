"""What the imprint of an edition says: how to cite it, under which licences, where errors go."""

from __future__ import annotations

from pathlib import Path

import yaml

from expobook.citations import csl_items, formatting
from expobook.citations.catalogue import BOOK, Citable
from expobook.citations.identity import Identity, read_identity
from expobook.runs import edition_card

_STYLE = "apa"
_LICENCES = {
    "MIT": "the MIT licence",
    "CC-BY-4.0": "Creative Commons Attribution 4.0 International (CC BY 4.0), "
                 "https://creativecommons.org/licenses/by/4.0/",
}
_ERRORS = (
    "Errors: name the number, figure or table by its id, and the source that shows the right "
    "value. The repository has a form for each: “data error” for a value, source or grade, "
    "“correction” for a text, chart or formula."
)


def lines(source: Path, stamp: str = "") -> tuple[str, ...]:
    """The lines of the imprint from a run's own source; none where it doesn't say what it is.

    The first two are the citation and the licence of the text.
    """
    card = edition_card.file_in(source)
    if not card.is_file():
        return ()
    identity = read_identity(source)
    named = yaml.safe_load(card.read_text(encoding="utf-8"))["license"]
    names = [named] if isinstance(named, str) else named
    return (_citation(identity, stamp), *_licences(identity, names), _ERRORS)


def suggested(identity: Identity) -> str:
    """The citation of the whole edition, without an address while it has none."""
    item = csl_items.item_of(Citable(BOOK, "book", identity.title, "index"), identity)
    return formatting.entry(item, _STYLE)


def licence_words(name: str) -> str:
    """A licence in words; an unknown one by its own name."""
    return _LICENCES.get(name, name)


def _citation(identity: Identity, stamp: str) -> str:
    if stamp:
        return (f"{stamp}. It has no citation of its own: cite edition {identity.edition}, and say "
                "what was changed and that the result is the reader’s.")
    return f"Suggested citation: {suggested(identity)}"


def _licences(identity: Identity, names: list[str]) -> tuple[str, ...]:
    content = licence_words(identity.licence)
    code = " and ".join(licence_words(name) for name in names if name != identity.licence)
    return (
        f"Text, figures and tables: {content}.",
        "Data: the compilation, its definitions, grades and notes are under the same licence; each "
        "value stays under the terms of its source, which the attached data package notes.",
        *([f"Code: {code}."] if code else []),
    )
