"""Making a run: build, execute, sweep, reproduce.

`build` makes a run in a folder beside its place (`output_folder`) and puts it there whole or not at
all; `execution` runs notebooks in kernels of our own (`kernels`), `sphinx_process` has the pages made;
`sweeps` run many sets of parameters; `reproduce` makes the numbers of a run again, `verification`
says what a run is, and `release` freezes an edition.
"""
