"""Prose: no typed number, no judgement without a claim, no claim without a sentence."""

from pathlib import Path

import pytest

from checks import prose
from expobook.editions import headlines
from expobook.facts import notebook_outputs

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("book/*.md")))


@pytest.fixture(scope="module", params=PAGES)
def sentences(request, root):
    """The sentences of one page."""
    return headlines.sentences_of(root / request.param)


@pytest.fixture(scope="module")
def notebooks(root):
    """The bundles of the committed notebooks."""
    return notebook_outputs.read_all((root / "notebooks").glob("*.ipynb"))


def test_no_number_is_typed(sentences):
    """Catch a number in prose that no fact carries and that outlives a revision."""
    typed = {sentence.shown(): found for sentence in sentences if (found := prose.typed_numbers(sentence.text))}
    assert typed == {}


def test_every_judgement_is_guarded(sentences):
    """Catch a sentence that compares, ranks or judges and that no claim can stop."""
    unguarded = {
        sentence.shown(): found
        for sentence in sentences
        if not sentence.claims and not sentence.is_rule and (found := prose.judging_words(sentence.text))
    }
    assert unguarded == {}


def test_texts_of_figures_and_tables_carry_no_typed_number(notebooks):
    """Catch a number typed into a title or note."""
    typed = {}
    for book in notebooks:
        for item in [*book.figures, *book.tables]:
            for name in ("title_parts", "subtitle_parts", "note_parts"):
                words = " ".join(part for part in item.get(name, ()) if isinstance(part, str))
                if found := prose.typed_numbers(words):
                    typed[f"{item['id']} {name}"] = (found, words)
    assert typed == {}


def test_every_claim_guards_a_sentence(root, notebooks):
    """Catch a claim that is computed and guards nothing."""
    pages = [*(root / "notebooks").glob("*.ipynb"), *(root / "book").glob("*.md")]
    bound = {claim for page in pages for sentence in headlines.sentences_of(page) for claim in sentence.claims}
    stated = {claim["id"] for book in notebooks for claim in book.claims}
    assert stated - bound == set()
    assert bound - stated == set()


def test_every_claim_holds(notebooks):
    """Catch a published sentence whose claim is false under the default parameters."""
    assert [claim["id"] for book in notebooks for claim in book.claims if not claim["holds"]] == []


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("It rose to 110 bn in 2022.", ["110"]),
        ("In December 2022 the G20 met; code 9610 applies.", []),
        ("From 11 to 14 December 2022, and 2010–2023.", []),
        ("Two of the three goals were met, half of them late.", ["Two", "three", "half"]),
        ("The first half of 2023, edition 2026.11.", []),
        ("A tenfold error of 63.6%.", ["tenfold", "63.6%"]),
    ],
)
def test_scanner_sees_numbers_as_a_reader_does(text, typed):
    """Catch a scanner that lets numbers pass or stumbles over dates."""
    assert prose.typed_numbers(text) == typed


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("杭州的目标为5000亿元。", ["5000", "亿"]),
        ("两项未达标，三成以上落后。", ["两", "三"]),
        ("2022年12月11日至14日，2023年上半年。", []),
        ("以亿和万亿计，一带一路，二手转引。", []),
        ("增长一倍，近半数。", ["一", "倍", "半数"]),
        ("约１１０亿元", ["１１０", "亿"]),
        ("共八十九个项目", ["八十九"]),
    ],
)
def test_scanner_sees_chinese_numbers(text, typed):
    """Catch a number typed in Chinese, in digits or in characters."""
    assert [found for found in prose.typed_numbers(text) if found != "成"] == typed


def test_scanner_reads_chinese_sentences():
    """Catch a Chinese sentence taken together with its neighbour, and a judgement that passes."""
    text = "[高于{fact-zh}`t_a`。]{.claim-t_high}低于去年。平稳。"
    first, second, third = headlines.sentences(text, "page")
    assert (first.claims, first.facts, second.claims) == (("t_high",), ("t_a",), ())
    assert [prose.judging_words(one.text) for one in (first, second, third)] == [["高于"], ["低于"], []]


def test_scanner_binds_sentences_to_their_spans():
    """Catch a claim read as guarding the sentence beside its own."""
    text = "It was {fact}`t_a` then. [It rose to {fact}`t_b`.]{.claim-t_rose} It fell later."
    first, second, third = headlines.sentences(text, "page")
    assert (first.claims, second.claims, third.claims) == ((), ("t_rose",), ())
    assert (first.facts, second.facts) == (("t_a",), ("t_b",))
    assert prose.judging_words(third.text) == ["fell"]


def test_scanner_reads_findings():
    """Catch a key finding that is taken for code."""
    text = ":::{finding} t_rose\nIt rose by 5.\n\nMore on 6.\n:::\n"
    first, second = headlines.sentences(text, "page")
    assert (first.claims, second.claims) == (("t_rose",), ())
    assert prose.typed_numbers(first.text) == ["5"]


@pytest.mark.parametrize(
    "text", ["4.0% of trade", "1200 projects", "1210 firms", "1800 yuan", "2000 days", "in 900 places", "2021 bn"]
)
def test_a_number_that_looks_like_a_year_or_a_name_is_seen(text):
    """Catch a typed number that hides as a year, a customs code or a version."""
    assert prose.typed_numbers(text)


@pytest.mark.parametrize(
    "text",
    ["in 2022", "from 2010–2023", "CC BY 4.0", "code 9610", "AD 978", "from 11 to 14 December 2022", "edition 2026.11"],
)
def test_dates_and_names_are_no_typed_numbers(text):
    """Catch a scanner so strict that nobody could write a date."""
    assert prose.typed_numbers(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Most projects failed.",
        "The gap widened.",
        "Growth slowed.",
        "Exports stagnated.",
        "It peaked.",
        "Sales improved.",
    ],
)
def test_words_that_judge_are_seen(text):
    """Catch a judgement in a word that the scanner doesn't know."""
    assert prose.judging_words(text)
    assert not headlines.sentences(text, "page")[0].is_rule
