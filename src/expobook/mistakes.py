"""The one kind of error that a user can mend: told in plain words, with exit code 2."""

from __future__ import annotations


class Mistake(ValueError):
    """What was asked for or handed over can't be used; the message says what is allowed."""
