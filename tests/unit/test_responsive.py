"""Charts for phones: what changes, what must not, and which words are hard to read."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path

import altair as alt
import pandas as pd
import pytest

from checks import legibility
from expobook.facts import notebook_outputs
from expobook.figures import responsive, theme

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))
LONG = "A measure whose name needs more room than the chart"


def bars(names: list[str], width: int = 560) -> dict:
    """Bars with names beside them and numbers at their ends."""
    frame = pd.DataFrame(
        {
            "label": names,
            "value": range(1, len(names) + 1),
            "shown": [f"{number} bn" for number in range(1, len(names) + 1)],
        }
    )
    base = alt.Chart(frame).encode(
        y=alt.Y("label:N", sort=names, title=None, axis=alt.Axis(labelLimit=400)), x=alt.X("value:Q", axis=None)
    )
    return theme.specification(
        alt.layer(
            base.mark_bar(),
            base.mark_text(align="left", dx=6).encode(text="shown:N"),
        ).properties(width=width, height=40 * len(names))
    )


def drawn(spec: dict, **phone):
    """The specification and drawing of a chart's twin."""
    figure = {
        "id": "fig-test",
        "title": "Title",
        "alt": "Alt",
        "spec": spec,
        "phone": phone,
        "svg": theme.drawing(spec, "fig-test", "Title", "Alt"),
    }
    twin = responsive.drawn(figure)
    return twin and (twin.spec, twin.svg)


def width(svg: str) -> float:
    """The width of a drawing."""
    return float(re.search(r'width="([\d.]+)"', svg)[1])


def test_a_wide_chart_fits_a_phone_with_all_its_words():
    """Catch a twin that loses a name or a number, or that a phone would still cut off."""
    spec = bars([LONG, "Another long name of a row, told in full", "Short"])
    before = copy.deepcopy(spec)
    made, svg = drawn(spec)
    assert width(svg) <= responsive.WIDTH
    said = {word.text for word in legibility.read(svg).words}
    assert {LONG, "Another long name of a row, told in full", "Short", "1 bn", "3 bn"} <= said
    assert sum(legibility.faults(svg)) == 0
    assert spec == before, "the specification of the wide chart changed"
    assert made["datasets"] == spec["datasets"]


def test_the_twin_is_the_same_every_time_and_has_names_of_its_own():
    """Catch a page that differs from build to build, or that uses an id twice."""
    spec = bars([LONG, "Short"])
    first, second = drawn(spec), drawn(spec)
    assert first == second
    assert set(re.findall(r'\bid="([^"]+)"', first[1])) >= {"fig-test-narrow-title"}
    assert not re.search(r'\bid="fig-test-(?!narrow)', first[1])


def test_a_chart_that_scrolls_has_no_twin():
    """Catch a table of signs that is squeezed although its author lets it scroll."""
    assert drawn(bars([LONG, "Short"]), scrolls=True) is None


def test_a_chart_that_fits_has_no_twin():
    """Catch a second drawing of a chart that a phone only needs to scale."""
    assert drawn(bars(["One", "Two"], width=300)) is None


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_words_of_the_book_are_as_legible_on_a_phone(notebook):
    """Catch words that collide on a phone, where nobody looks: declare `phone` in figures.yaml."""
    worse = {}
    for figure in notebook_outputs.read(notebook).figures:
        twin = responsive.drawn(figure)
        assert twin, f"{figure['id']} is too wide for a phone, and isn't declared to scroll"
        found, borne = legibility.faults(twin.svg), legibility.faults(figure["svg"])
        if not found.no_worse_than(borne):
            worse[figure["id"]] = found
    assert worse == {}


def test_words_that_name_rows_still_find_their_marks():
    """Catch a bar that loses its row because its name was broken into lines."""
    names = [
        "A first name that is far too long for one line of a phone, and goes on for long",
        "A second name that is far too long for one line of a phone, and goes on for long",
    ]
    frame = pd.DataFrame({"label": names, "value": [2, 3]})
    y = alt.Y("label:N", sort=names, axis=None)
    base = alt.Chart(frame).encode(y=y, x=alt.X("value:Q", axis=None))
    spec = theme.specification(
        alt.layer(
            base.mark_bar(height=18, yOffset=10),
            base.mark_text(align="left", dy=-10).encode(x=alt.value(0), text="label:N"),
        ).properties(width=540, height=100)
    )
    _, svg = drawn(spec, letters=18, taller=1.3)
    drawing = legibility.read(svg)
    assert len(drawing.bars) == 2
    assert len(drawing.words) == 4
    assert " ".join(word.text for word in drawing.words[:2]) == names[0]


@pytest.mark.parametrize(
    ("texts", "faults"),
    [
        ([("One", 10, 20), ("Two", 60, 20)], 0),
        ([("One", 10, 20), ("Two", 20, 20)], 1),
        ([("One", 10, 20), ("Two", 10, 60)], 0),
    ],
)
def test_words_over_one_another_are_seen(texts, faults):
    """Catch a check of legibility that looks at nothing."""
    marks = "".join(f'<text transform="translate({x},{y})" font-size="12px">{text}</text>' for text, x, y in texts)
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg">{marks}</svg>'
    assert legibility.faults(drawing) == (faults, 0, 0, 0)


@pytest.mark.parametrize(
    ("mark", "faults"),
    [
        ('<line x2="100" y2="0" transform="translate(0,16)" stroke="#000"/>', 1),
        ('<path d="M0,16L100,16" stroke="#000"/>', 1),
        ('<path d="M0,60L100,60" stroke="#000"/>', 0),
        (
            '<g class="mark-rule role-axis-grid"><line x2="100" y2="0" transform="translate(0,16)" stroke="#000"/></g>',
            0,
        ),
    ],
)
def test_a_stroke_through_words_is_seen(mark, faults):
    """Catch a line that strikes out a label; grid lines may pass behind."""
    text = '<text transform="translate(10,20)" font-size="12px">Label</text>'
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg">{mark}{text}</svg>'
    assert legibility.faults(drawing) == (0, faults, 0, 0)


@pytest.mark.parametrize(("bar", "faults"), [("M0,0h60v40h-60Z", 0), ("M0,0h20v40h-20Z", 1)])
def test_white_words_need_a_bar_behind_them(bar, faults):
    """Catch a number in white that stands on the white page beside its bar."""
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg"><path d="{bar}" fill="#0b5c8a"/>'
        '<text transform="translate(5,20)" font-size="12px" fill="white">1,005</text></svg>'
    )
    assert legibility.faults(drawing) == (0, 0, 0, faults)


def test_words_over_a_sign_are_seen():
    """Catch a label that hides the point beside its own."""
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg"><path aria-roledescription="point" '
        'transform="translate(20,16)" d="M3,0A3,3,0,1,1,-3,0A3,3,0,1,1,3,0" fill="#0b5c8a"/>'
        '<text transform="translate(5,20)" font-size="12px">A label</text></svg>'
    )
    assert legibility.faults(drawing) == (0, 0, 1, 0)


def test_a_specification_and_its_changes_make_the_twin():
    """Catch a live chart on a phone that differs from its drawing."""
    from expobook.publishing.figures.responsive_svg import differences

    spec = bars([LONG, "Short"])
    made, _ = drawn(spec)
    changed = json.loads(json.dumps(list(differences(spec, made))))
    built = copy.deepcopy(spec)
    for path, *value in changed:
        place = built
        for name in path[:-1]:
            place = place[name]
        if not value:
            del place[path[-1]]
        elif isinstance(place, list) and path[-1] == len(place):
            place.append(value[0])
        else:
            place[path[-1]] = value[0]
    assert built == made
