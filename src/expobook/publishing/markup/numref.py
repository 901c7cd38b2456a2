"""References to numbered figures and tables, resolved without loading the pages they stand on.

Sphinx reads the whole page of a figure again for each reference to it; a chapter full of drawings
makes that slow. The number alone is known already.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import make_refnode

from ..build.domain import domain_of

KINDS = ("figure", "table")


class ResolveNumbers(SphinxPostTransform):
    """Turn references to our figures and tables into links such as “Figure 1.2”."""

    default_priority = 9  # just before Sphinx resolves what is left

    def run(self, **kwargs: Any) -> None:
        """Replace every reference whose figure has a number; leave the others to Sphinx."""
        for reference in list(self.document.findall(pending_xref)):
            if reference.get("reftype") == "numref" and (link := self._link(reference)):
                reference.replace_self(link)

    def _link(self, reference: pending_xref) -> nodes.reference | None:
        name = reference["reftarget"]
        index = domain_of(self.env).index
        for kind in KINDS:
            stated = index.get(kind, name)
            if stated is None:
                continue
            known = self.env.toc_fignumbers.get(stated.docname, {}).get(kind, {})
            text = self._text(reference, kind, known.get(name, ()))
            if text is None:
                return None
            return make_refnode(
                self.app.builder,
                self.env.docname,
                stated.docname,
                name,
                nodes.inline("", text, classes=["std", "std-numref"]),
            )
        return None

    def _text(self, reference: pending_xref, kind: str, number: tuple[int, ...]) -> str | None:
        """The words of the link; nothing when there is no number or a form only Sphinx knows."""
        form = reference.astext() if reference["refexplicit"] else self.config.numfig_format[kind]
        if not number or "{" in form or form.count("%s") != 1:
            return None
        return form.replace("%s", ".".join(map(str, number)))


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_post_transform(ResolveNumbers)
