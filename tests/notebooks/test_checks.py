"""The checks themselves: each notices the fault that it exists for."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

import bundle_checks as checks
import doubt
import rerun
import sums
from expobook.facts.notebook_outputs import NotebookBundles

Tamper = Callable[[NotebookBundles], None]


def one(items: list[dict[str, Any]], **where: Any) -> dict[str, Any]:
    """The first item that fits."""
    return next(item for item in items if all(item[name] == value for name, value in where.items()))


def made_by(how: str, fact: dict[str, Any]) -> bool:
    """Whether a fact is made by a formula or a method, as `how` says, or is of the kind `how`."""
    return bool(fact[how]) if how in ("formula", "method") else fact["kind"] == how


def in_a_fact(how: str, **changes: Any) -> Tamper:
    """Change the first fact that is made so; a value may be a function of the old one."""

    def tamper(book: NotebookBundles) -> None:
        fact = next(fact for fact in book.facts if made_by(how, fact))
        for name, new in changes.items():
            fact[name] = new(fact[name]) if callable(new) else new

    return tamper


def in_a(what: str, **changes: Any) -> Tamper:
    """Change the first claim, figure or table."""

    def tamper(book: NotebookBundles) -> None:
        item = getattr(book, what)[0]
        for name, new in changes.items():
            item[name] = new(item[name]) if callable(new) else new

    return tamper


def derived_first(book: NotebookBundles) -> None:
    """Put a derived fact above its inputs."""
    book.facts.insert(0, book.facts.pop(book.facts.index(next(fact for fact in book.facts if fact["formula"]))))


def flattered(book: NotebookBundles) -> None:
    """Give a better grade to a fact that has one below A."""
    next(fact for fact in book.facts if (fact["formula"] or fact["method"]) and fact["grade"] > "A")["grade"] = "A"


def silent_parameters(book: NotebookBundles) -> None:
    """Let a derived fact forget the parameters of its inputs."""
    next(fact for fact in book.facts if fact["formula"] and fact["parameters"])["parameters"] = []


def typed_title(book: NotebookBundles) -> None:
    """Type another number into the place of a fact in a title."""
    for figure in book.figures:
        for part in figure["title_parts"]:
            if not isinstance(part, str):
                part["text"] = "about 7"
                figure["title"] = "".join(
                    item if isinstance(item, str) else item["text"] for item in figure["title_parts"]
                )
                return


def better_figure(book: NotebookBundles) -> None:
    """Mark a figure as safer than the facts in its texts."""
    figure = next(item for item in book.figures if item["facts"] and item["grade"] > "A")
    figure["grade"] = ""


def unsaid_model(book: NotebookBundles) -> None:
    """Let a number in a figure's text be modelled without a word of it."""
    figure = next(item for item in book.figures if item["facts"])
    one(book.facts, id=figure["facts"][0])["kind"] = "modelled"
    figure["marks"] = [figure["grade"]]


FAULTS = [
    (checks.observed_facts_are_in_the_evidence, in_a_fact("observed", value=lambda old: old + 1)),
    (checks.observed_facts_are_in_the_evidence, in_a_fact("observed", bound="at_most")),
    (checks.observed_facts_are_in_the_evidence, in_a_fact("observed", inputs=["no.such.thing"])),
    (checks.observed_facts_are_in_the_evidence, in_a_fact("observed", inputs=[])),
    (
        checks.values_read_are_in_the_evidence,
        lambda book: book.observations.update({next(iter(book.observations)): -1.0}),
    ),
    (checks.values_read_are_in_the_evidence, lambda book: book.observations.pop(next(iter(book.observations)))),
    (checks.values_read_are_in_the_evidence, lambda book: book.observations.update(extra=1.0)),
    (checks.displays_are_the_declared_rounding, in_a_fact("observed", display="about 7 bn yuan")),
    (checks.displays_are_the_declared_rounding, in_a_fact("method", number="7,000")),
    (checks.displays_are_the_declared_rounding, in_a_fact("method", decimals=7)),
    (checks.derived_facts_follow_from_their_inputs, in_a_fact("formula", value=lambda old: old * 1.000001)),
    (checks.derived_facts_follow_from_their_inputs, in_a_fact("formula", inputs=[])),
    (checks.derived_facts_follow_from_their_inputs, in_a_fact("formula", unit="square metre")),
    (checks.derived_facts_follow_from_their_inputs, in_a_fact("formula", formula=lambda old: f"{old} + missing")),
    (checks.claims_follow_from_their_facts, in_a("claims", holds=False)),
    (checks.claims_follow_from_their_facts, in_a("claims", reads=[])),
    (
        checks.claims_follow_from_their_facts,
        in_a("claims", values=lambda old: {name: value + 1 for name, value in old.items()}),
    ),
    (checks.facts_inherit_from_their_inputs, flattered),
    (checks.facts_inherit_from_their_inputs, silent_parameters),
    (checks.facts_inherit_from_their_inputs, in_a_fact("method", kind="own count")),
    (checks.facts_inherit_from_their_inputs, in_a_fact("formula", sources=["nowhere"])),
    (checks.inputs_stand_above, derived_first),
    (checks.inputs_stand_above, in_a_fact("method", inputs=[])),
    (checks.facts_can_be_opened, in_a_fact("method", method=" ")),
    (checks.facts_can_be_opened, in_a_fact("observed", label="")),
    (checks.facts_can_be_opened, in_a_fact("observed", unit="RMB bn")),
    (checks.facts_can_be_opened, in_a_fact("observed", sources=[])),
    (checks.facts_can_be_opened, in_a_fact("method", parameters=["speed"])),
    (checks.parameter_facts_are_the_parameters, in_a_fact("parameter", value=lambda old: old + 1)),
    (checks.sources_exist, in_a_fact("observed", sources=["nowhere"])),
    (checks.sources_exist, in_a("figures", sources=["nowhere"])),
    (checks.sources_exist, in_a("tables", sources=["nowhere"])),
    (checks.ids_are_used_once, lambda book: book.facts.append(book.facts[0])),
    (checks.ids_are_used_once, lambda book: book.claims[0].update(id=book.facts[0]["id"])),
    (checks.figures_are_complete, in_a("figures", alt="")),
    (checks.figures_are_complete, in_a("figures", subtitle="")),
    (checks.figures_are_complete, in_a("figures", sources=[])),
    (checks.figures_are_complete, in_a("figures", svg="<svg/>")),
    (checks.figures_are_complete, in_a("figures", data={"columns": ["year"], "rows": []})),
    (checks.figures_are_complete, in_a("figures", data={"columns": ["year"], "rows": [[1, 2]]})),
    (checks.texts_repeat_their_facts, typed_title),
    (checks.texts_repeat_their_facts, in_a("figures", title="Another title")),
    (checks.texts_repeat_their_facts, in_a("tables", rows=[[{"text": "7", "fact": "outlook_nowhere"}]])),
    (checks.grades_are_not_flattered, better_figure),
    (checks.grades_are_not_flattered, in_a("figures", marks=["A"])),
    (checks.grades_are_not_flattered, unsaid_model),
]


@pytest.mark.parametrize(("check", "tamper"), FAULTS)
def test_check_notices_its_fault(check, tamper, held):
    """Catch a check that passes whatever it is given."""

    def problems(book: NotebookBundles) -> list[str]:
        needs_evidence = "evidence" in check.__code__.co_varnames[: check.__code__.co_argcount]
        return check([book], held) if needs_evidence else check([book])

    book = copy.deepcopy(rerun.committed("05_outlook"))
    assert problems(book) == []
    tamper(book)
    assert problems(book)


def test_every_check_has_a_fault_here():
    """Catch a check that nobody has ever seen fail."""
    helpers = {"facts_of", "is_printed_growth", "operands", "origins"}
    named = {
        name
        for name, item in vars(checks).items()
        if getattr(item, "__module__", "") == checks.__name__ and callable(item) and not name.startswith("_")
    }
    assert named - helpers == {check.__name__ for check, _ in FAULTS}


def fact(name: str, value: float, decimals: int = 0, unit: str = "CNY bn", **more: Any) -> dict:
    """A fact as far as sums need it."""
    return {
        "id": name,
        "value": value,
        "unit": unit,
        "display_unit": unit,
        "decimals": decimals,
        "display": f"{value:.{decimals}f}",
        "kind": "observed",
        "formula": "",
        **more,
    }


@pytest.mark.parametrize(
    ("parts", "total", "formula", "fits"),
    [
        ((1.4, 1.4), 2.8, "a + b", False),  # 1 + 1 is not 3
        ((1.4, 1.3), 2.7, "b + a", False),
        ((1.0, 2.0), 3.0, "a + b", True),
        ((1.6, 1.6), 3.2, "a - b", False),  # not even the right formula
        ((5.4, 1.6), 3.8, "a - b", True),  # 5 - 2 is 4 but for rounding
        ((9.0, 2.0), 4.0, "a - b", False),
        ((9.0, 2.0), 4.0, "a - 2 * b", True),  # not a plain difference: left to the formula
        ((9.0, 2.0), 22.0, "2 * (a + b)", True),
    ],
)
def test_sums_and_differences_are_read_as_shown(parts, total, formula, fits):
    """Catch 1 + 1 = 3 in a table, and a rule that finds fault with honest rounding."""
    facts = [fact("a", parts[0]), fact("b", parts[1]), fact("c", total, kind="derived", formula=formula)]
    book = NotebookBundles("01_a", facts=facts)
    assert (sums.sums_add_up([book]) + sums.differences_fit([book]) == []) is fits


def test_sum_of_different_units_is_read_in_the_total():
    """Catch a billion added to a trillion as if both were the same."""
    parts = [fact("a", 800.0), fact("b", 1.2, 1, "CNY tn")]
    good = fact("c", 2.0, 1, "CNY tn", kind="derived", formula="a + b")
    bad = fact("c", 801.2, 1, kind="derived", formula="a + b")
    assert sums.sums_add_up([NotebookBundles("01_a", facts=[*parts, good])]) == []
    assert sums.sums_add_up([NotebookBundles("01_a", facts=[*parts, bad])])


WEAK = {
    "t_weak": {"grade": "D", "kind": "observed", "method": "", "unit": "CNY bn"},
    "t_count": {"grade": "D", "kind": "derived", "method": "count", "unit": "count"},
    "t_firm": {"grade": "A", "kind": "observed", "method": "", "unit": "CNY bn"},
}


@pytest.mark.parametrize(
    ("text", "silent"),
    [
        ("It was {fact}`t_weak`.", 1),
        ("It was {fact}`t_weak`, read second-hand.", 0),
        ("An unconfirmed page says so. It was {fact}`t_weak`.", 0),
        ("An unconfirmed page says so. It is old. It was {fact}`t_weak`.", 1),
        ("It was {fact}`t_weak`. That was read second-hand.", 1),
        ("It was {fact}`t_firm`.", 0),
        ("It was {fact}`t_weak`, of grade {grade}`t_weak`.", 0),
        ("Of these {fact}`t_count` were met.", 1),
        ("Of these {fact}`t_count` were met. It is old. Values are second-hand.", 0),
    ],
)
def test_doubt_is_said_where_it_bites(text, silent):
    """Catch a rule on second-hand numbers that lets them pass, or that nobody can keep."""
    assert len(doubt.silent_in(text, "page.md", WEAK)) == silent


def test_doubt_of_one_section_is_not_that_of_the_next(tmp_path):
    """Catch a word of doubt in one section that excuses all others."""
    page = tmp_path / "page.md"
    page.write_text("# A\n\nSecond-hand values.\n\n## B\n\nOf these {fact}`t_count` were met.\n", encoding="utf-8")
    assert len(doubt.silent_sentences(page, WEAK)) == 1
