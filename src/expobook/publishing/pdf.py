"""The PDF edition: the book's single page, typeset by WeasyPrint in a process of its own.

The same notebooks and pages as the HTML edition, without a second execution: Sphinx writes one
page (`singlehtml`), `print_html` makes a printed document of it, `print_job` lays it out.
"""

from __future__ import annotations

from pathlib import Path

from . import print_html, print_job
from .print_edition import Attached, Edition, PangoMissing, PdfError, PrintedParameter

__all__ = ["Attached", "Edition", "PangoMissing", "PdfError", "PrintedParameter", "write_pdf"]

TIME_LIMIT = 120.0
"""Seconds of computing after which a render is ended; a whole edition takes a fraction of them."""
_SHOWN_FAULTS = 20


def write_pdf(singlehtml: Path, target: Path, edition: Edition, *,
              time_limit: float = TIME_LIMIT) -> int:
    """Typeset the page at `singlehtml` (a file, or the builder's folder) and return its pages.

    The PDF appears at `target` whole or not at all. Raises `PangoMissing` where the text library
    is missing, and `PdfError` for a page that can't be printed, for anything that WeasyPrint
    complains of, and for a render that computes for more than `time_limit` seconds.
    """
    source = _single_page(singlehtml)
    press = print_job.Press(source, edition, time_limit)
    html = print_html.document(source, edition, press.places)
    printed = press.print(html)
    if printed.log:
        lines = "\n".join(f"  {line}" for line in printed.log[:_SHOWN_FAULTS])
        raise PdfError(f"the page layout has {len(printed.log)} fault(s):\n{lines}")
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.part")
    unfinished.write_bytes(printed.content)
    unfinished.replace(target)
    return printed.pages


def _single_page(given: Path) -> Path:
    """The file that the singlehtml builder wrote: the root page, not the redirect to it."""
    if given.is_file():
        return given
    for name in ("book/index.html", "index.html"):
        if (given / name).is_file():
            return given / name
    raise PdfError(f"{given} holds no single page; build the book with `--builder singlehtml`")
