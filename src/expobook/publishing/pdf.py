"""The PDF edition: the book's single page, typeset by WeasyPrint in a process of its own.

The same notebooks and pages as the HTML edition, without a second execution: Sphinx writes one
page (`singlehtml`), `print_html` makes a printed document of it, `print_render` lays it out.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from importlib.resources import files
from pathlib import Path

from . import print_glyphs, print_html, print_render
from .print_edition import (
    PANGO_ADVICE,
    Attached,
    Edition,
    PangoMissing,
    PdfError,
    PrintedParameter,
)

__all__ = ["Attached", "Edition", "PangoMissing", "PdfError", "PrintedParameter", "write_pdf"]

TIME_LIMIT = 120.0
"""Seconds after which a render is ended; a whole edition takes a fraction of it."""


def write_pdf(singlehtml: Path, target: Path, edition: Edition, *,
              time_limit: float = TIME_LIMIT) -> int:
    """Typeset the page at `singlehtml` (a file, or the builder's folder) and return its pages.

    The PDF appears at `target` whole or not at all. Raises `PangoMissing` where the text library
    is missing, and `PdfError` for a page that can't be printed, for anything that WeasyPrint
    complains of, and for a render that takes longer than `time_limit` seconds.
    """
    source = _single_page(singlehtml)
    html = print_html.document(source, edition)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="print-") as folder:
        job = _job(Path(folder), html, source, edition)
        report = _render(job, time_limit)
        if report["log"]:
            lines = "\n".join(f"  {line}" for line in report["log"][:20])
            raise PdfError(f"the page layout has {len(report['log'])} fault(s):\n{lines}")
        unfinished = target.with_name(f".{target.name}.part")
        unfinished.write_bytes((Path(folder) / "report.pdf").read_bytes())
        unfinished.replace(target)
    return report["pages"]


def _single_page(given: Path) -> Path:
    """The file that the singlehtml builder wrote: the root page, not the redirect to it."""
    if given.is_file():
        return given
    for name in ("book/index.html", "index.html"):
        if (given / name).is_file():
            return given / name
    raise PdfError(f"{given} holds no single page; build the book with `--builder singlehtml`")


def _job(folder: Path, html: str, source: Path, edition: Edition) -> Path:
    """Write everything that the child process reads into one folder."""
    (folder / "report.html").write_text(html, encoding="utf-8", newline="\n")
    style = files(__package__) / "print_style" / "print.css"
    (folder / "fonts.css").write_text(_font_faces(), encoding="utf-8")
    (folder / "margins.css").write_text(print_html.margin_texts(edition), encoding="utf-8")
    (folder / "fonts.conf").write_text(_font_settings(folder), encoding="utf-8")
    attachments = []
    for number, item in enumerate(edition.attachments):
        path = folder / f"attachment-{number}"
        path.write_bytes(item.content)
        attachments.append(
            {"file": str(path), "name": item.name, "description": item.description}
        )
    job = {
        "html": str(folder / "report.html"), "base": source.resolve().as_uri(),
        "styles": [str(folder / "fonts.css"), str(style), str(folder / "margins.css")],
        "target": str(folder / "report.pdf"), "epoch": edition.epoch(),
        "attachments": attachments,
        "identifier": hashlib.sha256(html.encode("utf-8")).hexdigest()[:32],
    }
    path = folder / "job.json"
    path.write_text(json.dumps(job), encoding="utf-8")
    return path


def _render(job: Path, time_limit: float) -> dict:
    """Lay out the pages in a child process with a fixed clock, zone and set of fonts."""
    epoch = json.loads(job.read_text(encoding="utf-8"))["epoch"]
    environment = {
        **os.environ, "SOURCE_DATE_EPOCH": str(epoch), "TZ": "UTC", "LC_ALL": "C.UTF-8",
        "PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "PYTHONWARNINGS": "ignore",
        "FONTCONFIG_FILE": str(job.parent / "fonts.conf"),
    }
    command = [sys.executable, "-P", print_render.__file__, str(job)]
    try:
        result = subprocess.run(command, capture_output=True, text=True, encoding="utf-8",
                                env=environment, timeout=time_limit, check=False)
    except subprocess.TimeoutExpired:
        raise PdfError(
            f"the page layout took longer than {time_limit:.0f} seconds and was ended; "
            "look for a very long table, or a style that never settles"
        ) from None
    if result.returncode == print_render.PANGO_IS_MISSING:
        raise PangoMissing(PANGO_ADVICE)
    if result.returncode:
        raise PdfError(f"the page layout failed:\n{result.stderr.strip()[-2000:]}")
    return json.loads(result.stdout.strip().splitlines()[-1])


def _font_faces() -> str:
    """The faces of both families as a stylesheet; nothing of the machine's own is used."""
    return "".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style}; '
        f'src: url("{print_glyphs.font_file(family, face).resolve().as_uri()}") }}\n'
        for family, weight, style, face in print_glyphs.FACES
    )


def _font_settings(folder: Path) -> str:
    """Settings for fontconfig that know no other fonts than the report's."""
    folders = sorted({
        str(print_glyphs.font_file(family, face).resolve().parent)
        for family, _, _, face in print_glyphs.FACES
    })
    listed = "".join(f"<dir>{name}</dir>" for name in folders)
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">'
        f"<fontconfig>{listed}<cachedir>{folder / 'font-cache'}</cachedir></fontconfig>\n"
    )
