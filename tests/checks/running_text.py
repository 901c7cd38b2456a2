"""Running text as a reader meets it: the paragraphs of a built page, or of a notebook's Markdown.

Tables, captions, figures, code, titles of boxes and badges are no running text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from expobook.editions.headlines import EXTENSIONS, PROSE_DIRECTIVES
from expobook.facts import notebook_outputs, templates
from expobook.values.files import documents
from expobook.values.number_words import in_prose

REFERENCE = "⟨ref⟩"
"""A reference to a figure, a table or a work: one word, and no number."""
_UNREAD = (
    "svg, script, style, table, figure, code, pre, form, .grade, .sr-only, "
    ".admonition-title, .headerlink, .screen-only, details.computed"
)
_REFERENCES = ".std-numref, a[href^='#fig-'], a[href^='#tab-'], a[href*='bibliography']"
_OWN_WORDS = re.compile(r"(?P<text>.+?)\s*<[^<>]+>\Z", re.DOTALL)


def of_page(path: Path) -> list[str]:
    """The paragraphs and list items of a built page."""
    soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    article = soup.select_one("article.bd-article")
    for element in article.select(_UNREAD):
        element.decompose()
    for element in article.select(_REFERENCES):
        element.replace_with(REFERENCE)
    texts = (" ".join(_own_text(element).split()) for element in article.select("p, li, dd"))
    return [text for text in texts if text]


def _own_text(element: Tag) -> str:
    """The text of a block without that of the blocks inside it."""
    return "".join(
        "" if isinstance(child, Tag) and child.name in ("p", "li", "ul", "ol", "dl") else child.get_text()
        for child in element.children
    )


def of_notebook(path: Path) -> list[str]:
    """The same of a notebook's Markdown, with the numbers that its last outputs state."""
    facts = {fact["id"]: fact for one in notebook_outputs.read_all(path.parent.glob("*.ipynb")) for fact in one.facts}
    cells = documents.notebook(path)["cells"]
    return [
        text
        for cell in cells
        if cell["cell_type"] == "markdown"
        for text in of_markdown("".join(cell["source"]), facts)
    ]


def of_markdown(source: str, facts: Mapping[str, Mapping]) -> Iterator[str]:
    """The same of MyST Markdown; a number that nobody has stated yet is written 00."""
    parser = create_md_parser(MdParserConfig(enable_extensions=set(EXTENSIONS)), RendererHTML)
    holder = ""
    for token in parser.parse(source, {}):
        if token.type in ("heading_open", "th_open", "td_open", "paragraph_open", "dt_open"):
            holder = token.type
        elif token.type in ("colon_fence", "fence"):
            yield from _of_directive(token, facts)
        elif token.type == "inline" and holder == "paragraph_open":
            text = ""
            for child in token.children or ():
                text += _words(child, facts, text)
            if text := " ".join(text.split()):
                yield text


def _of_directive(token: Token, facts: Mapping[str, Mapping]) -> Iterator[str]:
    match = re.match(r"\{([\w-]+)\}", token.info.strip())
    if match and match[1] in PROSE_DIRECTIVES:
        lines = (line for line in token.content.splitlines() if not re.match(r":[\w-]+:", line))
        yield from of_markdown("\n".join(lines), facts)


def _words(token: Token, facts: Mapping[str, Mapping], before: str) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return " "
    if token.type != "myst_role":
        return token.content if token.type == "text" else ""
    name, content = token.meta["name"], token.content
    if name in ("fact", "number", "fact-zh"):
        return _number(name, content, facts, before)
    if name in ("grade", "printed"):
        return "" if name == "grade" else REFERENCE
    own = _OWN_WORDS.match(content)
    if own:
        return own["text"]
    return content if name in ("verdict", "abbr") else REFERENCE


def _number(role: str, content: str, facts: Mapping[str, Mapping], before: str) -> str:
    name, word = templates.split_zero_word(content)
    fact = facts.get(name)
    if fact is None:
        return "00"
    if word and fact["value"] == 0:
        return word
    return str(fact["number"]) if role == "number" else in_prose(fact, before)
