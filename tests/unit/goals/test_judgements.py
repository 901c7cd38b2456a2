"""Judgements: one of a closed list, with a reason, and withdrawn when what they rest on falls."""

import pytest

from expobook.chapters.chapter import Chapter
from expobook.chapters.goals import data, judgements
from expobook.facts.parameters import GoalParameters
from expobook.facts.rows.yaml_rows import RowError

ROW = """\
hz2025-gdp:
  judgement: probably kept
  claim: goal_hz2025_gdp_target > 0
  reason: The level passes it.
"""
FITTING = {
    "met": {"probably kept"},
    "on course": {"probably kept", "probably missed", "can't be judged"},
    "behind": {"probably missed", "very probably missed or redefined", "can't be judged"},
    "missed": {"probably missed", "very probably missed or redefined"},
}


def rows(folder, text):
    """Judgements of a chapter that holds the given text."""
    (folder / "goals").mkdir()
    (folder / "goals" / "judgements.yaml").write_text(text, encoding="utf-8")
    return judgements.read(folder)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("probably kept", "kept"), "line 2: hz2025-gdp, judgement: input should be"),
        (("probably kept", "met"), "can't be judged"),
        (("passes it.", "passes it. So it was kept."), "write one sentence"),
        (("passes it.", "passes it"), "ends with a full stop"),
        (("  claim: goal_hz2025_gdp_target > 0\n", ""), "hz2025-gdp, claim: field required"),
        (("reason:", "why:"), "hz2025-gdp, why: extra inputs are not permitted"),
    ],
)
def test_what_is_outside_the_list_is_refused(tmp_path, change, says):
    """Catch a judgement of another kind, without a reason, or without what it rests on."""
    with pytest.raises(RowError, match=says):
        rows(tmp_path, ROW.replace(*change))


def test_a_judgement_on_no_known_goal_is_refused(tmp_path, known):
    """Catch a judgement that is lost because its goal was renamed."""
    found = rows(tmp_path, ROW.replace("hz2025-gdp:", "hz2025-gdb:"))
    with pytest.raises(RowError, match=r"'hz2025-gdb' \(did you mean 'hz2025-gdp'\?\)"):
        judgements.state(Chapter(GoalParameters(), "goal"), found, known)


@pytest.mark.parametrize(
    ("claim", "shown"),
    [
        ("goal_hz2025_gdp_target > 0", ("probably kept", "The level passes it.")),
        ("goal_hz2025_gdp_target < 0", ("withdrawn", judgements.WITHDRAWN)),
    ],
)
def test_a_judgement_goes_with_its_claim(tmp_path, known, claim, shown):
    """Catch a judgement that is shown although what must be true for it is false."""
    text = ROW.replace("goal_hz2025_gdp_target > 0", claim)
    chapter = Chapter(GoalParameters(), "goal")
    target = data.chosen(known, ["hz2025-gdp"])[0].target_id
    chapter.observe("goal_hz2025_gdp_target", "Goal", observation_id=target)
    found = judgements.state(chapter, rows(tmp_path, text), known)
    assert found["hz2025-gdp"].cells == shown
    held = chapter.facts.claims["goal_hz2025_gdp_judgement"].holds
    assert held is (shown[0] != "withdrawn")


def test_every_due_goal_with_a_value_is_judged(known, due):
    """Catch a goal of which something is known and on which the report keeps silent."""
    valued = {
        item.goal_id
        for item in data.chosen(known, due["goal_id"])
        if item.goal.target is not None and (item.outcomes or item.parts)
    }
    assert valued | set(data.HEADLINES) | {"cn2025-dds-share"} == set(judgements.read())


def test_no_judgement_contradicts_a_verdict(board):
    """Catch a goal called missed that was met, or probably kept that was missed."""
    said = board.set_index("goal_id")["verdict"]
    for goal_id, row in judgements.read().items():
        assert row.judgement in FITTING.get(said[goal_id], {row.judgement}), goal_id


@pytest.mark.parametrize(
    ("goal_id", "judgement"),
    [
        ("hz2025-core-revenue", "probably kept"),
        ("hz2025-digital-trade", "very probably missed or redefined"),
        ("hz2025-rmb-settlement", "can't be judged"),
        ("hz2025-gdp", "probably kept"),
        ("cn2025-dds-share", "probably missed"),
    ],
)
def test_published_judgements_stay(goal_id, judgement):
    """Catch an answer of the front page that changed although nobody decided so."""
    assert judgements.read()[goal_id].judgement == judgement
