"""Growth that a goal asks for, in series whose values can't be compared over time."""

from expobook import evidence
from expobook.analysis.goals import RuleParameters
from expobook.chapters.chapter import Chapter
from expobook.chapters.goals import data, scoreboard, tables
from expobook.facts.parameters import GoalParameters


def test_required_growth_of_a_broken_series_carries_the_break():
    """Catch growth asked for from a baseline before a census, without a word of the census."""
    package = evidence.load()
    known = data.stated_goals(package)
    board = scoreboard.scoreboard(known, RuleParameters())
    chapter = Chapter(GoalParameters(), "goal")
    for item in known:
        tables.state(chapter, item, board)
    notes = package.series.set_index("series_id")["note"]
    asked = {fact.id: fact for fact in chapter.facts if fact.id.endswith("_required")}
    of_goal = {f"goal_{item.slug}_required": item for item in known}
    broken = [name for name in asked if of_goal[name].series_id in package.incomparable_series]
    assert "goal_hz2025_gdp_required" in broken
    assert {bool(asked[name].note) for name in set(asked) - set(broken)} == {False}
    for name in broken:
        assert asked[name].note.startswith("Asked for by the goal, not observed")
        assert notes[of_goal[name].series_id] in asked[name].note
    assert "census" in asked["goal_hz2025_gdp_required"].note
