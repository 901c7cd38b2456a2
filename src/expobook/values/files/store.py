"""A store of products by what they were made from: what has the same key needn't be made again.

An entry says its key and hash, and holds plain data: one that was changed, renamed, linked or put
there by another user is not taken, and no entry can run code. The folder is ours alone and marked;
where something else stands in its place nothing is read or written. It can go at any time.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

BOUND = 500_000_000
"""Bytes that a store may keep; what wasn't used for longest goes first."""
_MARK = "expobook-store.txt"
_NOTICE = "expobook keeps here what it has made, to take it again. The folder may go at any time.\n"
_PART = "part-"
_ENTRY = re.compile(rf"[0-9a-f]{{64}}|{_PART}\w+")
"""The name of an entry, or of what a killed process was writing."""
_HASH_LENGTH = 64
_OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def key_of(*inputs: Any) -> str:
    """The key of what is made from these inputs: JSON values and dataclasses of them.

    Raises TypeError for others. The order of names counts, as it may in what is made.
    """
    text = json.dumps(inputs, ensure_ascii=False, default=_as_dict)
    return hashlib.sha256(text.encode()).hexdigest()


def _as_dict(value: Any) -> dict[str, Any]:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(f"{type(value).__name__} is no part of a key")


class Store:
    """Products by their keys in a folder; without a folder there is none.

    Entries consist of the builtin types, and of the named tuples in `kinds`.
    """

    def __init__(self, folder: Path | None, *kinds: type) -> None:
        usable = folder and (not os.path.lexists(folder) or _is_ours(folder))
        self.folder = folder if usable else None
        self._kinds = {(kind.__module__, kind.__qualname__): kind for kind in kinds}

    def get(self, key: str) -> Any:
        """The product of a key, None where there is none that can be trusted."""
        if self.folder is None:
            return None
        content = _read(self.folder / key)
        if content[:_HASH_LENGTH] != _hash(key, content[_HASH_LENGTH:]):
            return None
        with suppress(OSError):
            os.utime(self.folder / key)
        try:
            return _Plain(io.BytesIO(content[_HASH_LENGTH:]), self._kinds).load()
        except Exception:  # what a file can make pickle raise is without end
            return None

    def put(self, key: str, product: Any) -> None:
        """Keep a product, whole or not at all; a full disk is no fault."""
        if self.folder is None or product is None or not _is_made(self.folder):
            return
        content = pickle.dumps(product)
        with suppress(OSError):
            handle, part = tempfile.mkstemp(prefix=_PART, dir=self.folder)
            with os.fdopen(handle, "wb") as file:
                file.write(_hash(key, content) + content)
            Path(part).replace(self.folder / key)

    def trim(self, bound: int = BOUND) -> None:
        """Remove what wasn't used for longest, until the store keeps no more than its bound."""
        found = sorted(self._entries(), key=lambda entry: (-entry[1].st_mtime, entry[0]))
        kept = 0
        for path, status in found:
            kept += status.st_size
            if kept > bound:
                with suppress(OSError):
                    path.unlink()

    def remove(self) -> bool:
        """Remove all entries, and the folder unless others put something there."""
        if self.folder is None or not self.folder.is_dir():
            return False
        self.trim(-1)
        (self.folder / _MARK).unlink(missing_ok=True)
        with suppress(OSError):
            self.folder.rmdir()
        return True

    def _entries(self) -> Iterator[tuple[Path, os.stat_result]]:
        for path in self.folder.glob("*") if self.folder else ():
            if _ENTRY.fullmatch(path.name) and stat.S_ISREG((status := path.lstat()).st_mode):
                yield path, status


class _Plain(pickle.Unpickler):
    """Reads plain data: whatever else a pickle names isn't looked up."""

    def __init__(self, file: io.BytesIO, kinds: dict[tuple[str, str], type]) -> None:
        super().__init__(file)
        self._kinds = kinds

    def find_class(self, module: str, name: str) -> type:
        """One of the named tuples that an entry may hold."""
        if (module, name) not in self._kinds:
            raise pickle.UnpicklingError(f"{module}.{name} is no plain data")
        return self._kinds[module, name]


def _hash(key: str, content: bytes) -> bytes:
    return hashlib.sha256(key.encode() + content).hexdigest().encode()


def _read(path: Path) -> bytes:
    """What a file of ours holds; nothing where it is a link, a pipe, or another user's."""
    try:
        with os.fdopen(os.open(path, _OPEN), "rb") as file:
            status = os.fstat(file.fileno())
            return file.read() if stat.S_ISREG(status.st_mode) and _is_owned(status) else b""
    except OSError:
        return b""


def _is_made(folder: Path) -> bool:
    """Whether a folder is a store of this user; it is made in the folder around it."""
    with suppress(OSError):
        if not os.path.lexists(folder):
            fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
            (fresh / _MARK).write_text(_NOTICE, encoding="utf-8")
            try:
                fresh.rename(folder)
            except OSError:  # another process was first
                shutil.rmtree(fresh)
    return _is_ours(folder)


def _is_ours(folder: Path) -> bool:
    with suppress(OSError):
        status = folder.lstat()
        return stat.S_ISDIR(status.st_mode) and _is_owned(status) and _read(folder / _MARK) == _NOTICE.encode()
    return False


def _is_owned(status: os.stat_result) -> bool:
    return not hasattr(os, "geteuid") or status.st_uid == os.geteuid()
