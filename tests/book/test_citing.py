"""Citations: of the whole, of parts, of numbers; in styles and in files; refused where due."""

from __future__ import annotations

import json
import re
import tomllib

import pytest
import rispy
import yaml
from pybtex.database import parse_string

import fixture_book
from expobook.citations import CitingError, catalogue, formatting, reference_files, styles
from expobook.citations.citation import CitationOf, official, original
from expobook.citations.csl_items import KEPT, plain_title, source_item
from expobook.citations.identity import read_identity
from expobook.cli import app
from expobook.runs.run import open_run

KINDS = {
    "book": "index.html",
    "01_expo_outcomes": "notebooks/01_expo_outcomes.html",
    "fig-expo-editions": "notebooks/01_expo_outcomes.html#fig-expo-editions",
    "tab-expo-editions": "notebooks/01_expo_outcomes.html#tab-expo-editions",
    "expo_amount": "book/ledger.html#fact-expo_amount",
}
ADDRESS = "https://example.org/report"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A run of the small book."""
    return open_run(fixture_book.write_run(tmp_path_factory.mktemp("cited") / "run"))


@pytest.fixture(scope="module")
def book(run):
    """What can be cited in it."""
    return catalogue.of_run(run)


@pytest.fixture(scope="module")
def online(tmp_path_factory):
    """The same book with a public address."""
    folder = fixture_book.write_run(tmp_path_factory.mktemp("cited") / "run")
    settings = folder / "source" / "_config.yml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(re.sub('baseurl: ""', f'baseurl: "{ADDRESS}/"', text), encoding="utf-8")
    return catalogue.of_run(open_run(folder))


@pytest.mark.parametrize("style", styles.STYLES)
@pytest.mark.parametrize("name", KINDS)
def test_every_citation_names_edition_date_of_data_and_permalink(online, name, style):
    """Catch a style that drops what leads back to the very number that was read."""
    text = official(online, name).main(style)
    assert "2026.12" in text
    assert "data of 23 November 2026" in text.replace("Data of", "data of")
    assert f"{ADDRESS}/2026.12/{KINDS[name]}" in text
    assert "The expobook authors" in text or "THE EXPOBOOK AUTHORS" in text
    assert "placeof" not in text


@pytest.mark.parametrize("name", KINDS)
def test_a_book_without_an_address_says_so(book, name):
    """Catch a place in a folder that passes for an address on the web."""
    text = official(book, name).text("apa")
    assert ".html" not in text.split("Original source")[0]
    assert "no public address yet" in text
    assert name == "book" or f" {name}, content " in text
    assert book.identity.content[:12] in text


def test_a_book_with_an_address_makes_no_excuse(online):
    """Catch a remark that stays behind when the book is published."""
    assert "no public address" not in official(online, "book").text("apa")


def test_a_number_is_cited_with_its_value_as_displayed_and_its_original_source(book):
    """Catch a citation that passes another's number off as this report's own, or recases it."""
    for style in styles.STYLES:
        text = official(book, "expo_amount").text(style)
        assert "Amount of the projects: about 110 bn yuan" in text, style
        own, original = text.split("Original source: ")
        assert "hangzhou municipal bureau of commerce" in original.lower()
        assert "第一届数贸会 [First expo concluded]" in original or style == "mla", style
        assert "example.org" not in own


@pytest.mark.parametrize("style", styles.STYLES)
def test_an_entry_among_many_is_what_it_is_alone(book, style):
    """Catch 2026b, [17], or a dash for an author who was named above, in one of many entries."""
    cited = [CitationOf(thing, book) for thing in book.of("number", "figure", "table")]
    items = [*(one.item for one in cited), *cited[0].originals]
    together = list(formatting.formatted(items, style).values())[: len(items)]
    assert len(set(together)) == len(items) > 5
    for item, text in zip(items, together, strict=True):
        assert text in formatting.formatted([item], style).values()
        assert not re.match(r"\W*\d", text)
        assert not re.search(r"2026[a-z]|———", text)


def test_a_title_with_signs_stays_whole(book):
    """Catch markup in a title that breaks the page, or a sign that BibTeX takes for its own."""
    item = {**official(book, "expo_amount").item, "title": KEPT.format("A & B_c: 41.6 % <i>")}
    assert "A &amp; B_c: 41.6 % &lt;i&gt;" in formatting.entry(item, "apa", "html")
    assert "A & B_c: 41.6 % <i>" in formatting.entry(item, "apa")
    item = {**item, "title": KEPT.format("A & B_c at 5 % {x} $y")}
    entry = parse_string(reference_files.bibtex([item], book.identity), "bibtex")
    assert r"\&" in entry.entries["expo_amount"].fields["title"]
    assert r"\%" in entry.entries["expo_amount"].fields["title"]


@pytest.mark.parametrize("name", KINDS)
def test_files_name_the_same_thing_in_three_formats(book, name):
    """Catch a file whose title, year, address or edition differs from the printed citation's."""
    citation = official(book, name)
    bibtex = parse_string(citation.format("bibtex", "apa"), "bibtex").entries
    records = rispy.loads(citation.format("ris", "apa"))
    items = json.loads(citation.format("csl-json", "apa"))
    key = citation.item["id"]
    assert len(bibtex) == len(records) == len(items) == 1 + len(citation.originals)
    assert "month = nov" in citation.format("bibtex", "apa")
    assert bibtex[key].fields["year"] == records[0]["year"] == "2026"
    assert items[0]["issued"] == {"date-parts": [[2026, 11, 29]]}
    assert bibtex[key].fields["edition"] == records[0]["edition"] == "2026.12"
    assert "url" not in bibtex[key].fields
    assert "urls" not in records[0]
    assert "URL" not in items[0]
    assert records[0]["title"] == plain_title(items[0])
    for note in (bibtex[key].fields["note"], records[0]["notes"][0], items[0]["note"]):
        assert f"data of 2026-11-23, content {book.identity.content[:12]}" in note


@pytest.mark.parametrize("name", KINDS)
def test_files_of_a_published_book_carry_the_whole_address(online, name):
    """Catch a file whose address leads nowhere, or to another place than the printed one."""
    citation = official(online, name)
    bibtex = parse_string(citation.format("bibtex", "apa"), "bibtex").entries
    address = f"{ADDRESS}/2026.12/{KINDS[name]}"
    assert citation.item["URL"] == address
    assert rispy.loads(citation.format("ris", "apa"))[0]["urls"] == [address]
    assert bibtex[citation.item["id"]].fields["url"].replace("\\", "") == address


@pytest.mark.parametrize("style", styles.STYLES)
def test_dates_are_whole_and_closed_once(online, style):
    """Catch "2026., 2026", "2026Nov23", and a source whose date a style leaves out."""
    text = official(online, "expo_amount").text(style)
    assert ".," not in text.split("Original source")[0]
    assert not re.search(r"\d{4}[A-Z][a-z]{2}", text)
    assert "2022" in text.split("Original source: ")[1]


def test_the_day_of_reading_is_no_day_of_publication(online):
    """Catch a page of this year that a style dates by when it was read, or closes twice."""
    row = {**online.sources["hz-release"], "kind": "news", "published": "2026-05-02"}
    page = source_item("hz-release", row)
    assert original(page, "ieee").endswith(". Published 2 May 2026.")
    assert "Published" not in original(page, "apa")
    copied = source_item("hz-release", {**row, "url": ""})
    assert original(copied, "ieee").endswith("concluded].” Published 2 May 2026.")


def test_many_entries_are_kept_apart(book):
    """Catch an entry that is given under another's key."""
    items = [CitationOf(thing, book).item for thing in book.of("number")]
    found = reference_files.bibtex_by_key(items, book.identity)
    assert list(found) == [item["id"] for item in items]
    assert all(text.count("@") == 1 and name in text for name, text in found.items())


def test_the_book_is_cited_as_its_citation_file_says(root):
    """Catch title, author, version or date that differ between the files of the repository."""
    card = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    settings = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    package = json.loads((root / "data" / "datapackage.json").read_text(encoding="utf-8"))
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    identity = read_identity(root)
    assert identity.title.startswith(f"{settings['title']}: ")
    assert identity.authors == ({"literal": settings["author"]},)
    assert identity.edition == card["version"] == package["version"] == project["version"]
    assert identity.released == package["created"][:10]
    assert identity.licence == package["licenses"][0]["name"] == "CC-BY-4.0"
    assert not (root / ".zenodo.json").exists()  # Zenodo would read it instead of CITATION.cff


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("expo_amont", "expo_amount"),
        ("fig-expo-edition", "fig-expo-editions"),
        ("01_expo", "01_expo_outcomes"),
        ("tab-expo", "tab-expo-editions"),
        ("Book", "book"),
    ],
)
def test_an_unknown_id_names_near_ones(book, asked, near):
    """Catch an error that leaves the reader to guess."""
    with pytest.raises(CitingError, match=near):
        book.find(asked)


@pytest.mark.parametrize(
    ("asked", "near"), [("apaa", "apa"), ("chicgo", "chicago"), ("gbt7714", "gb7714"), ("ieeee", "ieee")]
)
def test_an_unknown_style_names_near_ones(asked, near):
    """Catch a misspelt style that passes for another."""
    with pytest.raises(CitingError, match=rf"did you mean.*\b{near}\b"):
        styles.style(asked)


def test_a_readers_run_has_no_official_citation(tmp_path):
    """Catch a number of somebody's own run that is cited as the published edition's."""
    folder = fixture_book.write_run(tmp_path / "run", {"overlap": 0.5})
    with pytest.raises(CitingError, match=r"not the published edition: overlap = 0\.5"):
        official(catalogue.of_run(open_run(folder)), "expo_amount")


def called(*arguments: str) -> int:
    """The exit code of the command line."""
    import sys
    from unittest import mock

    with mock.patch.object(sys, "argv", ["expobook", *arguments]):
        try:
            app.main()
        except SystemExit as ended:
            return int(ended.code or 0)
    return 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("cite", "expo_amont"),
        ("cite", "book", "--style", "chicgo"),
        ("cite", "book", "--format", "x"),
    ],
)
def test_mistakes_end_with_one_plain_line(run, capsys, arguments):
    """Catch a traceback, or a success code after a failure."""
    assert called(*arguments, "--run", str(run.folder)) == 2
    said = capsys.readouterr()
    assert said.err.startswith("Error: ")
    assert "Traceback" not in said.err
    assert said.out == ""


def test_the_command_prints_the_citation(run, capsys):
    """Catch a command that prints something else than the page offers."""
    assert called("cite", "expo_amount", "--style", "gb7714", "--run", str(run.folder)) == 0
    assert "[M/OL]//" in capsys.readouterr().out


def test_briefs_and_packs_are_written_where_they_were_asked_for(run, tmp_path, capsys):
    """Catch a command that says it wrote a file and didn't."""
    given = ("--run", str(run.folder), "--output")
    for form in ("docx", "html", "md"):
        path = tmp_path / f"brief.{form}"
        assert called("brief", "fig-expo-editions", "expo_amount", "--to", form, *given, str(path)) == 0
        assert path.stat().st_size > 500
    assert (tmp_path / "fig-expo-editions.png").is_file()  # Markdown shows it from there
    assert called("pack", "fig-expo-editions", *given, str(tmp_path / "pack")) == 0
    assert called("pack", "fig-expo-editions", "--zip", *given, str(tmp_path / "pack.zip")) == 0
    assert len(list((tmp_path / "pack").iterdir())) == 13
    assert (tmp_path / "pack.zip").is_file()
    assert called("pack", "fig-expo-editions", *given, str(tmp_path / "pack")) == 0  # once more
    capsys.readouterr()
    assert called("pack", "fig-expo-editions", *given, str(tmp_path / "pack.zip")) == 2
    assert "--zip" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "output", "said"),
    [
        (("brief", "expo_amount", "--to", "docx"), "mine/b.html", "named as another format than docx"),
        (("brief", "expo_amount"), "nowhere/b.docx", "doesn't exist"),
        (("pack", "fig-expo-editions"), "mine", "holds other things, such as b.html"),
        (("pack", "fig-expo-editions"), "nowhere/pack", "doesn't exist"),
    ],
)
def test_nothing_of_the_reader_is_touched(run, tmp_path, capsys, arguments, output, said):
    """Catch a Word file called b.html, files strewn among others, and folders made by a slip."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "b.html").write_text("mine")
    assert called(*arguments, "--run", str(run.folder), "--output", str(tmp_path / output)) == 2
    assert said in capsys.readouterr().err
    assert [path.name for path in tmp_path.rglob("*")] == ["mine", "b.html"]
    assert (tmp_path / "mine" / "b.html").read_text() == "mine"


@pytest.mark.parametrize(
    "arguments",
    [
        "brief expo_amount --to md --run {run} --output {run}/figures/b.md",
        "pack fig-expo-editions --run {run} --output {run}/figures/pack",
        "pack fig-expo-editions --run {run} --output {run}/pack.zip --zip",
        "compare {run} {run} --csv {run}/moved.csv",
        "compare {run} {run} --html {run}/figures/new.html",
        "reproduce {run} --output {run}/receipt",
    ],
)
def test_no_file_is_put_into_a_run(run, tmp_path, capsys, arguments):
    """Catch a run that isn't as it was built any more, since a brief was written into it."""
    before = sorted(run.folder.rglob("*"))
    assert called(*arguments.format(run=run.folder).split(" ")) == 2
    assert "lies inside the run" in capsys.readouterr().err
    assert sorted(run.folder.rglob("*")) == before


@pytest.mark.parametrize("option", ["--csv", "--html"])
def test_a_comparison_in_no_folder_is_a_mistake(run, tmp_path, capsys, option):
    """Catch a mistake that is told in the words of the system, and as a fault of the work."""
    assert called("compare", str(run.folder), str(run.folder), option, str(tmp_path / "no/x")) == 2
    assert "doesn't exist; make it" in capsys.readouterr().err


def test_a_missing_report_says_how_to_make_it(monkeypatch, tmp_path, capsys):
    """Catch a reader who is left with a missing file."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "_toc.yml").write_text("root: book/index\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert called("cite", "book") == 2
    assert "make book" in capsys.readouterr().err
