"""All files of one figure or table together: pictures, data, workbook, citations."""

from __future__ import annotations

from collections.abc import Mapping

from expobook.figures import export
from expobook.runs.reader_run import stamp
from expobook.values.files import archives

from .. import CitingError, reference_files
from ..catalogue import Catalogue, Citable
from ..citation import CitationOf
from ..styles import OFFERED, STYLES
from . import data_files, workbook
from .brief import citation_lines


class NotPackable(CitingError):
    """Something that has no files of its own; the message says what has."""


def contents(catalogue: Catalogue, name: str) -> dict[str, bytes]:
    """The files of a figure or table by name; raise `UnknownId` or `NotPackable`."""
    thing = catalogue.find(name)
    if thing.kind not in ("figure", "table"):
        raise NotPackable(
            f"{name} is a {thing.kind}: figures and tables have files to pack; `expobook cite {name}` cites it"
        )
    described = {**thing.described, "title": thing.title}
    found: dict[str, str | bytes] = {
        f"{name}.{kind}": file for kind, file in data_files.contents(catalogue, thing).items()
    }
    if thing.kind == "figure":
        if catalogue.changed:
            described = export.stamped(described, stamp(catalogue.changed))
        found |= {f"{name}.{kind}": file for kind, file in export.contents(described, catalogue.credit(thing)).items()}
        found[f"{name}.alt.txt"] = " ".join([*described["false_claims"], described["alt"]]) + "\n"
    found |= _citations(catalogue, thing)
    return {
        file: content if isinstance(content, bytes) else content.encode() for file, content in sorted(found.items())
    }


def zipped(files: Mapping[str, bytes], folder: str) -> bytes:
    """The files as a zip archive with one folder, the same bytes every time."""
    return archives.zipped({f"{folder}/{name}": content for name, content in files.items()})


def _citations(catalogue: Catalogue, thing: Citable) -> dict[str, str]:
    """The citation in the usual styles and as files; a reader's run has none, and says so."""
    if catalogue.changed:
        lines = map(workbook.without_tags, citation_lines(catalogue, thing, OFFERED[0]))
        return {f"{thing.id}.citation.txt": "\n".join([*lines, *thing.described["false_claims"]]) + "\n"}
    citation = CitationOf(thing, catalogue)
    texts = "\n".join(f"{STYLES[style][0]}\n{citation.text(style)}" for style in OFFERED)
    endings = {**reference_files.ENDINGS, "csl-json": "csl.json"}
    return {
        f"{thing.id}.citation.txt": texts,
        **{f"{thing.id}.{ending}": citation.format(form, OFFERED[0]) for form, ending in endings.items()},
    }
