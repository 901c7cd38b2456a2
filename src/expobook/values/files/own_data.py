"""Where the data lie that come with this program: in its repository, or where its wheel put them.

That is never the working folder: a run brings data too, and would be judged by itself.
"""

from __future__ import annotations

import sysconfig
from pathlib import Path


def folder() -> Path:
    """The folder with the book's descriptor and the records of its editions."""
    repository = Path(__file__).resolve().parents[4]
    if (repository / "pyproject.toml").is_file():
        return repository / "data"
    return Path(sysconfig.get_path("data"), "share", "expobook")
