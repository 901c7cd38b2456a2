"""The list of sources: one entry for each, with the numbers that rest on it."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from expobook.values import periods

from ..build import deferred, fragments
from ..build.domain import BOOK, EVIDENCE, Place, domain_of
from ..build.fragments import field_text, link_to, permalink
from ..build.nodes import make_box, make_code, make_more, make_printed_text, make_span, spoken

ORIGINS = {
    "international_organisation": "International organisations",
    "official_statistics": "Official statistics",
    "government": "Governments",
    "organiser": "Organisers",
    "company": "Companies",
    "news_agency": "News agencies",
    "newspaper": "Newspapers",
    "other": "Other",
}
LANGUAGES = {
    "en": "English",
    "zh": "Chinese",
    "ja": "Japanese",
    "fr": "French",
    "de": "German",
    "ru": "Russian",
    "es": "Spanish",
    "ar": "Arabic",
    "ko": "Korean",
    "it": "Italian",
    "pt": "Portuguese",
    "bn": "Bengali",
    "ur": "Urdu",
    "id": "Indonesian",
}
_SHOWN_USES = 6
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


class source_entry(deferred.deferred_entry):  # noqa: N801 (docutils' manner)
    """The place of a source's entry."""


class SourcesList(SphinxDirective):
    """All sources, grouped by origin, each with the numbers that rest on it."""

    def run(self) -> list[nodes.Node]:
        """Give every source of the data package its place."""
        domain = domain_of(self.env)
        domain.note_use(self.env.docname, *BOOK)
        domain.note_use(self.env.docname, *EVIDENCE)
        groups: dict[str, list[dict[str, Any]]] = {name: [] for name in ORIGINS}
        for source in domain.evidence.sources.values():
            groups.setdefault(str(source["origin"]), []).append(source)
        return [self._group(origin, sources) for origin, sources in groups.items() if sources]

    def _group(self, origin: str, sources: list[dict[str, Any]]) -> nodes.section:
        title = ORIGINS.get(origin, origin.replace("_", " ").capitalize())
        section = nodes.section("", nodes.title("", title), ids=[f"sources-{origin.replace('_', '-')}"])
        for source in sorted(sources, key=_by_publisher):
            name, anchor = source["source_id"], _anchor(source)
            place = Place(self.env.docname, anchor, fragments.source_title(source))
            domain_of(self.env).note_place("source", name, place)
            found_by = f"{source['publisher']}: {source['title']} {source['title_english']}"
            section += deferred.place(self.env, source_entry, name, anchor, found_by)
        return section


def _entry(env: BuildEnvironment, builder: Builder, name: str) -> nodes.Element:
    """What the entry of a source looks like."""
    source = domain_of(env).evidence.sources[name]
    head = make_box(
        "p",
        make_span(str(source["publisher"]), classes=("entry-value",)),
        nodes.Text(" "),
        fragments.grade_mark(str(source["grade"])),
        nodes.Text(" "),
        *titles(source),
        nodes.Text(" "),
        permalink(_anchor(source), "entry"),
        classes=("entry-head",),
    )
    rows = [
        ("Address", address(source)),
        ("Published", field_text(published(source))),
        ("Terms", field_text(source["terms"])),
        ("Note", field_text(source["note"])),
        ("Numbers", _numbers(env, name)),
        ("Identifier", [make_code(name)]),
    ]
    return make_box(
        "div", head, fragments.fields(rows), classes=("entry", "source-entry"), data_grade=str(source["grade"])
    )


def _numbers(env: BuildEnvironment, source_id: str) -> list[nodes.Node]:
    facts = domain_of(env).index.resting_on(source_id)
    few = len(facts) <= _SHOWN_USES
    line = fragments.joined(
        [
            [link_to(env, "fact", fact["id"], nodes.Text(fact["display"]), title=fact["label"] if few else "")]
            for fact in facts
        ]
    )  # or they weigh 15 kB
    return line if few else [make_more(f"{len(facts)} numbers of this book rest on it", make_box("p", *line))]


def _anchor(source: dict[str, Any]) -> str:
    return f"source-{source['source_id']}"


def titles(source: dict[str, Any]) -> list[nodes.Node]:
    """The title in its own language, marked as such, with the English one beside it."""
    title, english = str(source["title"]), str(source["title_english"] or "")
    language = str(source["language"])
    known = "" if title.startswith("[") else spoken(title, language)  # in brackets: our own words
    own = make_span(title, classes=("entry-label",), **({"lang": known} if known else {}))
    if not english or english == title or language in ("", "en"):
        return [own]
    return [own, nodes.Text(" "), make_span(f"[{english}]", classes=("entry-english",))]


def published(source: dict[str, Any]) -> str:
    """When a source appeared, in which language and form, and when it was read."""
    published = periods.format_date(str(source["published"] or "")) or "not dated"
    language = LANGUAGES.get(source["language"], source["language"])
    access = str(source["access"]).replace("_", " ")
    return f"{published}; {language}, {access}; read {periods.format_date(str(source['read']))}"


def address(source: dict[str, Any]) -> list[nodes.Node]:
    """The address of a source, as it is typed."""
    given = web_address(source)
    if not given:
        return field_text(str(source["url"]) or "none")
    shown = make_printed_text(_ADDRESS.sub("", given))
    return [nodes.reference("", "", shown, refuri=given, classes=["source-address"])]


def web_address(source: dict[str, Any]) -> str:
    """The address of a source on the web; empty where it has none."""
    given = str(source["url"])
    return given if _ADDRESS.match(given) else ""


def _by_publisher(source: dict[str, Any]) -> tuple[str, str, str]:
    return (str(source["publisher"]).lower(), str(source["published"]), str(source["source_id"]))


def setup(app: Sphinx) -> None:
    """Register the directive and its entries."""
    app.add_directive("sources-list", SourcesList)
    deferred.add(app, source_entry, _entry)
