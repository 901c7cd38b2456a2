"""What must stop a build, and what a changed value touches."""

from __future__ import annotations

import pytest

MESSAGES = {
    "a missing fact, with its place and a near id": (
        "no notebook states the fact 'expo_projets'; did you mean expo_projects",
        "figures.md:3",
    ),
    "a missing fact in a notebook, with its cell": (
        "no notebook states the fact 'expo_lost'",
        "01_expo_outcomes.ipynb, cell 3, line 1",
    ),
    "a false claim, with its sentence": (
        "claim 'expo_hangzhou_major' is false",
        "“Hangzhou signed most of them, 37 projects.”",
    ),
    "a false claim, with its expression": ("expo_hangzhou > expo_projects / 2", "figures.md, line 5"),
    "a false claim, with the values read": ("values:     expo_hangzhou = 37, expo_projects = 89",),
    "a missing claim": ("no notebook computes the claim 'expo_nobody'", "“Nobody counted.”"),
    "a fact stated twice, with both notebooks": (
        "fact expo_projects is stated in notebooks/01_expo_outcomes and again in notebooks/02_world_and_china",
    ),
    "an unknown source, with a near id": ("the data package has no source 'hz-relaese'; did you mean hz-release",),
    "an unknown definition": ("the data package has no definition 'digital'",),
    "a phrase that nobody printed": ("no printed phrase is known of 'expo_share'",),
    "a grade of nothing": ("no notebook states the fact 'expo_nothing'",),
    "a number typed into the role of a fact, with its place": (
        "'about 90' before <expo_projects> is no word for nought",
        "figures.md:15",
    ),
    "an unknown verdict": ("no verdict 'won'; allowed are met, on-course",),
    "a finding on weak evidence that doesn't say so": (
        "this finding rests on grade D (expo_weak) without saying so",
        "figures.md, line 11",
    ),
    "a title on weak evidence that doesn't say so, with its cell": (
        "fig-expo-halls: its title rests on grade D (expo_weak) without saying so",
        "01_expo_outcomes.ipynb, cell 7",
    ),
    "an unknown figure": ("no notebook shows the figure 'fig-expo-edition'; did you mean",),
    "a figure with an unknown source, with its cell": (
        "fig-expo-editions: the data package has no source 'hz-nowhere'",
        "01_expo_outcomes.ipynb, cell 4",
    ),
}


@pytest.mark.parametrize("what", MESSAGES)
def test_a_fault_stops_the_build_and_is_named(faulty, what):
    """Catch a fault that passes, or that a reader of the log couldn't find."""
    assert faulty.code == 1
    for words in MESSAGES[what]:
        assert words in faulty.log


def test_a_second_build_after_a_failed_one_fails_again(faulty, built):
    """Catch the trap of cached pages, whose warnings don't come back."""
    again = built("again")
    assert again.code == 1
    assert "claim 'expo_hangzhou_major' is false" in again.log


def test_a_changed_value_touches_the_pages_that_state_it_and_no_other(clean, built):
    """Catch a page that keeps an old number, or a change that rebuilds everything."""
    built("typst")
    changed = built("changed")
    assert changed.code == 0, changed.log
    assert "notebooks/02_world_and_china" in changed.read
    assert "book/ledger" in changed.read
    assert not {"book/index", "book/definitions", "notebooks/01_expo_outcomes"} & changed.read
    for page in ("book/ledger", "book/ledger-02-world-and-china"):
        assert "3,861 bn dollars" in changed.soup(page).get_text()
    assert "3,905 bn dollars" in clean.soup("book/ledger").get_text()
