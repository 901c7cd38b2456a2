"""The two kinds of error that are told in plain words; any other is a fault of the program's."""

from __future__ import annotations


class Mistake(ValueError):
    """What was asked for or handed over can't be used; the message says what is allowed."""


class Failure(RuntimeError):
    """What went wrong on the way; the message says what to do."""
