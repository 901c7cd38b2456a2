"""Editions in the pages: the line at the foot, what changed, the lookup of a cited number."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import fixture_book
import fixture_editions
from checks.html_checks import check_html
from expobook.editions import registry, revisions
from expobook.publishing.build import edition_line
from expobook.publishing.search import numbers
from expobook.runs import edition as editions


@pytest.fixture(scope="module")
def known(tmp_path_factory) -> registry.Registry:
    """The registry of the small book."""
    folder = fixture_book.write(tmp_path_factory.mktemp("known") / "source")
    fixture_editions.add_editions(folder)
    return registry.read(folder / "data")


def lines(build) -> dict[str, str]:
    """The line at the foot of every page."""
    found = {}
    for path in sorted(build.html.rglob("*.html")):
        inside = path.relative_to(build.html).parts[0]
        if inside not in ("_static", "_summary", "figures", "index.html"):
            name = path.relative_to(build.html).with_suffix("").as_posix()
            line = build.soup(name).select_one(".bd-footer-content .edition-line")
            found[name] = line.get_text() if line else ""
    return found


def test_the_book_builds_without_a_warning(with_editions):
    """Catch pages on editions that stop the build or lead nowhere."""
    assert with_editions.code == 0, with_editions.log
    assert check_html(with_editions.html) == []


def test_every_page_names_edition_data_and_content(with_editions, known):
    """Catch a page that can't be cited: no edition, no date of the data, no hash."""
    content = known.editions[-1].record.content_hash[: editions.SHORT]
    told = (
        f"Edition {editions.NAME} · data as of 23 November 2026 · content {content}"
        " · What changed · Is my citation still good?"
    )
    assert set(lines(with_editions).values()) == {told}


def test_a_book_without_a_release_says_so(clean):
    """Catch a draft that passes for a released edition."""
    for line in lines(clean).values():
        assert line.startswith(f"Edition {editions.NAME}, not released yet · data as of")


def test_a_changed_book_says_so(known):
    """Catch changed numbers under the name of the edition that stated others."""
    line = edition_line.Line(edition_line.release_status("0" * 64, known), "2026-11-23", "0" * 64)
    assert line.english().startswith(f"Edition {editions.NAME}, changed since its release · data")
    assert line.chinese().startswith(f"{editions.NAME}版（发布后有改动） · 数据截至2026年11月23日")


def test_a_readers_run_names_no_edition(readers_run):
    """Catch a reader's run that passes for the edition at the foot of its pages."""
    for line in lines(readers_run).values():
        assert line.startswith("Reader's run, not the published edition: overlap = 0.5 · data as")


def test_the_line_is_written_anew_when_a_number_changes(built):
    """Catch pages that keep the hash of numbers that are gone."""
    before, after = lines(built("clean")), lines(built("changed"))
    assert len(set(before.values())) == len(set(after.values())) == 1
    assert set(before.values()) != set(after.values())


def test_changes_are_listed_with_reasons(with_editions):
    """Catch a changed headline number without its old value or its reason."""
    soup = with_editions.soup("book/changes")
    headings = [one.get_text().rstrip("#") for one in soup.select("article h2")]
    assert headings == ["Edition 2026.12", "Edition 2025.11-1", "Released editions"]
    rows = {
        row.select_one("th, td").get_text(strip=True): [cell.get_text(" ", strip=True) for cell in row.select("td")]
        for row in soup.select("#edition-2026-12 table.edition-changes tbody tr")
    }
    assert rows["expo projects"][-3:] == [
        "88 projects evidence grade B",
        "89 projects evidence grade B",
        "Correction: It wasn’t counted twice.",
    ]
    assert rows["expo halls"][-3:] == ["5 halls evidence grade B", "withdrawn", "Method: Halls are no longer counted."]
    assert "Other numbers: 1 revised or withdrawn, 0 new." in soup.select_one("#edition-2026-12").get_text()


def test_the_first_edition_says_that_nothing_came_before(known):
    """Catch a page that claims changes where there is nothing to compare."""
    first = registry.Registry(known.editions[:1])
    assert list(revisions.steps(first)) == []


def test_the_page_of_the_lookup_knows_what_the_command_knows(known):
    """Catch a page that gives another answer than the command line."""
    for fact_id in {name for one in known.editions for name in one.rows}:
        spells = numbers.spells(known, fact_id, {})
        for position, edition in enumerate(known.names):
            row = known.get(edition).rows.get(fact_id)
            spell = [one for one in spells if one[0] <= position <= one[1]]
            assert [one[2:4] for one in spell] == ([[row.display, row.grade]] if row else [])


def test_the_lookup_stays_out_of_print(with_editions):
    """Catch a page of pure script in the PDF."""
    place = with_editions.soup("book/lookup").select_one(".lookup")
    assert place["data-instead"] == "book/changes"
    assert "only-on-screen" in place["class"]
    assert place.select_one("script") is None


CASES = [
    ("?id=expo_projects&edition=2025.11-1", "revised", "Revised", "It wasn't counted twice."),
    ("#id=expo_projects&edition=2025.11", "current", "Current", "A project was counted twice."),
    ("#id=expo_halls&edition=2025.11", "withdrawn", "Withdrawn", "Halls are no longer counted."),
    ("#id=macro_world&edition=2025.11", "revised", "3,861 bn dollars", "grade A"),
    ("?id=expo_share", "current", "41.6 %", "newest edition, 2026.12"),
]


@pytest.mark.browser
@pytest.mark.parametrize(("query", "state", "first", "second"), CASES)
def test_a_deep_link_answers_from_a_file(page, with_editions, query, state, first, second):
    """Catch a lookup that needs a server, or answers otherwise than the registry."""
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("requestfailed", lambda request: problems.append(request.url))
    page.goto((with_editions.html / "book" / "lookup.html").as_uri() + query)
    card = page.locator(f".lookup-card.{state}")
    assert first in card.inner_text()
    assert second in card.inner_text()
    assert problems == []


@pytest.mark.browser
def test_the_form_answers_and_suggests(page, with_editions):
    """Catch a typed id that gets no answer, and a mistyped one that gets no help."""
    page.goto((with_editions.html / "book" / "lookup.html").as_uri())
    page.get_by_label("Id, address or words").fill("ledger.html#fact-expo_amount")
    page.get_by_role("button", name="Look up").click()
    page.locator(".lookup-card.current", has_text="about 110 bn yuan").wait_for()
    page.get_by_label("Id, address or words").fill("expo_projets")
    page.get_by_label("Edition cited").select_option("2025.11-1")
    page.get_by_role("button", name="Look up").click()
    page.locator(".lookup-answer", has_text="Did you mean").wait_for()
    page.locator(".lookup-near a", has_text=re.compile("expo_projects")).click()
    page.locator(".lookup-card.revised", has_text="88 projects").wait_for()
    page.goto(page.url.split("#")[0] + "#id=expo_share&edition=1999.01")
    page.locator(".lookup-answer", has_text="released so far: 2025.11, 2025.11-1, 2026.12").wait_for()


@pytest.mark.browser
def test_without_scripts_the_page_says_what_to_do(browser, with_editions):
    """Catch a dead form, or an empty page."""
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto((with_editions.html / "book" / "lookup.html").as_uri())
    assert "The search needs JavaScript" in tab.locator(".lookup").inner_text()
    assert tab.locator(".lookup form").count() == 0
    context.close()


def test_released_numbers_are_those_of_the_book(root: Path):
    """Catch a registry that states other numbers than the notebooks: release the edition again."""
    known = registry.read(root / "data")
    released = known.get(editions.NAME)
    assert released is not None, f"edition {editions.NAME} isn't released: make release"
    from expobook.facts import notebook_outputs

    facts = [fact for book in notebook_outputs.read_all((root / "notebooks").glob("*.ipynb")) for fact in book.facts]
    rows = registry.rows_of(facts, frozenset())
    changed = revisions.changes(released.rows, rows, editions.NAME, known)
    differing = [one.fact_id for one in changed]
    advice = (
        f"the notebooks state other numbers than edition {editions.NAME}. As long as it "
        "isn't published: make release REPLACE=--replace. Afterwards: a new edition, see "
        "CONTRIBUTING.md"
    )
    assert differing == [], advice
    assert released.record.content_hash == editions.content_hash(root / "data", facts), advice
