"""What is the same for every notebook, whatever its parameters are: read and computed once."""

from __future__ import annotations

from expobook.analysis import growth_model
from expobook.evidence import package
from expobook.values import units


def prepare() -> None:
    """Read the evidence, and fill the tables of constants that the arithmetic looks things up in.

    For a process that kernels are forked from: each of them begins with what is there.
    """
    package.read_ahead()
    for count in (growth_model.SHARES, growth_model.FACTORS):
        growth_model.quadrature(count)
    for code in units.UNITS:
        units.quantity(1.0, code)
