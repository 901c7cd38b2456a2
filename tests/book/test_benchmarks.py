"""The benchmark's pieces: the plain copy of a book, the server, the ratios. No time is tested."""

from __future__ import annotations

import csv
import gzip
import json
import math
import urllib.request

import pytest

import fixture_book
from benchmarks import comparisons, plain_book, ratios, serving, timing
from expobook.facts import parameters


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
    assert '"edition": 3, "projects": 90, "of": "b"' in chapter
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
    return [
        ratios.Load(
            number,
            "front",
            "phone",
            book,
            {"first_paint_ms": first, "largest_paint_ms": 2 * first, "first_chart_ms": chart, "bytes": 10_000 * first},
        )
        for number, first in enumerate(firsts, 1)
    ]


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
        "| front | phone | plain | 2.0 × (2.0 to 2.0) | 2.0 × (2.0 to 2.0) | never drawn | 2.0 × | 15 | 30 |"
    )


def test_times_become_ratios_of_medians(tmp_path):
    """Catch a ratio of one lucky round, an aim that is called reached, seconds in the results."""
    found = [
        comparisons.Compared("build", "plain", ours, theirs) for ours, theirs in ((3.0, 10.0), (9.0, 12.0), (4.0, 8.0))
    ]
    found += [comparisons.Compared("sweep", "loop", 1.0, 4.0)]
    build, sweep = comparisons.shares(found, {("build", "plain"): 0.3})
    assert (build.middle, build.low, build.high, build.reached) == (0.4, 0.3, 0.75, "not reached")
    assert (sweep.middle, sweep.reached) == (0.25, "")
    assert comparisons.markdown([build, sweep]).splitlines()[2:] == [
        "| build | plain | 0.40 | 0.30 to 0.75 | 2.5 | 0.30, not reached |",
        "| sweep | loop | 0.25 | 0.25 to 0.25 | 4.0 |  |",
    ]
    comparisons.write_csv([build, sweep], tmp_path / "ratios.csv")
    with (tmp_path / "ratios.csv").open(encoding="utf-8", newline="") as file:
        assert [row["share_of_medians"] for row in csv.DictReader(file)] == ["0.4", "0.25"]


def test_the_sides_are_given_the_same_work(tmp_path):
    """Catch a loop that executes other sets than the sweep, or a plain book whose default stays."""
    assert len(timing.SETS) == len({str(one) for one in timing.SETS}) == 60
    for one in timing.SETS:
        parameters.for_notebooks(one)
    command = [str(word) for word in timing.papermill(tmp_path, timing.SETS[0])]
    given = dict(zip(command[-11::3], command[-10::3], strict=False))
    assert {name: str(value) for name, value in timing.SETS[0].items()} == given
    plain_book.write(timing.ROOT, tmp_path / "plain", executing=True)
    timing.set_draws(tmp_path / "plain", 5000)
    cells = json.loads((tmp_path / "plain" / "notebooks" / timing.NOTEBOOK.name).read_text(encoding="utf-8"))["cells"]
    assert any("\ndraws = 5000 " in "".join(cell["source"]) for cell in cells)
    assert not any(cell.get("outputs") for cell in cells)
    settings = (tmp_path / "plain" / "_config.yml").read_text(encoding="utf-8")
    assert "execute_notebooks: force" in settings
