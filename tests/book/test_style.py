"""The prose of the chapters reads as a report: short sentences, few numbers, few denials."""

from pathlib import Path

import pikepdf
import pytest
from bs4 import BeautifulSoup

from checks import running_text, style
from checks.style import Prose

CHAPTERS = [path.stem for path in sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))]


@pytest.fixture(scope="module")
def chapters(html) -> dict[str, Prose]:
    """The prose of the built chapters by name."""
    return {name: style.read(html / "notebooks" / f"{name}.html") for name in CHAPTERS}


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_reads_within_its_targets(chapters, name):
    """Catch prose that a reader has to read twice: long, dense with numbers, or all denial."""
    prose = chapters[name]
    print(style.report(name, prose))
    assert prose.missed() == {}, "\n".join([style.report(name, prose), *prose.to_mend()])


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_opens_in_brief(html, name):
    """Catch a chapter whose answer has to be looked for."""
    soup = BeautifulSoup((html / "notebooks" / f"{name}.html").read_text("utf-8"), "html.parser")
    article = soup.select_one("article.bd-article")
    brief = article.find("ul")
    head = brief.find_previous(string=lambda text: text.strip() not in ("", "#"))
    assert head.strip().startswith("In brief")
    assert len(brief.find_all("li", recursive=False)) == 3


def test_the_chapters_are_short_enough_to_read(chapters):
    """Catch a report that grows until nobody finishes it."""
    lengths = {name: prose.words for name, prose in chapters.items()}
    print(lengths, sum(lengths.values()))
    assert sum(lengths.values()) <= style.MOST_WORDS, lengths


def test_the_summary_is_two_pages(edition):
    """Catch a summary that no longer fits on one sheet of paper."""
    pages = {}
    for name in ("summary-en.pdf", "summary-zh.pdf"):
        with pikepdf.open(edition / name) as sheet:
            pages[name] = len(sheet.pages)
    assert max(pages.values()) <= 2, pages


def test_titles_of_charts_have_one_message(html):
    """Catch a title so long that it says several things."""
    titles = [
        title.get_text()
        for name in CHAPTERS
        for title in BeautifulSoup(
            (html / "notebooks" / f"{name}.html").read_text("utf-8"),
            "html.parser",
        ).select("figure.expo-figure .figure-title")
    ]
    print(len(titles), "charts")
    assert [title for title in titles if style.words(title) > style.MOST_WORDS_IN_A_TITLE] == []


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_notebook_measures_as_its_page_does(edition, name):
    """Catch an author who is shown other measures than the built chapter will have."""
    written = style.read(edition / "source" / "notebooks" / f"{name}.ipynb")
    built = style.read(edition / "html" / "notebooks" / f"{name}.html")
    assert written.words == pytest.approx(built.words, rel=0.03)
    for measure, value in built.measures().items():
        assert written.measures()[measure] == pytest.approx(value, rel=0.15, abs=1), measure


def test_sentences_end_where_a_reader_ends_them():
    """Catch a mean that abbreviations or decimals make short, or a colon that ends a sentence."""
    text = "It rose by 3.5% (e.g. Italy). “Why?” asks one: the fair grew; so did it. ⟨ref⟩ shows it. 5 did not."
    assert style.sentences(text) == [
        "It rose by 3.5% (e.g. Italy).",
        "“Why?” asks one: the fair grew; so did it.",
        "⟨ref⟩ shows it.",
        "5 did not.",
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The G20 met from 11 to 14 December 2022.", ["11 to 14 December 2022"]),
        ("In 2010–23 exports rose to 1,018 and 4.8%.", ["2010–23", "1,018", "4.8"]),
        ("Three of them, as ⟨ref⟩ shows, in H1.", []),
    ],
)
def test_numbers_are_counted_as_they_are_read(text, found):
    """Catch a count that takes a date for three numbers, or a name for one."""
    assert style.numbers(text) == found


def test_denials_are_counted():
    """Catch a sentence that says what is not and counts as one that says what is."""
    assert style.negations("It isn't known; nobody, nor any notable text, cannot say: No.") == [
        "n't",
        "nobody",
        "nor",
        "cannot",
        "No",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The source told it.",
        "The figure stands in a table.",
        "Most of the fall is the year.",
        "The one rose, and the other fell.",
        "No report of it was found.",
        "It was read second-hand.",
        "The evidence holds a value.",
        "Two observations agree.",
        "It has 113 rows.",
        "It names a goal. It doesn't say which.",
    ],
)
def test_phrases_that_the_house_does_not_write_are_seen(text):
    """Catch a banned phrase that passes."""
    assert style.banned(text)


@pytest.mark.parametrize(
    "text",
    [
        "By the end of the year, the fair had grown.",
        "The one number is right.",
        "For the city no report of it was found.",
        "Three sources agree.",
        "A standing order.",
    ],
)
def test_plain_sentences_pass(text):
    """Catch a ban so wide that nobody could write."""
    assert style.banned(text) == []


def test_what_is_above_its_target_is_named():
    """Catch a measure that can't fail, and a list of faults that leaves its sentence out."""
    sound, bad = (
        Prose(["The fair grew. It has new halls."]),
        Prose(["It isn't " + "so " * 80 + ": 1, 2, 3, 4 and 5 were printed."]),
    )
    assert sound.missed() == {}
    assert list(sound.to_mend()) == []
    assert set(bad.missed()) == set(style.TARGETS)
    assert any(
        line.startswith("91 words, 5 numbers, 1 colons or semicolons, denies (n't): It") for line in bad.to_mend()
    )


def test_running_text_is_what_people_write(tmp_path):
    """Catch tables, captions, badges or the page's furniture measured as prose."""
    page = tmp_path / "page.html"
    page.write_text(
        '<article class="bd-article"><h1>Title<a class="headerlink">#</a></h1><p>It has <a class='
        '"fact" href="#fact-a">3</a><span class="grade">A</span> halls, as <a class="std-numref" '
        'href="#fig-a">Fig. 1.2</a> shows.</p><ul><li><p>One.</p></li><li>Two</li></ul><table><tr>'
        '<td><p>no</p></td></tr></table><figure><p>no</p></figure><div class="admonition"><p class='
        '"admonition-title">no</p><p>Inside.</p></div></article>',
        encoding="utf-8",
    )
    assert running_text.of_page(page) == ["It has 3 halls, as ⟨ref⟩ shows.", "One.", "Two", "Inside."]


def test_markdown_reads_as_its_page_will():
    """Catch roles, headings and tables measured as prose before a build."""
    facts = {"t_a": {"display": "3", "number": "3", "unit": "count", "value": 3}}
    source = (
        "# Title 1\n\n[{fact}`t_a` halls, {fact}`none <t_a>` more.]{.claim-t_b} See "
        "{source}`the plan <x-1>` and {numref}`fig-a`, {grade}`t_a`{fact}`t_new`.\n\n"
        "| no |\n|---|\n| no |\n\n:::{admonition} no\n:class: note\nInside.\n:::\n\n- One\n"
    )
    assert list(running_text.of_markdown(source, facts)) == [
        "Three halls, three more. See the plan and ⟨ref⟩, 00.",
        "Inside.",
        "One",
    ]
