"""`python -m benchmarks.press`: what the PDF costs beside the HTML pages of the same source.

The HTML pages, the builder `typst` and the press run one after the other in the same round, on the
source of the built edition. Only shares leave this module.
"""

from __future__ import annotations

import os
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from expobook.pipeline.sphinx_process import run_sphinx
from expobook.publishing.pdf.press import Press

from .timing import ROOT

RESULT = Path(__file__).parent / "press.md"
PARTS = {
    "markup of all pages": "markup",
    "report.pdf": "report",
    "both: from the pages read to report.pdf": "both",
    "chapters and summaries besides": "others",
}


def spent(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of processor time, with child processes, and of the clock that some work takes."""

    def used() -> float:
        both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return sum(one.ru_utime + one.ru_stime for one in both)

    before, began = used(), time.monotonic()
    work()
    return used() - before, time.monotonic() - began


def measured(source: Path) -> dict[str, tuple[float, float]]:
    """Processor and clock of each part."""
    with tempfile.TemporaryDirectory(dir=ROOT / "_build", prefix="bench-") as folder:
        jb, found = Path(folder), {}
        found["html"] = spent(lambda: run_sphinx(source, jb))
        found["markup"] = spent(lambda: run_sphinx(source, jb, ["--builder", "custom", "--custom-builder", "typst"]))
        markup = jb / "_build" / "typst"
        press = Press(markup)
        report, *others = press.documents
        found["report"] = spent(lambda: press.print(report))
        found["others"] = spent(lambda: [press.print(name) for name in others])
    found["both"] = tuple(map(sum, zip(found["markup"], found["report"], strict=True)))
    return found


def main() -> None:
    """Measure once and write press.md; what is said of the route before stays."""
    found = measured(ROOT / "_build" / "edition" / "source")
    kept = RESULT.read_text(encoding="utf-8").partition("## The route before")
    lines = [
        "# The PDF",
        "",
        f"Measured once on {os.cpu_count()} cores, as shares of what the "
        "HTML pages of the same source take in the same round.",
        "",
        "| part | processor | clock |",
        "| --- | ---: | ---: |",
    ]
    for words, name in PARTS.items():
        shares = (one / whole for one, whole in zip(found[name], found["html"], strict=True))
        lines.append(f"| {words} | {' | '.join(f'{share:.2f}' for share in shares)} |")
    RESULT.write_text("\n".join([*lines, "", "".join(kept[1:])]), encoding="utf-8")
    print(RESULT.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
