"""The theme's styles without the rules that no page of the book can use.

The theme brings all of Bootstrap, which every page would load before it shows a word. A rule stays
unless each of its selectors asks for a class or id that no page has and no script names; a variable
stays while a rule, a page or a script names it.
"""

from __future__ import annotations

import os
import re
import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from fnmatch import fnmatch
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import tinycss2
from sphinx.application import Sphinx

from expobook.runs import incremental
from expobook.values.files.store import key_of

from ..build.workers import PREVIEW, SCREEN, open_store
from ..figures import cite_links
from ..known_content import KnownContent
from ..ledger import files as ledger_files
from ..search import pages as search_pages
from . import bundles

SHEETS = ("basic.css", "styles/pydata-sphinx-theme.css", "styles/sphinx-book-theme.css")
_WORD = re.compile(r"[\w-]+", re.ASCII)
_CONDITIONAL = ("media", "supports", "layer", "container")
_LETTERS = f"{string.ascii_letters}{string.digits}-_".encode()
_BETWEEN = bytes(code if code in _LETTERS else ord(" ") for code in range(256))
"""Each byte of a file, with a space for what stands between words of ASCII letters."""
_ASKED = re.compile(r"var\(\s*(--[\w-]+)")
_TEXT = r""""[^"]*"|'[^']*'"""
_SET = re.compile(
    r"(?<=[{;])\s*(--[\w-]+)\s*:"
    rf"(?:[^;{{}}\"'()]|{_TEXT}|\((?:[^()\"']|{_TEXT}|\([^()]*\))*\))*;?"
)
"""A variable that is set, with its value."""
_NAMED = re.compile(rb'\b(?:class|id)=\\?"([^"]*)"|(--[\w-]+)')
"""Classes, ids and variables in a page."""
_NOT_READ = (
    "_static/vega.js",
    f"_static/{bundles.SCRIPTS}-*",
    f"{cite_links.FOLDER}/*",
    f"{search_pages.FOLDER}/*",
    f"{ledger_files.FOLDER}/*",
)
"""What is large and names no class of its own: chart script, citations, search, entries; and
scripts that lie beside it singly."""


Words = frozenset[str]
Find = Callable[[bytes], list[str]]


def words_of(folder: Path, known: Callable[[bytes, Find], list[str]] = lambda content, find: find(content)) -> Words:
    """The classes, ids and style variables in the pages of a built book, every word of its scripts.

    They are tens of megabytes: of files that are `known` it asks what was found in them.
    """
    read = (
        path
        for kind in ("*.html", "*.js")
        for path in folder.rglob(kind)
        if not any(fnmatch(path.relative_to(folder).as_posix(), name) for name in _NOT_READ)
    )
    found: set[str] = set()
    for path in read:
        found.update(known(path.read_bytes(), _words_in_page if path.suffix == ".html" else _words_in_script))
    return frozenset(found)


def _words_in_page(page: bytes) -> list[str]:
    return _words_in_script(b" ".join(named for names in _NAMED.findall(page) for named in names))


def _words_in_script(script: bytes) -> list[str]:
    """Every word, each once; bytes are cut into words in a fraction of the time that text takes."""
    return sorted({word.decode() for word in script.translate(_BETWEEN).split()})


def only_used(style: str, words: Words) -> str:
    """A style sheet with the selectors that may match something."""
    return "".join(_used_rules(_rules(style), words))


@cache
def _rules(style: str) -> tuple[Any, ...]:
    return tuple(tinycss2.parse_stylesheet(style, skip_comments=True, skip_whitespace=True))


def without_unused_variables(style: str, words: Words, others: str) -> str:
    """A style sheet without the variables that neither it nor `others` nor a page asks for."""
    asked = words.union(_ASKED.findall(style), _ASKED.findall(others))
    left = _SET.sub(lambda one: one[0] if one[1] in asked else "", style)
    return left if left == style else without_unused_variables(left, words, others)


def _used_rules(rules: Iterable[Any], words: Words) -> Iterable[str]:
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = [one for one in _selectors(rule.prelude) if _may_match(one, words)]
            if selectors:
                heads = ",".join(tinycss2.serialize(one).strip() for one in selectors)
                yield f"{heads}{{{tinycss2.serialize(rule.content).strip()}}}\n"
        elif rule.type == "at-rule" and rule.lower_at_keyword in _CONDITIONAL and rule.content:
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            if body := "".join(_used_rules(inner, words)):
                head = tinycss2.serialize(rule.prelude).strip()
                yield f"@{rule.at_keyword} {head}{{\n{body}}}\n"
        else:
            yield f"{rule.serialize()}\n"


def _selectors(prelude: Sequence[Any]) -> Iterable[list[Any]]:
    """The selectors between the commas of a rule's head."""
    selector: list[Any] = []
    for token in prelude:
        if token == ",":
            yield selector
            selector = []
        else:
            selector.append(token)
    yield selector


def _may_match(selector: Sequence[Any], words: Words) -> bool:
    """Whether each class and id that the selector asks for stands somewhere.

    What stands in brackets, as in `:not(.open)`, asks for nothing.
    """
    asked = [token.value for before, token in pairwise(selector) if before == "." and token.type == "ident"]
    asked += [token.value for token in selector if token.type == "hash"]
    return all(name in words or not _WORD.fullmatch(name) for name in asked)


def lean_styles(themes: Mapping[str, str], others: str, words: Words) -> dict[str, str]:
    """The theme's style sheets by name, with what the words of the book, or other sheets, ask for."""
    used = {name: only_used(style, words) for name, style in themes.items()}
    return {
        name: without_unused_variables(
            style, words, others + "".join(other for known, other in used.items() if known != name)
        )
        for name, style in used.items()
    }


def write(app: Sphinx, failure: Exception | None) -> None:
    """Rewrite the theme's part of each style sheet of the finished book."""
    if failure is not None or app.builder.name not in SCREEN or PREVIEW in os.environ:
        return
    static, known = Path(app.outdir) / "_static", KnownContent(app, "words")
    words = words_of(Path(app.outdir), known.of)
    known.keep()
    together = sorted(static.glob(f"{bundles.STYLES}-*.css"))
    own = "".join(
        path.read_text(encoding="utf-8")
        for path in sorted(static.glob("*.css"))
        if path not in together and path.name not in SHEETS
    )
    themes = {name: (static / name).read_text(encoding="utf-8") for name in SHEETS}
    store, key = open_store(), key_of("lean styles", themes, own, sorted(words), incremental.environment())
    lean = store.get(key)
    if lean is None:
        store.put(key, lean := lean_styles(themes, own, words))
    for path in together:
        names = [name for name, _ in bundles.parts(path.read_text(encoding="utf-8"))]
        # The theme writes the colours of code when the pages stand: the files are read anew.
        style = bundles.joined((name, lean.get(name) or bundles.content(static, name)) for name in names)
        path.write_text(style, encoding="utf-8", newline="\n")


def setup(app: Sphinx) -> None:
    """Register what comes after all pages are written and the theme's files are copied."""
    app.connect("build-finished", write, priority=950)
