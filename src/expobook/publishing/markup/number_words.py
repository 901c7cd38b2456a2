"""Numbers of running text in words: “three projects”, “At least two of them”.

Headings and tables keep digits, and so do pages in Chinese. What comes before a number decides on
its capital, so the words are put in when the page has been read.
"""

from __future__ import annotations

from itertools import takewhile

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from expobook.values.number_words import in_prose

from ..build.domain import domain_of

IN_PROSE = "in_prose"
"""Set on a link to a number whose text is the display of the fact as it stands."""


class NumberWords(SphinxTransform):
    """Writes the numbers of a page's paragraphs as prose does."""

    default_priority = 500

    def apply(self, **_: object) -> None:
        """Put words and capitals in, and take the marks off."""
        facts = domain_of(self.env).index
        for link in list(self.document.findall(pending_xref)):
            if not link.attributes.pop(IN_PROSE, False) or _keeps_digits(link):
                continue
            (shown,) = link.findall(nodes.Text)
            fact = facts.item("fact", link["reftarget"])
            shown.parent.replace(shown, nodes.Text(in_prose(fact, _before(shown, link))))


def _keeps_digits(node: nodes.Node) -> bool:
    """Whether a node stands in a heading or a table."""
    while node is not None and not isinstance(node, nodes.title | nodes.entry):
        node = node.parent
    return node is not None


def _before(number: nodes.Text, link: pending_xref) -> str:
    """What the paragraph says before its number."""
    block = link.parent
    while isinstance(block, nodes.Inline):
        block = block.parent
    return "".join(takewhile(lambda text: text is not number, block.findall(nodes.Text)))


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_transform(NumberWords)
