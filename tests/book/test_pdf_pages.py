"""How pages fill, and how the appendices become compact: on hand-made pieces, without layout."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from expobook.publishing import print_columns, print_entries, print_flow, print_prune
from expobook.publishing.print_source import CHAPTER, Page


def section(html: str):
    """The section element of a piece of HTML."""
    return BeautifulSoup(f"<section>{html}</section>", "html.parser").section


def filled(html: str, heights: list[float]) -> list[str]:
    """The blocks' names after filling pages, given the height of each block in millimetres."""
    inside = section(html)
    page = Page("notebooks/one", inside, CHAPTER)

    def measure(pages):
        places, top = {}, 0.0
        for block, height in zip(print_flow._blocks(pages[0].section), heights, strict=True):
            places[block.element["id"]] = (top, top + height)
            top += height
        return places

    print_flow.settle([page], measure)
    return [block.element.get("class", [block.element.name])[-1]
            for block in print_flow._blocks(inside)]


FIGURE = ('<figure class="expo-figure chart"><div class="figure-picture" data-height="{tall}">'
          '</div></figure>')
END = '<p class="end">.</p>'


def test_text_goes_before_a_figure_that_would_leave_a_gap():
    """Catch half-empty pages before every tall chart."""
    html = '<p class="a">.</p>' + FIGURE.format(tall=100) + '<p class="b">.</p><p class="c">.</p>'
    assert filled(html + END, [150, 130, 40, 40, 5]) == ["a", "b", "c", "chart", "end"]


def test_a_figure_that_fits_stays_where_it_is():
    """Catch text that is moved without need."""
    html = '<p class="a">.</p>' + FIGURE.format(tall=60) + '<p class="b">.</p>'
    assert filled(html + END, [100, 90, 40, 5]) == ["a", "chart", "b", "end"]


def test_figures_that_nearly_fit_are_drawn_a_little_smaller():
    """Catch a page that stays half empty for want of a few millimetres."""
    inside = section(FIGURE.format(tall=100) * 2)
    blocks = list(print_flow._blocks(inside))
    for block, height in zip(blocks, [130, 135], strict=True):
        block.height = height
    print_flow._Sheets(blocks).fill()
    first, second = (picture["style"] for picture in inside.find_all(class_="figure-picture"))
    assert first == second == "max-height: 92.0mm"


def test_a_drawing_never_shrinks_below_readable_letters():
    """Catch chart letters of six points where moving the chart would have done."""
    inside = section(FIGURE.format(tall=100).replace("data-height", 'data-least="0.98" data-height')
                     + '<p class="a">.</p>')
    block = next(iter(print_flow._blocks(inside)))
    assert block.slack(block.least) == pytest.approx(2.0)


def test_text_goes_before_a_short_table_which_is_never_cut():
    """Catch a hole before a table of three rows, and a table of three rows on two pages."""
    inside = section('<p class="a">.</p><figure class="expo-table"><table><tbody></tbody></table>'
                     '</figure><p class="b">.</p><p class="end">.</p>')
    blocks = list(print_flow._blocks(inside))
    for block, height in zip(blocks, [180, 90, 45, 40], strict=True):
        block.height = height
    blocks[1].parts = [20.0, 20.0, 20.0, 20.0, 10.0]
    print_flow._Sheets(blocks).fill()
    assert [block.element["class"][-1] for block in print_flow._blocks(inside)] == [
        "a", "b", "whole", "end"]


def test_text_is_fetched_from_behind_the_next_figure_and_figures_keep_their_order():
    """Catch a hole before two charts in a row, and charts that change places."""
    html = ('<p class="a">.</p>' + FIGURE.format(tall=100).replace("chart", "one")
            + FIGURE.format(tall=100).replace("chart", "two") + '<p class="b">.</p>')
    assert filled(html + END, [150, 130, 130, 80, 5]) == ["a", "b", "one", "two", "end"]


def test_an_appendix_follows_on_a_sheet_that_is_half_empty():
    """Catch a sheet with two entries and nothing below them."""
    pages = [Page(name, section('<h1>T</h1><div class="entries"><div class="entry">.</div></div>'),
                  "appendix") for name in ("one", "two")]

    def measure(settled):
        return {tag["id"]: (10.0 * at, 10.0 * at + 10.0)
                for page in settled for at, tag in enumerate(page.section.find_all(id=True))}

    print_flow.settle(pages, measure)
    assert [page.run_on for page in pages] == [False, True]


def test_what_follows_goes_before_a_figure_with_its_heading():
    """Catch a half-empty page before a chart, and a paragraph without its heading."""
    html = ('<p class="a">.</p>' + FIGURE.format(tall=100)
            + '<section><h3 class="head">.</h3><p class="b">.</p><h3 class="next">.</h3></section>'
            + FIGURE.format(tall=90))
    inside = section(html)
    blocks = list(print_flow._blocks(inside))
    for block, height in zip(blocks, [150, 130, 10, 40, 10, 90], strict=True):
        block.height = height
    print_flow._Sheets(blocks).fill()
    assert [block.element.get("class")[-1] for block in print_flow._blocks(inside)] == [
        "a", "head", "b", "chart", "next", "chart"]


def test_the_last_line_of_a_chapter_has_no_page_of_its_own():
    """Catch a page with nothing but the line that names the notebook."""
    html = FIGURE.format(tall=100) + '<p class="a">.</p><p class="made-by">.</p>'
    inside = section(html)
    blocks = list(print_flow._blocks(inside))
    for block, height in zip(blocks, [150, 98, 10], strict=True):
        block.height = height
    print_flow._Sheets(blocks).fill()
    assert inside.find(class_="figure-picture")["style"] == "max-height: 91.0mm"


def test_entries_fill_two_columns_of_each_page_and_end_evenly():
    """Catch an entry that is lost, cut, or out of order, and a last page with one column."""
    whole = print_columns.split([30.0] * 10, room=40.0, page=100.0)
    assert list(whole) == [(0, 1, 2), (2, 5, 8), (8, 9, 10)]


def test_entries_that_do_not_fit_begin_on_the_next_page():
    """Catch an entry that is taller than what is left, or than a page."""
    assert list(print_columns.split([30.0, 30.0], room=20.0, page=100.0)) == [(0, 1, 2)]
    assert list(print_columns.split([300.0, 30.0], room=100.0, page=100.0)) == [
        (0, 1, 1), (1, 2, 2)]


def entry(fields: dict[str, str], value: str = "80%") -> str:
    """The printed text of an entry with the given fields."""
    rows = "".join(f"<div><dt>{name}</dt><dd>{html}</dd></div>" for name, html in fields.items())
    soup = BeautifulSoup(
        f'<div class="entry" id="fact-x"><p><span class="entry-value">{value}</span></p>'
        f"<dl>{rows}</dl></div>", "html.parser")
    print_entries.settle(soup)
    return " ".join(soup.find(class_="fields").get_text().split())


def inputs(ids: list[str]) -> str:
    """A list of observations as the ledger gives them to print: id, label of the series, year."""
    items = [(name, *name.split(".")[1:3]) for name in ids]
    return "<ul>" + "".join(
        f'<li><p><code data-series="{label.upper()} of China" data-period="{year}">{name}</code>: '
        "“1”</p></li>" for name, label, year in items) + "</ul>"


def test_many_observations_are_named_by_their_series_and_years():
    """Catch an entry that fills a page with thirty lines of the same table."""
    names = [f"china.gdp.{year}.wb-2026" for year in range(2010, 2024)]
    assert entry({"Inputs": inputs(names)}) == "From 14 observations of GDP of China, 2010–2023"
    names += [f"china.{name}.2023.wb" for name in ("a", "b", "c")]
    assert entry({"Inputs": inputs(names)}) == "From 17 observations of 4 series, 2010–2023"


def test_few_observations_stay_as_they_were_read():
    """Catch an entry that hides what it rests on."""
    assert entry({"Inputs": inputs(["china.gdp.2010.wb"])}) == "From GDP of China, 2010: “1”"


@pytest.mark.parametrize(("value", "field", "shown"), [
    ("1,546", "1546", ""),
    ("at least 20%", "20% (at least)", ""),
    ("8.5%", "8.46864%", "Value 8.46864%"),
    ("at least 1,546", "1,546 (at least)", ""),
    ("−5.3%", "−5.3%", ""),
    ("about 110 bn yuan", "110 bn yuan (approximate)", ""),
])
def test_the_value_is_repeated_only_where_the_display_is_rounded(value, field, shown):
    """Catch a ledger that says each number twice, or hides its unrounded form."""
    fields = {"Value": field, "Used on page": '<a href="#use-x">7</a>'}
    assert entry(fields, value) == (
        f"{shown} · First on page 7" if shown else "First on page 7")


def test_a_number_that_one_page_states_names_that_page():
    """Catch a ledger that drops the only page on which a number stands."""
    link = '<a class="page-only" href="#use-x"></a>'
    assert entry({"Used on page": link, "Record": "<code>x</code>"}) == "First on page · x"


def test_inputs_that_an_earlier_entry_lists_are_not_listed_again():
    """Catch twenty counts over the same goals that each print all of them."""
    goals = "".join(f'<li><p>Goal: <a class="input">{number}%</a></p></li>' for number in range(5))
    listed = f"<dl><div><dt>Inputs</dt><dd><ul>{goals}</ul></dd></div></dl>"
    inside = section("".join(f'<div class="entry" id="fact-{name}"><p></p>{listed}</div>'
                             for name in ("first", "second")))
    print_entries.settle(inside)
    first, second = (tag.get_text() for tag in inside.find_all(class_="fields"))
    assert first.endswith("Goal: 4%")
    assert second == "From the 5 inputs of first"
    assert inside.find("a", href=True)["href"] == "#fact-first"


def test_a_phrase_in_another_script_leaves_no_empty_quotation_marks():
    """Catch “” in the ledger where the original is Chinese."""
    assert entry({"As printed": '<span class="printed" lang="zh">“约110亿元的项目”</span>',
                  "Record": "<code>x</code>"}) == "x"


def test_sources_that_nobody_cites_are_counted_not_printed():
    """Catch a list of sources that grows beyond the book, and one that hides that it is cut."""
    sources = section('<h1>Sources</h1><div class="entry" id="source-a"><p>A</p></div>'
                      '<div class="entry" id="source-b"><p>B</p></div>')
    text = section('<h1>Text</h1><p><a href="#source-a">A</a></p>')
    pages = [Page("one", text, CHAPTER), Page("sources", sources, "appendix")]
    print_prune.settle(pages)
    assert [tag["id"] for tag in sources.find_all(class_="entry")] == ["source-a"]
    assert sources.find(class_="left-out").get_text().startswith("1 more source of the data")
