"""The sha256 of contents, by which files are told apart: dates and places count for nothing."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

_AT_ONCE = 1_000_000
"""Bytes of a file that is read whole: room to read a longer one piece by piece costs more than most files."""


def sha256(path: Path) -> str:
    """The sha256 of a regular file, in hexadecimal; raises OSError for a pipe or a device, which never end."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise OSError(f"{path} isn't a regular file")
    with path.open("rb", buffering=0) as file:
        if status.st_size <= _AT_ONCE:
            return hashlib.sha256(file.read()).hexdigest()
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_of(content: bytes | str) -> str:
    """The sha256 of some bytes, or of a text as UTF-8, in hexadecimal."""
    data = content.encode() if isinstance(content, str) else content
    return hashlib.sha256(data).hexdigest()
