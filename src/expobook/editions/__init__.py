"""Released editions: what each stated, what became of its numbers, and how a run is known as one.

`registry` reads and writes the released numbers in `data/editions`, `release` freezes an edition,
`revisions` gives the reason for each number that moved, `lookup` tells whether a citation still is
good.
"""
