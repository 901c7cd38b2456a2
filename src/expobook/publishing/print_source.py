"""Reading Sphinx's single page: the article, cut back into the pages it was made from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from .print_edition import PdfError

FRONT, CHAPTER, APPENDIX = "front", "chapter", "appendix"
LISTS = "list-of-figures"
"""The id of the list before the text; the page that repeats it online isn't printed."""
ONLINE_ONLY = frozenset(("book/downloads",))
"""Pages that serve at a screen only: files to fetch."""
_PICTURE = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_HEADING = re.compile(r"h[1-6]\Z")
_DROPPED_TAGS = frozenset(("script", "style", "link", "input", "button", "form", "template",
                           "noscript", "iframe", "nav"))
_DROPPED_CLASSES = frozenset(("headerlink", "entry-link", "noprint", "cell_input", "sr-only",
                              "figure-data", "copybtn", "screen-only", "conflict-guard"))


@dataclass(slots=True)
class Page:
    """One page of the book: its name, its section, and what kind of page it is in print."""

    docname: str
    section: Tag
    kind: str
    part: str = ""
    number: str = ""
    title: str = ""
    letter: str = ""
    short: bool = False
    run_on: bool = False

    @property
    def anchor(self) -> str:
        """The id that links to the whole page use."""
        return f"document-{self.docname}"

    @property
    def label(self) -> str:
        """What stands above the title: “Chapter 1”, “Appendix A” or nothing."""
        if self.number:
            return f"Chapter {self.number}"
        return f"Appendix {self.letter}" if self.letter else ""


@dataclass(slots=True)
class Book:
    """The pages, and the pictures that were lifted out so that no parser touches them."""

    pages: list[Page]
    pictures: list[str]
    moved: dict[str, str] = field(default_factory=dict)
    """Ids of what print shows elsewhere, with the id that stands there."""
    online: dict[str, Page] = field(default_factory=dict)
    """Ids of the pages that print leaves to the HTML edition."""
    left_out: dict[str, Page] = field(default_factory=dict)
    """Ids of what print shows elsewhere, with the page that it leaves out."""


def read(singlehtml: Path) -> Book:
    """Read the page that Sphinx's singlehtml builder wrote.

    Raises `PdfError` when the file has no article or an article without pages.
    """
    try:
        text = singlehtml.read_text(encoding="utf-8")
    except OSError as error:
        raise PdfError(f"{singlehtml.name}: the single page can't be read ({error})") from None
    pictures: list[str] = []

    def lift(match: re.Match[str]) -> str:
        pictures.append(match[0])
        return f'<svg data-picture="{len(pictures) - 1}"></svg>'

    soup = BeautifulSoup(_PICTURE.sub(lift, text), "html.parser")
    article = soup.select_one("article.bd-article") or soup.select_one("article")
    if article is None or article.find("section") is None:
        raise PdfError(
            f"{singlehtml.name} has no article; make it with Sphinx's singlehtml builder"
        )
    captions = _captions(soup, article)
    for unwanted in article.find_all(_only_on_screen):
        unwanted.extract()
    pages = _pages(article, captions, _root_name(singlehtml))
    moved: dict[str, str] = {}
    left_out: dict[str, Page] = {}
    for page, instead in [(page, _instead(page)) for page in pages]:
        if instead:
            pages.remove(page)
            moved.update(dict.fromkeys(_ids(page), instead))
            left_out.update(dict.fromkeys(_ids(page), page))
    online = {name: page for page in pages if page.docname in ONLINE_ONLY for name in _ids(page)}
    pages = [page for page in pages if page.docname not in ONLINE_ONLY]
    _name_kinds(pages)
    return Book(pages, pictures, moved, online, left_out)


def _ids(page: Page) -> list[str]:
    """The ids under which links know a page and what is on it."""
    return [page.anchor, page.section.get("id", ""),
            *(element["id"] for element in page.section.find_all(id=True))]


def _instead(page: Page) -> str:
    """The id to which links lead when a page isn't printed; empty for a printed page.

    A page with an element of the class `only-on-screen` works on a screen only; its
    `data-instead` names the page that print has in its place.
    """
    if page.section.select_one(".figures-list"):
        return LISTS
    screen = page.section.select_one(".only-on-screen")
    return f"document-{screen['data-instead']}" if screen else ""


def _only_on_screen(element: Tag) -> bool:
    """Whether an element works on a screen only: controls, permalinks, tables behind charts."""
    return element.name in _DROPPED_TAGS or not _DROPPED_CLASSES.isdisjoint(
        element.get("class", ()))


def make(name: str, text: str = "", **attributes: str) -> Tag:
    """A new element; write `class_` for the class."""
    attrs = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
    element = _MAKER.new_tag(name, attrs=attrs)
    if text:
        element.string = text
    return element


_MAKER = BeautifulSoup("", "html.parser")


def _captions(soup: BeautifulSoup, article: Tag) -> list[str]:
    """The captions of the parts in `_toc.yml`; they stand in the menu, not in the article."""
    return [
        caption.get_text(" ", strip=True) for caption in soup.select("p.caption")
        if article not in caption.parents
    ]


def _root_name(singlehtml: Path) -> str:
    """The root page's name: book/index when the file is …/book/index.html."""
    parent = singlehtml.parent.name
    return f"{parent}/{singlehtml.stem}" if parent == "book" else singlehtml.stem


def _pages(article: Tag, captions: list[str], root_name: str) -> list[Page]:
    root = article.find("section")
    wrappers = root.select("div.toctree-wrapper") or article.select("div.toctree-wrapper")
    repeated = wrappers and captions and len(captions) % len(wrappers) == 0  # menu and drawer
    named = captions[:len(wrappers)] if repeated else [""] * len(wrappers)
    pages = [_page(root_name, root, FRONT, "")]
    for caption, wrapper in zip(named, wrappers, strict=True):
        wrapper.extract()
        pages += _pages_of_part(wrapper, caption)
    return pages


def _pages_of_part(wrapper: Tag, caption: str) -> list[Page]:
    found = []
    docname = ""
    for child in wrapper.find_all(True, recursive=False):
        if child.name == "span" and child.get("id", "").startswith("document-"):
            docname = child["id"].removeprefix("document-")
        elif child.name == "section" and docname:
            _raise_headings(child)
            found.append(_page(docname, child.extract(), APPENDIX, caption))
    return found


def _raise_headings(section: Tag) -> None:
    """Give a page its own heading levels back: its title is h1 again."""
    for heading in section.find_all(_HEADING):
        heading.name = f"h{max(1, int(heading.name[1]) - 1)}"


def _page(docname: str, section: Tag, kind: str, part: str) -> Page:
    heading = section.find("h1")
    if heading is None:
        raise PdfError(f"{docname}: the page has no title")
    number = heading.select_one(".section-number")
    written = number.extract().get_text(strip=True).rstrip(".") if number else ""
    for small in section.select(".section-number"):
        small.string = small.get_text(strip=True).rstrip(".")
        small.insert_after(" ")
    return Page(docname, section, kind, part, written, heading.get_text(" ", strip=True))


def _name_kinds(pages: list[Page]) -> None:
    """Numbered pages are chapters; what follows the last of them is an appendix with a letter."""
    numbered = [position for position, page in enumerate(pages) if page.number]
    last = numbered[-1] if numbered else 0
    letters = iter("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    for position, page in enumerate(pages):
        if page.number:
            page.kind = CHAPTER
        elif position <= last:
            page.kind = FRONT
        else:
            page.kind, page.letter = APPENDIX, next(letters, "")
