"""Kernels that start at once: forked from one process that has imported what notebooks import.

An ordinary kernel spends most of its time on starting Python and on imports. Here a server
process pays that once; every kernel is a fork of it, and so begins with the same memory and shares
nothing with the next. Papermill takes it by name (`papermill in.ipynb out.ipynb --engine forked`);
where forking doesn't exist or isn't safe, an ordinary kernel is started instead. Either is the
IPython of this very environment and reads nobody's settings.
"""

CELL_TIMEOUT = 3600
"""Seconds after which a cell counts as endless; none of the book takes longer than some ten."""
