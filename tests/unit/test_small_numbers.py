"""Numbers of a sentence: one to nine as words, the rest as the book writes it."""

import pytest

from expobook.values.number_words import forms_in_prose, in_prose


def fact(display: str, value: float, unit: str = "count", number: str = "") -> dict:
    """A fact as a notebook states it."""
    return {"display": display, "number": number or f"{value:g}", "value": value, "unit": unit}


@pytest.mark.parametrize(
    ("stated", "written"),
    [
        (fact("3", 3), "three"),
        (fact("at least 9", 9), "at least nine"),
        (fact("2 times", 2, "times"), "two times"),
        (fact("5 years", 5, "years"), "five years"),
        (fact("10", 10), "10"),
        (fact("0", 0), "0"),
        (fact("13", 13), "13"),
        (fact("3%", 3, "percent"), "3%"),
        (fact("3 tn yuan", 3, "CNY tn"), "3 tn yuan"),
        (fact("about 2 times", 2.2, "times", "2"), "about 2 times"),
        (fact("2.0 times", 2, "times", "2.0"), "2.0 times"),
        (fact("+3", 3, number="+3"), "+3"),
    ],
)
def test_small_counts_are_words(stated, written):
    """Catch a digit where prose has a word, and a word for an amount, a rounding or a score."""
    assert in_prose(stated, "It has ") == written


@pytest.mark.parametrize(
    ("before", "written"),
    [
        ("", "Three"),
        ("It rose. ", "Three"),
        ("“Why?” ", "Three"),
        ("It is so (", "three"),
        ("It has ", "three"),
        ("e.g. ", "three"),
        ("the U.S., i.e. ", "three"),
        ("It rose: ", "three"),
        ("It rose. “", "Three"),
    ],
)
def test_a_sentence_begins_with_a_capital(before, written):
    """Catch a sentence that begins small, and a capital in its middle."""
    assert in_prose(fact("3", 3), before) == written


def test_a_page_may_write_a_number_in_few_ways():
    """Catch a check of pages that takes any word for a number."""
    assert forms_in_prose(fact("at least 2", 2)) == {"at least 2", "at least two", "At least two"}
    assert forms_in_prose(fact("about 110 bn yuan", 110, "CNY bn")) == {"about 110 bn yuan", "About 110 bn yuan"}
