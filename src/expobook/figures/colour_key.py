"""Colours with their key: what each colour of a chart means stands above it."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import pandas as pd

from .theme import PALETTE


def coloured(field: str, roles: Mapping[str, str], *, keyed: bool = True) -> alt.Color:
    """Colour marks by the words in `field`, and print the key above the chart.

    `roles` maps each word to a role of the palette, in the order of the key. `keyed` is false
    where the words stand at the marks themselves. Raises KeyError for an unknown role.
    """
    scale = alt.Scale(domain=list(roles), range=[PALETTE[role] for role in roles.values()])
    return alt.Color(f"{field}:N", scale=scale, legend=alt.Legend() if keyed else None)


def key(roles: Mapping[str, str]) -> alt.Chart:
    """A layer that draws only a key, for marks whose colours are fixed: {"goal": "target", …}."""
    words = pd.DataFrame({"key": list(roles)})
    return alt.Chart(words).mark_square(opacity=1).transform_filter("false").encode(
        color=coloured("key", roles))
