"""The pages of the small book: what a reader sees, and where each link leads."""

from __future__ import annotations

from bs4 import BeautifulSoup

from checks.html_checks import check_html

ENTRIES = "book/ledger-01-expo-outcomes"
"""The page with all that is said of a chapter's numbers."""


def texts(soup: BeautifulSoup, selector: str) -> list[str]:
    """The texts of all elements that a selector finds."""
    return [" ".join(tag.get_text().split()) for tag in soup.select(selector)]


def test_the_book_builds_without_a_warning(clean):
    """Catch a mechanism that warns on a sound book, so that the gate would be loosened."""
    assert clean.code == 0, clean.log
    assert "WARNING" not in clean.log


def test_the_html_checks_find_nothing(clean):
    """Catch a dead link, a repeated anchor, another host, or a printed object in any page."""
    assert check_html(clean.html) == []


def test_a_number_shows_its_display_text_and_leads_to_its_entry(clean):
    """Catch a number that is typed text, or that leads to another number's entry."""
    link = clean.soup("book/index").select_one("p.lead a.fact")
    assert link.get_text() == "89 projects"
    assert link["href"] == "ledger.html#fact-expo_projects"
    assert "grade-b" in link["class"]


def test_a_printed_phrase_stands_unquoted_in_the_language_of_its_letters(clean):
    """Catch a phrase that is quoted, or English from a Chinese page read with a Chinese voice."""
    printed = clean.soup("book/index").select_one("span.printed")
    assert (printed.get_text(), printed.get("lang")) == ("89 projects", None)


def test_the_number_role_shows_digits_only(clean):
    """Catch “37 projects projects” where the sentence has its own noun."""
    assert texts(clean.soup("book/index"), ".finding a.fact")[:2] == ["37", "89"]


def test_figures_and_tables_are_numbered_by_chapter_and_referenced_from_every_page(clean):
    """Catch a cross-reference that names another figure than the one it leads to."""
    assert texts(clean.soup("notebooks/01_expo_outcomes"), ".caption-number") == ["Figure 1.1", "Table 1.1"]
    index = clean.soup("book/index")
    found = {a.get_text(): a["href"] for a in index.select("article a") if "notebooks" in a["href"]}
    assert found["Figure 1.1"].endswith("01_expo_outcomes.html#fig-expo-editions")
    assert found["Table 1.1"].endswith("01_expo_outcomes.html#tab-expo-editions")
    assert found["Figure 2.1"].endswith("02_world_and_china.html#fig-macro-world")


def test_a_figure_carries_finding_measure_picture_source_grade_note_and_data(clean):
    """Catch a chart that leaves the book without what a reader needs to judge it."""
    figure = clean.soup("notebooks/01_expo_outcomes").select_one("figure.expo-figure")
    assert texts(figure, ".figure-title") == ["The expo signed 89 projects"]
    assert figure.select_one(".figure-title a.fact")["href"].endswith("#fact-expo_projects")
    assert texts(figure, ".figure-subtitle") == ["Projects, count"]
    assert figure.select_one(".figure-picture svg[role=img] title")
    assert not figure.select(".figure-picture svg [role]"), "a mark is no picture of its own"
    assert texts(figure, ".figure-source") == [
        "Source: Hangzhou Municipal Bureau of Commerce (2022). Evidence evidence grade B"
    ]
    assert figure.select_one(".figure-source a")["href"].endswith("sources.html#source-hz-release")
    assert texts(figure, ".figure-note") == ["Note: Signed, not realised."]
    assert texts(figure, "details.figure-data td") == ["89", "–"]


def test_a_repeated_figure_has_no_number_and_no_id_of_its_own(clean):
    """Catch a figure that is counted twice because the front page shows it too."""
    again = clean.soup("book/index").select_one("figure.shown-again")
    assert not again.select(".caption-number")
    assert again.select_one(".figure-number a")["href"].endswith("#fig-expo-editions")
    assert all(tag["id"].startswith("again-") for tag in again.find_all(id=True))
    assert "url(#again-fig-expo-editions-1)" in str(again)


def test_a_table_links_numbers_and_marks_verdicts_by_shape_and_word(clean):
    """Catch a verdict that only its colour tells."""
    table = clean.soup("notebooks/01_expo_outcomes").select_one("figure.expo-table")
    assert texts(table, "td a.fact") == ["89 projects"]
    assert texts(table, ".verdict-met .verdict-mark") == ["✓"]
    assert texts(table, ".verdict-missed .verdict-word") == ["missed"]
    assert "twin" not in table.get_text()


def test_a_guarded_sentence_names_its_claim(clean):
    """Catch a comparison whose guard is lost on the way to the page."""
    page = clean.soup("notebooks/01_expo_outcomes")
    sentence = page.select_one("span.claim[data-claim=expo_hangzhou_minor]")
    assert sentence.get_text() == "That is 37 projects, fewer than all."


def test_code_stays_out_of_the_text_and_one_click_away(clean):
    """Catch code cells in the reader's way, or a chapter that hides how it was computed."""
    page = clean.soup("notebooks/01_expo_outcomes")
    assert not page.select("section .highlight")
    computed = page.select_one("details.computed")
    assert "show_thing(2)" in computed.get_text()
    assert "overlap = 1" in computed.get_text()
    file = computed.select_one("a[download]")["href"]
    assert (clean.html / "notebooks" / file).resolve().is_file()


def test_a_ledger_entry_opens_a_derived_number(clean):
    """Catch a derived number without its formula, its inputs or the pages that use it."""
    entry = clean.soup(ENTRIES).select_one("#fact-expo_share")
    assert texts(entry, ".formula") == ["expo_hangzhou ÷ expo_projects × 100"]
    assert [a["href"] for a in entry.select(".formula a")] == [
        "ledger.html#fact-expo_hangzhou",
        "ledger.html#fact-expo_projects",
    ]
    assert texts(entry, ".inputs li") == ["expo hangzhou: 37 projects", "expo projects: 89 projects"]
    words = entry.get_text()
    assert "overlap" in words
    assert "Expo outcomes" in words


def test_a_ledger_entry_shows_a_reported_number_as_printed(clean):
    """Catch an observed number whose printed phrase, source or place in it is lost."""
    entry = clean.soup(ENTRIES).select_one("#fact-expo_projects")
    words = " ".join(entry.get_text().split())
    assert "“89 projects”" in words
    assert "Hangzhou Municipal Bureau of Commerce (2022), paragraph 2" in words
    assert [a.get_text() for a in entry.find_all("a", href=True) if ".html" in a["href"] and "#" not in a["href"]] == [
        "Figures and tables",
        "Key findings",
        "Expo outcomes",
    ]


def test_a_source_shows_grade_language_dates_and_the_numbers_that_rest_on_it(clean):
    """Catch a source whose own language is not marked, or that hides what rests on it."""
    entry = clean.soup("book/sources").select_one("#source-hz-release")
    assert entry["data-grade"] == "B"
    assert entry.select_one("[lang=zh]").get_text() == "第一届数贸会"
    words = entry.get_text()
    assert all(
        text in words
        for text in ("First expo concluded", "Chinese", "16 December 2022", "23 November 2026", "original")
    )
    assert "89 projects" in texts(entry, "a")


def test_every_event_is_listed_with_its_date_kind_and_source(clean):
    """Catch an event dropped from the list, or one whose source nobody can open."""
    rows = clean.soup("book/events").select("#events-table tbody tr")
    cells = [texts(row, "th, td") for row in rows]
    assert [row[:4] for row in cells] == [["11 December 2022", "First expo", "Hangzhou, expo", "high"]]
    assert rows[0].select_one("a")["href"] == "sources.html#source-hz-release"


def test_a_conflict_shows_its_rows_by_letter_and_its_guard(clean):
    """Catch a conflict record whose guard speaks of letters that the page doesn't show."""
    section = clean.soup("book/conflicts").select_one("#conflict-tenfold")
    rows = [texts(row, "th, td")[:3] for row in section.select("tbody tr")]
    assert [row[0] for row in rows] == ["a", "b", "c"]
    assert rows[0][2] == "89"
    assert rows[1][2] == "110 bn yuan"
    assert texts(section, ".formula") == ["a == 89 and b == 110 and c == 20221211"]


def test_coverage_counts_what_the_pages_state(clean):
    """Catch a count of numbers that was typed, or that forgets a page."""
    table = clean.soup("book/methods").select_one("table.coverage")
    counted = dict(texts(row, "th, td") for row in table.select("tbody tr"))
    stated = sum(
        len(clean.soup(page).select("a.fact"))
        for page in ("book/index", "book/figures", "notebooks/01_expo_outcomes", "notebooks/02_world_and_china")
    )
    assert counted["Numbers stated in the pages, each a link to the ledger"] == str(stated)
    assert counted["Facts in the ledger"] == "5"
    assert f"The book states {stated} numbers, all of them facts" in clean.log
    assert counted["Facts of grade B"] == "4"
    assert counted["Sentences guarded by a claim"] == "2"


def test_the_overviews_list_claims_parameters_figures_and_tables(clean):
    """Catch an appendix that leaves something out."""
    claim = clean.soup("book/methods").select_one("#claim-expo_hangzhou_minor")
    assert "expo_hangzhou < expo_projects" in claim.get_text()
    assert "holds" in claim.get_text()
    parameters = clean.soup("book/parameters").get_text()
    assert "overlap" in parameters
    assert "base_year" in parameters
    assert [one.split("#")[0] for one in texts(clean.soup("book/figures"), "article h2")] == ["Figures", "Tables"]
    assert [text.split(" ", 2)[:2] for text in texts(clean.soup("book/figures"), "article li")] == [
        ["Figure", "1.1"],
        ["Figure", "2.1"],
        ["Table", "1.1"],
    ]


def test_a_page_loads_no_icon_font_no_component_library_and_no_search_index(clean):
    """Catch the theme's two megabytes of scripts coming back."""
    page = clean.soup("book/ledger")
    loaded = " ".join(tag["src"] for tag in page.find_all("script", src=True))
    assert not any(
        name in loaded for name in ("fontawesome", "bootstrap", "thebe", "searchindex", "_search", "sphinx_highlight")
    )
    assert not (clean.html / "_static" / "scripts" / "fontawesome.js").exists()


def test_the_first_page_can_be_opened_from_the_folder(clean):
    """Catch an edition whose index.html leads nowhere or has no language and title."""
    page = clean.soup("index")
    assert page.html["lang"] == "en"
    assert page.title.get_text() == "From Hangzhou to the World"
    assert page.select_one("a")["href"] == "book/index.html"


def test_every_page_has_language_skip_link_and_one_first_heading(clean):
    """Catch a page that a screen reader can't find its way through."""
    for path in sorted((clean.html / "book").glob("*.html")):
        page = clean.soup(f"book/{path.stem}")
        assert page.html["lang"] == "en"
        assert page.select_one(".skip-link a")["href"] == "#report-text"
        assert page.select_one("#report-text")
        assert len(page.find_all("h1")) == 1, path.name
