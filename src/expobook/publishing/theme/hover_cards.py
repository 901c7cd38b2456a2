"""Number cards: what a page's numbers say of themselves when a reader points at one.

Each page carries the facts that it uses, and nothing else, as JSON inside the page, so that a card
opens from `file://` too. Without the script every number stays a plain link to the ledger.
"""

from __future__ import annotations

import json
from typing import Any

from sphinx.application import Sphinx

from expobook.facts.formula_text import plain_formula
from expobook.values import periods
from expobook.values.grades import MODELLED, explain_mark, mark_of
from expobook.values.periods import describe_periods

from ..build import fragments
from ..build.domain import NumbersDomain, domain_of
from ..figures.cite_links import file_name, page_on_citing
from ..ledger.entries import BOUNDS, KINDS, NOT_KEPT, status_of, what_went_in
from ..pages.overviews import format_value
from ..pages.sources import web_address
from ..screen import Page, on_page

CARD_FILES = ("numbers.css", "numbers.js", "stops.js")
LEDGER_FILES = ("ledger.css",)
SHOWN_INPUTS = 6
SHOWN_SOURCES = 3
Json = dict[str, Any]


def facts_of_page(domain: NumbersDomain, docname: str) -> list[str]:
    """The facts that a page shows, each once, in the order of their ids."""
    used = {name for kind, name in domain.data["uses"].get(docname, ()) if kind == "fact"}
    return sorted(name for name in used if domain.index.get("fact", name))


def island(app: Sphinx, docname: str) -> Json:
    """What the cards of a page need: its facts, their sources, and where the entries stand."""
    domain = domain_of(app.env)
    cards = {name: card(domain, name) for name in facts_of_page(domain, docname)}
    wanted = {name for one in cards.values() for name, _ in one.get("sources", ())}
    pages = {
        kind: app.builder.get_relative_uri(docname, place.docname)
        for kind in ("fact", "source")
        if (place := next((place for (found, _), place in domain.data["places"].items() if found == kind), None))
    }
    if cite := page_on_citing(app.builder, docname, "number"):
        pages["cite"] = cite
    return {
        "pages": pages,
        "marks": {mark: explain_mark(mark) for mark in sorted({one["mark"] for one in cards.values()})},
        "sources": {name: describe_source(domain.evidence.sources[name]) for name in sorted(wanted)},
        "facts": cards,
    }


def card(domain: NumbersDomain, fact_id: str) -> Json:
    """One card; what a fact lacks is left out."""
    stated = domain.index.get("fact", fact_id)
    if stated is None:
        raise KeyError(fact_id)
    fact = stated.item
    sources = list(fact.get("sources", ()))
    found: Json = {
        "label": fact["label"],
        "display": fact["display"],
        "mark": mark_of(fact),
        "evidence": what_went_in(domain, fact) if fact["kind"] == MODELLED else "",
        "kind": KINDS.get(fact["kind"], fact["kind"]),
        "part": file_name(stated.docname),
        "period": describe_periods(fact.get("period") or ""),
        "value": _full_value(fact),
        "status": status_of(fact),
        "sources": [[name, _locator(domain, fact, name)] for name in sources[:SHOWN_SOURCES]],
        "more_sources": max(0, len(sources) - SHOWN_SOURCES),
        "parameters": _settings(domain, stated.docname, fact.get("parameters", ())),
    }
    if fact.get("as_reported"):
        language = domain.evidence.sources.get(sources[0], {}).get("language", "") if sources else ""
        found["printed"] = [fact["as_reported"], "" if language == "en" else language]
    elif fact["kind"] == "observed":
        found["unprinted"] = NOT_KEPT
    if fact["formula"]:
        found["formula"] = plain_formula(fact["formula"])
    found["method"] = fact.get("method", "")
    if fact["kind"] != "observed":
        inputs = list(fact.get("inputs", ()))
        shown = len(inputs) if fact["formula"] else SHOWN_INPUTS
        found["inputs"] = [_input(domain, name) for name in inputs[:shown]]
        found["more_inputs"] = max(0, len(inputs) - shown)
    return {name: value for name, value in found.items() if value}


def describe_source(source: Json) -> list[str]:
    """Publisher, title in English, date and address of a source."""
    return [
        str(source["publisher"]),
        fragments.source_title(source),
        periods.format_date(str(source.get("published") or "")) or "undated",
        web_address(source),
    ]


def _locator(domain: NumbersDomain, fact: Json, source_id: str) -> str:
    """The place in a source where the one value was read that the fact takes from it."""
    seen = [
        domain.evidence.observation(name) for name in fact.get("inputs", ()) if name in domain.evidence.observation_ids
    ]
    places = {str(one["locator"] or "") for one in seen if one["source_id"] == source_id}
    return places.pop() if len(places) == 1 else ""


def _full_value(fact: Json) -> str:
    """The value before rounding, with its bound in words, where the text doesn't show both."""
    value = fragments.amount(fact["value"], fact["unit"])
    bound = BOUNDS.get(fact["bound"], fact["bound"])
    if value == fact["display"]:
        return ""
    return value + (f" ({bound})" if bound else "")


def _settings(domain: NumbersDomain, docname: str, names: Any) -> list[list[str]]:
    """Names and values of the parameters on which a fact depends."""
    values = next((book.parameters for book in domain.index.notebooks if book.docname == docname), {})
    return [[name, format_value(values[name]) if name in values else ""] for name in names]


def _input(domain: NumbersDomain, name: str) -> Json:
    """An input: a fact with its label and value, an observation with its source, or a table."""
    if known := domain.index.get("fact", name):
        return {
            "fact": name,
            "label": known.item["label"],
            "text": known.item["display"],
            "number": known.item["number"],
        }
    if name not in domain.evidence.observation_ids:
        return {"label": "Table", "text": name}
    seen = domain.evidence.observation(name)
    label = str(domain.evidence.series[seen["series_id"]]["label"])
    return {
        "source": str(seen["source_id"]),
        "label": f"{label}, {describe_periods(str(seen['period']))}",
        "text": fragments.amount(seen["value"], str(seen["unit"])),
    }


def add_cards(page: Page) -> None:
    """Give a page the data and the script of its cards; the ledger gets its filter."""
    if page.app.builder.name not in ("html", "dirhtml") or page.doctree is None:
        return
    domain = domain_of(page.app.env)
    if facts_of_page(domain, page.name):
        page.context["body"] += script_text(island(page.app, page.name))
        _load(page.app, CARD_FILES)
    if any(kind == "fact" and place.docname == page.name for (kind, _), place in domain.data["places"].items()):
        _load(page.app, LEDGER_FILES)


def script_text(content: Json) -> str:
    """JSON inside a page: no `<` can end the element or begin a comment."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return '\n<script type="application/json" id="number-cards">' + text.replace("<", "\\u003c") + "</script>\n"


def _load(app: Sphinx, names: tuple[str, ...]) -> None:
    """Load a style and scripts on this page only."""
    style, *scripts = names
    app.builder.add_css_file(style, priority=901)  # type: ignore[attr-defined]
    for script in scripts:
        app.builder.add_js_file(script, defer="defer")  # type: ignore[attr-defined]


def setup(app: Sphinx) -> None:
    """Add cards while pages are written, before unused files are taken out."""
    on_page(app, add_cards, priority=750)
