"""Counts of nought in a sentence: a word for nought, and for nothing else."""

import pytest

from checks import prose
from expobook.editions import headlines
from expobook.facts import templates


@pytest.mark.parametrize(
    ("value", "word", "text"),
    [(0, "none", "none"), (0.0, "No", "No"), (3, "none", "3 reports"), (0, "", "0 reports")],
)
def test_the_word_stands_for_nought_alone(value, word, text):
    """Catch “none” that stays in a sentence after something has been found."""
    assert templates.zero_word_or_display({"value": value, "display": f"{value} reports"}, word) == text


def test_a_role_names_a_fact_with_or_without_a_word():
    """Catch a word that is taken for a part of the fact's name."""
    assert templates.split_zero_word(" t_a ") == ("t_a", "")
    assert templates.split_zero_word("None <t_a>") == ("t_a", "None")


def test_no_number_is_written_by_hand():
    """Catch a typed number smuggled in as the words of a fact."""
    with pytest.raises(ValueError, match="'about 90' before <t_a> is no word for nought; allowed"):
        templates.split_zero_word("about 90 <t_a>")


def test_the_scanner_knows_the_fact_behind_the_word():
    """Catch a sentence whose claim can't be tied to the count that it reads."""
    (sentence,) = headlines.sentences("[{fact}`none <t_a>` say so.]{.claim-t_b}", "page")
    assert (sentence.facts, sentence.claims) == (("t_a",), ("t_b",))
    assert prose.typed_numbers(sentence.text) == []
