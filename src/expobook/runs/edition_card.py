"""What a reader's run carries in place of CITATION.cff: the edition that it was made from.

Citation tools read CITATION.cff wherever it lies, and a reader's run has no official citation. Its
briefs still name the book, so title, authors, edition, date and licence stay, under another name.
"""

from __future__ import annotations

from pathlib import Path

import yaml

from expobook.values.files import documents

from .layout import CITATION

NAME = "edition.yml"
_KEPT = documents.REQUIRED_KEYS[CITATION]
_HEAD = "# The published edition that this reader's run was made from; no citation of the run.\n"


def text(citation: Path) -> str:
    """The card of the edition whose citation file is given."""
    known = documents.yaml_object(citation)
    kept = {name: known[name] for name in _KEPT if name in known}
    return _HEAD + yaml.safe_dump(kept, sort_keys=False, allow_unicode=True)


def replace_citation(source: Path) -> None:
    """Put the card in place of the citation file of a source tree, if there is one."""
    citation = source / CITATION
    if citation.is_file():
        (source / NAME).write_text(text(citation), encoding="utf-8", newline="\n")
        citation.unlink()


def file_in(source: Path) -> Path:
    """The file that says which edition a source tree is, or is made from."""
    card = source / NAME
    return card if card.is_file() else source / CITATION
