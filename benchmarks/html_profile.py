"""Where a build of the HTML book spends its time: `python html_profile.py SOURCE OUTPUT REPORT`.

Sphinx is profiled by `cProfile`, which slows all Python code down; only shares are reported.
"""

from __future__ import annotations

import cProfile
import json
import pstats
import sys
from pathlib import Path

PARTS = {
    "loading Sphinx, theme and extensions": ("sphinx/application.py", "__init__"),
    "reading pages": ("sphinx/builders/__init__.py", "_read_serial"),
    "numbering figures and sections": ("collectors/toctree.py", "get_updated_docs"),
    "checking the data": ("evidence/package.py", "require_valid"),
    "pages of the ledger's entries": ("ledger/files.py", "_entries"),
    "search records": ("search/pages.py", "write_files"),
    "writing pages": ("sphinx/builders/__init__.py", "write"),
    "citation files": ("figures/cite_links.py", "write_files"),
    "lean style sheets": ("theme/unused_css.py", "write"),
}
WITHIN = {
    "of which: waiting for pictures, twins, citations and the chart script": ("build/workers.py", "result"),
    "of which: resolving references and other post-transforms": (
        "sphinx/environment/__init__.py",
        "apply_post_transforms",
    ),
    "of which: typographic quotes": ("sphinx/transforms/__init__.py", "apply"),
    "of which: search index": ("sphinx/builders/html/__init__.py", "index_page"),
    "of which: reading pickled pages back": ("sphinx/environment/__init__.py", "get_doctree"),
}
"""Parts of reading and writing, and of the files that follow."""


def main(source: str, output: str, report: str) -> None:
    """Build under the profiler and write the shares."""
    from jupyter_book.cli.main import main as jupyter_book

    profiler = cProfile.Profile()
    sys.argv = ["jupyter-book", "build", source, "-W", "-n", "--keep-going", "--quiet", "--path-output", output]
    profiler.enable()
    try:
        jupyter_book(standalone_mode=False)
    finally:
        profiler.disable()
    stats = pstats.Stats(profiler)
    Path(report).write_text(json.dumps(shares(stats)), encoding="utf-8")


def shares(stats: pstats.Stats) -> list[tuple[str, float]]:
    """Name and share of each part, the rest last."""
    whole = stats.total_tt  # type: ignore[attr-defined]
    parts = [(name, _spent(stats, *where) / whole) for name, where in PARTS.items()]
    rest = 1 - sum(share for _, share in parts)
    within = [(name, _spent(stats, *where) / whole) for name, where in WITHIN.items()]
    return [*parts, ("everything else", rest), *within]


def _spent(stats: pstats.Stats, file: str, function: str) -> float:
    """Seconds within a function and what it calls."""
    return max(
        (
            times[3]
            for (path, _, name), times in stats.stats.items()  # type: ignore
            if path.endswith(file) and name == function
        ),
        default=0.0,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
