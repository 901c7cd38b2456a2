"""The PDF edition: a Sphinx builder that writes Typst markup, and the press that sets it.

The same pages as the HTML edition, read once: `builder` writes them as markup with their style,
data and pictures, `press` makes PDF files of the folder. No library of the system is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .markup import PdfError

if TYPE_CHECKING:
    from sphinx.application import Sphinx


__all__ = ["PdfError", "setup"]


def setup(app: Sphinx) -> None:
    """Register the builder, and the printed form of entries."""
    from . import builder, entries

    app.add_builder(builder.TypstBuilder)
    entries.setup(app)
