"""The pages on what is assumed and what was checked, as a reader meets them."""

import pytest


def rows(build, page: str, place: str) -> list[list[str]]:
    """The cells of a table on a page."""
    table = build.soup(page).select_one(place)
    return [[cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in table.select("tbody tr")]


def test_an_assumption_stands_with_its_evidence_and_effect(with_editions):
    """Catch an assumption whose effect is told without saying on what, or from what to what."""
    found = rows(with_editions, "book/assumptions", "table.assumptions")
    assert found == [
        [
            "Nothing is counted twice. The other end. overlap=0",
            "none : No text says so.",
            "Share : 41.6 % becomes 20.0 % (−52%)",
            "One guarded statement no longer holds",
        ],
        ["Nine tenths are enough. A strict reader. tolerance=1", "a choice", "none", ""],
        ["The measure stayed the same.", "weak : Hearsay.", "not measured: no parameter changes it", ""],
    ]
    page = with_editions.soup("book/assumptions")
    assert page.select_one('table.assumptions a[href="ledger.html#fact-expo_share"]')
    assert "measured on other numbers" not in page.get_text()
    assert rows(with_editions, "book/assumptions", "table.assumption-effects") == [
        ["overlap=0", "Share", "41.6 %", "20.0 %"]
    ]


def test_results_and_levels_are_those_of_the_record(with_editions):
    """Catch a page that counts tests which nobody ran, or claims a level by hand."""
    page = with_editions.soup("book/assurance")
    assert [
        [cell.get_text(strip=True) for cell in row.select("th, td")]
        for row in page.select("table")[0].select("tbody tr")
    ] == [
        ["Style and types of the code", "1", "0", "0"],
        ["Notebooks, executed again and compared cell by cell", "12", "0", "0"],
        ["Arithmetic, rules, charts and the command line", "30", "0", "2"],
    ]
    assert "5 numbers rebuilt: 5 identical." in page.get_text()
    folded = page.select_one("details")
    assert f"All {len(folded.select('tbody tr'))} files" in folded.select_one("summary").get_text()
    levels = {one["id"]: one.get_text(" ", strip=True) for one in page.select("[id^=level-]")}
    assert levels["level-baseline"].endswith("Open language Python met")
    assert levels["level-gold"].endswith("Repeated by others Not yet not met")


def test_a_record_of_other_numbers_says_so(with_editions):
    """Catch the results of one state of the book that are shown as those of another."""
    text = with_editions.soup("book/assurance").get_text()
    assert "of other data or numbers than this book has" in text


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("assumptions", "This book has no register of assumptions."),
        ("assurance", "No record of checks is kept for this edition."),
    ],
)
def test_a_book_without_a_record_says_so(clean, page, said):
    """Catch an empty page, or a build that stops, where nothing was measured."""
    assert clean.code == 0, clean.log
    assert said in clean.soup(f"book/{page}").get_text()
