"""The checks of built HTML, each on a page that is wrong in one way."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.html_checks import check_html

LEDGER = '<div class="entry" data-kind="observed" id="fact-x">X</div>'

WRONG = {
    "a printed chart": ("<p>alt.Chart(...)</p>", "shows 'alt.Chart('"),
    "a printed numpy number": ("<p>np.float64(6.75)</p>", "shows 'np.float64('"),
    "a printed Styler": ("<p>&lt;Styler at 0x7f&gt;</p>", "shows 'Styler at 0x'"),
    "a bare nan": ("<td>nan</td>", "shows a bare 'nan'"),
    "a bare None": ("<p>It was None bn yuan.</p>", "shows a bare 'None'"),
    "a bare None before a unit": ("<td>None bn yuan</td>", "shows a bare 'None'"),
    "a bare None as the text of a picture": ('<img alt="None" src="a.png">', "bare 'None'"),
    "an anchor that doesn't exist": ('<a href="#nowhere">x</a>', "no anchor #nowhere"),
    "an anchor of another page that doesn't exist": (
        '<a href="book/ledger.html#fact-y">y</a>',
        "book/ledger.html has no anchor #fact-y",
    ),
    "a page that doesn't exist": ('<a href="book/gone.html">x</a>', "which doesn't exist"),
    "a file that doesn't exist": ('<a href="data.csv">x</a>', "which doesn't exist"),
    "a link out of the book": ('<a href="../outside.html">x</a>', "which doesn't exist"),
    "an anchor that stands twice": ('<p id="a">1</p><p id="a">2</p>', "#a stands 2 times"),
    "a script from another host": (
        '<script src="https://cdn.example/x.js"></script>',
        "<script> loads https://cdn.example/x.js",
    ),
    "a protocol-relative script": ('<script src="//cdn.example/x.js"></script>', "<script> loads"),
    "a font from another host": ('<link rel="preload" href="https://fonts.example/f.woff2">', "<link> loads"),
    "a picture from another host": ('<img alt="x" src="http://example/x.png">', "<img> loads"),
    "a style that imports from another host": ("<style>@import 'https://cdn.example/a.css';</style>", "<style> loads"),
    "a number without an entry": (
        '<a class="fact" href="book/ledger.html#fact-z">5</a>',
        "the number #fact-z has no entry",
    ),
}
RIGHT = """<p>None of it was found. None has been.</p>
<p>The finance of the nanoscale, and no one: not “none”. <code>nan</code></p>
<a href="https://example.org/">out</a> <a class="fact" href="book/ledger.html#fact-x">5</a>
<script>var x = null;</script>"""


def book(folder: Path, body: str) -> Path:
    """Write a book of two pages, the first with the given body."""
    (folder / "book").mkdir()
    (folder / "index.html").write_text(f"<html><body>{body}</body></html>", encoding="utf-8")
    (folder / "book" / "ledger.html").write_text(LEDGER, encoding="utf-8")
    return folder


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_page_is_named(tmp_path, what):
    """Catch a check that looks away, or that doesn't say which page is wrong."""
    body, message = WRONG[what]
    problems = check_html(book(tmp_path, body))
    assert any(message in problem and "index.html" in problem for problem in problems), problems


def test_a_sound_page_passes(tmp_path):
    """Catch a check that cries over ordinary words, outside links or code."""
    assert check_html(book(tmp_path, RIGHT)) == []


def test_an_entry_that_stands_twice_is_named(tmp_path):
    """Catch a number with two entries, so that its link could mean either."""
    folder = book(tmp_path, "")
    (folder / "book" / "again.html").write_text(LEDGER, encoding="utf-8")
    assert any("2 entries #fact-x" in problem for problem in check_html(folder))


def test_a_style_sheet_from_another_host_is_named(tmp_path):
    """Catch a font that a style sheet fetches from elsewhere."""
    folder = book(tmp_path, "")
    (folder / "a.css").write_text("@font-face { src: url(https://x.example/f.woff2) }")
    assert any("a.css: loads https://x.example" in problem for problem in check_html(folder))


def test_an_empty_folder_is_no_sound_book(tmp_path):
    """Catch a gate that passes because nothing was built."""
    assert "holds no page" in check_html(tmp_path)[0]
