"""Citation texts: CSL items through pandoc's citeproc, as many as there are in one call."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterable, Mapping
from html import escape, unescape
from pathlib import Path

from . import pandoc
from .csl_items import Item
from .styles import style

Job = tuple[str, str]
"""An item as JSON, and a style."""
_done: dict[Job, str] = {}
_STYLE = "style.csl"
_OPTIONS = (
    "--sandbox",
    "--from=csljson",
    "--to=html",
    "--wrap=none",
    "--citeproc",
    f"--csl={_STYLE}",
    "--metadata=link-bibliography=false",
)
_ENTRY = re.compile(r'^<div id="ref-e(\d+)" class="csl-entry"[^>]*>\n(.*?)\n</div>$', re.MULTILINE | re.DOTALL)
_PART = re.compile(r"<(/?)(\w+)[^>]*>|([^<]+)")
_TAG = re.compile(r"<[^>]+>")
_KEPT_TAGS = {"em": "i", "strong": "b", "u": "u", "sup": "sup", "sub": "sub"}
_SAMPLE_YEAR = 1850
_WEB = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;]")


def entry(item: Item, style_name: str, form: str = "text") -> str:
    """One item as a style prints it in a list of references, without its number in that list."""
    prepare([item], style_name)
    found = _done[_job(item, style_name)]
    return found if form == "html" else unescape(_TAG.sub("", found))


def dates_printed(kind: str, style_name: str) -> bool:
    """Whether a style prints when something of a kind appeared: IEEE leaves it out for pages."""
    return str(_SAMPLE_YEAR) in entry(_sample(kind), style_name)


def linked(text: str) -> str:
    """HTML whose web addresses are links."""
    return _WEB.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', text)


def prepare(items: Iterable[Item], style_name: str) -> None:
    """Format at once what is going to be asked for, as each call of pandoc takes a while."""
    missing = [item for item in items if _job(item, style_name) not in _done]
    if missing:
        remember(formatted(missing, style_name))


def remember(entries: Mapping[Job, str]) -> None:
    """Take over what `formatted` has given, here or in another process."""
    _done.update(entries)


def formatted(items: Iterable[Item], style_name: str) -> dict[Job, str]:
    """Items as a style prints them, in HTML, and a sample of each of their types.

    Raises `UnknownStyle`, and `PandocError` also where the style prints nothing for an item.
    """
    listed = list(items)
    listed += [_sample(kind) for kind in sorted({item["type"] for item in listed})]
    used = style(style_name)
    # The note is for reference managers: a few styles would print it.
    numbered = [{**item, "id": f"e{place}", "note": ""} for place, item in enumerate(listed)]
    with tempfile.TemporaryDirectory() as temporary:
        (Path(temporary) / _STYLE).write_text(used.csl, encoding="utf-8")
        try:
            page = pandoc.run(
                Path(temporary), [*_OPTIONS, f"--metadata=lang={used.language}"], json.dumps(numbered)
            ).decode()
        except pandoc.PandocError as error:
            raise pandoc.PandocError(f"no citation in the style {style_name}: {error}") from None
    found = {int(place): _plain_tags(text) for place, text in _ENTRY.findall(page)}
    return {_job(item, style_name): found[place] for place, item in enumerate(listed)}


def _job(item: Item, style_name: str) -> Job:
    return json.dumps({**item, "note": ""}, sort_keys=True), style_name


def _sample(kind: str) -> Item:
    return {
        "id": "sample",
        "type": kind,
        "title": "T",
        "author": [{"literal": "A"}],
        "issued": {"date-parts": [[_SAMPLE_YEAR]]},
        "URL": "https://example.org",
        "accessed": {"date-parts": [[_SAMPLE_YEAR + 1]]},
        "language": "en",
    }


def _plain_tags(text: str) -> str:
    """An entry with tags that every program reads, and no sign escaped that needn't be."""
    return re.sub(" +", " ", _PART.sub(_plain_part, text)).strip()


def _plain_part(part: re.Match[str]) -> str:
    if part[3]:
        return escape(unescape(part[3]), quote=False)
    if part[2] == "div":  # a block of an entry, which follows the last one in its line
        return " "
    return f"<{part[1]}{_KEPT_TAGS[part[2]]}>" if part[2] in _KEPT_TAGS else ""
