"""Running the layout as a child process: with its own fonts and clock, and not for ever."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from . import print_flow, print_glyphs, print_html, print_render
from .print_edition import PANGO_ADVICE, Edition, PangoMissing, PdfError

PATIENCE = 5
"""How many times the limit a render may take by the clock; other programs may hold the machine."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What a render gave: the file, its number of pages, and every complaint."""

    content: bytes
    pages: int
    log: list[str]


class Press:
    """Lays out documents of one edition; all its renders together have one limit.

    The limit counts seconds of computing, so that a busy machine ends no sound render. A render
    that stands still computes nothing: the clock ends it after `PATIENCE` times as long.
    """

    def __init__(self, source: Path, edition: Edition, time_limit: float) -> None:
        self.source = source
        self.edition = edition
        self.time_limit = time_limit
        self._spent = 0.0

    def print(self, html: str, styles: Sequence[str] = ("print.css",)) -> Printed:
        """The finished PDF of a document; `styles` names shipped style sheets beside its own."""
        with tempfile.TemporaryDirectory(prefix="print-") as name:
            folder = Path(name)
            report = self._render(folder, html, folder / "report.pdf", list(styles))
            return Printed((folder / "report.pdf").read_bytes(), report["pages"], report["log"])

    def places(self, html: str) -> print_flow.Places:
        """Where everything with an id stands on endless pages."""
        with tempfile.TemporaryDirectory(prefix="measure-") as name:
            return self._render(Path(name), html, None, ["print.css", "measure.css"])["places"]

    def _render(self, folder: Path, html: str, target: Path | None,
                styles: list[str]) -> dict[str, Any]:
        job = self._job(folder, html, target, styles)
        command = [sys.executable, "-P", print_render.__file__, str(job)]
        try:
            result = subprocess.run(
                command, capture_output=True, text=True, encoding="utf-8", check=False,
                env=self._environment(folder), timeout=PATIENCE * self.time_limit,
            )
        except subprocess.TimeoutExpired:
            raise PdfError(
                f"the page layout stood still: it wasn't done after "
                f"{PATIENCE * self.time_limit:.0f} seconds and was ended"
            ) from None
        if result.returncode == print_render.TOOK_TOO_LONG:
            raise PdfError(
                f"the page layout took longer than {self.time_limit:.0f} seconds of computing and "
                "was ended; look for a very long table, or a style that never settles"
            )
        if result.returncode == print_render.PANGO_IS_MISSING:
            raise PangoMissing(PANGO_ADVICE)
        if result.returncode:
            raise PdfError(f"the page layout failed:\n{result.stderr.strip()[-2000:]}")
        report = json.loads(result.stdout.strip().splitlines()[-1])
        self._spent += report["seconds"]
        return report

    def _job(self, folder: Path, html: str, target: Path | None, styles: list[str]) -> Path:
        """Write everything that the child process reads into one folder."""
        own = {
            "fonts.css": _font_faces(),
            "margins.css": print_html.margin_texts(self.edition),
            "fonts.conf": _font_settings(folder),
            "report.html": html,
        }
        for name, content in own.items():
            (folder / name).write_text(content, encoding="utf-8", newline="\n")
        shipped = files(__package__) / "print_style"
        job = {
            "html": str(folder / "report.html"),
            "base": self.source.resolve().as_uri(),
            "styles": [str(folder / "fonts.css"), *(str(shipped / name) for name in styles),
                       str(folder / "margins.css")],
            "target": str(target) if target else "",
            "epoch": self.edition.epoch(),
            "seconds": self.time_limit - self._spent,
            "identifier": hashlib.sha256(html.encode("utf-8")).hexdigest()[:32],
            "attachments": self._attachments(folder) if target else [],
        }
        path = folder / "job.json"
        path.write_text(json.dumps(job), encoding="utf-8")
        return path

    def _attachments(self, folder: Path) -> list[dict[str, str]]:
        listed = []
        for number, item in enumerate(self.edition.attachments):
            path = folder / f"attachment-{number}"
            path.write_bytes(item.content)
            listed.append({"file": str(path), "name": item.name,
                           "description": item.description})
        return listed

    def _environment(self, folder: Path) -> dict[str, str]:
        """The child's environment: a fixed clock and zone, and no font but the report's."""
        return {
            **os.environ, "SOURCE_DATE_EPOCH": str(self.edition.epoch()), "TZ": "UTC",
            "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0", "PYTHONUTF8": "1",
            "PYTHONWARNINGS": "ignore", "FONTCONFIG_FILE": str(folder / "fonts.conf"),
        }


def _font_faces() -> str:
    """The faces of both families as a stylesheet."""
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
