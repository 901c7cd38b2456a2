"""Own counts and modelled numbers: what stands beside them, on screen, in print and in files."""

from __future__ import annotations

import json

import pytest

import fixture_book
import fixture_notebooks
from checks import html_checks
from expobook.citations import catalogue, csl_items
from expobook.citations.briefs import brief
from expobook.editions import registry
from expobook.facts import notebook_outputs
from expobook.runs import facts_files
from expobook.runs.run import open_run

FACTS = [
    fixture_notebooks.fact(
        "expo_found",
        0,
        "0",
        kind="own count",
        grade="",
        inputs=["events.csv"],
        sources=[],
        as_reported="",
        method="rows that say so",
    ),
    fixture_notebooks.fact(
        "expo_chance",
        60,
        "60%",
        kind="modelled",
        unit="percent",
        as_reported="",
        method="share of paths",
        inputs=["expo_projects"],
    ),
]
CLAIMS = [
    fixture_notebooks.claim("expo_silent", "expo_found == 0", {"expo_found": 0}, True),
    fixture_notebooks.claim("expo_likely", "expo_chance > 50", {"expo_chance": 60}, True),
]
TEXT = """Found: {fact}`expo_found` {grade}`expo_found`; {fact}`expo_chance` {grade}`expo_chance`.
[It is {fact}`expo_hangzhou`.]{.claim-expo_hangzhou_minor}

:::{finding} expo_silent
No report was found, {fact}`none <expo_found>`.
:::

:::{finding} expo_likely
It is likely.
:::
"""


def write(folder):
    """The small book with a count of its own and a model's result."""
    fixture_book.write(folder)
    figure = fixture_notebooks.figure_output("fig-expo-editions", "expo_chance", "60%")
    figure[notebook_outputs.FIGURE]["marks"] = ["B", "modelled"]
    fixture_notebooks.write_notebook(
        folder,
        "01_expo_outcomes",
        fixture_notebooks.notebook(
            "Expo outcomes",
            TEXT,
            [
                figure,
                fixture_notebooks.table_output("tab-expo-editions"),
                fixture_notebooks.facts_output(
                    "01_expo_outcomes",
                    [*fixture_notebooks.FACTS_1, *FACTS],
                    [*fixture_notebooks.CLAIMS_1, *CLAIMS],
                    {"overlap": 1.0},
                ),
            ],
        ),
    )
    return folder


@pytest.fixture(scope="module")
def built(builds, tmp_path_factory):
    """The book as pages and as markup."""
    folder = write(tmp_path_factory.mktemp("marks") / "source")
    return [builds.build(folder, tmp_path_factory.mktemp("kept-marks") / name, name) for name in ("html", "typst")]


def badges(element) -> list[tuple[str, str]]:
    """The words of the badges in an element, and what each says when it is pointed at."""
    return [(badge.find(string=True, recursive=False), badge["title"]) for badge in element.select(".grade")]


OWN = ("own count", "Counted in the book's own records: it says what was found, not what happened")
MODELLED = ("modelled", "The result of a model or inferred from others: it rests on assumptions")
B = ("B", "Evidence grade B: a government's or organiser's own statement")


def test_pages_mark_what_no_source_graded(built):
    """Catch an A beside what the book itself counted, a model's result that looks reported."""
    html = built[0]
    assert html.code == 0, html.log
    page = html.soup("notebooks/01_expo_outcomes")
    assert badges(page.select_one("section > p:not(.chapter-file)")) == [OWN, MODELLED]
    assert [badges(card.select_one(".finding-side")) for card in page.select(".finding")] == [[OWN], [B, MODELLED]]
    assert badges(page.select_one("figure.expo-figure .evidence")) == [B, MODELLED]
    links = {link.get_text(): link["title"] for link in page.select("p a.fact")}
    assert links["60%"] == "expo chance (modelled)"
    assert links["0"] == "expo found (an own count)"
    assert html_checks.check_html(html.html) == []


def test_the_ledger_sorts_by_what_a_number_is(built):
    """Catch a ledger whose filter has no place for counts and models, or hides what went in."""
    html = built[0]
    ledger = html.soup("book/ledger")
    found, chance = (ledger.select_one(f"#fact-expo_{name}") for name in ("found", "chance"))
    assert (found["data-grade"], found["data-kind"]) == ("own count", "own count")
    assert (chance["data-grade"], chance["data-kind"]) == ("modelled", "modelled")
    assert (badges(found.select_one(".entry-head")), badges(chance.select_one(".entry-head"))) == ([OWN], [MODELLED])
    assert "made from grade B" in html.soup("book/ledger-01-expo-outcomes").select_one("#fact-expo_chance").get_text()
    numbers = (html.html / "_search" / "numbers.js").read_text(encoding="utf-8")
    index = json.loads(numbers.partition("(")[2].removesuffix(");\n"))
    ((_, _, _, mark, *_),) = index["facts"]["expo_found"][4]
    assert mark == "own count"
    card = json.loads(html.soup("notebooks/01_expo_outcomes").select_one("script#number-cards").string)
    assert card["facts"]["expo_chance"]["evidence"] == "made from grade B"
    assert card["marks"]["own count"] == "Own count: " + OWN[1][:1].lower() + OWN[1][1:]
    definitions = html.soup("book/definitions")
    assert definitions.select_one("#grade-own-count .grade").get_text() == "own count"


def test_numbers_that_no_page_shows_are_folded_below_the_others(built, browser):
    """Catch steps of a calculation among the numbers that the report states, or lost ones."""
    ledger = built[0].soup("book/ledger")
    folded = ledger.select_one("#ledger-01-expo-outcomes > details")
    assert folded.summary.get_text() == "1 more that only other numbers use"
    assert [one["id"] for one in folded.select(".entry")] == ["fact-expo_share"]
    page = browser.new_context(offline=True).new_page()
    address = (built[0].html / "book" / "ledger.html").as_uri()
    page.goto(address)
    assert not page.locator("#fact-expo_share").is_visible()
    page.goto(f"{address}#fact-expo_share")
    page.locator("#fact-expo_share .entry-body").wait_for()
    page.context.close()


def test_print_marks_them_too(built):
    """Catch a mark that the screen has and the PDF loses."""
    typst = built[1]
    assert typst.code == 0, typst.log
    page = (typst.html / "pages" / "notebooks" / "01_expo_outcomes.typ").read_text("utf-8")
    assert '#grade("")[own count]' in page.replace("\N{NO-BREAK SPACE}", " ")
    assert '#grade("")[modelled]' in page
    assert "made from grade B" in (typst.html / "pages" / "book" / "ledger.typ").read_text("utf-8")


def test_files_and_citations_mark_them_too(tmp_path):
    """Catch a table of facts, a citation or a brief that gives a count a grade."""
    run = fixture_book.write_run(tmp_path / "run")
    write_into = run / "source"
    folder = write(tmp_path / "other")
    name = "notebooks/01_expo_outcomes.ipynb"
    (write_into / name).write_bytes((folder / name).read_bytes())
    found = notebook_outputs.read_all((write_into / "notebooks").glob("*.ipynb"))
    rows = facts_files.as_csv(found).splitlines()
    head = rows[0].split(",")
    row = dict(zip(head, next(line for line in rows if ",expo_found," in line).split(","), strict=True))
    assert (row["kind"], row["grade"]) == ("own count", "")
    kept = registry.rows_of([fact for book in found for fact in book.facts], frozenset())
    assert (kept["expo_found"].grade, kept["expo_chance"].grade, kept["expo_amount"].grade) == (
        "own count",
        "modelled",
        "B",
    )
    known = catalogue.of_run(open_run(run))
    said = {
        name: brief.source_line(known.find(name), known.sources)
        for name in ("expo_found", "expo_chance", "fig-expo-editions")
    }
    assert said["expo_found"] == f"Own count: {OWN[1][:1].lower()}{OWN[1][1:]}."
    assert said["expo_chance"].endswith(f"Modelled: {MODELLED[1][:1].lower()}{MODELLED[1][1:]}.")
    assert f"{B[1]}. Modelled: " in said["fig-expo-editions"]
    assert "Evidence: grade B, modelled" in csl_items.note_of(known.find("fig-expo-editions"), known.identity)
