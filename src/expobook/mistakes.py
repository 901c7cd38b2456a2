"""The one kind of error that a user can mend: told in plain words, with exit code 2."""

from __future__ import annotations

import reprlib


class Mistake(ValueError):
    """What was asked for or handed over can't be used; the message says what is allowed."""


_REPR = reprlib.Repr()
_REPR.maxstring = _REPR.maxother = _REPR.maxlong = 80


def excerpt(value: object) -> str:
    """A value in a message: as Python writes it, a long one with its middle left out."""
    return _REPR.repr(value)
