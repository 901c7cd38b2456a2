"""Names that may have been meant: those that a misspelt or shortened one comes near to."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_LIKENESS = 0.5
_SHORTEST_BEGINNING = 3
_LONGEST = 100


def closest(name: str, names: Iterable[str], most: int = 3) -> list[str]:
    """The known names nearest to one, best first: those that begin with it, then those like it.

    Capitals make no difference.
    """
    by_small = {candidate.lower(): candidate for candidate in names}
    wanted = name[:_LONGEST].strip().lower()
    begun = (
        [candidate for candidate in by_small if candidate.startswith(wanted)]
        if (len(wanted) >= _SHORTEST_BEGINNING)
        else []
    )
    like = difflib.get_close_matches(wanted, list(by_small), n=most, cutoff=_LIKENESS)
    return [by_small[candidate] for candidate in dict.fromkeys([*begun, *like])][:most]


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """The question after a name that nothing has; empty where no known one comes near."""
    candidates = closest(name, names)
    return f"did you mean {' or '.join(candidates)}?" if candidates else ""
