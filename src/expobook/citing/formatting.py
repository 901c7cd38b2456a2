"""Citation texts: CSL items through citeproc-py, as plain text or HTML."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from html import escape
from types import SimpleNamespace
from typing import Any

from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter
from citeproc.source.json import CiteProcJSON

from .items import KEPT, Item, plain_title
from .styles import style

Job = tuple[str, str, str]
_done: dict[Job, str] = {}
_OPEN, _CLOSE = "\ue000", "\ue001"


def _marked(tag: str) -> Callable[[str], str]:
    return lambda text: f"{_OPEN}{tag}{_CLOSE}{text}{_OPEN}/{tag}{_CLOSE}"


# citeproc-py's own HTML leaves the signs of titles and addresses as they are: here tags are marked
# while it works, and all other signs are escaped at the end.
_MARKED = SimpleNamespace(
    preformat=str, Light=str, SmallCaps=str, Italic=_marked("i"), Oblique=_marked("i"),
    Bold=_marked("b"), Underline=_marked("u"), Superscript=_marked("sup"), Subscript=_marked("sub"),
)
FORMS: dict[str, Any] = {"text": formatter.plain, "html": _MARKED}
_TITLE, _ADDRESS = "placeoftitle", "placeofaddress"
_SAMPLE_YEAR = 1850
_NUMBERED = re.compile(r"^\[1\]\s*|^1\.\s*|^\(1\)\s*")
# citeproc-py leaves out what a style puts between the parts of a date.
_GLUED = re.compile(r"\b(\d{4})([A-Z][a-z]{2})(\d{1,2})\b")
_WEB = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;]")


def entry(item: Item, style_name: str, form: str = "text") -> str:
    """One item as a style prints it in a list of references, without its number in that list.

    Parts of the book differ in title and address alone, which styles may not recase: citeproc
    formats one of them with two placeholders, and the others are filled in. (Formatting each of
    a thousand numbers would take minutes.) A title that ends in a mark of punctuation, which
    styles merge with their own, is formatted for itself. The note is for reference managers:
    a few styles would print it.
    """
    title = plain_title(item)
    if item["title"] != KEPT.format(title) or not (title[-1].isalnum() or title[-1] in "%)]"):
        return _formatted(item, style_name, form)
    shape = {**item, "id": "part", "title": KEPT.format(_TITLE)}
    if "URL" in item:
        shape["URL"] = _ADDRESS
    found = _formatted(shape, style_name, form)
    kept = (lambda text: escape(text, quote=False)) if form == "html" else str
    return found.replace(_TITLE, kept(title)).replace(_ADDRESS, kept(item.get("URL", "")))


@cache
def dates_printed(kind: str, style_name: str) -> bool:
    """Whether a style prints when something of a kind appeared: IEEE leaves it out for pages."""
    sample: Item = {"id": "sample", "type": kind, "title": "T", "author": [{"literal": "A"}],
                    "issued": {"date-parts": [[_SAMPLE_YEAR]]}, "URL": "https://example.org",
                    "accessed": {"date-parts": [[_SAMPLE_YEAR + 1]]}, "language": "en"}
    return str(_SAMPLE_YEAR) in _formatted(sample, style_name, "text")


def linked(text: str) -> str:
    """HTML whose web addresses are links."""
    return _WEB.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', text)


def all_formatted(items: Iterable[Item], style_names: Iterable[str], form: str) -> dict[Job, str]:
    """Format every item in every style, for another process to `remember`."""
    styles = list(style_names)
    jobs = [(_described(item), style_name, form) for item in items for style_name in styles]
    return {job: _format(*job) for job in jobs}


def remember(found: Mapping[Job, str]) -> None:
    """Take over what another process has formatted: citeproc takes a while for each."""
    _done.update(found)


def _described(item: Item) -> str:
    """An item as a key: without its note, which is for reference managers."""
    kept = {name: value for name, value in item.items() if name != "note"}
    return json.dumps(kept, sort_keys=True)


def _formatted(item: Item, style_name: str, form: str) -> str:
    job = (_described(item), style_name, form)
    if job not in _done:
        _done[job] = _format(*job)
    return _done[job]


def _format(described: str, style_name: str, form: str) -> str:
    item: dict[str, Any] = json.loads(described)
    bibliography = CitationStylesBibliography(style(style_name), CiteProcJSON([item]), FORMS[form])
    bibliography.register(Citation([CitationItem(item["id"].lower())]))
    found = _NUMBERED.sub("", str(bibliography.bibliography()[0]))
    found = _GLUED.sub(r"\1 \2 \3", found)
    if form == "html":
        found = escape(found, quote=False).replace(_OPEN, "<").replace(_CLOSE, ">")
    return found
