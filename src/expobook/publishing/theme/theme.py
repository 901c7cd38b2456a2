"""The look of the HTML book: a lean, offline version of the book theme with our own styles."""

from __future__ import annotations

import re
import shutil
from html import escape
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

from expobook.figures import fonts
from expobook.figures import theme as charts

from ..build.domain import domain_of
from ..build.workers import SCREEN
from ..screen import Page, on_page

HERE = Path(__file__).parent
STYLE = "expobook.css"
FACES = "faces"
"""What the files are called that bring the faces: scripts, a style sheet, the licence."""
PARTS = ("palette", "icons", "frame", "text", "findings", "figures", "tables", "entries", "press")
"""The style sheets in `look/`, in their order; a page loads them as one."""
PLACE = "place.js"
"""What marks in the contents of a page where the reader is."""
DARK_DRAWING = 'html[data-theme="dark"] .figure-picture svg'
UNUSED = re.compile(
    r"thebe|design-tabs|sphinx-design|mathjax|fontawesome|togglebutton|mystnb|sphinx-thebe"
    r"|sphinx_highlight|doctools"
)
"""Scripts and styles that other extensions add to every page and this book doesn't use."""
ONLY_WITH_CODE = re.compile(r"copybutton|clipboard|pygments")
_EMPTY_HEAD = re.compile(r"<th(?P<attributes>[^>]*)>(?P<inner>\s*(?:<p>\s*</p>\s*)?)</th>")
_LIST_ROLES = re.compile(r' role="doc-biblioentry"|(?<=<div) role="list"(?= class="citation-list")')
_UNUSED_FILES = (
    "scripts/fontawesome.js",
    "scripts/fontawesome.js.LICENSE.txt",
    "scripts/fontawesome.js.map",
    "scripts/bootstrap.js",
    "scripts/bootstrap.js.LICENSE.txt",
    "scripts/bootstrap.js.map",
    "scripts/pydata-sphinx-theme.js.map",
    "styles/pydata-sphinx-theme.css.map",
    "styles/sphinx-book-theme.css.map",
    "scripts/sphinx-book-theme.js.map",
    "searchtools.js",
    "language_data.js",
    "sphinx_highlight.js",
    "doctools.js",
)


def use_own_files(app: Sphinx, config: Config) -> None:
    """Put our templates before the theme's.

    In a list of our own: themes append to the list in place, and Sphinx's default one would carry
    their folders into the next build of the same process.
    """
    config.templates_path = [str(HERE / "templates")]


def style() -> str:
    """The whole style sheet of the book."""
    parts = [(HERE / "look" / f"{name}.css").read_text(encoding="utf-8") for name in PARTS]
    return "\n".join([*parts, charts.dark_rules(DARK_DRAWING)])


def add_static(app: Sphinx) -> None:
    """Copy our styles and faces beside the theme's; the style sheet is put together here."""
    made = Path(app.doctreedir) / "look"
    made.mkdir(parents=True, exist_ok=True)
    written = {
        STYLE: style(),
        f"{FACES}.css": fonts.rules(),
        f"{FACES}.js": fonts.script(*fonts.FIRST) + fonts.later_script(),
        f"{FACES}-licence.txt": fonts.licence(),
        **{f"{name}.js": fonts.script(name) for name in fonts.LATER},
    }
    for name, text in written.items():
        (made / name).write_text(text, encoding="utf-8", newline="\n")
    app.config.html_static_path += [str(HERE / "static"), str(made)]


def make_lean(page: Page) -> None:
    """Leave out what the page doesn't use, and mend what a screen reader trips over."""
    has_code = 'class="highlight' in page.body
    page.keep_assets(lambda name: not UNUSED.search(name) and (has_code or not ONLY_WITH_CODE.search(name)))
    if page.body:
        page.context["body"] = without_list_roles(without_empty_heads(page.body))


def without_empty_heads(body: str) -> str:
    """An empty header cell heads nothing: it becomes a plain cell."""
    return _EMPTY_HEAD.sub(r"<td\g<attributes>>\g<inner></td>", body)


def without_list_roles(body: str) -> str:
    """The list of works carries roles that its elements may not have; it reads well without."""
    return _LIST_ROLES.sub("", body)


ENTRANCE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta http-equiv="refresh" content="0; url={page}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"></head>
<body><main><h1>{title}</h1>{stamp}<p><a href="{page}">Read the report</a></p></main></body></html>
"""


def write_entrance(app: Sphinx, failure: Exception | None) -> None:
    """Lead from the folder's index.html to the first page."""
    if failure or app.builder.name not in SCREEN or app.config.root_doc == "index":
        return
    page = app.builder.get_target_uri(app.config.root_doc)
    stamp = domain_of(app.env).stamp
    text = ENTRANCE.format(
        title=escape(app.config.html_title), page=escape(page), stamp=f"<p>{escape(stamp)}</p>" if stamp else ""
    )
    (Path(app.outdir) / "index.html").write_text(text, encoding="utf-8")


def remove_unused_files(app: Sphinx, failure: Exception | None) -> None:
    """Take the theme's unloaded scripts and icon fonts out of the finished book."""
    if failure or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    for name in _UNUSED_FILES:
        (static / name).unlink(missing_ok=True)
    shutil.rmtree(static / "vendor", ignore_errors=True)  # icon fonts alone


def setup(app: Sphinx) -> None:
    """Register templates, styles and the last touches to each page."""
    app.connect("config-inited", use_own_files, priority=100)
    app.connect("builder-inited", add_static)
    on_page(app, make_lean, priority=800)
    app.connect("build-finished", write_entrance, priority=900)
    app.connect("build-finished", remove_unused_files)
    app.add_css_file(STYLE, priority=900)
    app.add_js_file(f"{FACES}.js", priority=100)  # before all others
    app.add_js_file("book.js", loading_method="defer", priority=200)  # what the others share
    app.add_js_file(PLACE, loading_method="defer")
