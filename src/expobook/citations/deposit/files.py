"""Writes the files for repositories into a run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from expobook.citations import catalogue as catalogues
from expobook.facts import notebook_outputs
from expobook.runs import reader_run
from expobook.runs.layout import notebooks_in

from . import crate, datacite


def write(run: Path, versions: Mapping[str, str]) -> None:
    """Write both files into a run whose other files are there, but for its manifest."""
    for name, text in texts(run, versions).items():
        (run / name).write_text(text, encoding="utf-8", newline="\n")


def texts(run: Path, versions: Mapping[str, str]) -> dict[str, str]:
    """The files by name; a reader's run isn't the edition that DataCite's metadata describe."""
    source = run / "source"
    notebooks = notebook_outputs.read_all(notebooks_in(source))
    catalogue = catalogues.of_source(source, notebooks, source / "data", reader_run.changed_in(source))
    found = {crate.NAME: crate.Crate(run, catalogue, notebooks, versions).text()}
    if not catalogue.changed:
        found[datacite.NAME] = crate.as_text(datacite.metadata(catalogue))
    return found
