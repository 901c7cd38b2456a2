"""Zip archives of the same bytes whenever they are made: files have no dates, owners or modes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Container, Mapping

_NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip archive can carry; a file's own may be earlier still."""


def zipped(files: Mapping[str, bytes], plain: Container[str] = ()) -> bytes:
    """Files by their paths as a zip archive, in the order given; those in `plain` aren't packed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for path, content in files.items():
            packed.writestr(
                zipfile.ZipInfo(path, _NO_TIME), content, zipfile.ZIP_STORED if path in plain else zipfile.ZIP_DEFLATED
            )
    return stream.getvalue()
