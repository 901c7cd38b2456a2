"""What lies where in a run and in the source of a book, by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import translate
from pathlib import Path

CITATION = "CITATION.cff"
MANIFEST = "manifest.json"
FACTS = "facts.json"
STORE = "_build/store"
"""Where a book keeps what was made of it, by what it was made from."""
PAGES = "_build/pages"
"""Where it keeps the pages of the last build, with Sphinx's state."""
SOURCE_PARTS = ("book", "data", "notebooks", "_config.yml", "_toc.yml", CITATION, "edition.yml")
"""What a run copies from the book's folder."""
NOT_COPIED = (".*", "__pycache__", "_build")
SOURCE_FOLDERS = ("book", "data", "notebooks", "src", "tests", "benchmarks", "docs")
"""The folders of a clone that hold sources: no output is put there."""
LEFT_BY_TOOLS = (".ipynb_checkpoints", ".jupyter_cache", "__pycache__", "_build")
"""Folders that tools make in a run that somebody opens or builds by hand."""
_DROPPINGS = (".ds_store", "._*", "thumbs.db", "ehthumbs.db", "desktop.ini", ".directory", "lost+found")
_IS_DROPPING = re.compile("|".join(map(translate, _DROPPINGS))).match
REFERENCES = ".new-"
"""How the folder in notebooks/ begins in which they are executed anew."""
RELEASED = "editions"
"""The folder in a data package that keeps what each released edition stated."""
ASSURANCE = "assurance"
"""The folder beside it that keeps what was assumed, what was checked, and with what result."""


def is_dropping(name: str) -> bool:
    """Whether a file or folder is what desktops and file systems leave: it counts nowhere."""
    return bool(_IS_DROPPING(name.lower()))


def notebooks_in(source: Path) -> Iterator[Path]:
    """The notebooks of a source tree, without what a desktop has left beside them."""
    return (path for path in (source / "notebooks").glob("*.ipynb") if not is_dropping(path.name))
