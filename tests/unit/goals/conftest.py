"""What the tests of chapter 4 share: its goals, what is known of them, and the verdicts."""

import pytest

from expobook import evidence
from expobook.analysis.goals import RuleParameters
from expobook.chapters.goals import data, scoreboard, variants
from expobook.facts.parameters import GoalParameters

RULE = RuleParameters()


@pytest.fixture(scope="module")
def package():
    """The book's own evidence."""
    return evidence.load()


@pytest.fixture(scope="module")
def known(package):
    """Every stated goal with all that is known of it."""
    return data.stated_goals(package)


@pytest.fixture(scope="module")
def board(known):
    """The scoreboard of all goals under the rule as written."""
    return scoreboard.scoreboard(known, RULE)


@pytest.fixture(scope="module")
def due(board):
    """The goals due by 2025."""
    return scoreboard.due(board, 2025)


@pytest.fixture(scope="module")
def ways(package):
    """All ways to judge."""
    return variants.variants(package, RULE, GoalParameters())
