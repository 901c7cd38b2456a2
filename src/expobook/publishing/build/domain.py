"""The domain of numbers: what pages use, where each thing stands, which pages are out of date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.domains import Domain, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

from expobook import evidence
from expobook.facts.notebook_outputs import BundleError
from expobook.runs import reader_run

from . import evidence_records
from .index import BookIndex, read_index

NAME = "expobook"
BOOK = ("book", "*")
EVIDENCE = ("evidence", "*")
UNSEEN = ("graded", "read")
"""Uses of a fact that don't show its number."""
logger = logging.getLogger(__name__)


class Place(NamedTuple):
    """Where an entry stands: page, anchor, and the title that search shows."""

    docname: str
    anchor: str
    title: str


class NumbersDomain(Domain):
    """Facts, claims, sources, definitions and conflicts as things that a page can link to."""

    name = NAME
    label = "Numbers and their evidence"
    object_types = {kind: ObjType(kind) for kind in ("fact", "claim", "source", "definition", "conflict", "grade")}
    initial_data = {"places": {}, "uses": {}, "digests": {}, "faulty": [], "counted": "", "stamp": ""}
    data_version = 3

    index: BookIndex = BookIndex()
    """What the notebooks of this build state; set before any page is read, never pickled."""

    _evidence: evidence_records.EvidenceRecords | None = None
    _pages: dict[str, dict[str, None]] | None = None

    @property
    def evidence(self) -> evidence_records.EvidenceRecords:
        """The evidence of this build, read on first use."""
        if self._evidence is None:
            folder = evidence_records.find_folder(Path(self.env.srcdir), self.env.config.expobook_data)
            self._evidence = evidence_records.EvidenceRecords(folder)
        return self._evidence

    @property
    def stamp(self) -> str:
        """What every page of a reader's run says; empty for the published edition."""
        return self.data["stamp"]

    def note_place(self, kind: str, name: str, place: Place) -> None:
        """Remember where an entry stands; a second place for the same id is a warning."""
        first = self.data["places"].get((kind, name))
        if first and first.docname != place.docname:
            self.fault(place.docname, f"{kind} {name} already has its entry on {first.docname}")
        self.data["places"][kind, name] = place

    def note_use(self, docname: str, kind: str, name: str) -> None:
        """Remember that a page shows something, once per appearance."""
        self.data["uses"].setdefault(docname, []).append((kind, name))

    def uses(self, kind: str, name: str | None = None) -> Iterator[tuple[str, str]]:
        """(page, id) for every appearance, in page order."""
        for docname in sorted(self.data["uses"]):
            for used_kind, used in self.data["uses"][docname]:
                if used_kind == kind and name in (None, used):
                    yield docname, used

    def pages_with(self, fact_id: str) -> list[str]:
        """The pages that show a number, each once, in page order; asked once all are read."""
        if self._pages is None:
            self._pages = {}
            for docname, used in self.uses("fact"):
                self._pages.setdefault(used, {})[docname] = None
        return list(self._pages.get(fact_id, ()))

    def fault(self, docname: str, message: str, location: Any = None) -> None:
        """Warn, and read the page again in every later build until the fault is gone.

        Without that a second incremental build finds nothing to do and passes.
        """
        if docname not in self.data["faulty"]:
            self.data["faulty"].append(docname)
        logger.warning(message, location=location or docname, type=NAME)

    def clear_doc(self, docname: str) -> None:
        """Forget a page that is read again or gone."""
        self.data["uses"].pop(docname, None)
        self.data["places"] = {key: place for key, place in self.data["places"].items() if place.docname != docname}
        self.data["faulty"] = [name for name in self.data["faulty"] if name != docname]

    def merge_domaindata(self, docnames: list[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process has read."""
        for docname in docnames:
            if docname in otherdata["uses"]:
                self.data["uses"][docname] = otherdata["uses"][docname]
            if docname in otherdata["faulty"] and docname not in self.data["faulty"]:
                self.data["faulty"].append(docname)
        for key, place in otherdata["places"].items():
            if place.docname in docnames:
                self.data["places"][key] = place

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> nodes.reference | None:
        """Turn a use into a link to its entry, with the classes of the text on the link."""
        place = self.data["places"].get((typ, target))
        if place is None:
            return None
        link = make_refnode(
            builder,
            fromdocname,
            place.docname,
            place.anchor,
            list(contnode.children),
            node.get("reftitle"),
        )
        link["classes"].extend(contnode["classes"])
        return link

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> list[tuple[str, nodes.Element]]:
        """Numbers are linked by their own roles only."""
        return []

    def get_objects(self) -> Iterable[tuple[str, str, str, str, str, int]]:
        """Everything that another book may link to."""
        for (kind, name), place in sorted(self.data["places"].items()):
            yield name, place.title, kind, place.docname, place.anchor, -1


def domain_of(env: BuildEnvironment) -> NumbersDomain:
    """The domain of a build."""
    return env.domains[NAME]  # type: ignore[return-value]


def read_notebooks(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Read the notebooks, warn of repeated ids, and name the pages that show what changed."""
    domain = domain_of(env)
    notebooks = [(name, Path(path)) for name in env.found_docs if (path := env.doc2path(name)).endswith(".ipynb")]
    try:
        domain.index = read_index(notebooks)
    except BundleError as error:
        raise ExtensionError(str(error)) from None
    for kind, name, first, second in domain.index.repeated:
        domain.fault(
            second, f"{kind} {name} is stated in {first} and again in {second}; an id is used once in the book"
        )
    _ = domain.evidence.observation_ids  # a faulty data package ends the build before any page
    old = domain.data["digests"]
    new = {**domain.index.digests(), "evidence:*": evidence.digest(domain.evidence.folder)}
    domain.data["digests"] = new
    old_stamp = domain.stamp
    domain.data["stamp"] = reader_run.stamp(
        reader_run.changes(
            {Path(note.docname).name: note.parameters for note in domain.index.notebooks},
            domain.evidence.folder,
        )
    )
    if domain.stamp != old_stamp:
        return sorted(env.found_docs)
    outdated = {
        docname
        for docname, uses in domain.data["uses"].items()
        if any(old.get(key) != new.get(key) for key in map(_digest_key, uses))
    }
    return sorted((outdated | set(domain.data["faulty"])) & env.found_docs)


def _digest_key(use: tuple[str, str]) -> str:
    """What a use depends on: a grade shown or a value read unseen changes with its fact."""
    kind, name = use
    return f"{'fact' if kind in UNSEEN else kind}:{name}"


def pages_that_count(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Name the pages that list uses, whenever any page's uses have changed."""
    domain = domain_of(env)
    counted = repr(sorted((name, sorted(uses)) for name, uses in domain.data["uses"].items()))
    if counted == domain.data["counted"]:
        return []
    domain.data["counted"] = counted
    return sorted({docname for docname, _ in domain.uses(*BOOK)})


def setup(app: Sphinx) -> None:
    """Register the domain and its events."""
    app.add_config_value("expobook_data", "data", "env", (str,))
    app.add_domain(NumbersDomain)
    app.connect("env-get-outdated", read_notebooks)
    app.connect("env-updated", pages_that_count)


_LINES_A_CELL = 10_000
"""MyST-NB numbers the lines of cell n from n × 10,000 + 1; nodes carry one more."""


def source_location(source: str, line: int | None) -> str:
    """“01_expo_outcomes.ipynb, cell 3, line 2” or “index.md, line 14”."""
    name = Path(source.split(":")[0]).name if source else "page"
    if not line:
        return name
    if name.endswith(".ipynb") and line >= _LINES_A_CELL:
        return f"{name}, cell {line // _LINES_A_CELL}, line {max(1, line % _LINES_A_CELL - 1)}"
    return f"{name}, line {line}"


def line_of(node: nodes.Node | None) -> int | None:
    """The line of a node, or of the nearest one around it that knows its line."""
    while node is not None:
        if getattr(node, "line", None):
            return node.line
        node = node.parent
    return None
