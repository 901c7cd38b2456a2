"""Citing the book, a chapter, a figure, a table or a single number, formatted by CSL styles."""


class CitingError(ValueError):
    """A citation that can't be given; the message says why and what to do."""
