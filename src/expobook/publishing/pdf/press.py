"""The press: PDF files from the builder's folder, by the Typst compiler in this very process."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path, PurePosixPath
from typing import cast

import pikepdf
import typst

from .markup import PdfError


def print_all(folder: Path) -> dict[str, bytes]:
    """All PDF files of a builder's folder by name; raises `PdfError` for the first fault."""
    press = Press(folder)
    names = {name: str(PurePosixPath(name).with_suffix(".pdf")) for name in press.documents}
    return {target: press.print(name) for name, target in names.items()}


class Press:
    """Sets the documents of one folder; faces are read once, and pages set once are remembered."""

    def __init__(self, folder: Path) -> None:
        try:
            edition = json.loads((folder / "edition.json").read_text(encoding="utf-8"))
        except OSError:
            raise PdfError(f"{folder} holds no book to print: build it with `-b typst`") from None
        self.folder = folder
        self.epoch, self.titles = edition["epoch"], edition["titles"]
        self.documents: list[str] = edition["documents"]
        """The names of the documents, the report first."""
        own = {"include_system_fonts": False, "include_embedded_fonts": False}
        fonts = typst.Fonts(font_paths=[folder / "fonts"], **own)
        self.compiler = typst.Compiler(root=folder, font_paths=fonts)

    def print(self, name: str) -> bytes:
        """The PDF of one document; raises `PdfError` for whatever the compiler complains of."""
        settings = {"format": "pdf", "pdf_standards": ["ua-1"], "timestamp": self.epoch}
        try:
            made, warnings = self.compiler.compile_with_warnings(self.folder / name, **settings)
        except typst.TypstError as error:
            raise PdfError(f"{name} can't be printed: {_describe_fault(error)}") from None
        if warnings:
            faults = "\n".join(f"  {_describe_fault(warning)}" for warning in warnings)
            raise PdfError(f"{name} is printed with {len(warnings)} fault(s):\n{faults}")
        return self._finished(cast(bytes, made), name)

    def _finished(self, made: bytes, name: str) -> bytes:
        """The same file a third as large; bookmarks are open, links say where they lead."""
        finished = io.BytesIO()
        with pikepdf.open(io.BytesIO(made)) as document:
            if name.startswith("summary") and (count := len(document.pages)) != 1:
                advice = f"shorten the page that {name} is made from"
                raise PdfError(f"the summary takes {count} pages and must take one: {advice}")
            document.Root.PageMode = pikepdf.Name.UseOutlines
            for note in (note for page in document.pages for note in page.get("/Annots", ())):
                if title := self.titles.get(str(note.get("/Dest", ""))):
                    note.Contents = pikepdf.String(title)
            generate = pikepdf.ObjectStreamMode.generate
            document.save(finished, object_stream_mode=generate, deterministic_id=True)
        return finished.getvalue()


def _describe_fault(fault: typst.TypstError | typst.TypstWarning) -> str:
    """What the compiler says, and in which line of which file of the folder."""
    places = re.findall(r"((?:pages[/\\]\S+|[\w-]+)\.typ):(\d+):", fault.diagnostic or "")
    places.sort(key=lambda place: not place[0].startswith("pages"))
    where = "{}, line {}: ".format(*places[0]) if places else ""
    return where + "; ".join([fault.message, *fault.hints])
