"""What can be known of a run: whether it is a released edition, and whether it is as it was built.

A manifest lies in the run that it describes, so whoever changes a run can change its manifest too.
Only a record from elsewhere proves an origin: that of the released editions, which comes with this
program. There are three answers. A run is an edition as it was released, when every byte of it is
what the record says. It is consistent with its own manifest, which proves no origin. Or it isn't as
it was built, and the answer says what differs.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from expobook.editions.registry import Record, Registry
from expobook.runs import reader_run
from expobook.runs.layout import MANIFEST
from expobook.runs.run import DamagedRun, Run, open_run
from expobook.values.files.hashing import sha256

from . import edition_hash
from .consistency import find_contradictions, has_current_code
from .run_files import RunFiles, list_files

Verdict = Literal["released", "consistent", "changed"]


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer on a run, and what it rests on."""

    verdict: Verdict
    reasons: tuple[str, ...]
    """What differs in a changed run; why a consistent one isn't known as a released edition."""
    refused: tuple[str, ...] = ()
    """What is no plain file in the run; nothing of it may be opened."""
    run: Run | None = None
    without_pdf: bool = False


def verify_run(folder: Path, known: Registry) -> Verification:
    """Answer what a run is, against the records of released editions that are known here.

    Raises `NotARun` for a folder without a manifest and facts.
    """
    # A folder that is none may be as large as the disk.
    files = list_files(folder) if os.path.lexists(folder / MANIFEST) else RunFiles((), ())
    try:
        run = open_run(folder)
    except DamagedRun as damage:
        return Verification("changed", (str(damage),), files.refused)
    if problems := _files(run, files):
        return Verification("changed", tuple(problems), files.refused, run)
    released = known.get(run.edition)
    record = released.record if released else None
    differing = _differing(run, record) if record else []
    if record and record.root_hash and set(differing) <= {edition_hash.PDF}:
        without = bool(differing)
        if not without or not any(map(edition_hash.is_pdf, files.names)):
            return Verification("released", (), run=run, without_pdf=without)
    if problems := find_contradictions(run):
        return Verification("changed", tuple(problems), run=run)
    return Verification("consistent", tuple(_why(run, record, differing)), run=run)


def check_run(folder: Path) -> list[str]:
    """List what of a run isn't as it was built, each by name; empty when nothing speaks against it.

    That proves no origin. Raises `NotARun` for a folder without a manifest and facts.
    """
    found = verify_run(folder, Registry())
    return list(found.reasons) if found.verdict == "changed" else []


def _files(run: Run, files: RunFiles) -> list[str]:
    """What is missing, changed or extra by the manifest, and what is no plain file."""
    listed = run.manifest["files"]
    found = set(files.names) - {MANIFEST}
    missing = [f"missing: {name}" for name in sorted(set(listed) - found)]
    changed = [f"changed: {name}" for name in sorted(found & set(listed)) if sha256(run.folder / name) != listed[name]]
    extra = [f"extra: {name}" for name in sorted(found - set(listed))]
    return [*missing, *changed, *extra, *files.refused]


def _differing(run: Run, record: Record) -> list[str]:
    """The groups of files in which a run isn't what the record of its edition says."""
    hashes = edition_hash.group_hashes(run)
    differing = [group for group in sorted({*hashes, *record.hashes}) if hashes.get(group) != record.hashes.get(group)]
    sealed = edition_hash.root_hash(record.hashes) == record.root_hash
    own = edition_hash.recorded_in(run)
    return differing if sealed and own in ({}, dict(record.hashes)) else [*differing, "record"]


def _why(run: Run, record: Record | None, differing: list[str]) -> list[str]:
    """Why a run isn't known as a released edition."""
    reasons = [] if run.published else [f"It says that it is a {reader_run.stamp(run.changed)}."]
    if record is None:
        reasons.append(f"This program knows no released edition {run.edition}.")
    elif not record.root_hash:
        reasons.append(f"The record of edition {run.edition} has no hash to compare with.")
    else:
        same = [group for group in sorted(record.hashes) if group not in differing]
        reasons.append(
            f"It isn't edition {run.edition} as it was released: other than recorded "
            f"are {', '.join(differing)}; as recorded are {', '.join(same) or 'none'}."
        )
    if not has_current_code(run):
        reasons.append(
            "It was made by other code or packages than those here, so its tables and "
            "figures weren't made again for comparison."
        )
    return reasons
