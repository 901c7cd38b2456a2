"""One style sheet and two scripts for each page: on a slow line every further file is a wait.

What other parts of the book add to a page is put together in its order. The first script stops the
page until the letters of its first screen are there; the second waits until the page is shown.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from ..build.workers import SCREEN
from ..screen import Page, on_page

STYLES, SCRIPTS = "styles", "scripts"
"""What the names of the files begin with."""
FIRST = ("documentation_options.js", "faces.js")
"""What a page needs before it is laid out."""
SHEETS = ("basic.css", "styles/pydata-sphinx-theme.css")
LAST = "scripts/pydata-sphinx-theme.js"
"""What the theme's layout would name by itself: its own styles before all others, its own script
at the end of the page."""
_FOR_AUTHORS = re.compile(r"^[ \t]*(?:/\*(?!!).*?\*/|//[^\n]*)[ \t]*\n|^[ \t]+", re.DOTALL | re.MULTILINE)
"""A comment on lines of its own, unless it names a licence, and the spaces before a line."""
_BUNDLE = re.compile(rf"(?:{STYLES}-|{SCRIPTS}-)[0-9a-f]{{8}}\.(?:css|js)".encode())
"""The name of a file that holds others."""
_MARK = re.compile(r"/\*! (\S+) \*/\n")


def bundle_assets(page: Page) -> None:
    """Name one style sheet and two scripts in place of all that the page asks for."""
    static = Path(page.app.outdir) / "_static"
    styles = [*SHEETS, *_names(page.context["css_files"])]
    later = [*(name for name in _names(page.context["script_files"]) if name not in FIRST), LAST]
    page.context["bundles"] = {
        "styles": _write(static, f"{STYLES}-{{}}.css", styles),
        "first": _write(static, f"{SCRIPTS}-{{}}.js", FIRST),
        "later": _write(static, f"{SCRIPTS}-{{}}.js", later),
        "holds": " ".join(Path(name).name for name in (*styles, *later)),
    }
    page.context["css_files"] = []
    page.context["script_files"] = [one for one in page.context["script_files"] if not one.filename]


def _names(assets: Iterable[Any]) -> list[str]:
    """The files among the assets, by their place below `_static`, in the order of a page."""
    files = (str(one.filename) for one in sorted(assets, key=lambda one: one.priority) if one.filename)
    return list(dict.fromkeys(name.removeprefix("_static/") for name in files))


def _write(static: Path, name: str, files: Iterable[str]) -> str:
    """Write files as one, under a name that its content completes; its place in the book."""
    text = joined((file, content(static, file)) for file in files)
    place = name.format(hashlib.sha256(text.encode()).hexdigest()[:8])
    (static / place).write_text(text, encoding="utf-8", newline="\n")
    return f"_static/{place}"


def content(static: Path, file: str) -> str:
    """What a file holds, without its comments and indentation."""
    return _FOR_AUTHORS.sub("", (static / file).read_text(encoding="utf-8"))


def joined(parts: Iterable[tuple[str, str]]) -> str:
    """Files as one; a semicolon keeps a script from being taken for an argument of the last."""
    return "".join(f"/*! {name} */\n{';' if name.endswith('.js') else ''}{text}\n" for name, text in parts)


def parts(text: str) -> Iterable[tuple[str, str]]:
    """The name and the content of each file that was put together."""
    pieces = _MARK.split(text)
    return zip(pieces[1::2], (piece.removesuffix("\n") for piece in pieces[2::2]), strict=True)


def remove_unused(app: Sphinx, failure: Exception | None) -> None:
    """Remove what no page names any more: pages that stand from an earlier build are left as they are."""
    if failure is None and app.builder.name in SCREEN:
        named = {name for page in Path(app.outdir).rglob("*.html") for name in _BUNDLE.findall(page.read_bytes())}
        for path in (Path(app.outdir) / "_static").iterdir():
            if _BUNDLE.fullmatch(name := path.name.encode()) and name not in named:
                path.unlink()


def setup(app: Sphinx) -> None:
    """Register what comes after all that adds files to a page, and after all pages are written."""
    on_page(app, bundle_assets, priority=990)
    app.connect("build-finished", remove_unused, priority=940)
