"""Many sets of parameters as one table: the grid, the sweep over it, its results."""
