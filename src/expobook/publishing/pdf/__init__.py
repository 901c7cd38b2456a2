"""The PDF edition: a Sphinx builder that writes Typst markup, and the press that sets it.

The same pages as the HTML edition, read once: `builder` writes them as markup with their style,
data and pictures, `press` makes PDF files of the folder. No library of the system is used.
"""

from .markup import PdfError

__all__ = ["PdfError"]
