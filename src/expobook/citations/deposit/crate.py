"""A run as an RO-Crate: what was executed, from which data, with which settings, and what it made.

It follows Process Run Crate 0.6, which builds on RO-Crate 1.3. When something was executed isn't
said: a run is the same whenever it is made.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from expobook.citations.catalogue import Catalogue
from expobook.citations.identity import full_name
from expobook.facts.notebook_outputs import NotebookBundles
from expobook.runs import reader_run
from expobook.runs.edition import package_files
from expobook.runs.layout import FACTS, MANIFEST

from .datacite import LICENCES

NAME = "ro-crate-metadata.json"
_CRATE, _PROFILE = "https://w3id.org/ro/crate/1.3", "https://w3id.org/ro/wfrun/process/0.6"
_CONTEXT = f"{_CRATE}/context"
_TYPESET = ("report.pdf", "report.epub")
_MADE = {
    "html/": "The report as pages",
    "figures/": "Pictures and data of every figure",
    "facts.csv": "Every number of the report",
    FACTS: "The same with formulas and inputs",
}
_FORMATS = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".ipynb": "application/x-ipynb+json",
    ".epub": "application/epub+zip",
}
_EXECUTES, _BUILDS, _SETS = "papermill", "jupyter-book", "typst"
_HOMES = {
    "jupyter-book": "https://jupyterbook.org/",
    "myst-nb": "https://myst-nb.readthedocs.io/",
    "Sphinx": "https://www.sphinx-doc.org/",
    "altair": "https://altair-viz.github.io/",
    "vl-convert-python": "https://github.com/vega/vl-convert",
    "papermill": "https://papermill.readthedocs.io/",
    "pandas": "https://pandas.pydata.org/",
    "numpy": "https://numpy.org/",
    "typst": "https://github.com/messense/typst-py",
}
"""Where each package that makes a run is described."""
Entity = dict[str, Any]


@dataclass(frozen=True)
class Crate:
    """The crate of one run folder; `versions` are those of the packages that made it."""

    folder: Path
    catalogue: Catalogue
    notebooks: list[NotebookBundles]
    versions: Mapping[str, str]

    def text(self) -> str:
        """The crate as its file has it."""
        return as_text({"@context": _CONTEXT, "@graph": list(self._graph())})

    def _graph(self) -> Iterator[Entity]:
        actions = list(self._actions())
        parts = list(self._parts())
        yield {"@id": NAME, "@type": "CreativeWork", "conformsTo": _id(_CRATE), "about": _id("./")}
        yield self._root(parts, actions)
        yield {
            "@id": _PROFILE,
            "@type": ["CreativeWork", "Profile"],
            "name": "Process Run Crate",
            "version": _PROFILE.rsplit("/", 1)[-1],
        }
        yield from self._context()
        yield from parts
        yield from (self._software(name) for name in sorted(self.versions))
        yield from self._settings()
        yield from actions

    def _root(self, parts: Iterable[Entity], actions: Iterable[Entity]) -> Entity:
        identity, changed = self.catalogue.identity, self.catalogue.changed
        stamp = reader_run.stamp(changed)
        name = f"{identity.title} ({stamp or f'edition {identity.edition}'})"
        known = identity.doi_address or identity.permalink("index.html")
        return {
            "@id": "./",
            "@type": "Dataset",
            "name": name,
            "description": identity.abstract or name,
            "datePublished": identity.released,
            "version": identity.edition,
            "conformsTo": _id(_PROFILE),
            "license": _id(self._licence()),
            "author": [_id(one) for one in self._authors()],
            "identifier": identity.content if changed or not known else known,
            "hasPart": [_id(one["@id"]) for one in parts],
            "mentions": [_id(one["@id"]) for one in actions],
            **({"keywords": ", ".join(identity.keywords)} if identity.keywords else {}),
        }

    def _licence(self) -> str:
        return LICENCES[self.catalogue.identity.licence][1]

    def _authors(self) -> dict[str, str]:
        """The names of the authors by their ids in the crate."""
        return {f"#author-{number}": full_name(one) for number, one in enumerate(self.catalogue.identity.authors, 1)}

    def _context(self) -> Iterator[Entity]:
        name = self.catalogue.identity.licence
        yield {
            "@id": self._licence(),
            "@type": "CreativeWork",
            "identifier": name,
            "name": LICENCES[name][0],
            "description": "Licence of text, figures and data",
        }
        for (place, named), one in zip(self._authors().items(), self.catalogue.identity.authors, strict=True):
            yield {"@id": place, "@type": "Organization" if "literal" in one else "Person", "name": named}

    def _parts(self) -> Iterator[Entity]:
        """The files and folders of the run, as far as they are there."""
        for path in package_files(self.folder / "source" / "data"):
            yield _file(f"source/data/{path.name}", f"Data: {path.name}")
        for notebook in self.notebooks:
            yield _file(f"source/notebooks/{notebook.name}.ipynb", "Executed notebook")
        for name, words in _MADE.items():
            if (self.folder / name).exists():
                yield (
                    _file(name, words) if not name.endswith("/") else {"@id": name, "@type": "Dataset", "name": words}
                )
        for name in _TYPESET:
            if (self.folder / name).is_file():
                yield _file(name, "The report in one file")
        yield _file(MANIFEST, "Parameters, versions, and the sha256 of every file of the run")

    def _software(self, name: str) -> Entity:
        return {
            "@id": f"#{name}",
            "@type": "SoftwareApplication",
            "name": name,
            "url": _HOMES[name],
            "version": self.versions[name],
        }

    def _settings(self) -> Iterator[Entity]:
        """The value of each parameter of each notebook."""
        for notebook in self.notebooks:
            for name, value in notebook.parameters.items():
                yield {
                    "@id": f"#{notebook.name}/{name}",
                    "@type": "PropertyValue",
                    "name": name,
                    "value": "" if value is None else value,
                }

    def _actions(self) -> Iterator[Entity]:
        """Each execution of a notebook, then the making of the pages and of the print."""
        tables = [f"source/data/{one.name}" for one in package_files(self.folder / "source/data")]
        executed = [f"source/notebooks/{one.name}.ipynb" for one in self.notebooks]
        for notebook, place in zip(self.notebooks, executed, strict=True):
            settings = [f"#{notebook.name}/{name}" for name in notebook.parameters]
            yield self._action(
                f"execute-{notebook.name}", f"Execution of {notebook.name}", _EXECUTES, [*tables, *settings], [place]
            )
        made = [name for name in _MADE if (self.folder / name).exists()]
        yield self._action("build", "Making of the pages", _BUILDS, executed, made)
        typeset = [name for name in _TYPESET if (self.folder / name).is_file()]
        if typeset:
            yield self._action("typeset", "Typesetting", _SETS, executed, typeset)

    def _action(self, name: str, description: str, tool: str, objects: Iterable[str], results: Iterable[str]) -> Entity:
        agent = {} if self.catalogue.changed else {"agent": [_id(one) for one in self._authors()]}
        return {
            "@id": f"#{name}",
            "@type": "CreateAction",
            "name": description,
            **agent,
            "instrument": _id(f"#{tool}"),
            "object": [_id(one) for one in objects],
            "result": [_id(one) for one in results],
        }


def before_pdf(text: str) -> str:
    """A crate as it was before anything was typeset; what is no crate of a build stays as it is."""
    try:
        content = json.loads(text)
        gone = {*_TYPESET, "#typeset"}
        graph = [_without(one, gone) for one in content["@graph"] if one["@id"] not in gone]
    except (ValueError, TypeError, KeyError, RecursionError):
        return text
    return as_text({**content, "@graph": graph}) if as_text(content) == text else text


def _without(entity: Entity, removed: set[str]) -> Entity:
    return {
        name: [one for one in value if not (isinstance(one, dict) and one.get("@id") in removed)]
        if isinstance(value, list)
        else value
        for name, value in entity.items()
    }


def as_text(content: Mapping[str, Any]) -> str:
    """A JSON object as the run's files have it."""
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _id(place: str) -> dict[str, str]:
    return {"@id": place}


def _file(place: str, description: str) -> Entity:
    name = Path(place)
    return {
        "@id": place,
        "@type": "File",
        "name": f"{description}: {name.name}" if name.name not in description else description,
        "encodingFormat": _FORMATS[name.suffix],
    }
