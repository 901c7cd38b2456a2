"""The Chinese face on pages that show Chinese: rules for the letters of the page, and the files."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx

from expobook.figures.fonts import chinese

from ..screen import Page, on_page

_LOADS_MORE = ('class="entry-lines"', 'id="search-results"', 'id="lookup"')
"""Signs of a page whose scripts bring texts that aren't in it yet."""


def show(page: Page) -> None:
    """Give a page the rules for the Chinese letters that it shows or may come to show."""
    text = page.body + page.context.get("title", "")
    if page.template == "search.html" or any(sign in text for sign in _LOADS_MORE):
        text = "".join(chinese.slices().values())
    menu = "".join(str(title.astext()) for title in page.app.env.titles.values())
    page.context["chinese_face"] = chinese.rules(text + menu, lambda name: page.context["pathto"](f"_static/{name}", 1))


def add_files(app: Sphinx) -> None:
    """Put the files beside the other static ones."""
    made = Path(app.doctreedir) / "chinese"
    made.mkdir(parents=True, exist_ok=True)
    for name in chinese.slices():
        (made / name).write_bytes(chinese.content(name))
    app.config.html_static_path.append(str(made))


def setup(app: Sphinx) -> None:
    """Register what writes the files, and the rules once a page has all its text."""
    app.connect("builder-inited", add_files)
    on_page(app, show, priority=980)
