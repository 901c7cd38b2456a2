"""The look: chart colours in dark mode, contrast, the small pieces."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
from docutils import nodes

from contrast import contrast
from docs import cut_fonts
from expobook.facts import notebook_outputs
from expobook.figures import fonts
from expobook.figures import table as tables
from expobook.figures import theme as charts
from expobook.figures.fonts import chinese
from expobook.publishing.build import fragments
from expobook.publishing.build.nodes import spoken
from expobook.publishing.figures import data_tables
from expobook.publishing.theme import theme
from expobook.values.periods import describe_periods

ROOT = Path(__file__).resolve().parents[2]
STYLE = theme.style()
TEXT_ROLES = ("ink", "muted", "accent", "warm", "good", "bad")
WORD_COLOURS = sorted(set(charts.PALETTE.values()) - {charts.PALETTE[role] for role in ("context", "grid")})


def variables(mode: str) -> dict[str, str]:
    """The colours of a mode by role."""
    block = re.search(rf'html\[data-theme="{mode}"\] {{\n(  --ink.*?)\n}}', STYLE, re.DOTALL)[1]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("role", TEXT_ROLES)
@pytest.mark.parametrize("ground", ["paper", "panel"])
def test_text_has_contrast_in_both_modes(mode, role, ground):
    """Catch a colour that a reader with weak sight can't read (WCAG AA, 4.5 to 1)."""
    colours = variables(mode)
    assert contrast(colours[role], colours[ground]) >= 4.5


@pytest.mark.parametrize("colour", sorted({*charts.PALETTE.values(), *charts.VERDICT_COLOURS.values()}))
@pytest.mark.parametrize("attribute", ["fill", "stroke"])
def test_every_chart_colour_has_its_dark_twin(colour, attribute):
    """Catch a chart that keeps dark ink on a dark page after the palette changes."""
    assert f'html[data-theme="dark"] .figure-picture svg [{attribute}="{colour}"]' in STYLE


@pytest.mark.parametrize("colour", WORD_COLOURS)
def test_words_in_a_chart_can_be_read(colour):
    """Catch a colour of the palette in which a reader with weak sight reads no word."""
    assert contrast(colour, "#ffffff") >= 4.5


@pytest.mark.parametrize("colour", sorted({*charts.VERDICT_COLOURS.values(), charts.PALETTE["context"]}))
def test_marks_in_a_chart_can_be_seen(colour):
    """Catch a mark that fades into the page (WCAG AA for graphics, 3 to 1)."""
    assert contrast(colour, "#ffffff") >= 3


@pytest.mark.parametrize("colour", sorted({*charts.ON_DARK} - {"white", charts.PALEST, charts.PALETTE["grid"]}))
def test_a_chart_can_be_read_on_a_dark_page(colour):
    """Catch words or marks of a chart that fade into a dark page (WCAG AA)."""
    least = 4.5 if colour in WORD_COLOURS else 3
    assert contrast(charts.ON_DARK[colour], charts.ON_DARK["white"]) >= least


def test_the_paper_of_a_dark_chart_is_the_page():
    """Catch edges of words and bars that stand out as boxes on a dark page."""
    assert charts.ON_DARK["white"] == variables("dark")["paper"]


def test_a_colour_has_one_meaning():
    """Catch a role that shares its colour with another, a goal that is red, a miss that isn't."""
    colours = [charts.PALETTE[role] for role in charts.MEANINGS]
    assert len(set(colours)) == len(colours)
    assert charts.PALETTE["target"] == charts.PALETTE["ink"]
    assert charts.VERDICT_COLOURS["missed"] == charts.PALETTE["miss"]
    methods = " ".join((ROOT / "book" / "methods.md").read_text(encoding="utf-8").split())
    assert [role for role, (name, meaning) in charts.MEANINGS.items() if f"| {name} | {meaning} |" not in methods] == []


def test_every_colour_that_a_chart_draws_has_its_dark_twin():
    """Catch a tint that a chart uses outside the palette, unreadable on a dark page."""
    missing = {
        f"{colour} in {figure['id']}"
        for notebook in sorted((ROOT / "notebooks").glob("*.ipynb"))
        for figure in notebook_outputs.read(notebook).figures
        for colour in re.findall(r'\b(?:fill|stroke)="([^"]+)"', figure["svg"])
        if not colour.startswith(("none", "transparent", "url")) and f'svg [fill="{colour}"]' not in STYLE
    }
    assert not missing, f"give these a twin in figures/theme.py, or use the palette: {missing}"


def test_every_tone_of_a_table_has_a_mark():
    """Catch a verdict that a notebook may give and the page can't draw."""
    assert set(tables.TONES) <= set(fragments.VERDICTS)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (89.0, "89"),
        (41.5730337079, "41.5730337079"),
        (None, "–"),
        ("", "–"),
        ("2022", "2022"),
        (1e16, "1e+16"),
        (True, "yes"),
    ],
)
def test_a_value_is_written_as_the_csv_has_it(value, written):
    """Catch a data table that rounds, or that hides a gap."""
    assert fragments.plain_value(value) == written


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (372.49531157951003, "USD bn", "372.495 bn US dollars"),
        (2630.0, "CNY bn", "2,630 bn yuan"),
        (-5.25, "percent", "−5.25%"),
        (2023.0, "calendar year", "2023"),
        (1234567.89, "count", "1,234,568"),
        (0.000123456789, "times", "0.000123457 times"),
        (0.0, "count", "0"),
        (None, "count", "–"),
    ],
)
def test_an_amount_is_written_as_people_write_it(value, unit, written):
    """Catch sixteen digits, a hyphen for a minus, and thousands that run together."""
    assert fragments.amount(value, unit) == written


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2022-12-11/2022-12-14", "11 to 14 December 2022"),
        ("2021 · 2020 · 2021", "2021; 2020"),
        ("", ""),
        ("since spring", "since spring"),
    ],
)
def test_periods_are_named_once_and_in_words(period, words):
    """Catch the notation of the data in an entry, and a year that is named five times."""
    assert describe_periods(period) == words


@pytest.mark.parametrize(
    ("text", "language", "lang"),
    [
        ("数贸会", "zh", "zh"),
        ("Digital trade act", "zh", ""),
        ("Le commerce", "fr", "fr"),
        ("Plain", "en", ""),
        ("Цифра", "ru", "ru"),
    ],
)
def test_only_what_is_in_another_language_is_marked_so(text, language, lang):
    """Catch an English title that a screen reader reads with a Chinese voice."""
    assert spoken(text, language) == lang


def test_an_empty_header_cell_becomes_a_plain_cell():
    """Catch a table corner that a screen reader announces as a heading without words."""
    row = '<tr><th class="head"></th><th><p> </p></th><th><p>Year</p></th></tr>'
    assert theme.without_empty_heads(row) == ('<tr><td class="head"></td><td><p> </p></td><th><p>Year</p></th></tr>')


def test_a_font_of_the_pages_is_the_one_that_the_packages_give():
    """Catch a committed font that nobody can make again."""
    name = "report-sans-regular"
    assert (cut_fonts.FOLDER / f"{name}.woff2").read_bytes() == cut_fonts.cut(name)
    latin = {path.stem for path in cut_fonts.FOLDER.glob("*.woff2") if path.name not in chinese.slices()}
    assert latin == set(cut_fonts.ORIGINALS)
    assert set(cut_fonts.ORIGINALS) == set(fonts.FACES)


def test_the_chinese_face_has_every_letter_of_the_book():
    """Catch an empty box on a machine without a Chinese font: `python -m docs.cut_fonts` cuts."""
    wanted = cut_fonts.chinese_letters(Path(__file__).parents[2])
    assert len(wanted) > 500
    assert "".join(chinese.slices().values()) == wanted
    files = {path.name for path in cut_fonts.FOLDER.glob("report-chinese-*")}
    assert files == set(chinese.slices())


def test_the_chinese_face_is_the_one_that_the_package_gives():
    """Catch a committed font that nobody can make again."""
    lines = list(chinese.slices().values())
    for name, content in cut_fonts.cut_chinese(lines).items():
        assert content == chinese.content(name), name


def test_a_page_names_the_letters_that_it_shows():
    """Catch a page that lets every reader load the whole face, or a letter that none brings."""
    rules = chinese.rules("Hangzhou 杭州", str)
    named = {chr(int(code, 16)) for code in re.findall(r"U\+([0-9A-F]+)", rules)}
    assert named == set("杭州")
    assert chinese.rules("Hangzhou", str) == ""
    assert f'"{chinese.FAMILY}"' in rules
    assert STYLE.count(f'"{chinese.FAMILY}"') == 2


def test_the_measures_of_the_fonts_are_those_of_the_packages():
    """Catch a chart laid out, or a letter printed, by the measures of another version of a face."""
    measured = (cut_fonts.FOLDER / "metrics.json").read_text(encoding="ascii")
    assert measured == cut_fonts.measure()


def test_the_style_loads_nothing_from_elsewhere():
    """Catch a font or picture that the style sheet fetches from another host."""
    assert "http" not in STYLE.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize("bring", [fonts.script, fonts.rules])
def test_all_faces_are_brought_and_are_the_ones_that_the_style_names(bring):
    """Catch a face that is left out, or one that no style asks for."""
    assert {*fonts.FIRST, *fonts.LATER} == set(fonts.FACES)
    for name in fonts.FACES:
        content = (cut_fonts.FOLDER / f"{name}.woff2").read_bytes()
        held = base64.b64encode(content).decode("ascii")
        assert bring().count(held) == bring(name).count(held) == 1
    for variable, family in (("sans", "Source Sans Pro"), ("serif", "Source Serif Pro")):
        assert f'--{variable}: "{family}", ' in STYLE
        assert f'"{family}"' in bring()


def test_a_letter_that_the_book_uses_is_in_its_faces():
    """Catch a letter of another font in the middle of a word, after the faces were cut."""
    root = Path(__file__).parents[2]
    texts = [
        *(root / "book").glob("*.md"),
        *(root / "data").glob("*.csv"),
        *(root / "src/expobook/chapters").rglob("*.yaml"),
    ]
    used = {letter for path in texts for letter in path.read_text(encoding="utf-8")}
    originals = set(map(chr, range(0x20, 0x250))) | set("–—‘’“”…†‡•−≈≠≤≥→←↑↓")
    known = set(cut_fonts.LETTERS + cut_fonts.MORE_LETTERS)
    assert sorted((used & originals) - known) == []


def test_no_part_of_the_style_is_left_out():
    """Catch a style sheet that lies in the folder and reaches no page."""
    assert {path.stem for path in (theme.HERE / "look").glob("*.css")} == set(theme.PARTS)


def test_data_columns_are_named_as_headings_and_years_are_no_amounts():
    """Catch `value_cny_bn` in a table's head, a sum without unit, years set like sums of money."""
    table = data_tables.data_table(
        {
            "subtitle": "bn yuan, current prices",
            "data": {
                "columns": ["year", "value_cny_bn", "low", "left_out", "shown", "kind"],
                "rows": [[2022, 1.5, 1.25, 2014, "about 1.5", "reported"]],
            },
        }
    )
    cells = [one.astext() for one in table.findall(nodes.entry)]
    assert cells[:6] == ["Year", "Value, bn yuan", "Low, bn yuan", "Year left out", "In the chart", "Kind"]
    assert cells[6:] == ["2022", "1.5", "1.25", "2014", "about 1.5", "reported"]
    right = [one.astext() for one in table.findall(nodes.entry) if "num" in one["classes"]]
    assert right == ["Value, bn yuan", "Low, bn yuan", "In the chart", "1.5", "1.25", "about 1.5"]


def test_a_unit_that_all_rows_share_stands_in_the_head():
    """Catch `CNY bn` in every cell, a code for a unit, or a period written for machines."""
    figure = {
        "subtitle": "shares",
        "data": {"columns": ["period", "value", "unit"], "rows": [["2018-01/2018-09", 2.5, "CNY bn"]]},
    }
    assert data_tables.data_cells(figure)[:2] == (["Period", "Value, bn yuan"], [["January to September 2018", "2.5"]])
    figure["data"]["rows"].append(["2019", 7.5, "percent"])
    cells = data_tables.data_cells(figure)
    assert cells.head == ["Period", "Value", "Unit"]
    assert [row[2] for row in cells.rows] == ["bn yuan", "%"]


@pytest.mark.parametrize(
    ("mark", "shown", "classes"),
    [
        ("B", "证据等级B", ["grade", "grade-b"]),
        ("own count", "本书计数", ["grade", "own-count"]),
        ("modelled", "模型推算", ["grade", "modelled"]),
        ("setting", "设定", ["grade", "setting"]),
    ],
)
def test_a_chinese_page_has_its_own_words_for_marks(mark, shown, classes):
    """Catch an English word in a Chinese sentence, and a badge that doesn't say what it means."""
    made = fragments.grade_mark(mark, "zh")
    assert (made.astext(), made["classes"]) == (shown, classes)
    assert len(made["html"]["title"]) > len(mark)
