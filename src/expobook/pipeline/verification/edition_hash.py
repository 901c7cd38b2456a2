"""The hashes by which an edition is known again, whoever built it and wherever.

Builds are the same byte for byte on every machine, so the repository can say what an edition is:
its record, `data/editions/<name>.json`, holds a hash for each group of files and one root hash over
all of them. Every byte of a run counts, except where it can't be known when the hash is taken:

- The record is itself part of every run that is built after the release. It counts without its
  hashes. No page shows them, and the hash of the data leaves the folder of editions out, so a run
  is the same before and after they are written.
- The manifest counts without its list of files, which are hashed themselves, and without `pdf`,
  where a run may say that it has none. It has to be written as a build writes it.
- A page counts as it was before a PDF was offered on it, as long as it offers just what is there;
  the crate as it was before it named one.

So a run that was built without its PDF differs from the edition in the group `pdf` alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from expobook.citations.deposit import crate
from expobook.publishing.pages import offered_files
from expobook.runs.layout import MANIFEST, RELEASED
from expobook.runs.run import Run
from expobook.values.files.hashing import sha256, sha256_of

from .run_files import list_files

PDF = "pdf"
_HASHES = ("root_hash", "hashes")
"""What the record of an edition holds that isn't hashed: these very hashes."""
_NOT_KNOWN = ("files", "without_pdf")
_PARTS = ("html", "figures", "source")
_PAGES = ("html/book/", "html/notebooks/")
_FACTS = ("facts.csv", "facts.json")


def group_hashes(run: Run) -> dict[str, str]:
    """The hash of each group of a run's files: of a list of their names, each with its sha256.

    The groups are html, pdf, summaries, figures, facts, source and manifest, and `others` for what
    else lies at the top. A group without files isn't there.
    """
    digests: dict[str, dict[str, str]] = {}
    for name in list_files(run.folder).names:
        digests.setdefault(_group(name), {})[name] = _digest(run, name)
    return {group: group_hash(digests[group]) for group in sorted(digests)}


def group_hash(digests: Mapping[str, str]) -> str:
    """One hash over those of a group's files, by their paths in the run."""
    return sha256_of("".join(f"{digests[name]}  {name}\n" for name in sorted(digests)))


def root_hash(hashes: Mapping[str, str]) -> str:
    """One hash over those of all groups."""
    return sha256_of("".join(f"{hashes[group]}  {group}\n" for group in sorted(hashes)))


def is_pdf(name: str) -> bool:
    """Whether a file of a run, by its path, is one that typesetting makes."""
    return name.endswith((".pdf", ".epub")) and not name.startswith("source/")


def recorded_in(run: Run) -> dict[str, str]:
    """The hashes in the run's own copy of its edition's record: none before they were written."""
    name = _record(run)
    if name not in list_files(run.folder).names:
        return {}
    try:
        return dict(json.loads((run.folder / name).read_text(encoding="utf-8"))["hashes"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}


def _record(run: Run) -> str:
    return f"source/data/{RELEASED}/{run.edition}.json"


def _group(name: str) -> str:
    top, inside, _ = name.partition("/")
    if is_pdf(name):
        return PDF
    if inside:
        return top if top in _PARTS else "others"
    known = {**dict.fromkeys(_FACTS, "facts"), MANIFEST: "manifest"}
    return known.get(name, "summaries" if name.startswith("summary-") else "others")


def _digest(run: Run, name: str) -> str:
    """The sha256 of a file, or of what of it can be known."""
    path = run.folder / name
    if name == MANIFEST:
        return _without(path, _NOT_KNOWN, indent=1)
    if name == _record(run):
        return _without(path, _HASHES, indent=2)
    if name == crate.NAME:
        text = path.read_bytes().decode("utf-8", "surrogateescape")
        return sha256_of(crate.before_pdf(text).encode("utf-8", "surrogateescape"))
    if name.startswith(_PAGES) and name.endswith(".html"):
        text = path.read_bytes().decode("utf-8", "surrogateescape")
        return page_digest(run.folder / "html", text)
    return sha256(path)


def page_digest(html: Path, text: str) -> str:
    """The sha256 of a page of the folder `html` as it was before a PDF was offered on it."""
    bare = offered_files.before_pdf(html, text)
    return sha256_of(bare.encode("utf-8", "surrogateescape"))


def _without(path: Path, keys: tuple[str, ...], indent: int) -> str:
    """The sha256 of a JSON file without some keys; of the very file where it is written oddly."""
    text = path.read_bytes()
    try:
        content: Any = json.loads(text)
        if text != _to_json(content, indent) or not isinstance(content, dict):
            return sha256_of(text)
        return sha256_of(_to_json({key: content[key] for key in content if key not in keys}, indent))
    except (ValueError, RecursionError):
        return sha256_of(text)


def _to_json(content: Any, indent: int) -> bytes:
    return f"{json.dumps(content, ensure_ascii=False, indent=indent)}\n".encode()
