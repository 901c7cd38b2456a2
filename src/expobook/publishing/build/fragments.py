"""Pieces of pages that several parts need: linked numbers, grades, source lines, tables."""

from __future__ import annotations

import math
import string
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.environment import BuildEnvironment

from expobook.values import chinese
from expobook.values.grades import GRADES, MARKS, describe_mark, mark_of
from expobook.values.numbers import decimals_of, write_number
from expobook.values.units import UNITS

from .domain import EVIDENCE, NAME, domain_of
from .nodes import make_box, make_more, make_span, of_page, span

VERDICTS = {
    "met": ("✓", "met"),
    "on-course": ("▲", "on course"),
    "behind": ("▽", "behind"),
    "missed": ("×", "missed"),
    "not-assessable": ("–", "not assessable"),
    "none": ("–", "none"),
    "yes": ("✓", "yes"),
    "partly": ("◆", "partly"),
    "no": ("×", "no"),
}
_HEARD_OF_GRADE = {
    "en": ("evidence grade ", "Evidence grade {}: {}", GRADES),
    "zh": ("证据等级", "证据等级{}：{}", chinese.GRADES),
}
_MARKS = {
    "en": {mark: (mark, meaning[:1].upper() + meaning[1:]) for mark, meaning in MARKS.items()},
    "zh": chinese.MARKS,
}
GAP = "–"
_DIGITS = 6
_PUBLISHERS_SHOWN = 5
_UNBROKEN = 16
"""The longest number, in letters, that isn't broken at the end of a line."""


class MissingEntry(LookupError):
    """A page names something that doesn't exist; the message says what and what is near."""


def link_to(
    env: BuildEnvironment, kind: str, name: str, *children: nodes.Node, classes: Sequence[str] = (), title: str = ""
) -> pending_xref:
    """A link to the entry of a fact, source, definition, conflict or claim."""
    inner = nodes.inline("", "", *children, classes=list(classes))
    link = pending_xref("", inner, refdomain=NAME, reftype=kind, reftarget=name, refdoc=env.docname, refwarn=True)
    if title:
        link["reftitle"] = title
    return link


def sphinx_link(
    env: BuildEnvironment, kind: str, target: str, label: nodes.inline, explicit: bool = False
) -> pending_xref:
    """A link to a page (`doc`) or to a numbered figure or table (`numref`), which Sphinx resolves.

    Its label becomes that of the target; an `explicit` one stays, with the number in the place of `%s`.
    """
    return pending_xref(
        "",
        label,
        refdomain="std",
        reftype=kind,
        reftarget=target,
        refexplicit=explicit,
        refdoc=env.docname,
        refwarn=True,
    )


def fact_link(env: BuildEnvironment, fact_id: str, text: str | None = None) -> pending_xref:
    """A number as a quiet link to its entry in the ledger; records the use.

    Raises `MissingEntry` when no notebook states the fact.
    """
    domain = domain_of(env)
    domain.note_use(env.docname, "fact", fact_id)
    domain.note_use(env.docname, *EVIDENCE)  # its card names the source
    stated = domain.index.get("fact", fact_id)
    if stated is None:
        raise MissingEntry(f"no notebook states the fact {fact_id!r}{domain.index.suggestion('fact', fact_id)}")
    fact = stated.item
    shown = text or fact["display"]
    return link_to(
        env,
        "fact",
        fact_id,
        nodes.Text(shown),
        classes=("fact", mark_class(mark_of(fact)), *(("whole",) if len(shown) <= _UNBROKEN else ())),
        title=_heard(fact, of_page(env)),
    )


def mark_class(mark: str) -> str:
    """The style of a mark: `grade-b`, `own-count`."""
    return f"grade-{mark.lower()}" if mark in GRADES else mark.replace(" ", "-")


def _heard(fact: Mapping[str, Any], language: str) -> str:
    """What is said of a number before it is opened; labels are English, so Chinese has none."""
    mark = mark_of(fact)
    if language == "zh":
        return f"证据等级{mark}" if mark in GRADES else chinese.MARKS[mark][0]
    return f"{fact['label']} ({'evidence ' if mark in GRADES else ''}{describe_mark(mark)})"


def parts(env: BuildEnvironment, pieces: Sequence[Any]) -> list[nodes.Node]:
    """Texts from a notebook with their facts linked."""
    return [
        nodes.Text(piece) if isinstance(piece, str) else fact_link(env, piece["fact"], piece["text"])
        for piece in pieces
    ]


def grade_mark(mark: str, language: str = "en") -> span:
    """A badge with a letter, which a screen reader hears as “evidence grade B”, or with a word."""
    if mark not in GRADES:
        word, title = _MARKS[language][mark]
        return make_span(word, classes=("grade", mark_class(mark)), title=title)
    words, name, meaning = _HEARD_OF_GRADE[language]
    spoken = make_span(words, classes=("sr-only",))
    return make_span(
        "", spoken, nodes.Text(mark), classes=("grade", mark_class(mark)), title=name.format(mark, meaning[mark])
    )


def grade_link(env: BuildEnvironment, mark: str) -> nodes.Element:
    """A badge that leads to what the marks mean."""
    return link_to(env, "grade", mark, grade_mark(mark, of_page(env)), classes=("grade-link",))


def verdict_mark(tone: str, text: str = "") -> span:
    """A verdict as a shape and a word, so that it needs no colour."""
    shape, word = VERDICTS[tone]
    mark = make_span(shape, classes=("verdict-mark",), aria_hidden="true")
    return make_span(
        "", mark, make_span(text or word, classes=("verdict-word",)), classes=("verdict", f"verdict-{tone}")
    )


def source_title(source: dict[str, Any]) -> str:
    """A source's title in English where there is one."""
    return str(source.get("title_english") or source["title"])


def year_of(source: dict[str, Any]) -> str:
    """The year in which a source was published; “undated” when nobody says."""
    published = str(source.get("published") or "")
    return published[:4] if published[:4].isdigit() else "undated"


def source_links(env: BuildEnvironment, source_ids: Sequence[str]) -> list[nodes.Node]:
    """Sources grouped by publisher: “UNCTAD (2022, 2025); Xinhua (2022)”, each year a link."""
    return joined(source_groups(env, source_ids))


def joined(groups: Sequence[Sequence[nodes.Node]], between: str = "; ") -> list[nodes.Node]:
    """Groups of inline nodes as one line."""
    return [
        node for position, group in enumerate(groups) for node in ([nodes.Text(between), *group] if position else group)
    ]


def source_groups(env: BuildEnvironment, source_ids: Sequence[str]) -> list[list[nodes.Node]]:
    """One group of nodes for each publisher. Raises `MissingEntry` for an unknown source."""
    domain = domain_of(env)
    domain.note_use(env.docname, *EVIDENCE)
    grouped: dict[str, list[str]] = {}
    for source_id in source_ids:
        source = domain.evidence.sources.get(source_id)
        if source is None:
            raise MissingEntry(f"the data package has no source {source_id!r}")
        grouped.setdefault(str(source["publisher"]), []).append(source_id)
    return [_by_publisher(env, publisher, ids) for publisher, ids in grouped.items()]


def _by_publisher(env: BuildEnvironment, publisher: str, ids: list[str]) -> list[nodes.Node]:
    """One publisher with the years of its sources: “UNCTAD (2022a, b, 2025)”."""
    sources = domain_of(env).evidence.sources
    found: list[nodes.Node] = [nodes.Text(f"{publisher} (")]
    ordered = sorted(dict.fromkeys(ids), key=lambda name: (year_of(sources[name]), name))
    for year, group in groupby(ordered, key=lambda name: year_of(sources[name])):
        of_year = list(group)
        for place, source_id in enumerate(of_year):
            if len(found) > 1:
                found.append(nodes.Text(", "))
            words = _one_of_several(year, place) if len(of_year) > 1 else year
            found.append(
                link_to(
                    env,
                    "source",
                    source_id,
                    nodes.Text(words),
                    classes=("source-year",),
                    title=source_title(sources[source_id]),
                )
            )
    return [*found, nodes.Text(")")]


def _one_of_several(year: str, place: int) -> str:
    """A source among those of one year: the year stands once, letters tell the sources apart."""
    letters = string.ascii_lowercase
    letter = letters[place] if place < len(letters) else str(place + 1)
    return letter if place else f"{year} {letter}" if year == "undated" else f"{year}{letter}"


def labelled(label: str, *children: nodes.Node, classes: tuple[str, ...] = ()) -> nodes.paragraph:
    """A small line that begins with its label: “Source: …”."""
    head = make_span(f"{label}: ", classes=("line-label",))
    return nodes.paragraph("", "", head, *children, classes=list(classes))


def foot(env: BuildEnvironment, described: dict[str, Any]) -> nodes.Element:
    """Source line with grade, and note, as they close a figure or table."""
    found = make_box("div", classes=("figure-foot",))
    if described.get("sources"):
        found += _source_lines(env, described["sources"], described.get("marks", ()))
    if described.get("note"):
        found += labelled("Note", *parts(env, described["note_parts"]), classes=("figure-note",))
    return found


def _source_lines(env: BuildEnvironment, source_ids: Sequence[str], marks: Sequence[str]) -> list[nodes.Element]:
    """The source line; where publishers are many, the rest of them folded below it."""
    groups = source_groups(env, source_ids)
    shown = groups if len(groups) <= _PUBLISHERS_SHOWN + 2 else groups[:_PUBLISHERS_SHOWN]
    rest = groups[len(shown) :]
    label = "Source" if len(source_ids) == 1 else "Sources"
    line = labelled(label, *joined(shown), classes=("figure-source",))
    if rest:
        line += nodes.Text(" and others, listed below")
    if marks:
        badges = joined([[grade_link(env, mark)] for mark in marks], " ")
        line += [nodes.Text(". "), make_span("", nodes.Text("Evidence "), *badges, classes=("evidence",))]
    if not rest:
        return [line]
    others = make_box("p", *joined(rest))
    return [line, make_more("More sources", others, classes=("figure-sources",))]


Cell = str | Sequence[nodes.Node]
"""A cell of a table: its text, or what stands in it."""


def table(
    head: Sequence[Cell], rows: Sequence[Sequence[Cell]], right: Sequence[int] = (), classes: Sequence[str] = ()
) -> nodes.table:
    """A table of inline cells; the first column heads its row, `right` columns align right."""
    group = nodes.tgroup(cols=len(head))
    for position in range(len(head)):
        group += nodes.colspec(colwidth=1, **({"stub": 1} if position == 0 else {}))
    group += nodes.thead("", _row(head, right))
    group += nodes.tbody("", *(_row(row, right) for row in rows))
    return nodes.table("", group, classes=list(classes))


def _row(cells: Sequence[Cell], right: Sequence[int]) -> nodes.row:
    row = nodes.row()
    for position, cell in enumerate(cells):
        entry = nodes.entry("", nodes.paragraph("", "", *([nodes.Text(cell)] if isinstance(cell, str) else cell)))
        if position in right:
            entry["classes"].append("num")
        row += entry
    return row


def field_text(text: Any) -> list[nodes.Node]:
    """A text as the content of a field; nothing for an empty one."""
    return [nodes.Text(str(text))] if text not in ("", None) else []


def permalink(anchor: str, what: str) -> nodes.reference:
    """The sign behind the head of an entry that is the entry's address."""
    return nodes.reference("", "#", refid=anchor, classes=["entry-link"], reftitle=f"Permanent link to this {what}")


def fields(rows: Iterable[tuple[str, list[nodes.Node]]]) -> nodes.Element:
    """Names and contents below the head of an entry; empty ones are left out."""
    pairs = [
        make_box("div", make_box("dt", nodes.Text(name)), make_box("dd", *content)) for name, content in rows if content
    ]
    return make_box("dl", *pairs, classes=("entry-fields",))


def amount(value: Any, unit_code: str) -> str:
    """A value with its unit in words: “110 bn yuan”."""
    known = UNITS.get(unit_code)
    number = plain_value(value) if unit_code == "calendar year" else shown_value(value)
    return known.write(number) if known else f"{number} {unit_code}"


def shown_value(value: Any) -> str:
    """A value as readers write it, with six significant digits; the CSV has all of them."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return plain_value(value)
    largest = math.floor(math.log10(abs(value))) if value else 0
    decimals = min(decimals_of(value), max(0, _DIGITS - 1 - largest))
    number = write_number(value, decimals)
    return number.rstrip("0").rstrip(".") if "." in number else number


def plain_value(value: Any) -> str:
    """A value as the CSV prints it; a gap stays visible as a dash."""
    if value is None or value == "":
        return GAP
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)
