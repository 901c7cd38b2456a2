"""Whether a run's folder is as it was built: its files, its numbers, its content hash."""

from __future__ import annotations

from pathlib import Path

from . import bundles, editions
from .hashing import sha256
from .run_folder import FACTS, MANIFEST, Run, is_nothing, open_run


def check_run(folder: Path) -> list[str]:
    """List what is missing, changed or extra in a run, each by name; empty when all is well.

    The numbers are compared with those in the run's own notebooks too, so that a manifest that was
    altered along with a file doesn't hide it. Raises `NotARun` for a folder without a manifest.
    """
    run = open_run(folder)
    problems = list(_files(run))
    if not any(problem.startswith("missing: source/") for problem in problems):
        problems += _numbers(run)
    return problems


def _files(run: Run) -> list[str]:
    listed: dict[str, str] = run.manifest["files"]
    found = {path.relative_to(run.folder).as_posix() for path in run.folder.rglob("*")
             if path.is_file()} - {MANIFEST}
    found = {name for name in found if not any(map(is_nothing, name.split("/")))}
    missing = [f"missing: {name}" for name in sorted(set(listed) - found)]
    changed = [f"changed: {name}" for name in sorted(found & set(listed))
               if sha256(run.folder / name) != listed[name]]
    return missing + changed + [f"extra: {name}" for name in sorted(found - set(listed))]


def _numbers(run: Run) -> list[str]:
    try:
        stated = {fact["id"]: fact for notebook in run.notebooks for fact in notebook.facts}
    except bundles.BundleError as error:
        return [f"changed: {error}"]
    problems = []
    for name in sorted({*stated, *run.facts}):
        recorded = {key: value for key, value in run.facts.get(name, {}).items()
                    if key != "notebook"}
        if recorded != stated.get(name, {}):
            problems.append(f"changed: {FACTS} and the run's notebooks differ on {name}")
    content = editions.content_hash(run.folder / "source" / "data", stated.values())
    if content != (run.content_hash or content):
        problems.append(f"changed: {MANIFEST} names another content hash than its data and "
                        "notebooks have")
    return problems
