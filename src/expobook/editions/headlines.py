"""Reading prose as a reader does: sentences, the numbers typed in them, the claims that guard them.

A number in prose is a fact, a date, a citation, code, or part of a declared name. A sentence that
compares, ranks, tells a trend or judges stands in a span bound to a claim. What is neither is
listed with its page and sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from expobook.facts import templates
from expobook.values.files import documents

EXTENSIONS = frozenset({"attrs_block", "attrs_inline", "colon_fence", "deflist"})
FACT_MARK, OTHER_MARK = "\ue000", "\ue001"
FACT_ROLES = frozenset({"fact", "number", "fact-zh"})
CLAIM_CLASS = "claim-"
RULE_CLASS = "rule"
# Directives whose body is prose; of all others (tables from data, code) nothing is read.
PROSE_DIRECTIVES = frozenset(
    {
        "answer",
        "finding",
        "more",
        "admonition",
        "note",
        "important",
        "warning",
        "tip",
        "grid",
        "grid-item-card",
        "card",
        "div",
        "container",
        "summary",
        "summary-figure",
    }
)

_SENTENCE_END = re.compile(r"(?<=[.!?:])[”\")’]*\s+(?=[“\"(A-Z\ue000\ue001])|" + r"(?<=[。！？])")
_ABBREVIATIONS = re.compile(r"(?:\b[A-Z]|\be\.g|\bi\.e|\bbn|\btn|\bcf|\bNo|\bvs)\.\Z")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a page: its words (facts as a mark), its facts, the claims around it."""

    page: str
    text: str
    facts: tuple[str, ...]
    claims: tuple[str, ...]
    is_rule: bool

    def shown(self) -> str:
        """The sentence with its facts in braces, for messages."""
        names = iter(self.facts)
        return "".join(
            "{" + next(names, "?") + "}" if letter == FACT_MARK else ("…" if letter == OTHER_MARK else letter)
            for letter in self.text
        ).strip()


def sentences_of(path: Path) -> list[Sentence]:
    """Read a page or a notebook's Markdown into sentences; headings and table cells count too."""
    if path.suffix == ".ipynb":
        cells = documents.notebook(path)["cells"]
        texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    else:
        texts = [path.read_text(encoding="utf-8")]
    return [sentence for text in texts for sentence in sentences(text, path.name)]


def sentences(markdown: str, page: str, claims: tuple[str, ...] = ()) -> list[Sentence]:
    """Split MyST Markdown into sentences; `claims` guard the whole text."""
    parser = create_md_parser(MdParserConfig(enable_extensions=set(EXTENSIONS)), RendererHTML)
    found: list[Sentence] = []
    first, is_rule = True, False
    for token in parser.parse(markdown, {}):
        if token.type == "paragraph_open":
            is_rule = RULE_CLASS in str(token.attrs.get("class", "")).split()
        if token.type in ("colon_fence", "fence"):
            found.extend(_directive(token, page))
        elif token.type == "inline" and token.children:
            # A finding's claim guards its first paragraph; what follows explains it.
            found.extend(_inline(token.children, page, claims if first else (), is_rule))
            first = False
    return found


def _directive(token: Token, page: str) -> Iterator[Sentence]:
    match = re.match(r"\{([\w-]+)\}\s*(.*)", token.info.strip())
    if not match or match.group(1) not in PROSE_DIRECTIVES:
        return
    name, argument = match.groups()
    body = "\n".join(line for line in token.content.splitlines() if not re.match(r":[\w-]+:", line))
    if name in ("answer", "finding"):
        yield from sentences(body, page, tuple(argument.split()))
    else:
        yield from sentences(f"{argument}\n\n{body}", page)


def _inline(children: list[Token], page: str, outer: tuple[str, ...], is_rule: bool) -> Iterator[Sentence]:
    letters: list[str] = []
    owners: list[frozenset[str]] = []
    facts: list[str] = []
    spans = [frozenset({RULE_CLASS} if is_rule else ())]
    for token in children:
        if token.type == "span_open":
            spans.append(frozenset(str(token.attrs.get("class", "")).split()))
        elif token.type == "span_close":
            spans.pop()
        text = _token_text(token)
        if token.type == "myst_role" and token.meta["name"] in FACT_ROLES:
            facts.append(templates.split_zero_word(token.content)[0])
        letters.append(text)
        owners.extend([frozenset().union(*spans)] * len(text))
    yield from _split("".join(letters), owners, facts, page, outer)


def _token_text(token: Token) -> str:
    if token.type == "text":
        return token.content
    if token.type in ("softbreak", "hardbreak"):
        return " "
    if token.type == "myst_role":
        return FACT_MARK if token.meta["name"] in FACT_ROLES else OTHER_MARK
    return OTHER_MARK if token.type == "code_inline" else ""


def _split(
    text: str, owners: list[frozenset[str]], facts: list[str], page: str, outer: tuple[str, ...]
) -> Iterator[Sentence]:
    starts = [0]
    for match in _SENTENCE_END.finditer(text):
        if not _ABBREVIATIONS.search(text[: match.start()]):
            starts.append(match.end())
    used = 0
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        words = text[start:end]
        if not words.strip():
            continue
        count = words.count(FACT_MARK)
        classes = frozenset().union(*owners[start:end])
        claims = sorted(name.removeprefix(CLAIM_CLASS) for name in classes if name.startswith(CLAIM_CLASS))
        yield Sentence(page, words, tuple(facts[used : used + count]), (*outer, *claims), RULE_CLASS in classes)
        used += count
