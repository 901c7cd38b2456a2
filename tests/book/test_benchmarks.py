"""The benchmark's pieces: the plain copy of a book, the server, the ratios. No time is tested."""

from __future__ import annotations

import csv
import gzip
import math
import urllib.request

import pytest

import fixture_book
from benchmarks import plain_book, ratios, serving


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The plain copy of the small book, written and built."""
    folder = tmp_path_factory.mktemp("benchmark")
    source = fixture_book.write(folder / "source")
    plain_book.write(source, folder / "plain")
    return plain_book.build(folder / "plain")


def test_the_plain_copy_is_the_same_book_without_our_extension(plain):
    """Catch a comparison with a book that lacks a text, table or chart, or borrows our pages."""
    front = (plain / "book" / "index.html").read_text(encoding="utf-8")
    chapter = (plain / "notebooks" / "01_expo_outcomes.html").read_text(encoding="utf-8")
    for page in (front, chapter):
        assert "vegaEmbed(" in page
        assert "https://cdn.jsdelivr.net/npm/vega" in page
        assert "expobook.css" not in page
    assert "The expo signed 89 projects, worth about 110 bn yuan B." in front
    assert "Hangzhou signed fewer projects than the others: 37 of 89." in front
    assert "By First expo concluded, see the release; Digital trade;" in front
    assert "<td>twin</td>" in chapter
    assert "Hangzhou signed 41.6 %" in chapter


def test_the_plain_chart_draws_the_same_specification(plain):
    """Catch a plain book whose charts are lighter than ours."""
    chapter = (plain / "notebooks" / "01_expo_outcomes.html").read_text(encoding="utf-8")
    assert '"projects": 107, "of": "a"' in chapter
    assert chapter.count("vegaEmbed(outputDiv") == 1


def test_a_copy_that_cannot_be_built_says_why(tmp_path):
    """Catch a comparison with a book that was never built."""
    (tmp_path / "_config.yml").write_text("title: [", encoding="utf-8")
    with pytest.raises(RuntimeError, match="could not build the plain copy"):
        plain_book.build(tmp_path)


def test_pages_are_sent_gzipped_and_counted(tmp_path):
    """Catch bytes that are counted unpacked, or a page that isn't rewritten on its way."""
    (tmp_path / "page.html").write_text("far " * 500, encoding="utf-8")
    def nearer(page: bytes) -> bytes:
        return page.replace(b"far", b"near")

    with serving.serve(tmp_path, {"outside/vega@6": b"vega"}, nearer) as served:
        with urllib.request.urlopen(served.address + "page.html") as answer:
            body = answer.read()
            assert answer.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(body) == b"near " * 500
        assert served.sent() == len(body)
        assert served.sent() == 0
        with urllib.request.urlopen(served.address + "outside/vega@6?noext") as answer:
            assert gzip.decompress(answer.read()) == b"vega"


def loads(book: str, *firsts: float, chart: float = 100.0) -> list[ratios.Load]:
    """Rounds of one page with these first paints."""
    return [ratios.Load(number, "front", "phone", book, {
        "first_paint_ms": first, "largest_paint_ms": 2 * first, "first_chart_ms": chart,
        "bytes": 10_000 * first}) for number, first in enumerate(firsts, 1)]


def test_ratios_compare_loads_of_the_same_round(tmp_path):
    """Catch a slow round of one book set against a fast round of the other."""
    found = ratios.compare([*loads(ratios.OURS, 1, 10, 2), *loads("plain", 3, 40, 4)])
    first = next(one for one in found if one.measure == "first_paint_ms")
    assert (first.middle, first.low, first.high) == (3, 2, 4)
    sizes = next(one for one in found if one.measure == "bytes")
    assert (sizes.ours_kb, sizes.other_kb) == (20, 40)
    ratios.write_csv(found, tmp_path / "ratios.csv")
    with (tmp_path / "ratios.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["measure"] for row in rows] == list(ratios.MEASURES)
    assert (rows[0]["ratio_median"], rows[0]["this_report_kb"]) == ("3", "")


def test_the_table_has_a_row_for_each_page_and_says_what_is_never_drawn():
    """Catch a chart that never appears written as a number."""
    found = ratios.compare([*loads(ratios.OURS, 1, 2), *loads("plain", 2, 4, chart=math.inf)])
    table = ratios.markdown(found).splitlines()
    assert len(table) == 3
    assert table[2] == (
        "| front | phone | plain | 2.0 × (2.0 to 2.0) | 2.0 × (2.0 to 2.0) | never drawn | 2.0 × "
        "| 15 | 30 |")
