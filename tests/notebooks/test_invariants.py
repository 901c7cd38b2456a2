"""The committed notebooks: every number follows from its inputs, every text from its numbers."""

from __future__ import annotations

import pytest

import bundle_checks as checks
import doubt
import origins
import rerun
import sums

PAGES = (
    *(f"notebooks/{name}.ipynb" for name in rerun.NAMES),
    *(str(path.relative_to(rerun.ROOT)) for path in sorted(rerun.ROOT.glob("book/*.md"))),
)


def assert_nothing(problems: list[str]) -> None:
    """Fail with every problem on a line of its own."""
    assert not problems, "\n" + "\n".join(problems)


def test_every_notebook_states_something(books):
    """Catch a notebook committed without its outputs, on which every other test would pass."""
    assert tuple(book.name for book in books) == rerun.NAMES
    for book in books:
        assert book.facts, book.name
        assert book.claims, book.name
        assert book.figures, book.name
        assert book.tables, book.name


def test_observed_facts_are_in_the_evidence(books, held):
    """Catch a number, unit, bound, source or printed phrase that the evidence no longer carries."""
    assert_nothing(checks.observed_facts_are_in_the_evidence(books, held))


def test_values_read_are_in_the_evidence(books, held):
    """Catch a changed input that the rounding of a computed number or a chart would hide."""
    assert_nothing(checks.values_read_are_in_the_evidence(books, held))


def test_displays_are_the_declared_rounding(books):
    """Catch a page that shows another number than the one that was computed."""
    assert_nothing(checks.displays_are_the_declared_rounding(books))


def test_derived_facts_follow_from_their_inputs(books):
    """Catch a formula in the ledger that doesn't give the number beside it, or mixes units."""
    assert_nothing(checks.derived_facts_follow_from_their_inputs(books))


def test_claims_follow_from_their_facts(books):
    """Catch a claim that guards a sentence with values other than the ones that are shown."""
    assert_nothing(checks.claims_follow_from_their_facts(books))


def test_facts_inherit_from_their_inputs(books, held):
    """Catch a derived or computed number that looks safer than the weakest thing it rests on."""
    assert_nothing(checks.facts_inherit_from_their_inputs(books, held))


def test_inputs_stand_above(books, held):
    """Catch a number that rests on itself, on nothing, or on something that doesn't exist."""
    assert_nothing(checks.inputs_stand_above(books, held))


def test_facts_can_be_opened(books):
    """Catch a ledger entry that tells a reader neither where a number is from nor how it came."""
    assert_nothing(checks.facts_can_be_opened(books))


def test_parameter_facts_are_the_parameters(books):
    """Catch a page that names another setting than the one that was used."""
    assert_nothing(checks.parameter_facts_are_the_parameters(books))


def test_sources_exist(books, held):
    """Catch a source line that leads nowhere."""
    assert_nothing(checks.sources_exist(books, held))


def test_numbers_come_from_where_they_were_reviewed_to_come_from(books, held):
    """Catch a source that was regraded, renamed or moved under numbers that stand on it."""
    problems = origins.differences(books, held)
    assert not problems, "\n".join(
        ["", *problems, "If this is right: python tests/notebooks/origins.py, and read its difference."]
    )


def test_ids_are_used_once(books):
    """Catch two meanings under one permalink, in different notebooks or of different kinds."""
    assert_nothing(checks.ids_are_used_once(books))


def test_parts_shown_add_up_to_totals_shown(books):
    """Catch a reader with a pocket calculator who gets another sum than the page."""
    assert_nothing(sums.sums_add_up(books))


def test_differences_shown_are_right_within_rounding(books):
    """Catch a difference that its two numbers, as shown, can't give even with rounding."""
    assert_nothing(sums.differences_fit(books))


def test_figures_are_complete(books):
    """Catch a picture without words, source or data for those who can't see it."""
    assert_nothing(checks.figures_are_complete(books))


def test_texts_repeat_their_facts(books):
    """Catch a number in a title, note or cell that isn't the fact that it links to."""
    assert_nothing(checks.texts_repeat_their_facts(books))


def test_grades_are_not_flattered(books):
    """Catch a chart marked as safe that draws second-hand numbers into its title."""
    assert_nothing(checks.grades_are_not_flattered(books))


@pytest.mark.parametrize("page", PAGES)
def test_grade_d_is_said_in_the_sentence(page, books):
    """Catch a sentence that passes a second-hand or unconfirmed number off as a plain one."""
    facts = {fact["id"]: fact for book in books for fact in book.facts}
    assert_nothing(doubt.silent_sentences(rerun.ROOT / page, facts))


def test_grade_d_is_said_beside_titles(books):
    """Catch a chart title that states a second-hand number without a word of doubt."""
    assert_nothing(doubt.silent_titles(books))
