"""The register of assumptions: each with its evidence, and what it does to the headline numbers."""

from __future__ import annotations

from collections.abc import Sequence

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from expobook.editions import assumptions
from expobook.editions.assumptions import Effect, Entry
from expobook.runs.layout import ASSURANCE

from ..build import fragments
from ..build.domain import BOOK, domain_of
from ..build.nodes import make_code, make_more, make_printed_text

_EVIDENCE = {"strong": "strong", "partial": "in part", "weak": "weak", "none": "none", "choice": "a choice"}
_HEADS = ("Assumption", "Evidence", "Largest effect on a headline number", "Further effects")
_DETAILS = ("Setting", "Number", "Published", "With it")
_TOO_LARGE = 10
"""From so many times the published value on, a change is told as a multiple."""
Cells = list[list[nodes.Node]]


class AssumptionsRegister(SphinxDirective):
    """A table of all assumptions, the one with the largest effect first, then each effect."""

    def run(self) -> list[nodes.Node]:
        """Nothing but a sentence in a book without a register."""
        domain = domain_of(self.env)
        domain.note_use(self.env.docname, *BOOK)
        folder = domain.evidence.folder
        for name in (assumptions.ASSUMPTIONS, assumptions.EFFECTS):
            self.env.note_dependency(str(folder / ASSURANCE / name))
        if not (folder / ASSURANCE / assumptions.ASSUMPTIONS).is_file():
            return [nodes.paragraph("", "This book has no register of assumptions.")]
        effects = assumptions.read_effects(folder)
        entries = assumptions.ranked(assumptions.read_assumptions(folder), effects)
        facts = {stated.item["id"]: stated.item for stated in domain.index.of("fact")}
        stale = assumptions.outdated(effects, facts)
        warning = (
            [
                nodes.paragraph(
                    "", f"These effects were measured on other numbers than this book states: {', '.join(stale)}."
                )
            ]
            if stale
            else []
        )
        table = fragments.table(_texts(_HEADS), [self._row(entry) for entry in entries], [], ["assumptions"])
        return [*warning, table, self._details(entries)]

    def _row(self, entry: Entry) -> list[fragments.Cell]:
        one = entry.assumption
        tried = [nodes.Text(f" {one.why_these} "), *_codes(one.settings)] if one.settings else []
        evidence = nodes.strong("", _EVIDENCE[one.evidence])
        why = [nodes.Text(f": {one.evidence_words}")] if one.evidence_words else []
        return [[nodes.Text(one.statement), *tried], [evidence, *why], self._largest(entry), _further(entry)]

    def _largest(self, entry: Entry) -> list[nodes.Node]:
        if not entry.assumption.settings:
            return [nodes.Text("not measured: no parameter changes it")]
        numbers = entry.of("number")
        if not numbers:
            return [nodes.Text("none")]
        return [self._label(numbers[0]), nodes.Text(f": {_moved(numbers[0])}")]

    def _label(self, effect: Effect) -> nodes.Node:
        text = nodes.Text(effect.label)
        if domain_of(self.env).index.get("fact", effect.id) is None:
            return text
        return fragments.link_to(self.env, "fact", effect.id, text)

    def _details(self, entries: Sequence[Entry]) -> nodes.Node:
        """Every number that moves under every setting, folded."""
        rows = [
            [
                [make_code(effect.setting)],
                [self._label(effect)],
                effect.published_display,
                effect.found_display,
            ]
            for entry in entries
            for effect in entry.of("number")
        ]
        return make_more(
            "Every measured effect", fragments.table(_texts(_DETAILS), rows, [2, 3], ["assumption-effects"])
        )


def _moved(effect: Effect) -> str:
    """“364 bn yuan becomes 389 bn yuan (+7%)”."""
    before, after = float(effect.published), float(effect.found)
    said = f"{effect.published_display} becomes {effect.found_display}"
    if not before or abs(after / before) >= _TOO_LARGE:
        return said
    change = (after - before) / abs(before) * 100
    return f"{said} ({change:+.{0 if abs(change) >= 1 else 1}f}%)".replace("-", "−")


def _further(entry: Entry) -> str:
    """How many other headline numbers move, which sentences fall, what can't be computed."""
    others = len({one.id for one in entry.of("number")}) - 1
    turned = len({one.id for one in entry.of("claim")})
    said = [f"{others} more numbers move" if others > 1 else "one more number moves"] if others > 0 else []
    if turned:
        said.append(
            f"{turned} guarded statements no longer hold" if turned > 1 else "one guarded statement no longer holds"
        )
    failed = sorted({one.setting for one in entry.of("error")})
    said += [f"the report can't be made with {setting}" for setting in failed]
    text = "; ".join(said)
    return f"{text[:1].upper()}{text[1:]}"


def _codes(settings: Sequence[str]) -> list[nodes.Node]:
    found: list[nodes.Node] = []
    for setting in settings:
        found += [nodes.Text(", "), make_code(setting)] if found else [make_code(setting)]
    return found


def _texts(texts: Sequence[str]) -> Cells:
    return [[make_printed_text(text)] for text in texts]


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("assumptions-register", AssumptionsRegister)
