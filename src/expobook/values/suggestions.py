"""Names that may have been meant: those that a misspelt or shortened one comes near to."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_LIKENESS = 0.5
_SHORTEST_BEGINNING = 3
_LONGEST = 100


def closest(name: str, known: Iterable[str], most: int = 3) -> list[str]:
    """The known names nearest to one, best first: those that begin with it, then those like it.

    Capitals make no difference.
    """
    by_small = {one.lower(): one for one in known}
    wanted = name[:_LONGEST].strip().lower()
    begun = [one for one in by_small if one.startswith(wanted)] if (
        len(wanted) >= _SHORTEST_BEGINNING) else []
    like = difflib.get_close_matches(wanted, list(by_small), n=most, cutoff=_LIKENESS)
    return [by_small[one] for one in dict.fromkeys([*begun, *like])][:most]


def did_you_mean(name: str, known: Iterable[str], most: int = 3) -> str:
    """The question after a name that nothing has; empty where no known one comes near."""
    found = closest(name, known, most)
    return f"did you mean {' or '.join(found)}?" if found else ""
