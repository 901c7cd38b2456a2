"""Entries of the ledger and the other appendices: fields that run on, without repetition."""

from __future__ import annotations

import re

from bs4 import NavigableString, Tag

from . import print_glyphs
from .print_source import make

_ALWAYS_LEFT_OUT = ("Language", "Read")
_NEW_NAMES = {"Inputs": "From", "Numbers": "Numbers resting on it", "Identifier": "Id"}
_VALUE_LETTERS = 23
"""Letters of a value that fit on one line of the margin column."""


def settle(entry: Tag) -> None:
    """Set one entry for print: title in English, fields as one paragraph, nothing twice."""
    _prefer_english(entry)
    value = entry.find(class_="entry-value")
    for fields in entry.find_all("dl"):
        _run_on(fields, value.get_text() if value else "")
    if value:
        _leave_room(entry, value.get_text())


def _prefer_english(entry: Tag) -> None:
    """Where a title is in a script that print lacks, show its English form alone."""
    own = entry.find(class_="entry-label", lang=True)
    if own is None or not print_glyphs.lacking(own.get_text()):
        return
    if english := entry.find(class_="entry-english"):
        own.decompose()
        english.string = english.get_text(strip=True).removeprefix("[").removesuffix("]")
        english["class"] = ["entry-label"]


def _run_on(fields: Tag, value: str) -> None:
    """Turn a list of fields into a paragraph: name in italics, content, a wide space."""
    pairs = {
        pair.find("dt").get_text(strip=True): pair for pair in fields.find_all("div")
        if pair.find("dt") and pair.find("dd")
    }
    kept = [pair for name, pair in pairs.items() if _worth_printing(name, pairs, value)]
    contents = [(_named(pair), _inline(pair.find("dd"))) for pair in kept]
    fields.name, fields.attrs = "p", {"class": ["fields"]}
    fields.clear()
    for position, (name, children) in enumerate(contents):
        fields.extend([*([" · "] if position else []), make("i", name), " ", *children])


def _named(pair: Tag) -> str:
    name = pair.find("dt").get_text(strip=True)
    return _NEW_NAMES.get(name, name)


def _worth_printing(name: str, pairs: dict[str, Tag], value: str) -> bool:
    """Whether a field says something that the entry doesn't say already."""
    content = pairs[name].find("dd").get_text(" ", strip=True)
    if name in _ALWAYS_LEFT_OUT or not content:
        return False
    if name == "Kind":
        return "setting" in content
    if name == "Access":
        return content != "original"
    if name == "Value":
        return content.split(" ")[0] not in value.replace(",", "").split(" ")
    if name == "As printed":
        repeated = "Inputs" in pairs and content in pairs["Inputs"].get_text(" ", strip=True)
        return not repeated and not print_glyphs.only_foreign(content)
    if name == "Sources":
        return "Inputs" not in pairs or not pairs["Inputs"].find(class_="source-link")
    return True


def _inline(content: Tag) -> list[Tag | NavigableString]:
    """What a field holds, without blocks: items of a list follow each other."""
    items = content.find_all("li")
    for position, item in enumerate(items):
        if position < len(items) - 1:
            item.append("; ")
    for block in content.find_all(["ul", "ol", "li", "p", "div"]):
        block.unwrap()
    for text in content.find_all(string=re.compile(r"\n")):
        text.replace_with(NavigableString(re.sub(r"\s*\n\s*", " ", text)))
    for text in content.find_all(string=re.compile("[: ]*“[^”]*”")):
        if print_glyphs.only_foreign(text):
            text.replace_with(NavigableString(re.sub("[: ]*“[^”]*”", "", text)))
    return [child.extract() for child in list(content.contents)]


def _leave_room(entry: Tag, value: str) -> None:
    """A long value needs more lines in the margin column than a short entry has beside it."""
    lines = 1 + sum(len(word) + 1 for word in value.split()) // _VALUE_LETTERS
    if lines > 2:
        entry["class"] = [*entry.get("class", []), f"lines-{min(lines, 9)}"]
