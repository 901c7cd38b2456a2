"""Citing the book, a chapter, a figure, a table or a single number.

`catalogue` knows what can be cited, `citation` makes one, `formatting` has pandoc set it in a CSL
style (`styles`), `reference_files` gives BibTeX, RIS and CSL-JSON. The folder `briefs` makes pages
for a policy brief, and the files of a figure to take away.
"""

from expobook.values.errors import Mistake


class CitingError(Mistake):
    """A citation that can't be given; the message says why and what to do."""
