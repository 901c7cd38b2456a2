"""The pages on editions: what changed from one to the next, and the lookup of a cited number."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from expobook.editions import registry, revisions
from expobook.editions.registry import Registry, Row
from expobook.runs import edition
from expobook.runs.layout import RELEASED
from expobook.values import periods
from expobook.values.grades import SETTING

from ..build import fragments
from ..build.domain import BOOK, EVIDENCE, domain_of
from ..build.edition_line import CHANGES
from ..build.nodes import make_box, make_code
from ..screen import Page, on_page

SCRIPT, STYLE, LOOKUP = "lookup.js", "lookup.css", "lookup"


class _RegistryDirective(SphinxDirective):
    """A directive that reads the registry beside the data package."""

    def registry(self) -> Registry:
        """The released editions; the page is read again when they or the numbers change."""
        domain = domain_of(self.env)
        for use in (BOOK, EVIDENCE):
            domain.note_use(self.env.docname, *use)
        folder = domain.evidence.folder / RELEASED
        for path in sorted(folder.glob("*.*")):
            self.env.note_dependency(str(path))
        return registry.read(domain.evidence.folder)


class EditionChanges(_RegistryDirective):
    """Every released edition, and what each changed: old, new, why."""

    def run(self) -> list[nodes.Node]:
        """The newest edition first; the first one says that nothing came before."""
        known = self.registry()
        if not known.editions:
            return [nodes.paragraph("", "No edition has been released yet.")]
        found: list[nodes.Node] = []
        if len(known.editions) == 1:
            name = known.names[0]
            found.append(
                nodes.paragraph(
                    "", f"This is the first edition, {name}. There is no earlier edition to compare it with."
                )
            )
        for name, changed in reversed(list(revisions.steps(known))):
            found.append(self._section(name, changed))
        return [*found, _section("released-editions", "Released editions", _editions(known))]

    def _section(self, name: str, changed: list[revisions.Change]) -> nodes.section:
        headline = [one for one in changed if one.headline and one.old]
        others = len([one for one in changed if one.old]) - len(headline)
        added = len([one for one in changed if one.old is None])
        table = (
            [
                fragments.table(
                    ("Number", "Was", "Is", "Reason"),
                    [self._row(one) for one in headline],
                    [1, 2],
                    ["edition-changes"],
                )
            ]
            if headline
            else [nodes.paragraph("", "No number of the key findings changed.")]
        )
        rest = nodes.paragraph(
            "", f"Other numbers: {others} revised or withdrawn, {added} new. Each can be looked up by its id."
        )
        return _section(f"edition-{name.replace('.', '-')}", f"Edition {name}", *table, rest)

    def _row(self, change: revisions.Change) -> list[fragments.Cell]:
        label: nodes.Node = nodes.Text(change.label)
        if domain_of(self.env).index.get("fact", change.fact_id):
            label = fragments.link_to(self.env, "fact", change.fact_id, label)
        return [[label], _shown(change.old), _shown(change.new), revisions.why(change)]


class EditionLookup(SphinxDirective):
    """The place of the lookup; its form is made by the script, from the index of numbers."""

    def run(self) -> list[nodes.Node]:
        """A box that says what to do without scripts."""
        without = nodes.paragraph(
            "",
            "The search needs JavaScript, and nothing from the network. Without it: find the "
            "number by its id in the ledger of this book, compare it with what you cited, and see "
            "the page on what changed. On the command line: ",
        )
        without += make_code("expobook lookup <id> --edition <edition>")
        without["classes"].append("lookup-without-script")
        return [make_box("div", without, classes=(LOOKUP, "only-on-screen"), data_instead=CHANGES)]


def _editions(known: Registry) -> nodes.table:
    """The released editions, newest first."""
    rows = [
        [
            one.record.edition,
            periods.format_date(one.record.data_date),
            f"{one.record.facts:,}",
            [make_code(one.record.content_hash[: edition.SHORT])],
        ]
        for one in reversed(known.editions)
    ]
    return fragments.table(("Edition", "Data as of", "Numbers", "Content"), rows, [2], ["editions"])


def _shown(row: Row | None) -> list[nodes.Node]:
    if row is None:
        return [nodes.Text("withdrawn")]
    return [nodes.Text(f"{row.display} "), fragments.grade_mark(row.grade or SETTING)]


def _section(anchor: str, title: str, *content: nodes.Node) -> nodes.section:
    return nodes.section("", nodes.title("", title), *content, ids=[anchor])


def load_script(page: Page) -> None:
    """Load script and style on the page that has a lookup, and nowhere else."""
    if f'class="{LOOKUP} ' in page.body:
        page.app.add_js_file(SCRIPT, loading_method="defer")
        page.app.add_css_file(STYLE, priority=910)


def setup(app: Sphinx) -> None:
    """Register the directives and what the lookup loads."""
    app.add_directive("edition-changes", EditionChanges)
    app.add_directive("edition-lookup", EditionLookup)
    on_page(app, load_script)
