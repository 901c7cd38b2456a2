"""Overviews of the book itself: parameters, figures and tables, claims, coverage."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from expobook.facts.parameters import MODELS, allowed, unit_of
from expobook.values.grades import GRADES, MODELLED, OWN_COUNT, SETTING, mark_of
from expobook.values.units import UNITS

from ..build import fragments
from ..build.domain import BOOK, NumbersDomain, Place, domain_of
from ..build.index import Notebook
from ..build.nodes import make_box, make_code, make_span
from ..figures import figure_nodes
from ..figures.thumbnails import thumbnail

logger = logging.getLogger(__name__)
COVERAGE_FILE = "coverage.json"
Setting = tuple[str, Any, Any, str, tuple[str, ...]]
"""One parameter of the run: name, value, default, unit, and the chapters that take it."""
_BARE_UNITS = ("year", "count", "fraction")
"""Units that a value is written without: 2023, 10000, 0.95."""


class coverage_place(nodes.General, nodes.Element):  # noqa: N801
    """The place of the coverage table, which is counted once all pages are read."""


class ParametersTable(SphinxDirective):
    """All parameters of this run, by notebook: name, value, unit, meaning, what is allowed."""

    def run(self) -> list[nodes.Node]:
        """Make one section for every notebook that has parameters."""
        domain = domain_of(self.env)
        domain.note_use(self.env.docname, *BOOK)
        found = []
        for notebook in domain.index.notebooks:
            if notebook.parameters:
                name = notebook.docname.rsplit("/", 1)[-1]
                section = nodes.section(
                    "", nodes.title("", notebook.title), ids=[f"parameters-{name.replace('_', '-')}"]
                )
                section += parameter_table(name, notebook.parameters)
                found.append(section)
        return found


def parameter_table(notebook: str, parameters: dict[str, Any]) -> nodes.table:
    """The parameters of one notebook as executed, with their meaning where a model knows it."""
    model = MODELS.get(notebook)
    rows: list[list[fragments.Cell]] = []
    for name, value in parameters.items():
        known = model.model_fields.get(name) if model else None
        unit = unit_of(known) if known else ""
        meaning = known.description or "" if known else ""
        limits = allowed(model, name).split(" ", 2)[2] if model and known else ""
        limits = re.sub(r"'(\w+)'", r"\1", limits)  # quotes are for the command line
        rows.append([[make_code(name)], format_value(value, unit), meaning, limits])
    return fragments.table(("Parameter", "Value", "Meaning", "Allowed"), rows, [], ["parameters"])


def format_value(value: Any, unit_code: str = "") -> str:
    """A parameter's value as a person writes it; an empty text says so."""
    if value in ("", None):
        return "empty"
    known = UNITS.get("" if unit_code in _BARE_UNITS else unit_code)
    number = fragments.plain_value(value)
    return known.write(number) if known else number


def settings_of(notebooks: list[Notebook]) -> Iterator[Setting]:
    """Every parameter once, with the chapters that have it; those of all chapters name none."""
    executed = {Path(note.docname).name: note.parameters for note in notebooks if note.parameters}
    for name in dict.fromkeys(name for given in executed.values() for name in given):
        owners = [notebook for notebook, given in executed.items() if name in given]
        value = executed[owners[0]][name]
        known = MODELS[owners[0]].model_fields.get(name) if owners[0] in MODELS else None
        default, unit = (known.default, unit_of(known)) if known else (value, "")
        numbers = () if len(owners) == len(executed) else (own[:2].lstrip("0") for own in owners)
        yield name, value, default, unit, tuple(numbers)


def by_chapter(settings: Iterable[Setting]) -> list[dict[str, Any]]:
    """The parameters that say something: name, value in words, changed or not, by chapters.

    Empty and nought stand for “as it is by itself”.
    """
    groups: dict[str, list[list[Any]]] = {}
    for name, value, default, unit, chapters in settings:
        changed = value != default
        if not changed and value in ("", None, 0.0):
            continue
        words = format_value(value, unit).replace("_", " ")
        words += f" (published: {format_value(default, unit)})" if changed else ""
        *others, last = chapters or ("",)
        owners = f"Chapters {', '.join(others)} and {last}" if others else f"Chapter {last}"
        group = groups.setdefault(owners if last else "All chapters", [])
        group.append([name.replace("_", " ").removesuffix(" years"), words, changed])
    return [{"chapters": owners, "items": items} for owners, items in groups.items()]


class FiguresList(SphinxDirective):
    """All figures and tables with their numbers and titles."""

    def run(self) -> list[nodes.Node]:
        """Make one section for figures and one for tables."""
        domain = domain_of(self.env)
        domain.note_use(self.env.docname, *BOOK)
        found = []
        for kind, heading in (("figure", "Figures"), ("table", "Tables")):
            items = nodes.bullet_list(classes=["figures-list"])
            for stated in domain.index.of(kind):
                name = stated.item["id"]
                link = fragments.sphinx_link(self.env, "numref", name, nodes.inline("", name))
                title = (figure_nodes.guarded_title if domain.stamp else figure_nodes.plain_title)(
                    self.env, stated.item
                )
                small = [thumbnail(figure=stated.item["id"])] if kind == "figure" else []
                items += nodes.list_item("", *small, nodes.paragraph("", "", link, nodes.Text(" "), *title))
            if len(items):
                found.append(nodes.section("", nodes.title("", heading), items, ids=[f"list-of-{kind}s"]))
        return found


class ClaimsList(SphinxDirective):
    """Every claim that a sentence of the book rests on, with its expression and values."""

    def run(self) -> list[nodes.Node]:
        """Make one entry for every claim, in reading order."""
        domain = domain_of(self.env)
        domain.note_use(self.env.docname, *BOOK)
        return [self._entry(domain, stated.item) for stated in domain.index.of("claim")]

    def _entry(self, domain: NumbersDomain, claim: dict[str, Any]) -> nodes.Node:
        anchor = f"claim-{claim['id']}"
        domain.note_place("claim", claim["id"], Place(self.env.docname, anchor, claim["statement"]))
        verdict = fragments.verdict_mark(
            "yes" if claim["holds"] else "no", "holds" if claim["holds"] else "does not hold"
        )
        head = make_box(
            "p",
            make_span(claim["statement"], classes=("entry-label",)),
            nodes.Text(" "),
            verdict,
            classes=("entry-head",),
        )
        rule = make_box("p", make_span(claim["expression"], classes=("formula",)))
        entry = make_box("div", head, rule, values_read(self.env, claim), classes=("entry", "entry-claim"))
        entry["ids"].append(anchor)
        return entry


def values_read(env: BuildEnvironment, claim: dict[str, Any]) -> nodes.Node:
    """The facts that a claim reads, each linked, as one line."""
    domain = domain_of(env)
    line = make_box("p", classes=("values-read",))
    for position, name in enumerate(claim["reads"]):
        stated = domain.index.get("fact", name)
        text = stated.item["display"] if stated else str(claim["values"].get(name))
        line += [
            nodes.Text("; " if position else "With "),
            make_code(name),
            nodes.Text(" = "),
            fragments.link_to(env, "fact", name, nodes.Text(text)),
        ]
    return line


class Coverage(SphinxDirective):
    """How many numbers the book states, on which evidence, and how many claims guard it."""

    def run(self) -> list[nodes.Node]:
        """Leave a place that is filled in once all pages are read."""
        domain_of(self.env).note_use(self.env.docname, *BOOK)
        return [coverage_place()]


class CountCoverage(SphinxPostTransform):
    """Fill in the coverage table."""

    default_priority = 8

    def run(self, **kwargs: Any) -> None:
        """Replace every place by the table."""
        for place in list(self.document.findall(coverage_place)):
            rows = [[name, str(count)] for name, count in coverage(domain_of(self.env)).items()]
            place.replace_self(fragments.table(("What", "Count"), rows, [1], ["coverage"]))


def coverage(domain: NumbersDomain) -> dict[str, int]:
    """Count numbers stated, distinct facts by grade, and claims, in words for a reader."""
    facts = {stated.item["id"]: stated.item for stated in domain.index.of("fact")}
    claims = {stated.item["id"] for stated in domain.index.of("claim")}
    stated = [name for _, name in domain.uses("fact") if name in facts]
    guarded = [name for _, name in domain.uses("claim") if name in claims]
    marks = Counter(map(mark_of, facts.values()))
    return {
        "Numbers stated in the pages, each a link to the ledger": len(stated),
        "Different facts among them": len(set(stated)),
        "Facts in the ledger": len(facts),
        **{f"Facts of grade {grade}": marks[grade] for grade in GRADES},
        "Modelled or inferred numbers": marks[MODELLED],
        "Counts in the book's own records, which have no grade": marks[OWN_COUNT],
        "Settings of this run, which have no grade": marks[SETTING],
        "Sentences guarded by a claim": len(guarded),
        "Claims computed": len(claims),
    }


def describe_coverage(counts: dict[str, int]) -> str:
    """The counts as a sentence for the log of a build."""
    stated, different, facts, *grades, modelled, own, settings, guarded, claims = counts.values()
    by_grade = ", ".join(f"{count} of grade {grade}" for grade, count in zip(GRADES, grades, strict=True))
    return (
        f"The book states {stated:,} numbers, all of them facts ({different:,} different ones "
        f"of {facts:,} in the ledger: {by_grade}, {modelled} modelled, {own} own counts, "
        f"{settings} settings). {guarded:,} sentences "
        f"are guarded by {claims:,} claims."
    )


def log_coverage(app: Sphinx, failure: Exception | None) -> None:
    """Print the counts at the end of a build, and leave them beside the pages for programs."""
    if failure is None and app.builder.name == "html":
        counts = coverage(domain_of(app.env))
        said = describe_coverage(counts)
        logger.info(said)
        content = json.dumps({"summary": said, "counts": counts}, indent=1, ensure_ascii=False)
        path = Path(app.outdir) / COVERAGE_FILE
        path.write_text(content + "\n", encoding="utf-8", newline="\n")


def setup(app: Sphinx) -> None:
    """Register the directives and what fills them in."""
    app.add_node(coverage_place)
    for name, directive in (
        ("parameters-table", ParametersTable),
        ("figures-list", FiguresList),
        ("claims-list", ClaimsList),
        ("coverage", Coverage),
    ):
        app.add_directive(name, directive)
    app.add_post_transform(CountCoverage)
    app.connect("build-finished", log_coverage)
