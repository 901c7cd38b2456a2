"""What is added to released pages when they stand on a site, and how it is taken away again.

A released page never changes. On the site a page of an older edition gets a banner before its
text, which names the newest edition; a copy of a page gets a lead to the place of the original.
Both are made of the page's place alone, so that they can be told from anything else.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

SCRIPT = "editions.js"
FIRST_PAGE, LOOKUP = "book/index.html", "book/lookup.html"
_TEXT, _HEAD = '<article class="bd-article"', "<head>"
_STYLE = (
    "<style>.newer-edition{position:fixed;inset:auto 0 0;z-index:1100;padding:.6rem 1rem;"
    "border-top:3px solid #b35c00;background:#fff3d6;color:#332200;text-align:center}"
    ".newer-edition a{color:#7a3e00;text-decoration:underline}body{padding-bottom:4.5rem}"
    "@media print{.newer-edition{position:static}}</style>"
)
"""At the foot of the window, where a reader sees it who was led into the middle of a page."""


def banner(site: Path, page: str, old: str, newest: str, depth: int = 1) -> str:
    """The banner on a page of an older edition; `page` is its path in the edition's folder.

    That folder lies `depth` folders deep in the site. The banner leads to the same page of the
    newest edition, or to its first where it has no such page.
    """
    up = _up(page, depth)
    same = (site / newest / page).is_file()
    target = f"{up}{newest}/{page if same else FIRST_PAGE}"
    words = f"this page in edition {newest}" if same else f"edition {newest}"
    lookup = f"{up}{newest}/{LOOKUP}" if (site / newest / LOOKUP).is_file() else ""
    return (
        f'{_STYLE}<aside class="newer-edition" aria-label="Newer edition" data-edition="{old}" '
        f'data-newest="{newest}" data-lookup="{lookup}">'
        f"This is edition {old}. A newer edition is out: "
        f'<a href="{escape(target)}">{words}</a>.</aside>'
        f'<script defer src="{up}{SCRIPT}"></script>'
    )


def add_banner(text: str, shown: str) -> str:
    """A page with a banner before its text; one without a text of its own is left as it is."""
    return text.replace(_TEXT, shown + _TEXT, 1)


def without_banner(text: str, shown: str) -> str:
    """A page as it was released, when it bears this banner and no other."""
    return text.replace(shown + _TEXT, _TEXT, 1)


def add_lead(text: str, page: str, edition: str, depth: int) -> str:
    """A copy of a page that leads to the edition's own, with all that follows in the address.

    Without scripts the copy is read.
    """
    target = escape(f"{_up(page, depth)}{edition}/{page}")
    known = "" if 'rel="canonical"' in text else f'<link rel="canonical" href="{target}">'
    script = f'<script>location.replace("{target}"+location.search+location.hash)</script>'
    return text.replace(_HEAD, _HEAD + script + known, 1)


def _up(page: str, depth: int) -> str:
    """What leads from a page to the site."""
    return "../" * (page.count("/") + depth)
