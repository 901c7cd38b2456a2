"""Releasing an edition: what a run must be before its numbers are frozen."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import replace as replaced
from pathlib import Path
from typing import Any

from expobook.editions import headlines, registry, revisions
from expobook.editions.registry import Record, Registry, Released, Row
from expobook.facts import notebook_outputs
from expobook.pipeline.verification import edition_hash
from expobook.pipeline.verification.verify import check_run
from expobook.runs import edition, incremental
from expobook.runs.edition import EditionError, Version
from expobook.runs.layout import RELEASED, notebooks_in
from expobook.runs.run import Run, open_run

FIRST_PAGE = "book/index.md"


def release(root: Path, folder: Path, name: str, *, replace: bool = False) -> Released:
    """Freeze the numbers of a run as edition `name` under the book's `data/editions/`.

    Pages name the edition only in a run that is built after that. Such a run is released a second
    time: its record then gets the hashes of all its files (`edition_hash`), and no number changes.
    They are taken of nothing but a run that a build would make again just as it is. A run with the
    PDF may add its hash later.

    Refuses (`EditionError`) a name that is taken or out of order, a run that isn't the published
    edition of this very book, a false claim, and a changed headline number without a reason.
    With `replace` the newest edition is released again, as long as git has no tag of its name.
    """
    known = registry.read(root / "data")
    _check_name(root, known, name, replace)
    run = open_run(folder)
    _check_run(root, run, name)
    headlines = headline_facts(run.source)
    released = Released(
        Record(
            name,
            edition.data_date(run.source / "data"),
            run.content_hash,
            len(run.facts),
            len(run.claims),
            run.manifest["parameters"],
        ),
        registry.rows_of(run.facts.values(), headlines),
    )
    _check_meanings(known, released)
    _check_reasons(known, released)
    final = _knows(run, released) and incremental.nothing_changed(root, run.folder, root / "data", {}, pdf=False)
    if known.get(name) and not replace and not final:
        raise EditionError(
            f"{_taken(name)} Its hashes are missing: to add them, build it as it was released, and release that run."
        )
    if final:
        earlier = known.get(name)
        released = _with_hashes(released, run, earlier.record.hashes if earlier and not replace else {})
    registry.write(root / "data", released)
    return released


def _with_hashes(released: Released, run: Run, before: Mapping[str, str]) -> Released:
    """What is released, with the hashes of the run's files; those taken `before` must be among them."""
    hashes = edition_hash.group_hashes(run)
    if not before.items() <= hashes.items():
        raise EditionError(f"{_taken(released.record.edition)} This run has other files than those of its hashes.")
    record = replaced(released.record, root_hash=edition_hash.root_hash(hashes), hashes=hashes)
    return replaced(released, record=record)


def _knows(run: Run, released: Released) -> bool:
    """Whether a run was built when the registry already had its edition as it is now released."""
    own = registry.read(run.source / "data").get(released.record.edition)
    return own is not None and released == replaced(own, record=replaced(own.record, root_hash="", hashes={}))


def headline_facts(source: Path) -> frozenset[str]:
    """The numbers that the first page states: key findings and their explanations."""
    page = source / FIRST_PAGE
    return frozenset(name for sentence in headlines.sentences_of(page) for name in sentence.facts)


def without_reason(known: Registry, released: Released) -> list[revisions.Change]:
    """Headline numbers that differ from the edition before, and no reason says why."""
    earlier = _earlier(known, released.record.edition)
    if earlier is None:
        return []
    found = revisions.changes(earlier.rows, released.rows, released.record.edition, known)
    return [one for one in found if one.old and one.headline and one.reason is None]


def find_changed_meanings(known: Registry, released: Released) -> list[tuple[Row, Row]]:
    """Numbers that keep an id of the edition before under another label or unit, without reason.

    An id that was published never changes its meaning: a new meaning is a new id. A label that
    only says the same better gets a reason.
    """
    name = released.record.edition
    earlier = _earlier(known, name)
    both = ((row, released.rows.get(fact_id)) for fact_id, row in (earlier.rows.items() if earlier else ()))
    return [
        (old, new)
        for old, new in both
        if new and (old.label, old.unit) != (new.label, new.unit) and known.reason(name, old.fact_id) is None
    ]


def _earlier(known: Registry, name: str) -> Released | None:
    before = [one for one in known.editions if Version.read(one.record.edition) < Version.read(name)]
    return before[-1] if before else None


def _check_name(root: Path, known: Registry, name: str, replace: bool) -> None:
    version = Version.read(name)
    if (earlier := known.get(name)) is not None:
        if not replace and edition_hash.PDF in earlier.record.hashes:
            raise EditionError(f"{_taken(name)} (As long as {name} isn't published, --replace releases it again.)")
        if not replace:
            return
        if known.names[-1] != name:
            raise EditionError(f"edition {name} can't be replaced: {known.names[-1]} follows it")
        if tag := _tag(root, name):
            raise EditionError(
                f"edition {name} can't be replaced: git has the tag {tag}, so it is "
                f"published; a reissue is {version.next()}"
            )
        return
    if known.names and version < Version.read(known.names[-1]):
        raise EditionError(f"edition {name} would come before {known.names[-1]}, which is released")
    if version.reissue and Version(version.year, version.month, version.reissue - 1) not in map(
        Version.read, known.names
    ):
        raise EditionError(
            f"edition {name} would be a reissue of an edition that isn't released; "
            f"released so far: {', '.join(known.names) or 'none'}"
        )


def _taken(name: str) -> str:
    return (
        f"edition {name} is released, and a released edition is never written over. A reissue "
        f"in the same month is {Version.read(name).next()}: write that name into "
        f"{_places_of_name()}, build, and release it."
    )


def _places_of_name() -> str:
    return "src/expobook/runs/edition.py, CITATION.cff, data/datapackage.json, pyproject.toml and README.md"


def _tag(root: Path, name: str) -> str:
    """The git tag by which an edition is published, if there is one.

    It is asked of this very folder, whoever owns it and whatever a hook or a shell has set for git.
    """
    if not (root / ".git").exists():
        return ""
    own = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    command = ["git", "-c", "safe.directory=*", "-C", str(root), "tag", "--list", name, f"v{name}"]
    try:
        done = subprocess.run(command, capture_output=True, encoding="utf-8", env=own, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise EditionError(
            f"edition {name} can't be replaced: git doesn't say whether it is published ({error}); mend git first"
        ) from None
    return done.stdout.split("\n", 1)[0].strip()


def _check_run(root: Path, run: Run, name: str) -> None:
    if run.edition != name:
        raise EditionError(
            f"{run.folder} is a run of edition {run.edition}, not {name}: write the "
            f"name into {_places_of_name()}, and build again"
        )
    if not run.published:
        named = ", ".join(f"{key} = {value}" for key, value in run.changed.items())
        raise EditionError(
            f"{run.folder} is a reader's run ({named}); an edition is released from "
            "a run with the published parameters: `expobook build`"
        )
    if problems := check_run(run.folder):
        raise EditionError(
            f"{run.folder} isn't as it was built: {problems[0]}"
            f"{f' and {len(problems) - 1} more' if len(problems) > 1 else ''}; "
            "build it again"
        )
    false = [one["id"] for one in run.claims.values() if not one["holds"]]
    if false:
        raise EditionError(
            f"claims that don't hold: {', '.join(false)}; an edition states nothing that its numbers contradict"
        )
    here = notebook_outputs.read_all(notebooks_in(root))
    now = edition.content_hash(root / "data", _facts(here))
    built = run.content_hash or "unknown"
    if built != now:
        raise EditionError(
            f"{run.folder} was built from other data or notebooks than those that are here "
            f"(content {built[: edition.SHORT]}, here {now[: edition.SHORT]}): refresh the "
            "reference outputs (`expobook references`), and build again"
        )


def _facts(notebooks: list[notebook_outputs.NotebookBundles]) -> list[Mapping[str, Any]]:
    return [fact for notebook in notebooks for fact in notebook.facts]


def _check_meanings(known: Registry, released: Released) -> None:
    changed = find_changed_meanings(known, released)
    if changed:
        listed = "\n".join(
            f"  {old.fact_id}: “{old.label}” ({old.unit}) → “{new.label}” ({new.unit})" for old, new in changed
        )
        raise EditionError(
            f"published ids with another label or unit:\n{listed}\nA new meaning is a new id. "
            f"Where the meaning is the same, write a row for each into {_row_of(released)}"
        )


def _row_of(released: Released) -> str:
    return (
        f"data/{RELEASED}/{registry.REASONS_FILE}: "
        f"{released.record.edition},<id>,<{' | '.join(registry.REASONS)}>,<what changed>"
    )


def _check_reasons(known: Registry, released: Released) -> None:
    missing = without_reason(known, released)
    if missing:
        listed = "\n".join(
            f"  {one.fact_id}: {one.old.display} → "  # type: ignore[union-attr]
            f"{one.new.display if one.new else 'withdrawn'}"
            for one in missing
        )
        raise EditionError(
            f"headline numbers changed without a reason:\n{listed}\nWrite a row for each into {_row_of(released)}"
        )
