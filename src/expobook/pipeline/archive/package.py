"""The reproducibility package: one zip with data, code, environment and results.

It is made of a released edition and of the repository that builds it just as it is, so that whoever
unpacks it gets every number again, and can tell that it is the same.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

from expobook.citations import catalogue
from expobook.citations.briefs import data_files
from expobook.figures import export
from expobook.pipeline import release
from expobook.pipeline import reproduce as reproduction
from expobook.pipeline.reproduce import Receipt
from expobook.pipeline.verification.verify import Verification
from expobook.runs import incremental, source_tree
from expobook.runs.layout import FACTS, MANIFEST, NOT_COPIED, is_dropping
from expobook.runs.run import Run
from expobook.values.errors import Mistake
from expobook.values.files import archives, spreadsheets, work_folders

from . import availability, exhibits, package_readme, receipt_report
from .measurement import Measurement

NAME = "expobook-{}-reproducibility"
TOP = ("pyproject.toml", "requirements.lock", "LICENSE", "LICENSE-CONTENT.md", "CHANGELOG.md")
CODE = "src/expobook"
_RESULTS = (exhibits.NUMBERS, FACTS, MANIFEST, "report.pdf")
_PACKED = (".png", ".pdf")
"""What is compressed already."""


class NotPackable(Mistake):
    """A run that no package is made of; the message says what to do."""


def require_edition(root: Path, verification: Verification, folder: Path) -> Run:
    """The run, when it is a released edition and what the repository would build just so."""
    if verification.run is None or verification.verdict != "released":
        raise NotPackable(
            f"{folder} isn't an edition as it was released, and a package is made of "
            f"nothing else: {'; '.join(verification.reasons)}"
        )
    if not incremental.nothing_changed(root, folder, root / "data", {}, pdf=False):
        raise NotPackable(
            f"{folder} was built from other sources than those in {root}: check out "
            f"the commit of edition {verification.run.edition}, and build it there"
        )
    return verification.run


def contents(root: Path, run: Run, receipt: Receipt, measured: Measurement) -> dict[str, bytes]:
    """The files of the package by their path in it, sorted."""
    known = catalogue.of_run(run)
    found = exhibits.find_all(known, run.source)
    lock = (root / incremental.LOCK).read_text(encoding="utf-8")
    headlines = release.headline_facts(run.source)
    observed = _observed(run)
    readme = package_readme.readme(package_readme.Contents(run, known, found, measured, lock))
    texts = {
        "README.md": readme,
        "reproduction/exhibits.csv": exhibits.as_csv(found),
        "reproduction/sources.csv": availability.as_csv([*known.sources.values()], observed),
        "reproduction/receipt.md": receipt_report.report(receipt, headlines),
        "reproduction/machine.json": json.dumps(asdict(measured), ensure_ascii=False, indent=1) + "\n",
        **{
            f"{exhibits.RESULTS}/tables/{one.id}.csv": export.table_text(data_files.plain_data(one))
            for one in known.of("table")
        },
    }
    files = {
        **dict(_of_repository(root)),
        **dict(_results(run)),
        **_receipt(receipt),
        **{name: text.encode() for name, text in texts.items()},
    }
    return dict(sorted(files.items()))


def zipped(files: Mapping[str, bytes], edition: str) -> bytes:
    """The files as a zip archive with one folder, the same bytes every time."""
    folder = NAME.format(edition)
    plain = {f"{folder}/{name}" for name in files if name.endswith(_PACKED)}
    return archives.zipped({f"{folder}/{name}": content for name, content in files.items()}, plain)


def _observed(run: Run) -> Mapping[str, int]:
    """How many observations rest on each source."""
    return Counter(row["source_id"] for row in spreadsheets.read_csv(run.source / "data" / "observations.csv"))


def _of_repository(root: Path) -> Iterator[tuple[str, bytes]]:
    """Code, data, text and environment, as a build takes them."""
    for name, path in source_tree.files(root, root / "data").items():
        yield name, path.read_bytes()
    for name in TOP:
        yield name, (root / name).read_bytes()
    for path in (root / CODE).rglob("*"):
        if path.is_file() and not is_dropping(path.name) and not {*path.parts} & {*NOT_COPIED}:
            yield path.relative_to(root).as_posix(), path.read_bytes()


def _results(run: Run) -> Iterator[tuple[str, bytes]]:
    """What the edition states: numbers, PDF, and each figure as a picture and as data."""
    figures = [
        f"figures/{path.name}" for path in (run.folder / "figures").iterdir() if path.suffix in (".png", ".svg", ".csv")
    ]
    for name in (*_RESULTS, *figures):
        if (run.folder / name).is_file():
            yield f"{exhibits.RESULTS}/{name}", (run.folder / name).read_bytes()


def _receipt(receipt: Receipt) -> dict[str, bytes]:
    with work_folders.temporary() as temporary:
        return {
            f"reproduction/{path.name}": path.read_bytes()
            for path in reproduction.write(receipt, temporary / "receipt")
        }
