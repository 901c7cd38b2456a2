"""A home for Jupyter, which insists on one, where the user has none."""

from __future__ import annotations

import os
from pathlib import Path


def provide() -> None:
    """Where the home is missing or can't be written, take a folder that goes with the program."""
    try:
        if os.access(Path.home(), os.W_OK | os.X_OK):
            return
    except RuntimeError:
        pass  # no HOME, and no such user in the system's list
    import atexit
    import shutil
    import tempfile

    os.environ["HOME"] = tempfile.mkdtemp(prefix="home-")
    atexit.register(shutil.rmtree, os.environ["HOME"], ignore_errors=True)
