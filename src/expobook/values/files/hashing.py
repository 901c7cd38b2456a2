"""The sha256 of contents, by which files are told apart: dates and places count for nothing."""

from __future__ import annotations

import hashlib
from pathlib import Path


def sha256(path: Path) -> str:
    """The sha256 of a regular file, in hexadecimal; raises OSError for a pipe or a device, which never end."""
    if path.exists() and not path.is_file():
        raise OSError(f"{path} isn't a regular file")
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_of(content: bytes | str) -> str:
    """The sha256 of some bytes, or of a text as UTF-8, in hexadecimal."""
    data = content.encode() if isinstance(content, str) else content
    return hashlib.sha256(data).hexdigest()
