"""Building the small book as `jupyter-book build` does, and what a build leaves to look at."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import warnings
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_READ = re.compile(r"reading sources\.\.\. \[ *\d+%\] (\S+)")


@dataclass(frozen=True)
class Build:
    """What one build returned and printed, and a copy of its pages."""

    code: int
    log: str
    html: Path

    @property
    def read(self) -> set[str]:
        """The pages that were read again."""
        return set(_READ.findall(self.log))

    def soup(self, page: str) -> BeautifulSoup:
        """A built page."""
        return BeautifulSoup((self.html / f"{page}.html").read_text(encoding="utf-8"), "html.parser")


def build(folder: Path, keep: Path, builder: str = "html") -> Build:
    """Build as `jupyter-book build -W -n --keep-going` does, and copy the pages to `keep`."""
    from jupyter_book.sphinx import build_sphinx

    out = folder / "_build" / builder
    said = io.StringIO()
    with (
        warnings.catch_warnings(),
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(said),
        contextlib.chdir(folder),
    ):
        warnings.simplefilter("ignore")  # what other packages deprecate is not tested here
        code = build_sphinx(
            folder,
            out,
            noconfig=True,
            path_config=folder / "_config.yml",
            builder=builder,
            confoverrides={"nitpicky": True, "external_toc_path": "_toc.yml", "latex_individualpages": False},
            warningiserror=True,
            keep_going=True,
        )
    shutil.copytree(out, keep)
    return Build(code if isinstance(code, int) else 2, _COLOUR.sub("", said.getvalue()), keep)
