"""What must hold of the facts, claims, figures and tables that notebooks carry.

Every check takes bundles (and, where it compares with the data, the evidence) and lists what is
wrong in plain words; nothing wrong is an empty list. The tests call them on the committed
notebooks, and the mutation test on the same notebooks beside a data package with a changed cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any

from expobook.evidence import Evidence, EvidenceError, Observation
from expobook.facts import expressions
from expobook.facts.facts import TABLES
from expobook.facts.notebook_outputs import NotebookBundles
from expobook.facts.writing import Writing, write
from expobook.values.numbers import stable
from expobook.values.units import UNITS

Books = Iterable[NotebookBundles]
TEXTS = ("title", "subtitle", "note")
# What an observed fact repeats from its observation; a printed growth rate has its own value.
SAME_IN_BOTH = ("period", "status", "grade")
SAME_FOR_VALUES = ("unit", "bound", "as_reported", "series_id")


def facts_of(books: Books) -> Iterator[tuple[NotebookBundles, dict[str, Any]]]:
    """Every fact with its notebook."""
    for book in books:
        for fact in book.facts:
            yield book, fact


def observed_facts_are_in_the_evidence(books: Books, evidence: Evidence) -> list[str]:
    """An observed fact repeats its observation: value, unit, bound, source, phrase and the rest."""
    return [
        f"{fact['id']}: {problem}"
        for _, fact in facts_of(books)
        if fact["kind"] == "observed"
        for problem in _against_the_evidence(fact, evidence)
    ]


def _against_the_evidence(fact: dict[str, Any], evidence: Evidence) -> Iterator[str]:
    if len(fact["inputs"]) != 1:
        yield f"is observed but has {len(fact['inputs'])} inputs"
        return
    try:
        found = evidence.observation(fact["inputs"][0])
    except EvidenceError as error:
        yield str(error)
        return
    for name, told in _told_by(found, growth=is_printed_growth(fact)).items():
        if fact[name] != told:
            yield f"{name} is {fact[name]!r}, in the evidence it is {told!r}"


def _told_by(found: Observation, *, growth: bool) -> dict[str, Any]:
    told: dict[str, Any] = {name: getattr(found, name) for name in SAME_IN_BOTH}
    told["sources"] = [found.source_id]
    if growth:
        rate = found.yoy_percent
        return told | {"value": None if rate is None else stable(rate), "unit": "percent"}
    told |= {name: getattr(found, name) for name in SAME_FOR_VALUES}
    return told | {"value": stable(found.value)}


def values_read_are_in_the_evidence(books: Books, evidence: Evidence) -> list[str]:
    """The list of values that a notebook rests on is complete, and is that of the evidence."""
    problems = []
    for book in books:
        facts = {fact["id"] for fact in book.facts}
        inputs = {name for fact in book.facts for name in fact["inputs"]} - facts - TABLES
        problems += [
            f"{book.name}: {name} is an input or listed as read, but not both"
            for name in sorted(inputs ^ set(book.observations))
        ]
        for name, value in book.observations.items():
            if name not in evidence.observations.index:
                problems.append(f"{book.name}: {name} isn't in the evidence")
            elif stable(evidence.observation(name).value) != value:
                problems.append(
                    f"{book.name}: {name} was {value} when it was read, "
                    f"in the evidence it is {evidence.observation(name).value}"
                )
    return problems


def is_printed_growth(fact: dict[str, Any]) -> bool:
    """Tell whether a fact is the growth rate that a source prints beside its value."""
    return fact["kind"] == "observed" and not fact["series_id"]


def displays_are_the_declared_rounding(books: Books) -> list[str]:
    """What a reader sees is the value in the declared unit, decimals and bound; nothing else."""
    problems = []
    for _, fact in facts_of(books):
        writing = Writing(
            decimals=fact["decimals"], shown_in=fact["display_unit"], signed=fact["number"].startswith("+")
        )
        _, number, display = write(fact["value"], fact["unit"], writing, fact["bound"])
        if (number, display) != (fact["number"], fact["display"]):
            problems.append(
                f"{fact['id']}: shows {fact['display']!r} ({fact['number']}); "
                f"{fact['value']!r} {fact['unit']} is {display!r}"
            )
    return problems


def operands(book: NotebookBundles) -> dict[str, SimpleNamespace]:
    """A notebook's facts as names that an expression can read."""
    return {fact["id"]: SimpleNamespace(**fact) for fact in book.facts}


def derived_facts_follow_from_their_inputs(books: Books) -> list[str]:
    """A derived fact is its formula over its inputs, in a unit that fits, and in no other way."""
    problems = []
    for book in books:
        known = operands(book)
        for fact in book.facts:
            if not fact["formula"]:
                continue
            if expressions.names(fact["formula"]) != fact["inputs"]:
                problems.append(f"{fact['id']}: inputs aren't those of {fact['formula']!r}")
            try:
                value = stable(expressions.value_in(fact["formula"], known, fact["unit"]))
            except ValueError as error:
                problems.append(f"{fact['id']}: {error}")
                continue
            if value != fact["value"]:
                problems.append(f"{fact['id']}: {fact['value']!r}, its formula gives {value!r}")
    return problems


def claims_follow_from_their_facts(books: Books) -> list[str]:
    """A claim records the facts that it read, at their values, and what they make of it."""
    problems = []
    for book in books:
        known = operands(book)
        for claim in book.claims:
            reads = expressions.names(claim["expression"])
            values = {name: known[name].value for name in reads if name in known}
            if claim["reads"] != reads or claim["values"] != values:
                problems.append(f"{claim['id']}: read {claim['values']}, the facts are {values}")
            elif expressions.holds(claim["expression"], known) != claim["holds"]:
                problems.append(f"{claim['id']}: recorded {claim['holds']}, but {claim['expression']!r} is otherwise")
    return problems


def origins(book: NotebookBundles, fact: dict[str, Any], evidence: Evidence) -> dict[str, Any]:
    """What a fact takes from its inputs, its kind among it; raises for unknown ones."""
    known = {item["id"]: item for item in book.facts}
    grades, kinds, sources, parameters = [""], set(), [], []
    for name in fact["inputs"]:
        if name in known:
            grades.append(known[name]["grade"])
            kinds.add(known[name]["kind"])
            sources += known[name]["sources"]
            parameters += known[name]["parameters"]
        elif name in TABLES:
            kinds.add("own count")
        else:
            found = evidence.observation(name)
            kinds.add("observed")
            grades.append(found.grade)
            sources.append(found.source_id)
    counted = kinds - {"parameter"} == {"own count"}
    kind = "modelled" if "modelled" in kinds else "own count" if counted else "derived"
    return {"grade": max(grades), "kind": kind, "sources": set(sources), "parameters": set(parameters)}


def facts_inherit_from_their_inputs(books: Books, evidence: Evidence) -> list[str]:
    """Kind, lowest grade, every source and every parameter of the inputs are those of the fact."""
    problems = []
    for book, fact in facts_of(books):
        if fact["kind"] == "parameter":
            continue
        try:
            origin = origins(book, fact, evidence)
        except EvidenceError as error:
            problems.append(f"{fact['id']}: {error}")
            continue
        if fact["grade"] != origin["grade"]:
            problems.append(f"{fact['id']}: grade {fact['grade']}, inputs have {origin['grade']}")
        made = fact["formula"] or fact["method"]
        if made and fact["kind"] not in (origin["kind"], "modelled"):
            problems.append(f"{fact['id']}: is {fact['kind']}, by its inputs {origin['kind']}")
        if set(fact["sources"]) != origin["sources"]:
            problems.append(f"{fact['id']}: sources differ from those of its inputs")
        if not origin["parameters"] <= set(fact["parameters"]):
            problems.append(f"{fact['id']}: leaves out parameters of its inputs")
    return problems


def inputs_stand_above(books: Books, evidence: Evidence) -> list[str]:
    """Inputs are facts stated earlier in the notebook, observations or tables: no circle."""
    problems = []
    for book in books:
        stated: set[str] = set()
        for fact in book.facts:
            for name in fact["inputs"]:
                if name not in stated | TABLES and name not in evidence.observations.index:
                    problems.append(f"{fact['id']}: {name} isn't stated above it")
            if not fact["inputs"] and fact["kind"] != "parameter":
                problems.append(f"{fact['id']}: has no inputs")
            stated.add(fact["id"])
    return problems


def facts_can_be_opened(books: Books) -> list[str]:
    """A fact has a label, a known unit, its method in words, and a source, parameter or table."""
    problems = []
    counted: set[str] = set()  # facts that rest on rows of a table, at first or second hand
    for book, fact in facts_of(books):
        if (TABLES | counted) & set(fact["inputs"]):
            counted.add(fact["id"])
        lacks = [name for name in ("label", "display", "number") if not str(fact[name]).strip()]
        if fact["unit"] not in UNITS or fact["display_unit"] not in UNITS:
            lacks.append("known unit")
        if not (fact["sources"] or fact["parameters"] or fact["id"] in counted):
            lacks.append("source")
        made = [fact[name] for name in ("formula", "method") if fact[name].strip()]
        if len(made) != (fact["kind"] not in ("observed", "parameter")):
            lacks.append("formula or method of its own")
        if not set(fact["parameters"]) <= set(book.parameters):
            lacks.append("known parameter")
        if lacks:
            problems.append(f"{fact['id']}: no {', no '.join(lacks)}")
    return problems


def parameter_facts_are_the_parameters(books: Books) -> list[str]:
    """A fact that states a setting of the run has the value of that setting."""
    return [
        f"{fact['id']}: {fact['value']}, the parameter is {told}"
        for book, fact in facts_of(books)
        if fact["kind"] == "parameter"
        for told in [book.parameters[fact["parameters"][0]]]
        if stable(float(told)) != fact["value"]
    ]


def sources_exist(books: Books, evidence: Evidence) -> list[str]:
    """Every source named by a fact, figure or table is in the list of sources."""
    known = set(evidence.sources["source_id"])
    return [
        f"{item['id']}: no source {name!r}"
        for book in books
        for item in (*book.facts, *book.figures, *book.tables)
        for name in item["sources"]
        if name not in known
    ]


def ids_are_used_once(books: Books) -> list[str]:
    """An id means one thing in the whole book, whatever kind of thing it is."""
    owners: dict[str, str] = {}
    problems = []
    for book in books:
        for item in (*book.facts, *book.claims, *book.figures, *book.tables):
            if item["id"] in owners:
                problems.append(f"{item['id']}: in {owners[item['id']]} and in {book.name}")
            owners[item["id"]] = book.name
    return problems


def figures_are_complete(books: Books) -> list[str]:
    """A figure has texts, sources, data, a drawing that tells its description, and a chart."""
    problems = []
    for book in books:
        for figure in book.figures:
            lacks = [name for name in ("title", "subtitle", "alt", "sources", "svg", "spec") if not figure[name]]
            rows, columns = figure["data"]["rows"], figure["data"]["columns"]
            if not rows or any(len(row) != len(columns) for row in rows):
                lacks.append("data")
            if f'id="{figure["id"]}-desc"' not in figure["svg"]:
                lacks.append("description in the drawing")
            if lacks:
                problems.append(f"{figure['id']}: no {', no '.join(lacks)}")
    return problems


def texts_repeat_their_facts(books: Books) -> list[str]:
    """A number inside a text is a fact of this notebook, in that fact's own words."""
    problems = []
    for book in books:
        known = {fact["id"]: fact for fact in book.facts}
        for item in (*book.figures, *book.tables):
            for name in TEXTS:
                parts = item.get(f"{name}_parts", [])
                joined = "".join(part if isinstance(part, str) else part["text"] for part in parts)
                if joined != item.get(name, ""):
                    problems.append(f"{item['id']}: parts of the {name} don't make the {name}")
                problems += _foreign(item["id"], parts, known)
        for table in book.tables:
            for row in table["rows"]:
                for cell in row:
                    parts = [cell] if "fact" in cell else cell.get("parts", [])
                    problems += _foreign(table["id"], parts, known)
    return problems


def _foreign(owner: str, parts: list[Any], known: dict[str, Any]) -> list[str]:
    problems = []
    for part in parts:
        if isinstance(part, str):
            continue
        fact = known.get(part["fact"])
        if fact is None or part["text"] not in (fact["display"], fact["number"]):
            problems.append(f"{owner}: {part['text']!r} isn't {part['fact']} of this notebook")
    return problems


def grades_are_not_flattered(books: Books) -> list[str]:
    """A figure or table is marked no better than its facts, and says that a model is among them."""
    problems = []
    for book in books:
        known = {fact["id"]: fact for fact in book.facts}
        for item in (*book.figures, *book.tables):
            used = [known[name] for name in item["facts"]]
            lowest = max((fact["grade"] for fact in used), default="")
            if item["grade"] < lowest:
                problems.append(f"{item['id']}: grade {item['grade']}, but uses {lowest}")
            letters = [mark for mark in item["marks"] if len(mark) == 1]
            if letters != [item["grade"]] * bool(item["grade"]):
                problems.append(f"{item['id']}: marked {item['marks']}, graded {item['grade']}")
            if any(fact["kind"] == "modelled" for fact in used) > ("modelled" in item["marks"]):
                problems.append(f"{item['id']}: uses a modelled number and doesn't say so")
    return problems
