"""The printed edition before it is set: what pages become in Typst markup, and what is refused."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from string import ascii_uppercase

import pytest
import typst

import fixture_book
from checks import pdf_text
from expobook.figures.fonts import stand_ins
from expobook.publishing.pages.overviews import by_chapter
from expobook.publishing.pdf import PdfError, press
from expobook.publishing.pdf.edition import front
from expobook.publishing.pdf.markup import escape, string
from expobook.runs import reader_run


@pytest.fixture(scope="module")
def folder(built) -> Path:
    """The markup of the small book, built by plain Sphinx."""
    build = built("typst")
    assert build.code == 0, build.log
    return build.html


def page(folder: Path, name: str) -> str:
    """The markup of one page."""
    return (folder / "pages" / f"{name}.typ").read_text(encoding="utf-8")


def with_text(typeset, text: str):
    """The book with a text added to its first page."""

    def change(folder: Path) -> None:
        path = folder / "book" / "index.md"
        path.write_text(path.read_text(encoding="utf-8") + f"\n{text}\n", encoding="utf-8")

    return typeset(change)


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "#let x = 1",
        "$5 and then $6",
        "*a* _b_ `c`",
        "<label> @ref",
        "[x] ~ \\ y",
        "https://example.org//a",
        "/* no comment */ // none",
        "a--b --- c -? -1",
        "...",
        "1. first",
        "- item",
        "+ item",
        "= head",
        "/ term: x",
        "“curled” and 'straight'",
        "a_b_c",
        "x;y",
    ],
)
def test_a_text_means_nothing_but_itself(tmp_path, text):
    """Catch prose that the compiler takes for a command, a list, a link or a dash."""
    source = tmp_path / "a.typ"
    source.write_text(f"#metadata([{escape(text)}]) <m>\n#metadata({string(text)}) <s>", encoding="utf-8")
    read = [json.loads(typst.query(source, name, field="value"))[0] for name in ("<m>", "<s>")]
    assert [as_text(read[0]), read[1]] == [text, text]


def test_numbers_of_a_table_in_markdown_stand_to_the_right(folder):
    """Catch a column of numbers that an author sends to the right and print sends to the left."""
    assert "align: (left, right,)" in page(folder, "book/events")


def as_text(content: dict) -> str:
    """The text of content that is nothing but text."""
    kind = content["func"]
    if kind == "sequence":
        return "".join(map(as_text, content["children"]))
    return {"space": " ", "smartquote": '"' if content.get("double", True) else "'"}.get(kind) or content["text"]


def test_a_semicolon_behind_a_number_is_printed(folder):
    """Catch punctuation that ends a command and vanishes."""
    assert '#fact("fact-expo_amount"' in page(folder, "book/index")
    calls = re.findall(r"#(?:fact|to|see|away)\([^)]*\)\[[^\]]*\](.)", page(folder, "book/index"))
    assert calls
    assert set(calls) == {";"}


def test_cross_references_lead_to_one_place_numbered_as_on_the_screen(clean, folder, tmp_path):
    """Catch a printed edition whose figures have other numbers, or words that lead nowhere."""
    markup = "".join(path.read_text(encoding="utf-8") for path in (folder / "pages").rglob("*.typ"))
    named = re.findall(r'#exhibit\(name: "([^"]+)", kind: "\w+", number: \[(\w+ [\d.]+)\]', markup)
    screen = [
        (f"{name}#{number.find_parent('figure')['id']}", number.get_text(strip=True))
        for name in ("notebooks/01_expo_outcomes", "notebooks/02_world_and_china")
        for number in clean.soup(name).select(".caption-number")
    ]
    assert sorted(named) == sorted(screen)
    said = re.findall(r'#see\("([^"]+)"\)\[(?:Figure|Table) ([\d.]+)\]', markup)
    assert {name: number.split()[1] for name, number in named} == dict(said)
    names = sorted(set(re.findall(r'#(?:see|to|fact)\("([^"]+)"', markup)))
    assert {"fact-expo_projects", "source-unctad"} <= {*names}
    copy = shutil.copytree(folder, tmp_path / "copy")
    with (copy / "report.typ").open("a", encoding="utf-8") as report:
        report.write(
            f"\n#context [#metadata(({', '.join(map(string, names))},).map("
            "name => query(label(name)).len())) <targets>]\n"
        )
    targets = json.loads(
        typst.query(copy / "report.typ", "<targets>", field="value", one=True, root=copy, font_paths=[copy / "fonts"])
    )
    assert dict(zip(names, targets, strict=True)) == dict.fromkeys(names, 1)


def test_every_page_stands_in_the_report_once_and_in_order(folder):
    """Catch a page of the book that print forgets, and one that serves at a screen only."""
    names = json.loads((folder / "edition.json").read_text(encoding="utf-8"))["pages"]
    heads = [re.search(r'#page-head\("([\w/]+)", "(\w+)", "(\w*)"', page(folder, name)).groups() for name in names]
    assert [name for name, *_ in heads] == names
    assert heads[:2] == [("book/index", "front", ""), ("notebooks/01_expo_outcomes", "chapter", "1")]
    assert [heads[2][1:], heads[3]] == [("chapter", "2"), ("book/ledger", "appendix", "A")]
    assert "book/figures" not in names
    signs = [sign for _, kind, sign in heads if kind == "appendix"]
    assert signs == list(ascii_uppercase[: len(signs)])


def test_a_figure_says_what_it_is_and_where_it_comes_from(folder):
    """Catch a chart that circulates without number, finding, measure, source, note or name."""
    text = page(folder, "notebooks/01_expo_outcomes")
    figure = text[text.index('#exhibit(name: "notebooks/01_expo_outcomes#fig-expo-editions"') :]
    for words in (
        "number: [Figure 1.1]",
        "title: [The expo signed #fact(",
        "Projects, count",
        "Hangzhou Municipal Bureau of Commerce",
        "Signed, not realised.",
    ):
        assert words in figure, words
    assert re.search(r'#picture\("/pictures/\w+\.svg", alt: "T"', figure)


def test_controls_and_what_a_screen_shows_are_left_out(folder):
    """Catch permalink signs, buttons, guards and data tables on paper."""
    everything = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.typ"))
    for words in ("Permanent link", "evidence grade", "expobook\\_", "Copy for a brief"):
        assert words not in everything, words
    assert "c == 20221211" not in page(folder, "book/conflicts")


def test_a_number_used_in_chapters_names_their_pages(folder):
    """Catch a ledger in print that says "used in" without a page to turn to."""
    ledger = page(folder, "book/ledger")
    entry = ledger[ledger.index('entry("fact-expo_projects"') :]
    count = int(re.search(r'#pages-of\("fact-expo_projects", (\d+)\)', entry)[1])
    first = '#fact("fact-expo_projects", first: true)'
    shown = [path.read_text(encoding="utf-8").count(first) for path in (folder / "pages").rglob("*.typ")]
    assert count > 1
    assert sorted(filter(None, shown)) == [1] * count


def test_a_chinese_title_is_printed_as_it_is_in_its_language(folder):
    """Catch a title that print can set and replaces, or that is read out as English."""
    sources = page(folder, "book/sources")
    assert '#spoken("zh")[第一届数贸会];' in sources
    assert "First expo concluded" in sources


def test_sources_that_nobody_cites_are_counted_not_printed(folder):
    """Catch a list of sources that grows beyond the book, and one that hides that it is cut."""
    sources = page(folder, "book/sources")
    assert 'entry("source-hz-release"' in sources
    cited = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.typ") if path.name != "sources.typ")
    for name in re.findall(r'entry\("(source-[\w-]+)"', sources):
        assert f'"{name}"' in cited, name
    assert ("left-out" in sources) == ('"source-unctad"' not in cited)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1248.05亿元", "1248.05亿元"),
        ("デジタル", "デジタル"),
        ("Xinhua (항저우)", "Xinhua"),
        ("“항저우 996”", "[Korean text]"),
        ("قمة", "[Arabic text]"),
        ("a\u2009b", "a\u00a0b"),
        ("plain – “text” ✓", "plain – “text” ✓"),
    ],
)
def test_other_scripts_and_rare_spaces_have_a_stand_in(text, expected):
    """Catch a phrase in another script that vanishes without a word."""
    assert stand_ins.set_text(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Call 🚀 there", r"index\.md:\d+: WARNING: .*“Call 🚀 there”.*U\+1F680"),
        ("```{topic} Aside\nWords.\n```", r"index\.md:\d+: WARNING: .*no form for topic"),
    ],
)
def test_what_cannot_be_printed_fails_the_build_with_its_place(typeset, text, message):
    """Catch an empty box, or a block that print drops without a word."""
    build = with_text(typeset, text)
    assert build.code == 1
    assert re.search(message, build.log.replace("\n", " ")), build.log


def test_a_chart_without_description_or_with_other_letters_fails_the_build(typeset):
    """Catch a chart that says nothing to a listener, or prints empty boxes."""

    def change(folder: Path) -> None:
        path = folder / "notebooks" / "01_expo_outcomes.ipynb"
        text = path.read_text(encoding="utf-8")
        changed = text.replace('-title\\">T</title>', '-title\\"></title><text>한국</text>')
        assert changed != text
        path.write_text(changed, encoding="utf-8")

    build = typeset(change)
    assert build.code == 1
    assert "a picture has no description for readers who can't see it" in build.log
    assert "letters that the fonts lack: '한국'" in build.log
    assert "01_expo_outcomes.ipynb" in build.log


def test_a_link_to_what_print_leaves_out_fails_the_build(typeset):
    """Catch a link in print that leads nowhere."""
    build = with_text(typeset, "See [there](#hidden).\n\n{#hidden .screen-only}\nOn a screen.")
    assert build.code == 1
    assert "the link “there” leads to book/index#hidden, which print doesn't have" in build.log


@pytest.mark.poppler
def test_with_an_address_what_only_the_html_has_is_linked(typeset, tmp_path):
    """Catch an invented address, and a link to a file that a PDF hasn't beside it."""
    text = "Take [the facts](../data/observations.csv) and see {doc}`/book/figures`."

    def add(folder: Path) -> None:
        path = folder / "book" / "index.md"
        path.write_text(path.read_text(encoding="utf-8") + f"\n{text}\n", encoding="utf-8")

    def both(folder: Path) -> None:
        add(folder)
        fixture_book.give_address(folder)

    bare, online = (typeset(change).html for change in (add, both))
    assert "#away(" not in page(bare, "book/index")
    assert '#see("list-of-figures")' in page(bare, "book/index")
    said = {}
    for folder in (bare, online):
        (tmp_path / "report.pdf").write_bytes(press.Press(folder).print("report.typ"))
        said[folder] = "".join(pdf_text.pages(tmp_path / "report.pdf"))
    assert "Cite as: fig-expo-editions · edition" in said[bare]
    assert "Permalink:" in said[online]
    assert "Cite as:" not in said[online]


def test_a_source_address_is_printed_as_it_is_typed():
    """Catch an address that can't be typed: dashes made of hyphens, or a part that is lost."""
    from expobook.publishing.pdf.translator import shortened

    assert shortened("a.cn/detail--6.html") == "a.cn/detail\\-\\-6.html"
    assert shortened("a.ru/wiki/" + "%D0%A6" * 12) == "a.ru/…"


def test_a_readers_run_strikes_what_does_not_hold_and_stamps_every_page(readers_typst):
    """Catch a reader's run that passes for the published edition, or goes on saying what fell."""
    folder = readers_typst.html
    data = json.loads((folder / "edition.json").read_text(encoding="utf-8"))
    assert data["foot"] == data["stamp"]
    assert data["stamp"].startswith(reader_run.LABEL)
    assert data["words"].startswith("reader’s run on edition")
    assert "#struck[" in page(folder, "notebooks/01_expo_outcomes")
    assert "Does not hold in this run" in page(folder, "notebooks/01_expo_outcomes")
    assert reader_run.LABEL in (folder / "facts.csv").read_text(encoding="utf-8")


def test_the_title_page_lists_the_parameters_that_say_something_by_chapter():
    """Catch “exchange rate 0.0” and “data dir not set” on a cover."""
    given = (
        ("data_dir", "", "", "", ()),
        ("exchange_rate", 0.0, 0.0, "CNY per USD", ("2", "5")),
        ("target_value", 440.0, 440.0, "CNY bn", ("5",)),
        ("overlap", 0.0, 1.0, "fraction", ("1",)),
    )
    assert by_chapter(given) == [
        {"chapters": "Chapter 5", "items": [["target value", "440 bn yuan", False]]},
        {"chapters": "Chapter 1", "items": [["overlap", "0 (published: 1)", True]]},
    ]


@pytest.mark.parametrize(
    ("details", "message"),
    [
        ({"data_date": "November 2026"}, "write year-month-day"),
        ({"title": " "}, "has no title"),
        ({"name": ""}, "has no name"),
    ],
)
def test_an_edition_without_name_or_date_is_refused(details, message):
    """Catch a title page with a hole in it."""
    with pytest.raises(PdfError, match=message):
        front(**{"title": "T", "name": "2026.11", "data_date": "2026-11-23", **details})
