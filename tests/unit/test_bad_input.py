"""Bad input: every kind stops the run with a message that names notebook, cell and id."""

import math
from dataclasses import replace

import nbformat
import pytest

from expobook import evidence
from expobook.chapters.chapter import Chapter
from expobook.facts.facts import FactError
from expobook.facts.parameters import ExpoParameters
from expobook.pipeline import execution

PROJECTS = "gdte-1.signed_projects.hzboc-2022-landmark-expo"
MONEY = "gdte-1.signed_investment.hzboc-2022-landmark-expo"
CITY_MONEY = "gdte-1.hangzhou_ftz_signed_investment.hzboc-2022-landmark-expo"


@pytest.fixture(scope="module")
def package():
    """The committed evidence, read once."""
    return evidence.load()


@pytest.fixture
def chapter(package, monkeypatch):
    """A chapter with three numbers of the first expo."""
    monkeypatch.setattr(evidence, "load", lambda folder=None: package)
    made = Chapter(ExpoParameters(), "expo")
    made.observe("expo_all", "All", observation_id=MONEY)
    made.observe("expo_city", "Hangzhou", observation_id=CITY_MONEY)
    return made


BAD_FORMULAS = {
    "an input that doesn't exist": ("expo_all - expo_lost", "CNY bn", "expo_lost"),
    "units that don't fit": ("expo_all / expo_city", "USD bn", "don't fit"),
    "growth across two series": ("growth_percent(expo_all, expo_city)", "percent", "across two series"),
    "a number that reads itself": ("expo_bad * 2", "CNY bn", "reads expo_bad, not stated above it"),
    "a circle through a later number": ("expo_later + expo_all", "CNY bn", "reads expo_later"),
    "an infinite result": ("expo_all / (expo_city - expo_city)", "count", "divides by zero"),
}


@pytest.mark.parametrize("what", BAD_FORMULAS)
def test_a_bad_formula_is_refused_by_name(chapter, what):
    """Catch a number that rests on nothing, on the wrong thing, or on itself."""
    formula, unit, said = BAD_FORMULAS[what]
    with pytest.raises(FactError, match=r"expo_bad") as caught:
        chapter.derive("expo_bad", formula, unit, "Bad")
    assert said in str(caught.value)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, None])
def test_a_missing_or_infinite_value_is_refused_by_name(chapter, package, value, monkeypatch):
    """Catch a page that prints nan, inf or None."""
    spoilt = replace(package.observation(MONEY), value=value)
    monkeypatch.setattr(chapter.facts.evidence, "observation", lambda _: spoilt)
    with pytest.raises(FactError, match="'expo_bad' has no finite value"):
        chapter.facts.observed("expo_bad", MONEY, "Bad")
    with pytest.raises(FactError, match="'expo_bad' has no finite value"):
        chapter.compute("expo_bad", value, "count", "Bad", method="none", inputs=["expo_all"])


def test_an_observation_that_does_not_exist_is_refused_by_name(chapter):
    """Catch a number that names a row nobody has."""
    with pytest.raises(evidence.EvidenceError, match="gdte-9"):
        chapter.observe("expo_bad", "Bad", observation_id="gdte-9.nothing")


def test_a_claim_over_a_missing_fact_is_refused_by_name(chapter):
    """Catch a sentence guarded by nothing."""
    with pytest.raises(FactError, match="'expo_more' reads expo_lost"):
        chapter.claim("expo_more", "expo_all > expo_lost", "More.")


CELLS = (
    "from expobook.chapters.chapter import Chapter\n"
    "from expobook.facts.parameters import ExpoParameters\n"
    'chapter = Chapter(ExpoParameters(), "expo")',
    f'chapter.observe("expo_all", "All", observation_id="{MONEY}");',
    'chapter.derive("expo_bad", "expo_all - expo_lost", "CNY bn", "Bad");',
)


def test_a_run_names_notebook_cell_and_id(tmp_path):
    """Catch a failed run whose message is a traceback, or doesn't say where to look."""
    cells = [
        nbformat.v4.new_markdown_cell("# Bad", id="title"),
        *(nbformat.v4.new_code_cell(code, id=f"c{place}") for place, code in enumerate(CELLS)),
    ]
    cells[1].metadata["tags"] = ["parameters"]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, tmp_path / "09_bad.ipynb")
    with pytest.raises(execution.ExecutionError) as caught:
        execution.execute(tmp_path / "09_bad.ipynb", tmp_path / "out.ipynb", {})
    said = str(caught.value)
    assert said.startswith("09_bad.ipynb, cell 4: FactError: ")
    assert "'expo_bad' reads expo_lost, not stated above it in this notebook" in said
    assert "Traceback" not in said
