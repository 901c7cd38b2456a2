"""The press: PDF files from the builder's folder, by the Typst compiler in this very process."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path, PurePosixPath
from typing import Literal, cast

import pikepdf
import typst

from .markup import PdfError

_STANDARD: Literal["ua-1"] = "ua-1"


def print_all(folder: Path) -> dict[str, bytes]:
    """All PDF files of a builder's folder by name; raises `PdfError` for the first fault."""
    press = Press(folder)
    return {str(PurePosixPath(name).with_suffix(".pdf")): press.print(name)
            for name in documents(folder)}


def documents(folder: Path) -> list[str]:
    """The documents of a builder's folder, the report first."""
    return json.loads((folder / "documents.json").read_text(encoding="utf-8"))


class Press:
    """Sets the documents of one folder; faces are read once, and pages set once are remembered."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            self.epoch = json.loads((folder / "edition.json").read_text(encoding="utf-8"))["epoch"]
        except OSError:
            raise PdfError(f"{folder} holds no book to print: build it with `-b typst`") from None
        self.titles = json.loads((folder / "titles.json").read_text(encoding="utf-8"))
        self.fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False,
                                 font_paths=[folder / "fonts"])

    def print(self, name: str) -> bytes:
        """The PDF of one document; raises `PdfError` for whatever the compiler complains of."""
        compiler = typst.Compiler(self.folder / name, root=self.folder, font_paths=self.fonts)
        try:
            made, warnings = compiler.compile_with_warnings(
                format="pdf", pdf_standards=[_STANDARD], timestamp=self.epoch)
        except typst.TypstError as error:
            raise PdfError(f"{name} can't be printed: {_describe_fault(error)}") from None
        if warnings:
            faults = "\n".join(f"  {_describe_fault(warning)}" for warning in warnings)
            raise PdfError(f"{name} is printed with {len(warnings)} fault(s):\n{faults}")
        return self._finished(cast(bytes, made), name)

    def _finished(self, made: bytes, name: str) -> bytes:
        """The same file a third as large; bookmarks are open, links say where they lead."""
        with pikepdf.open(io.BytesIO(made)) as document:
            if name.startswith("summary") and len(document.pages) != 1:
                raise PdfError(f"the summary takes {len(document.pages)} pages and must take one: "
                               f"shorten the page that {name} is made from")
            document.Root.PageMode = pikepdf.Name.UseOutlines
            for page in document.pages:
                for note in page.get("/Annots", ()):
                    title = self.titles.get(str(note.get("/Dest", "")))
                    if title:
                        note.Contents = pikepdf.String(title)
            finished = io.BytesIO()
            document.save(finished, object_stream_mode=pikepdf.ObjectStreamMode.generate,
                          compress_streams=True, deterministic_id=True)
        return finished.getvalue()


def _describe_fault(fault: typst.TypstError | typst.TypstWarning) -> str:
    """What the compiler says, and in which line of which file of the folder."""
    place = re.search(r"─ .*?([^/\\\s]+(?:[/\\][^\s:]+)?):(\d+):", fault.diagnostic or "")
    where = f"{place[1]}, line {place[2]}: " if place else ""
    return where + "; ".join([fault.message, *fault.hints])
