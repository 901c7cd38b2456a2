"""Whether an edition on a site is the one that was released, but for the banner on its pages.

What lies there is a part of a run: its pages and the manifest. The record of the edition has a hash
over all pages, which are counted without the banner. Of the PDF files the manifest has the hashes,
and the record has one over those.
"""

from __future__ import annotations

from pathlib import Path

from expobook.editions.registry import Registry
from expobook.pipeline.verification import edition_hash
from expobook.pipeline.verification.run_files import list_files
from expobook.runs.layout import MANIFEST
from expobook.runs.run import read_manifest
from expobook.values.files import documents
from expobook.values.files.hashing import sha256, sha256_of

from .banner import banner, without_banner
from .site import LIST


def is_published(folder: Path) -> bool:
    """Whether a folder is one of an edition on a site."""
    return (folder.parent / LIST).is_file() and (folder / MANIFEST).is_file()


def is_newest(folder: Path) -> bool:
    """Whether the edition is the newest of its site, so that its pages bear no banner."""
    return bool(read_manifest(folder).get("edition") == _newest(folder.parent))


def find_changes(folder: Path, known: Registry) -> list[str]:
    """List in what an edition on a site isn't as it was released; empty where in nothing."""
    manifest = read_manifest(folder)
    released = known.get(manifest.get("edition", ""))
    if released is None or not released.record.root_hash:
        return [f"no record here has the hashes of edition {manifest.get('edition')}"]
    record, found = released.record, list_files(folder)
    listed: dict[str, str] = manifest["files"]
    pdfs = {name: digest for name, digest in listed.items() if edition_hash.is_pdf(name)}
    if pdfs and edition_hash.group_hash(pdfs) != record.hashes.get(edition_hash.PDF):
        return [f"changed: {MANIFEST} lists other PDF files than the release had"]
    names = {f"html/{name}" for name in found.names} - {f"html/{MANIFEST}"}
    wrong = [
        *found.refused,
        *(f"missing: {name}" for name in sorted(name for name in set(listed) - names if name.startswith("html/"))),
    ]
    wrong += [
        f"changed: {name}"
        for name in sorted(names)
        if edition_hash.is_pdf(name) and sha256(folder / name.removeprefix("html/")) != pdfs.get(name)
    ]
    if wrong:
        return wrong
    pages = {name: _digest(folder, name.removeprefix("html/"), record.edition) for name in names - set(pdfs)}
    same = edition_hash.group_hash(pages) == record.hashes["html"]
    return [] if same else ["changed: its pages are others than those of the release"]


def _digest(folder: Path, name: str, edition: str) -> str:
    """The hash of a file as it was before a newer edition was named on it."""
    path = folder / name
    if not name.endswith(".html"):
        return sha256(path)
    text = path.read_bytes().decode("utf-8", "surrogateescape")
    newest = _newest(folder.parent)
    if newest != edition:
        text = without_banner(text, banner(folder.parent, name, edition, newest))
    if name.startswith(("book/", "notebooks/")):
        return edition_hash.page_digest(folder, text)
    return sha256_of(text.encode("utf-8", "surrogateescape"))


def _newest(site: Path) -> str:
    """The newest edition of a site, by its list."""
    return str(documents.json_object(site / LIST, "a list of editions", "build the site again").get("latest"))
