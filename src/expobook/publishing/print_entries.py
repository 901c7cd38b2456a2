"""Entries of the ledger and the other appendices in print: one run of fields, nothing twice."""

from __future__ import annotations

import re

from bs4 import NavigableString, Tag

from . import print_glyphs
from .ledger import period_words
from .print_source import make

LEFT_OUT = ("Terms", "Numbers", "Language", "Read", "Kind")
"""Fields that the HTML edition and the attached data package hold."""
_UNNAMED = ("As printed", "Source", "Sources", "Address", "Published", "Period", "Record",
            "Identifier")
_NEW_NAMES = {"Inputs": "From", "Used on page": "First on page", "Parameters": "With"}
_SHORT = ("As printed", "Formula", "Method", "Source", "Record")
"""Fields of a number that the pages don't state: an input, or the book's count of something."""
_MANY_OBSERVATIONS = 3
_LONG_LIST = 4
"""Inputs that an entry lists itself even where an earlier entry has the same."""
_MANY_SERIES = 3


def settle(section: Tag) -> None:
    """Set a section's entries for print; equal lists of inputs are printed once."""
    listed: dict[str, Tag] = {}
    for entry in section.find_all(class_="entry"):
        _name_equal_inputs(entry, listed)
    for entry in section.find_all(class_="entry"):
        _settle(entry)


def _name_equal_inputs(entry: Tag, listed: dict[str, Tag]) -> None:
    """Replace a long list of inputs that an earlier entry has by that entry's name."""
    fields = {name.get_text(strip=True): name.find_next_sibling("dd")
              for name in entry.find_all("dt")}
    content = fields.get("Inputs")
    if content is None or "Formula" in fields:
        return
    count = len(content.find_all("li"))
    first = listed.setdefault(content.get_text(" ", strip=True), entry)
    if count > _LONG_LIST and first is not entry:
        name = first["id"].removeprefix("fact-")
        content.clear()
        content.extend([f"the {count} inputs of ",
                        make("a", name, href=f"#{first['id']}", class_="input")])


def set_columns(section: Tag) -> None:
    """Put every run of entries into one block, which the stylesheet sets in two columns."""
    for entry in section.find_all(class_="entry"):
        before = entry.find_previous_sibling()
        if before is not None and "entries" in before.get("class", []):
            before.append(entry.extract())
        elif not entry.find_parent(class_=["entries", "conflict"]):
            entry.wrap(make("div", class_="entries"))


def _settle(entry: Tag) -> None:
    """Set one entry for print: title in English, then its fields in the same paragraph."""
    _prefer_english(entry)
    _name_observations(entry)
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
            fields.append("\u00a0· ")
        if name not in _UNNAMED:
            fields.extend([make("i", _NEW_NAMES.get(name, name)), " "])
        fields.extend(children)


def _worth_printing(name: str, pairs: dict[str, Tag], value: str) -> bool:
    """Whether a field says something that the entry doesn't say already."""
    content = pairs[name].get_text(" ", strip=True)
    if name == "Used on page":  # links that have no words before the layout gives them a number
        return True
    if name in LEFT_OUT or not content:
        return False
    if "Record" in pairs and "Used on page" not in pairs and name not in _SHORT:
        return False
    if name == "Inputs" and "Formula" in pairs:
        return False
    if name == "Value":  # only where the display is rounded
        number = _digits(content).split(" ")[0].strip("−%")
        return number not in re.findall(r"[\d.]+", _digits(value))
    if name == "As printed":
        return not print_glyphs.only_foreign(content)
    if name == "Sources":
        observations, _ = _inputs(pairs["Inputs"]) if "Inputs" in pairs else ([], [])
        return len(observations) > 1 or "Inputs" not in pairs
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


def _values(inputs: Tag) -> list[NavigableString]:
    """The values of a formula's inputs, in its order: “with 37 projects, 89 projects”."""
    values = [link.get_text() for link in inputs.find_all("a", class_="input")]
    return [NavigableString(" with " + ", ".join(values))] if values else []


def _inputs(content: Tag) -> tuple[list[Tag], list[Tag]]:
    """The items of a list of inputs: observations (named by their id), and facts."""
    items = content.find_all("li")
    observations = [item for item in items if item.find("code")]
    return observations, [item for item in items if not item.find("code")]


def _from(content: Tag) -> list[Tag | NavigableString]:
    """The inputs in a few words each: many observations are named by their series."""
    observations, facts = _inputs(content)
    if not observations and not facts:  # named by an earlier entry that lists the same
        return _inline(content)
    pieces = [_inline(item) for item in facts]
    if len(observations) > _MANY_OBSERVATIONS:
        pieces.append([NavigableString(_by_series(observations))])
    elif len(observations) > 1:
        pieces += [_as_read(item) for item in observations]
    else:
        pieces += [_inline(item) for item in observations]
    joined: list[Tag | NavigableString] = []
    for piece in pieces:
        joined += [*([NavigableString("; ")] if joined else []), *piece]
    return joined


def _as_read(item: Tag) -> list[Tag | NavigableString]:
    """One of several observations: its id and what was read; their sources follow together."""
    content = _inline(item)
    end = next((at for at, child in enumerate(content)
                if isinstance(child, Tag) and "source-link" in child.get("class", [])), None)
    kept = content[:end]
    if kept and isinstance(kept[-1], NavigableString):
        kept[-1] = NavigableString(kept[-1].removesuffix(", "))
    return kept


def _by_series(observations: list[Tag]) -> str:
    """“14 observations of GDP of China, 2010–2023; …”: the series and the years they span."""
    series: dict[str, list[str]] = {}
    for item in observations:
        code = item.find("code")
        series.setdefault(code["data-series"], []).append(code["data-period"])
    if len(series) > _MANY_SERIES:
        periods = [period for known in series.values() for period in known]
        return f"{len(observations)} observations of {len(series)} series{_span(periods)}"
    listed = [f"{len(periods)} observation{'s' if len(periods) > 1 else ''} of {label}"
              f"{_span(periods)}" for label, periods in series.items()]
    return "; ".join(listed)


def _span(periods: list[str]) -> str:
    """“, 2010–2023” from the years of some periods, or “, 2010”."""
    years = sorted({period[:4] for period in periods})
    return f", {years[0]}–{years[-1]}" if len(years) > 1 else f", {years[0]}"


def _name_observations(entry: Tag) -> None:
    """Say what was observed and when, in place of the id that the data package knows it by."""
    for code in entry.find_all("code", attrs={"data-series": True}):
        code.string = f"{code['data-series']}, {period_words(code['data-period'])}"


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
