"""A reader's run, built by plain Sphinx: stamped wherever it is read, citable nowhere."""

from __future__ import annotations

import csv
import re

from checks.html_checks import check_html

STAMP = "reader's run, not the published edition: overlap = 0.5"


def pages(build):
    """All pages of a built book, with the name of each."""
    return {
        path.relative_to(build.html).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(build.html.rglob("*.html"))
        if "_static" not in path.parts
    }


def test_every_page_says_whose_run_it_is(readers_run):
    """Catch a page of a reader's run that passes for the published edition."""
    assert readers_run.code == 0, readers_run.log
    unstamped = [
        name for name in pages(readers_run) if STAMP not in readers_run.soup(name.removesuffix(".html")).body.get_text()
    ]
    assert unstamped == []


def test_the_stamp_stands_above_the_page_and_at_every_figure(readers_run):
    """Catch a figure whose screenshot passes for the published edition's."""
    for page in ("book/index", "notebooks/01_expo_outcomes", "notebooks/02_world_and_china"):
        soup = readers_run.soup(page)
        assert soup.select_one("aside.run-stamp").get_text() == STAMP
        figures = soup.select("figure.expo-figure")
        assert figures
        assert all(one.select_one(".figure-stamp").get_text() == STAMP for one in figures)


def test_the_files_of_a_figure_carry_the_stamp(readers_run):
    """Catch a drawing, a specification or values that lose the stamp when they are taken away."""
    folder = readers_run.html / "_figures"
    assert STAMP in (folder / "fig-expo-editions.vl.json").read_text(encoding="utf-8")
    for kind in ("svg", "bare.svg"):
        drawing = (folder / f"fig-expo-editions.{kind}").read_text(encoding="utf-8")
        assert STAMP in " ".join(re.findall(r"<tspan[^>]*>([^<]*)", drawing))
    with (folder / "fig-expo-editions.csv").open(encoding="utf-8", newline="") as stream:
        assert {row["run"] for row in csv.DictReader(stream)} == {STAMP}


def test_a_stamped_picture_is_another_picture(readers_run, clean):
    """Catch a PNG that is drawn without the stamp."""
    one, other = ((build.html / "_figures" / "fig-expo-editions.png").read_bytes() for build in (readers_run, clean))
    assert one != other


def test_no_page_offers_an_official_citation(readers_run):
    """Catch a reader's own number that a reference manager would take for the edition's."""
    for name, text in pages(readers_run).items():
        assert "citation_" not in text, name
        assert "ld+json" not in text, name
    cite = readers_run.soup("book/cite")
    assert "2026.12" not in cite.select_one("article.bd-article").get_text()
    assert STAMP in cite.select_one("article.bd-article").get_text()
    assert cite.select("article.bd-article h2") == []


def test_the_checks_of_the_book_find_nothing(readers_run):
    """Catch a link to a part of the page on citing that the stamp has replaced."""
    assert check_html(readers_run.html) == []


def test_a_sentence_that_does_not_hold_is_struck_and_says_with_which_values(readers_run):
    """Catch a false sentence in a reader's run that stands as if it were true, or stops it."""
    soup = readers_run.soup("notebooks/01_expo_outcomes")
    struck = soup.select_one("p > s.claim-fallen")
    assert struck.select_one("a.fact").get_text() == "37 projects"
    assert struck.get_text().startswith("[does not hold in this run: Hangzhou signed")
    note = struck.find_next_sibling(class_="claim-note")
    assert " ".join(note.get_text().split()) == (
        "Does not hold in this run: expo hangzhou 37 projects; expo projects 89 projects."
    )
    assert "The rest is" in note.next_sibling


def test_findings_and_figure_titles_are_struck_too(readers_run):
    """Catch a key finding or a chart whose title goes on saying what isn't so."""
    index = readers_run.soup("book/index")
    assert index.select_one(".finding .finding-text s.claim-fallen")
    assert index.select_one(".finding .claim-note")
    for page, place in (
        ("notebooks/01_expo_outcomes", "figure.expo-figure .figure-title"),
        ("book/index", "figure.shown-again .figure-title"),
        ("book/figures", ".figures-list li"),
    ):
        assert readers_run.soup(page).select_one(f"{place} s.claim-fallen"), page
    chart = readers_run.soup("notebooks/01_expo_outcomes").select_one("figure.expo-figure svg")
    assert chart.title.get_text().startswith("Does not hold in this run: ")
    drawing = (readers_run.html / "_figures" / "fig-expo-editions.svg").read_text(encoding="utf-8")
    assert ">Does not hold in this run: " in drawing


def test_a_page_is_not_announced_with_what_does_not_hold(readers_run):
    """Catch a shared link whose preview repeats the struck sentence."""
    page = readers_run.soup("notebooks/01_expo_outcomes")
    told = page.find("meta", {"name": "description"})["content"]
    assert told == f"{STAMP}. The rest is 41.6 %."


def test_a_sentence_that_holds_is_left_alone(clean):
    """Catch a strike in the published edition."""
    assert clean.soup("notebooks/01_expo_outcomes").select(".claim-fallen, .claim-note") == []


def test_the_published_edition_carries_no_stamp(clean):
    """Catch a stamp that cries wolf, and a style that is loaded for nothing."""
    for name, text in pages(clean).items():
        assert "run-stamp" not in text, name
        assert "stamp.css" not in text, name
