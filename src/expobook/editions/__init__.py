"""Released editions: what each stated, and what became of its numbers.

`registry` reads and writes the released numbers in `data/editions`, `headlines` the sentences that
state them first, `revisions` gives the reason for each number that moved, and `lookup` tells
whether a citation is still good.
"""
