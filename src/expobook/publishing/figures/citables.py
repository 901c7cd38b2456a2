"""What can be cited in the book that is being built, as the citing package knows it."""

from __future__ import annotations

from pathlib import Path
from weakref import WeakKeyDictionary

from sphinx.environment import BuildEnvironment

from expobook.citations.catalogue import Catalogue, of_source
from expobook.facts.notebook_outputs import NotebookBundles
from expobook.runs import reader_run

from ..build.domain import NumbersDomain, domain_of
from ..build.index import BookIndex

_made: WeakKeyDictionary[NumbersDomain, tuple[BookIndex, Catalogue]] = WeakKeyDictionary()


def catalogue_of(env: BuildEnvironment) -> Catalogue:
    """The catalogue of a build: its notebooks, its sources, and whether it is a reader's run.

    It is made once for all that the notebooks of a build state.
    """
    domain = domain_of(env)
    index, catalogue = _made.get(domain, (None, None))
    if catalogue is None or index is not domain.index:
        catalogue = _of_build(env, domain)
        _made[domain] = (domain.index, catalogue)
    return catalogue


def _of_build(env: BuildEnvironment, domain: NumbersDomain) -> Catalogue:
    index, data = domain.index, domain.evidence.folder
    notebooks = [
        NotebookBundles(
            part_of(note.docname),
            note.parameters,
            {},
            *(
                [stated.item for stated in index.of(kind, note.docname)]
                for kind in ("fact", "claim", "figure", "table")
            ),
        )
        for note in index.notebooks
    ]
    changed = reader_run.changes({note.name: note.parameters for note in notebooks}, data)
    return of_source(Path(env.srcdir), notebooks, data, changed)


def part_of(docname: str) -> str:
    """The name of a notebook by its page."""
    return docname.rsplit("/", 1)[-1]
