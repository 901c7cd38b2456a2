"""Blocks that authors write: key findings, repeated figures, folded explanations."""

from __future__ import annotations

from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from expobook.values.grades import marks_of

from ..build import claims, fragments
from ..build.claims import WEAK_WORDS, mentions_weak_evidence, read_by, weak_facts
from ..build.domain import domain_of, source_location
from ..build.index import Stated
from ..build.nodes import make_box, make_more, make_span
from ..figures.figure_nodes import figure_again


def link_to_page(env: BuildEnvironment, docname: str) -> pending_xref:
    """A link to a page by its title."""
    return fragments.sphinx_link(env, "doc", f"/{docname}", nodes.inline("", docname))


class FaultyDirective(SphinxDirective):
    """A directive that warns, with its place, about what it can't find."""

    def fault(self, message: str) -> None:
        """Warn of a fault at the directive's line."""
        source, line = self.get_source_info()
        place = source_location(source, line)
        domain_of(self.env).fault(self.env.docname, f"{message} ({place})", (self.env.docname, line))

    def figure(self) -> Stated | None:
        """The figure that the argument names, noted as used; none and a fault where no notebook shows it."""
        name, domain = self.arguments[0], domain_of(self.env)
        domain.note_use(self.env.docname, "figure", name)
        stated = domain.index.get("figure", name)
        if stated is None:
            self.fault(f"no notebook shows the figure {name!r}{domain.index.suggestion('figure', name)}")
        return stated


class Finding(FaultyDirective):
    """A key finding: its first paragraph is guarded by claims; the card shows its evidence."""

    has_content = True
    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar = {"name": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        """Make the card; warn when it rests on grade D without saying so."""
        self.assert_has_content()
        body = make_box("div", classes=("finding-text",))
        body.document = self.state.document
        self.state.nested_parse(self.content, self.content_offset, body)
        sentences = [child for child in body.children if isinstance(child, nodes.paragraph)]
        if not sentences:
            self.fault("a finding begins with the guarded sentence as a paragraph")
            return []
        claim_ids = self.arguments[0].replace(",", " ").split()
        sentences[0]["classes"] += [claims.PREFIX + name for name in claim_ids]
        marks = [fragments.grade_link(self.env, mark) for mark in self._marks(body, claim_ids)]
        body += self._chapter(body, claim_ids)
        card = self.card(body, marks)
        self.add_name(card)
        return [card]

    def card(self, body: nodes.Element, marks: list[nodes.Element]) -> nodes.Element:
        """Number and marks beside the text; on the first page the evidence opens on a click."""
        number = self.env.temp_data.get("expobook_findings", 0) + 1
        self.env.temp_data["expobook_findings"] = number
        mark = make_span(str(number), classes=("finding-number",))
        if self.env.docname == self.env.config.root_doc and len(body.children) > 1:
            evidence, body.children = body.children[1:], body.children[:1]
            body += make_more("Evidence", *evidence, classes=("finding-evidence",))
        side = make_box("p", mark, *marks, classes=("finding-side",))
        return make_box("div", side, body, classes=("finding",))

    def _chapter(self, body: nodes.Element, claim_ids: list[str]) -> list[nodes.Node]:
        """Where a finding of the first page is told at length, unless its text says so.

        The one-page summary has no room for it, and is taken away without the chapters.
        """
        if self.env.docname != self.env.config.root_doc:
            return []
        index = domain_of(self.env).index
        found = dict.fromkeys(stated.docname for name in claim_ids if (stated := index.get("claim", name)))
        named = {link["reftarget"].lstrip("/") for link in body.findall(pending_xref) if link["reftype"] == "doc"}
        if not found or named & set(found):
            return []
        line = nodes.paragraph("", "See ", classes=["finding-chapter"])
        for position, docname in enumerate(found):
            line += [nodes.Text(" and " if position else ""), link_to_page(self.env, docname)]
        line += nodes.Text(".")
        return [line]

    def _marks(self, body: nodes.Element, claim_ids: list[str]) -> list[str]:
        """What marks the facts in the card and those that its claims read, taken together."""
        index = domain_of(self.env).index
        used = [link["reftarget"] for link in body.findall(pending_xref) if link["reftype"] == "fact"]
        used += read_by(index, claim_ids)
        marks = marks_of(stated.item for name in used if (stated := index.get("fact", name)))
        readers_run = bool(domain_of(self.env).stamp)  # the badge says it; nobody can reword it
        if "D" in marks and not readers_run and not mentions_weak_evidence(body.astext()):
            self.fault(
                f"this finding rests on grade D ({', '.join(weak_facts(index, used))}) "
                f"without saying so; write one of: {', '.join(WEAK_WORDS)}"
            )
        return marks


class Answer(Finding):
    """A reader's question; its guarded first paragraph is a number and what it counts."""

    option_spec: ClassVar = {"question": directives.unchanged_required}

    def card(self, body: nodes.Element, marks: list[nodes.Element]) -> nodes.Element:
        """Question with marks, number, answer."""
        question = make_box(
            "p", nodes.Text(self.options.get("question", "")), nodes.Text(" "), *marks, classes=("answer-question",)
        )
        return make_box("div", question, body, classes=("answer",))


class ShowFigure(FaultyDirective):
    """A notebook's figure once more, on another page, with a reference to its number."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Make the figure without a number of its own."""
        name = self.arguments[0]
        if (stated := self.figure()) is None:
            return []
        where = nodes.inline("", "")
        number = nodes.inline("", name, classes=["std", "std-numref"])
        where += fragments.sphinx_link(self.env, "numref", name, number)
        where += [nodes.Text(", shown in "), link_to_page(self.env, stated.docname)]
        try:
            return [figure_again(self.env, stated.item, where)]
        except fragments.MissingEntry as error:
            self.fault(f"{name}: {error}")
            return []


class More(FaultyDirective):
    """An explanation that is folded away behind its title."""

    has_content = True
    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Make the folding box."""
        self.assert_has_content()
        body = make_box("div", classes=("more-text",))
        body.document = self.state.document
        self.state.nested_parse(self.content, self.content_offset, body)
        return [make_more(self.arguments[0], body)]


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("finding", Finding)
    app.add_directive("answer", Answer)
    app.add_directive("show-figure", ShowFigure)
    app.add_directive("more", More)
