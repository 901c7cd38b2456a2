"""Putting a run in its folder: nothing of others is touched, and the old run goes last.

A run is made in a work folder beside its place, `.<name>.building`, or inside it where the place
can't be renamed, as the volume of a container. Of two builds or sweeps into one folder the second
is refused at once.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from expobook.runs import reader_run
from expobook.runs.layout import LEFT_BY_TOOLS, MANIFEST, REFERENCES, SOURCE_FOLDERS, is_dropping
from expobook.runs.run import read_manifest
from expobook.values.errors import Mistake
from expobook.values.files import work_folders

_LONGEST = 230
"""Bytes in the name of an output: file systems allow 255, and the work folder's name is longer."""
_NEW, _OLD, _PLACED = "new", "old", "placed.json"
_SHOWN = 5
_MOUNTS = Path("/proc/self/mountinfo")


class TargetError(Mistake):
    """An output folder that can't be used; nothing was written."""


def check(output: Path, edition: Path | None = None) -> None:
    """Refuse a folder that another build works on or that holds something else than a run.

    What a stopped build left is cleared away first, and a run that it had set aside put back.
    A damaged run in the place of the `edition` is no hindrance: see `set_aside`. Raises
    `TargetError`.
    """
    _check_name(output)
    recover(output)
    if output.exists() and not output.is_dir():
        raise TargetError(f"{output} is a file; name an empty folder or an earlier run")
    if not entries(output):
        return
    if is_damaged(output):
        if output == edition and not _is_fixed(output):
            return
        raise TargetError(
            f"{output / MANIFEST} can't be read as that of a run: it was cut off or "
            f"changed. Rename or remove {output}, or name an empty folder"
        )
    if not read_manifest(output):
        raise TargetError(
            f"{output} holds something that isn't a run (it has no {MANIFEST} as runs have); "
            "name an empty folder or an earlier run"
        )
    if added := _added(output):
        raise TargetError(
            f"{output} holds files that aren't of its run, and a build would remove "
            f"them: {_listed(added)}. Move them, or name another folder"
        )


def is_damaged(folder: Path) -> bool:
    """Whether a folder holds a manifest that can't be read as one: cut off, or of wrong types."""
    path = folder / MANIFEST
    if not path.is_file():  # a pipe would be waited for
        return False
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        return False
    except (ValueError, RecursionError):
        return True
    return isinstance(content, dict) and {"edition", "files"} <= set(content) and not read_manifest(folder)


def set_aside(folder: Path) -> Path:
    """Give a damaged run another name, so that nothing of it is lost; return that name."""
    kept = folder.with_name(f"{folder.name}.damaged")
    number = 1
    while os.path.lexists(kept):
        number += 1
        kept = folder.with_name(f"{folder.name}.damaged-{number}")
    return folder.rename(kept)


def check_apart(output: Path, root: Path, data: Path) -> None:
    """Refuse an output inside the source of the book, its data or a run; raises `TargetError`.

    Links and other spellings of a name lead to the same folder, and are refused too.
    """
    _check_name(output)
    above = [folder for folder in (output, *output.parents) if folder.is_dir()]
    hidden = (path for path in work_folders.entries(root) if path.name.startswith("."))
    source = [data, *(root / name for name in SOURCE_FOLDERS), *hidden]
    for part in (part for part in source if part.is_dir()):
        if any(folder.samefile(part) for folder in above):
            raise TargetError(
                f"{output} lies in {part}, which belongs to the source of the book: "
                "name a folder outside it, for example _build/my-run"
            )
    for folder in above:
        if folder != output and folder not in root.parents and read_manifest(folder):
            raise TargetError(
                f"{output} lies in the run {folder}, which the next build there "
                "would replace with all that is in it: name a folder outside it"
            )


def check_readers(output: Path, edition: Path) -> None:
    """Refuse a reader's run the place of the published edition; raises `TargetError`."""
    ours = output.resolve() == edition.resolve()
    if ours or _is_published(output):
        what = "is the place of the published edition" if ours else "holds the published edition"
        raise TargetError(
            f"{output} {what}, and a run with other parameters or data isn't it: name another folder with --output DIR"
        )


def _is_published(output: Path) -> bool:
    """Whether a run may be the published edition, by its manifest or by its notebooks."""
    manifest = read_manifest(output)
    return bool(manifest) and (
        manifest.get("published_parameters") is True or not reader_run.changed_in(output / "source")
    )


@contextmanager
def work_folder(output: Path) -> Iterator[Path]:
    """A new, empty folder for a run of `output`, in which one build alone works; gone afterwards.

    Raises `TargetError` while another build or sweep works on `output`, or where something that
    isn't ours stands in the way.
    """
    place = _container(output)
    while True:
        recover(output)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            lock = work_folders.make(place)
            break
        except FileExistsError:
            continue  # another has just begun: `recover` says so
    try:
        work = _fresh(output) if _is_fixed(output) else _fresh(output) / output.name
        work.mkdir(parents=True)
        yield work
    finally:
        if os.path.lexists(place / _PLACED):  # it couldn't be undone: the old run is in there
            os.close(lock)
        else:
            work_folders.remove(place, lock)


def replace(output: Path) -> None:
    """Put the finished run in place; whatever happens, a whole run stands there afterwards."""
    place, home, fresh = _container(output), _container(output).parent, _fresh(output)
    old = entries(output) if _is_fixed(output) else [output]
    new = sorted(path.name for path in fresh.iterdir())
    (place / _OLD).mkdir()
    # Written whole or not at all: a stopped build is undone by it.
    (place / f"{_PLACED}.part").write_text(json.dumps(new), encoding="utf-8")
    (place / f"{_PLACED}.part").rename(place / _PLACED)
    try:
        for path in old:
            if os.path.lexists(path):
                path.rename(place / _OLD / path.name)
        for name in new:
            (fresh / name).rename(home / name)
    except BaseException:
        _undo(output)
        raise
    (place / _PLACED).unlink()


def recover(output: Path) -> bool:
    """Undo what a stopped build left half done, and clear its work folders away.

    Returns whether there was anything. Raises `TargetError` while another works on `output`, or
    where something that isn't ours has the work folder's name.
    """
    place = _container(output)
    try:
        lock = work_folders.take(place)
    except work_folders.InUse:
        raise TargetError(
            f"another build or sweep is making {output}: wait until it has ended, or "
            "name another folder with --output DIR"
        ) from None
    except work_folders.NotOurs as error:
        raise TargetError(
            f"{error}: nothing in it was touched. Rename or remove it, or name another folder with --output DIR"
        ) from None
    if lock is not None:
        _undo(output)
        work_folders.remove(place, lock)
        if os.path.lexists(place):
            raise TargetError(
                f"{place} was left by a stopped build and can't be removed: remove "
                "it, or name another folder with --output DIR"
            )
    return bool(work_folders.clear(place.parent, f"{place.name}-")) or lock is not None


def outputs_left(folder: Path) -> list[Path]:
    """The outputs in a folder beside which something with a work folder's name lies."""
    names = (path.name for path in work_folders.entries(folder))
    return sorted(
        {
            folder / name[1:].rpartition(".building")[0]
            for name in names
            if name.startswith(".") and name[2:].rpartition(".building")[1]
        }
    )


def remove_unnamed(root: Path) -> list[Path]:
    """Clear away the temporary folders of killed processes; return what was removed."""
    return [
        *work_folders.clear(Path(tempfile.gettempdir()), work_folders.TEMPORARY),
        *work_folders.clear(root / "notebooks", REFERENCES),
    ]


def _undo(output: Path) -> None:
    """Put back what was set aside, where not all of the new run was in place."""
    place, home, fresh = _container(output), _container(output).parent, _fresh(output)
    try:
        new = json.loads((place / _PLACED).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    for name in new:
        if os.path.lexists(home / name) and not os.path.lexists(fresh / name):
            (home / name).rename(fresh / name)
    for path in work_folders.entries(place / _OLD):
        path.rename(home / path.name)
    (place / _PLACED).unlink()


def _is_fixed(output: Path) -> bool:
    """Whether a folder can't be renamed: a mount point, or in a folder that we can't write in."""
    if not output.is_dir():
        return False
    return os.path.ismount(output) or str(output) in _mounted() or not os.access(output.parent, os.W_OK)


def _mounted() -> set[str]:
    """Mount points as Linux lists them: those of the same file system too."""
    if not _MOUNTS.is_file():
        return set()
    lines = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    return {line.split()[4].replace("\\040", " ") for line in lines}


def _container(output: Path) -> Path:
    """The work folder of an output: beside it, or inside where it can't be renamed."""
    home = output if _is_fixed(output) else output.parent
    return home / f".{output.name}.building"


def _fresh(output: Path) -> Path:
    """The folder whose entries are put in place: the run, or what a run consists of."""
    return _container(output) / _NEW


def entries(output: Path) -> list[Path]:
    """What a folder holds, but for what systems drop there and our own work folder."""
    return [path for path in work_folders.entries(output) if not is_dropping(path.name) and path != _container(output)]


def _check_name(output: Path) -> None:
    name, length = output.name, len(os.fsencode(output.name))
    if length > _LONGEST:
        raise TargetError(
            f"{name[:40]}… has {length:,} bytes: the name of a folder may have "
            f"{_LONGEST} here; name a shorter one with --output DIR"
        )
    if not name:
        raise TargetError(f"{output} can't be the folder of a run; name an empty one")
    try:
        output.lstat()
    except FileNotFoundError:
        pass
    except OSError as error:
        raise TargetError(
            f"{str(output)[:120]} can't be the folder of a run: {error.strerror}; name another one with --output DIR"
        ) from None


def _added(run: Path) -> list[str]:
    """The files in a run that its manifest doesn't name, but for what tools leave by the way."""
    known = {*read_manifest(run)["files"], MANIFEST}
    added = []
    for folder, folders, files in os.walk(run):
        folders[:] = [name for name in folders if name not in LEFT_BY_TOOLS and Path(folder, name) != _container(run)]
        links = [name for name in folders if Path(folder, name).is_symlink()]
        added += [
            name
            for name in (
                Path(folder, name).relative_to(run).as_posix() for name in [*files, *links] if not is_dropping(name)
            )
            if name not in known
        ]
    return sorted(added)


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
