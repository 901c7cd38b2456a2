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
_SHORT = ("As printed", "Formula", "Method", "Source", "Record")
"""Fields of a number that the pages don't state: an input, or the book's count of something."""
_MANY_OBSERVATIONS = 3
_VALUE_LETTERS = 22
"""Letters of a value that fit on one line of the margin column."""
_PERIOD = re.compile(r"\d{4}(-\d+)*")


def settle(entry: Tag) -> None:
    """Set one entry for print: title in English, then its fields in the same paragraph."""
    _prefer_english(entry)
    head, value = entry.find(class_="entry-head"), entry.find(class_="entry-value")
    for fields in entry.find_all("dl"):
        _run_on(fields, value.get_text() if value else "")
    for inner in [*entry.find_all("code"), *entry.find_all(class_="printed")]:
        inner.unwrap()
    lines = entry.find_all("p", recursive=False)
    if head and not entry.find(class_="entry-text"):
        for line in lines:
            if line is not head:
                head.extend([" " if head.find(class_="entry-label") else "",
                             *[child.extract() for child in list(line.contents)]])
                line.extract()
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
    contents = [(name, _content(name, pairs)) for name in kept]
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
    if "Record" in pairs and "Used on page" not in pairs and name not in _SHORT:
        return False
    if name == "Inputs" and "Formula" in pairs:
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


def _content(name: str, pairs: dict[str, Tag]) -> list[Tag | NavigableString]:
    """What a field holds, as inline content."""
    content = pairs[name]
    if name == "Formula" and "Inputs" in pairs:
        return [*_inline(content), *_values(pairs["Inputs"])]
    if name == "Inputs":
        return _from(content)
    if name == "Record":
        return [content.find("code").extract()] if content.find("code") else []
    if name == "Published":
        words = content.get_text(" ", strip=True).replace("English, ", "")
        return [NavigableString(words.replace("original; ", ""))]
    return _inline(content)


def _values(inputs: Tag) -> list[Tag | NavigableString]:
    """The values of a formula's inputs, in its order: “with 37 projects, 89 projects”."""
    links = list(inputs.find_all("a", class_="input"))
    found: list[Tag | NavigableString] = []
    for link in links:
        found += [NavigableString(", " if found else " with "), link.extract()]
    return found


def _inputs(content: Tag) -> tuple[list[Tag], list[Tag]]:
    """The items of a list of inputs: observations (named by their id), and facts."""
    items = content.find_all("li")
    observations = [item for item in items if item.find("code")]
    return observations, [item for item in items if not item.find("code")]


def _from(content: Tag) -> list[Tag | NavigableString]:
    """The inputs in a few words each: many observations are named by their series."""
    observations, facts = _inputs(content)
    pieces = [_inline(item) for item in facts]
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
