"""Arithmetic on plain numbers: growth, prices, verdicts, the growth model, its tests.

Pure functions that know neither files nor pages: numbers and series go in, numbers come out, with
units in names or docstrings and the source of each formula. `measures` compares values of one
series, `money` brings currencies and prices together, `goals` and `verdicts` judge values against
targets, `growth_model` looks ahead by formula and `simulation` by drawing, `sensitivity` and
`backtest` say how far to trust either.
"""
