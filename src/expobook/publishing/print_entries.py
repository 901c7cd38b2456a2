"""Entries of the ledger and the other appendices in print: one run of fields, nothing twice."""

from __future__ import annotations

import re

from bs4 import NavigableString, Tag

from . import print_glyphs
from .print_source import make

LEFT_OUT = ("Terms", "Numbers", "Language", "Read", "Kind")
"""Fields that the HTML edition and the attached data package hold."""
_UNNAMED = ("As printed", "Source", "Sources", "Address", "Published", "Period", "Record",
            "Identifier")
_NEW_NAMES = {"Inputs": "From", "Used on page": "On page", "Parameters": "With"}
_MANY_OBSERVATIONS, _MANY_FACTS = 3, 8
_VALUE_LETTERS = 25
"""Letters of a value that fit on one line of the margin column."""
_PERIOD = re.compile(r"\d{4}(-\d+)*")


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
    """Turn a list of fields into a paragraph; the name of a field stands where it is needed."""
    pairs = {
        pair.find("dt").get_text(strip=True): pair.find("dd") for pair in fields.find_all("div")
        if pair.find("dt") and pair.find("dd")
    }
    kept = [name for name in pairs if _worth_printing(name, pairs, value)]
    contents = [(name, _content(name, pairs[name])) for name in kept]
    fields.name, fields.attrs = "p", {"class": ["fields"]}
    fields.clear()
    for position, (name, children) in enumerate(contents):
        if position:
            fields.append(" · ")
        if name not in _UNNAMED:
            fields.extend([make("i", _NEW_NAMES.get(name, name)), " "])
        fields.extend(children)


def _worth_printing(name: str, pairs: dict[str, Tag], value: str) -> bool:
    """Whether a field says something that the entry doesn't say already."""
    content = pairs[name].get_text(" ", strip=True)
    if name in LEFT_OUT or not content:
        return False
    if name == "Value":  # only where the display is rounded
        return content.split(" ")[0].rstrip("%") not in re.findall(r"[\d.]+", _digits(value))
    if name == "As printed":
        return not print_glyphs.only_foreign(content)
    if name == "Sources":
        observations, _ = _inputs(pairs["Inputs"]) if "Inputs" in pairs else ([], [])
        return len(observations) > _MANY_OBSERVATIONS or "Inputs" not in pairs
    return not (name == "Used in" and pairs[name].find("a") is None)


def _digits(text: str) -> str:
    """A text with its numbers as the data have them, without separators between thousands."""
    return re.sub(r"(?<=\d),(?=\d{3})", "", text)


def _content(name: str, content: Tag) -> list[Tag | NavigableString]:
    """What a field holds, as inline content."""
    if name == "Inputs":
        return _from(content)
    if name == "Record":
        return [content.find("code").extract()] if content.find("code") else []
    if name == "Published":
        words = content.get_text(" ", strip=True).replace("English, ", "")
        return [NavigableString(words.replace("original; ", ""))]
    return _inline(content)


def _inputs(content: Tag) -> tuple[list[Tag], list[Tag]]:
    """The items of a list of inputs: observations (named by their id), and facts."""
    items = content.find_all("li")
    observations = [item for item in items if item.find("code")]
    return observations, [item for item in items if not item.find("code")]


def _from(content: Tag) -> list[Tag | NavigableString]:
    """The inputs in a few words each: many observations by their series, many facts by value."""
    observations, facts = _inputs(content)
    pieces: list[list[Tag | NavigableString]] = []
    if len(facts) > _MANY_FACTS:
        links = [item.find("a") for item in facts]
        pieces.append([NavigableString(f"{len(facts)} numbers: ")])
        for position, link in enumerate(link for link in links if link):
            pieces[-1] += [*([NavigableString(", ")] if position else []), link.extract()]
    else:
        pieces += [_inline(item) for item in facts]
    if len(observations) > _MANY_OBSERVATIONS:
        pieces.append([NavigableString(_by_series(observations))])
    else:
        pieces += [_inline(item) for item in observations]
    joined: list[Tag | NavigableString] = []
    for piece in pieces:
        joined += [*([NavigableString("; ")] if joined else []), *piece]
    return joined


def _by_series(observations: list[Tag]) -> str:
    """“28 observations: china.gdp (14, 2010 to 2023); …” from the observations' ids."""
    series: dict[str, list[str]] = {}
    for item in observations:
        parts = item.find("code").get_text(strip=True).split(".")
        periods = [part for part in parts if _PERIOD.match(part)]
        named = [part for part in parts[:-1] if not _PERIOD.match(part)] or parts
        series.setdefault(".".join(named), []).append(periods[0][:4] if periods else "")
    listed = []
    for name, years in series.items():
        known = sorted(year for year in years if year)
        span = f", {known[0]} to {known[-1]}" if known and known[0] != known[-1] else (
            f", {known[0]}" if known else "")
        listed.append(f"{name} ({len(years)}{span})" if len(years) > 1 else f"{name}{span}")
    return f"{len(observations)} observations: {'; '.join(listed)}"


def _inline(content: Tag) -> list[Tag | NavigableString]:
    """What a field holds, without blocks: items of a list follow each other."""
    items = content.find_all("li")
    for position, item in enumerate(items):
        if position < len(items) - 1:
            item.append("; ")
    for block in content.find_all(["ul", "ol", "li", "p", "div"]):
        block.unwrap()
    for printed in content.find_all(class_="printed"):
        before = printed.previous_sibling
        if print_glyphs.only_foreign(printed.get_text()):
            if isinstance(before, NavigableString):
                before.replace_with(NavigableString(before.removesuffix(": ")))
            printed.decompose()
    for text in content.find_all(string=re.compile(r"\n")):
        text.replace_with(NavigableString(re.sub(r"\s*\n\s*", " ", text)))
    return [child.extract() for child in list(content.contents)]


def _leave_room(entry: Tag, value: str) -> None:
    """A long value needs more lines in the margin column than a short entry has beside it."""
    lines = 1 + sum(len(word) + 1 for word in value.split()) // _VALUE_LETTERS
    if lines > 2:
        entry["class"] = [*entry.get("class", []), f"lines-{min(lines, 9)}"]
