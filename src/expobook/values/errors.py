"""The two kinds of error that are told in plain words; any other is a fault of the program's."""

from __future__ import annotations

import reprlib


class Mistake(ValueError):
    """What was asked for or handed over can't be used; the message says what is allowed."""

    def _render_traceback_(self) -> list[str]:
        """Let notebooks print the message alone: where it was raised is no help to its reader."""
        return [str(self)]


class Failure(RuntimeError):
    """What went wrong on the way; the message says what to do."""


_REPR = reprlib.Repr()
_REPR.maxstring = _REPR.maxother = _REPR.maxlong = 80


def excerpt(value: object) -> str:
    """A value in a message: as Python writes it, a long one with its middle left out."""
    return _REPR.repr(value)
