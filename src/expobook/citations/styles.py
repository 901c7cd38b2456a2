"""Citation styles: those in `csl/`, by short names or names of files, or a CSL file of one's own.

An entry is cited alone. So a style is freed of what it says about a whole list of references:
numbers, the order of entries, letters behind years, a dash for an author who is named above.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from expobook.values.files import documents
from expobook.values.suggestions import closest

from . import CitingError

STYLES = {
    "apa": ("APA", "apa"),
    "chicago": ("Chicago", "chicago-author-date"),
    "ieee": ("IEEE", "ieee"),
    "gb7714": ("GB/T 7714", "china-national-standard-gb-t-7714-2015-numeric"),
    "chicago-notes": ("Chicago, notes", "chicago-notes-bibliography"),
    "gb7714-author-date": ("GB/T 7714, author and date", "china-national-standard-gb-t-7714-2015-author-date"),
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
FOLDER = Path(__file__).parent / "csl"
"""The CSL files, unchanged, as the Citation Style Language project publishes them."""
ENDING = ".csl"
MOST_BYTES = 1_000_000
"""Ten times as long as the longest style of the Citation Style Language project."""
LOCALE = "en-US"
"""The language of the words that a style adds, unless it asks for another English."""

_CSL = "{http://purl.org/net/xbiblio/csl}"
_ONLINE = "OL"
_ABOUT_LISTS = {
    "second-field-align",
    "subsequent-author-substitute",
    "subsequent-author-substitute-rule",
    "disambiguate-add-names",
    "disambiguate-add-givenname",
    "disambiguate-add-year-suffix",
}
_NUMBERS = [(f"{_CSL}{tag}", "citation-number") for tag in ("text", "number")]


class UnknownStyle(CitingError):
    """A style that isn't offered, or a CSL file that can't be used."""


@dataclass(frozen=True)
class Style:
    """A CSL style that formats single entries, and the language of its words.

    `online_mark` is how it marks what is read online and has no address; empty where it has no
    such mark. GB/T 7714 asks for [M/OL] on an electronic text, and takes it from an address.
    """

    csl: str
    language: str
    online_mark: str


@cache
def style(name: str) -> Style:
    """A style by its short name, the name of its file in `csl/`, or the path of a CSL file.

    Raises `UnknownStyle`.
    """
    path = _file(name)
    root = _root(path)
    language = root.get("default-locale", "")
    online = any(text.get("value") == _ONLINE for text in root.iter(f"{_CSL}text"))
    _free_of_lists(root)
    ElementTree.register_namespace("", _CSL.strip("{}"))
    try:
        csl = ElementTree.tostring(root, encoding="unicode")
    except RecursionError:
        raise UnknownStyle(f"{path} can't be used as a CSL style: its elements stand too deep in each other") from None
    return Style(csl, language if language.startswith("en") else LOCALE, _ONLINE if online else "")


def _file(name: str) -> Path:
    if name.lower().endswith(ENDING):
        return Path(name)
    files = {file: FOLDER / f"{file}{ENDING}" for _, file in STYLES.values()}
    files |= {short: files[file] for short, (_, file) in STYLES.items()}
    try:
        return files[name.strip().lower()]
    except KeyError:
        raise UnknownStyle(_unknown(name)) from None


def _root(path: Path) -> Element:
    """The style in a file, once it is one that can print a list of references."""
    try:
        root = ElementTree.fromstring(documents.bounded(path, MOST_BYTES))
    except documents.Unbounded as fault:
        raise UnknownStyle(str(fault)) from None
    except OSError as error:
        raise UnknownStyle(f"the style file {path} can't be read: {error.strerror}") from None
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise UnknownStyle(f"{path} isn't a CSL style, as its XML is broken: {error}") from None
    if root.tag != f"{_CSL}style":
        raise UnknownStyle(
            f"{path} isn't a CSL style: its outermost element is {root.tag!r}, not "
            "<style> of the Citation Style Language 1.0"
        )
    parent = root.find(f"{_CSL}info/{_CSL}link[@rel='independent-parent']")
    if parent is not None:
        raise UnknownStyle(f"{path} only refers to another style: give the file of that one, {parent.get('href', '')}")
    if root.find(f"{_CSL}bibliography/{_CSL}layout") is None:
        raise UnknownStyle(
            f"{path} has no <bibliography>: it is for notes alone and prints no "
            "list of references; give a style that does"
        )
    return root


def _free_of_lists(root: Element) -> None:
    for part in list(root.iter()):
        for name in set(part.attrib) & _ABOUT_LISTS:
            del part.attrib[name]
        for child in list(part):
            if (child.tag, child.get("variable")) in _NUMBERS or child.tag == f"{_CSL}sort":
                part.remove(child)


def _unknown(name: str) -> str:
    found = closest(name, [*STYLES, *(file for _, file in STYLES.values())])
    hint = f"; did you mean {' or '.join(found)}?" if found else "."
    return (
        f"there is no citation style {name!r}{hint} Offered are {', '.join(STYLES)}; for any "
        f"other style give the path of its {ENDING} file"
    )
