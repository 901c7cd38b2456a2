"""Zip archives of the same bytes whenever they are made: files have no dates, owners or modes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip archive can carry; a file's own may be earlier still."""


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Files by their paths as a zip archive, in the order given."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for path, content in files.items():
            packed.writestr(zipfile.ZipInfo(path, _NO_TIME), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
