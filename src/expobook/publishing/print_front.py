"""The pages before the text: title page, imprint with reading key, contents, lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape

from bs4 import Tag

from expobook import dates
from expobook.stamping import DOES_NOT_HOLD

from . import print_glyphs
from .claims import FALLEN, NOTE
from .print_edition import Edition, PrintedParameter, written
from .print_source import APPENDIX, LISTS, Page
from .rendering import GRADES, VERDICTS

_MARKS = ("met", "on-course", "behind", "missed", "not-assessable")
_SHORT = 12
_CAPTION_LEVELS = (("figure", "expo-figure", "Figures"), ("table", "expo-table", "Tables"))


def front(pages: list[Page], edition: Edition) -> str:
    """All pages before the first page of text."""
    return "\n".join((
        title_page(edition), imprint(pages, edition), contents(pages),
        *(captions(pages, kind, name, title) for kind, name, title in _CAPTION_LEVELS),
    ))


def title_page(edition: Edition) -> str:
    """Title, edition, date of the data, parameters; a reader's run says what it is."""
    kind = "Reader’s run" if edition.readers_run else "Edition"
    lines = [
        '<section class="title-page">',
        '<div class="title-field">',
        f'<p class="title-kind">{kind} {escape(edition.name)}</p>' if not edition.readers_run
        else f'<p class="title-kind">{kind} on edition {escape(edition.name)}</p>',
        f'<h1 class="title">{_title(edition.title)}</h1>',
        f'<p class="subtitle">{escape(edition.subtitle)}</p>' if edition.subtitle else "",
        "</div>",
        '<div class="title-facts">',
        f'<p class="title-date">Data as of {dates.written(edition.data_date)}</p>',
        f'<p class="title-content">Content {edition.content[:_SHORT]}</p>'
        if edition.content else "",
        f'<p class="title-author">{escape(edition.author)}</p>' if edition.author else "",
        f'<p class="run-stamp">{escape(edition.stamp)}</p>' if edition.readers_run else "",
        _parameters(edition),
        "</div></section>",
    ]
    return "\n".join(line for line in lines if line)


def _title(title: str) -> str:
    """The title, with what follows a colon on a line of its own; no line ends in “to the”."""
    head, colon, rest = title.partition(": ")
    head = re.sub(r"((?:\b\w{1,3} )+\S+)\Z", r'<span class="kept">\1</span>', escape(head))
    if not colon:
        return head
    rest = rest[:1].upper() + rest[1:]
    return f'{head} <span class="title-rest">{escape(rest)}</span>'


def _parameters(edition: Edition) -> str:
    """The parameters of this run by chapter in small type; changed ones are marked by a word."""
    shown = [item for item in edition.parameters if item.telling]
    if not shown:
        return ""
    head = "Parameters of this run"
    if not edition.changed():
        head += ": all at their published defaults"
    groups: dict[tuple[str, ...], list[str]] = {}
    for item in shown:
        groups.setdefault(item.chapters, []).append(_parameter(item))
    blocks = "".join(
        f'<div class="parameter-group"><p class="parameter-chapters">{_chapters(chapters)}</p>'
        f"{''.join(items)}</div>" for chapters, items in groups.items())
    return f'<p class="parameters-head">{head}</p><div class="parameters">{blocks}</div>'


def _parameter(item: PrintedParameter) -> str:
    value = escape(print_glyphs.set_text(written(item.value, item.unit)))
    published = f" (published: {escape(written(item.default, item.unit))})" if item.changed else ""
    return (f'<p class="parameter{" changed" if item.changed else ""}">'
            f'<span class="parameter-name">{escape(item.label)}</span> '
            f'<span class="parameter-value">{value}{published}</span></p>')


def _chapters(numbers: tuple[str, ...]) -> str:
    """“Chapter 5”, “Chapters 2, 4 and 5”; parameters that every notebook takes name none."""
    if not numbers:
        return "All chapters"
    *first, last = numbers
    listed = f"{', '.join(first)} and {last}" if first else last
    return f"Chapter{'s' if first else ''} {listed}"


def imprint(pages: list[Page], edition: Edition) -> str:
    """How to read numbers, grades and marks; then how to cite, licences and what is attached."""
    ledger = next((page for page in pages if page.docname.endswith("/ledger")), None)
    blocks = ['<section class="imprint">']
    if ledger:
        blocks.append(_reading_key(ledger))
    blocks.append('<h2 class="quiet-head">About this edition</h2>')
    lines = (*edition.imprint, *_how_to_open(pages, edition))
    blocks += [f"<p>{linked(line)}</p>" for line in lines]
    if edition.content:
        blocks.append("<p>Content hash (sha256 of the data package and of all numbers): "
                      f'<span class="hash">{edition.content}</span>.</p>')
    if edition.attachments:
        files = ", ".join(f"{item.name} ({item.description})" for item in edition.attachments)
        blocks.append(f"<p>Attached to this PDF: {escape(files)}.</p>")
    if edition.base_address:
        blocks.append(f"<p>Online: {linked(edition.base_address)}</p>")
    blocks.append("</section>")
    return "\n".join(blocks)


def _how_to_open(pages: list[Page], edition: Edition) -> Iterator[str]:
    """What the names under figures and tables are good for, by the first of them."""
    page, figure = next(((page, figure) for page in pages
                         for figure in page.section.select("figure.expo-figure[id]")), (None, None))
    if page is None or edition.base_address:
        return
    name = figure["id"]
    yield (f"Names: the name below a figure or table, such as {name}, stays the same in every "
           f"edition. To open it in the folder of {edition.words}: html/, the chapter’s page, # "
           f"and the name, as in html/{page.docname}.html#{name}. Citations use the same names.")


def _reading_key(ledger: Page) -> str:
    grades = "".join(
        f'<p class="key-line"><span class="key-sign">'
        f'<span class="grade grade-{grade.lower()}">{grade}</span></span> {_curled(meaning)}</p>'
        for grade, meaning in GRADES.items()
    )
    marks = "".join(
        f'<p class="key-line"><span class="key-sign verdict verdict-{name}">'
        f'<span class="verdict-mark">{VERDICTS[name][0]}</span></span> {VERDICTS[name][1]}</p>'
        for name in _MARKS
    )
    return (
        '<h2 class="quiet-head">How to read the numbers</h2>'
        f'<p>Every number in the text is a link to its entry in '
        f'<a class="with-page" href="#{ledger.anchor}">{escape(ledger.label)}, '
        f"{escape(ledger.title)}</a>: value, source, grade, formula and inputs. "
        "A letter beside a number grades its evidence.</p>"
        f'<div class="key"><div class="key-part">{grades}</div>'
        f'<div class="key-part">{marks}</div></div>'
    )


def _curled(text: str) -> str:
    """A text with the apostrophes of print."""
    return escape(text.replace("'", "’"))


def linked(text: str) -> str:
    """A line whose web addresses are links."""
    words = [
        f'<a class="address" href="{escape(word.rstrip(".,;"))}">{escape(word)}</a>'
        if word.startswith(("https://", "http://")) else escape(word)
        for word in text.split(" ")
    ]
    return " ".join(words)


def contents(pages: list[Page]) -> str:
    """The contents: parts, chapters with their sections, appendices; each with its page."""
    lines = ['<nav class="contents"><h1 class="front-head">Contents</h1>']
    part = ""
    for page in pages:
        if page.part != part:
            part = page.part
            lines.append(f'<p class="toc-part">{escape(part)}</p>' if part else "")
        sign = page.number or page.letter
        lines.append(_toc_line("toc-page", page.anchor, sign, escape(page.title)))
        if page.kind != APPENDIX:
            lines += [
                _toc_line("toc-section", anchor, "", escape(title))
                for anchor, title in sections(page)
            ]
    lines.append("</nav>")
    return "\n".join(line for line in lines if line)


def _toc_line(kind: str, anchor: str, sign: str, title: str) -> str:
    """One line with leaders and a page number; `title` is HTML."""
    number = f'<span class="toc-sign">{escape(sign)}</span> ' if sign else ""
    return (f'<p class="toc {kind}">{number}<a href="#{escape(anchor)}">'
            f"{title}</a></p>")


def sections(page: Page) -> Iterator[tuple[str, str]]:
    """Anchor and title of every section of a page that has an anchor."""
    for heading in page.section.find_all("h2"):
        section = heading.find_parent("section")
        anchor = heading.get("id") or (section.get("id") if section else None)
        if anchor:
            yield anchor, heading.get_text(" ", strip=True)


def captions(pages: Iterable[Page], kind: str, name: str, title: str) -> str:
    """A list of figures or tables: number, finding, page."""
    found = [
        figure for page in pages for figure in page.section.select(f"figure.{name}")
        if figure.get("id")
    ]
    if not found:
        return ""
    anchor = LISTS if kind == "figure" else f"list-of-{kind}s"
    lines = [f'<nav class="captions captions-{kind}" id="{anchor}">'
             f'<h1 class="front-head">{title}</h1>']
    for figure in found:
        number = _text_of(figure, ".caption-number").removeprefix("Figure").removeprefix("Fig.")
        number = number.removeprefix("Table").strip().rstrip(".")
        lines.append(_toc_line("toc-caption", figure["id"], number, _finding(figure)))
    lines.append("</nav>")
    return "\n".join(lines)


def _finding(figure: Tag) -> str:
    """A figure's title as HTML: struck through where it is so above the figure itself."""
    if title := _text_of(figure, f".figure-title .{FALLEN}"):
        return (f'<s class="{FALLEN}">{escape(title)}</s> '
                f'<span class="{NOTE}">{DOES_NOT_HOLD}</span>')
    return escape(_text_of(figure, ".figure-title"))


def _text_of(figure: Tag, selector: str) -> str:
    """The text of a part of a caption, with single spaces."""
    found = figure.select_one(selector)
    return " ".join(found.get_text("", strip=False).split()) if found else ""
