"""Citing the book, a chapter, a figure, a table or a single number, formatted by CSL styles."""


from expobook.values.errors import Mistake


class CitingError(Mistake):
    """A citation that can't be given; the message says why and what to do."""
