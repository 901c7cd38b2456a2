"""What a repository reads of a run: DataCite metadata, an RO-Crate, tags with DOI and PDF."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup
from datacite import schema45

import fixture_book
from expobook.citations import catalogue, csl_items
from expobook.citations.deposit import crate, datacite, files
from expobook.citations.identity import read_identity
from expobook.pipeline import build as pipeline
from expobook.publishing.pages import offered_files

DOI = "10.5072/expo.2026"
CHECK = Path(__file__).parents[1] / "checks" / "crate_check.py"
VALIDATOR = "roc-validator==0.13.0"  # it needs another rich than the book, so it stands apart


def give_doi(folder: Path) -> None:
    """Name the DOI that a repository gave the edition (10.5072 is for tests)."""
    path = folder / "CITATION.cff"
    card = yaml.safe_load(path.read_text(encoding="utf-8"))
    card["identifiers"].insert(0, {"type": "doi", "value": DOI})
    path.write_text(yaml.safe_dump(card, sort_keys=False, allow_unicode=True), encoding="utf-8")


def written(run: Path) -> Path:
    """A run with the files for repositories, as a build writes them."""
    files.write(run, pipeline._versions())
    fixture_book.write_manifest(run)
    return run


def graph(run: Path) -> dict[str, dict]:
    """What a crate names, by id."""
    content = json.loads((run / crate.NAME).read_text(encoding="utf-8"))
    return {one["@id"]: one for one in content["@graph"]}


@pytest.fixture
def run(tmp_path):
    """A run of the small book that was typeset."""
    folder = fixture_book.write_run(tmp_path / "run")
    (folder / "html").mkdir()
    (folder / "html" / "index.html").write_text("<h1>The report</h1>", encoding="utf-8")
    (folder / "report.pdf").write_bytes(b"%PDF-1.7")
    return written(folder)


def test_the_metadata_meet_the_schema(run):
    """Catch metadata that a repository refuses, or that invent a DOI."""
    found = json.loads((run / datacite.NAME).read_text(encoding="utf-8"))
    assert schema45.validate(found)
    assert not {"doi", "url"} & set(found)
    assert found["types"]["resourceTypeGeneral"] == "Report"
    assert (found["publicationYear"], found["version"]) == ("2026", "2026.12")
    assert found["relatedIdentifiers"][0]["relatedIdentifier"] == "https://example.org/release"
    assert {one["rightsIdentifier"] for one in found["rightsList"]} == {"MIT", "CC-BY-4.0"}
    assert not schema45.validate({**found, "types": {"resourceTypeGeneral": "Leaflet"}})


def test_a_doi_stands_everywhere(builds, tmp_path):
    """Catch a DOI that the pages, the citations or the files for repositories don't know."""
    run = fixture_book.write_run(tmp_path / "run")
    give_doi(run / "source")
    written(run)
    found = json.loads((run / datacite.NAME).read_text(encoding="utf-8"))
    assert (found["doi"], schema45.validate(found)) == (DOI, True)
    assert graph(run)["./"]["identifier"] == f"https://doi.org/{DOI}"
    identity = read_identity(run / "source")
    whole = catalogue.Citable("book", "book", identity.title, "index")
    assert csl_items.item_of(whole, identity)["DOI"] == DOI

    made = builds.build(run / "source", tmp_path / "kept")
    page = made.soup("book/index")
    assert page.select_one('meta[name="citation_doi"]')["content"] == DOI
    described = json.loads(page.select_one('script[type="application/ld+json"]').string)
    assert described["sameAs"] == f"https://doi.org/{DOI}"
    assert {one["propertyID"] for one in described["identifier"]} == {"DOI", "sha256"}


def test_the_crate_says_what_was_run_on_what(run):
    """Catch a crate that names files which aren't there, or forgets a notebook or a setting."""
    known = graph(run)
    for name in (one["@id"] for one in known["./"]["hasPart"]):
        assert (run / name).exists(), name
    action = known["#execute-01_expo_outcomes"]
    assert action["instrument"] == {"@id": "#papermill"}
    assert {"@id": "source/data/observations.csv"} in action["object"]
    assert {"@id": "#01_expo_outcomes/overlap"} in action["object"]
    assert known["#01_expo_outcomes/overlap"]["value"] == 1.0
    assert action["result"] == [{"@id": "source/notebooks/01_expo_outcomes.ipynb"}]
    assert {one["@id"] for one in known["./"]["mentions"]} == {
        name for name, one in known.items() if one["@type"] == "CreateAction"
    }
    assert known["#typeset"]["result"] == [{"@id": "report.pdf"}]


def test_a_crate_without_the_pdf_is_known_as_the_same(run):
    """Catch an edition that isn't known again because it was built without its PDF."""
    with_pdf = (run / crate.NAME).read_text(encoding="utf-8")
    (run / "report.pdf").unlink()
    without = (written(run) / crate.NAME).read_text(encoding="utf-8")
    assert with_pdf != without == crate.before_pdf(with_pdf) == crate.before_pdf(without)
    assert crate.before_pdf("[" * 100_000) == "[" * 100_000
    assert crate.before_pdf('{"@graph": [1]}') == '{"@graph": [1]}'


def test_a_readers_run_is_a_crate_and_no_edition(tmp_path):
    """Catch a reader's run that is deposited under the edition's name."""
    run = written(fixture_book.write_run(tmp_path / "run", {"overlap": 0.5}))
    assert not (run / datacite.NAME).exists()
    root = graph(run)["./"]
    assert "reader's run, not the published edition: overlap = 0.5" in root["name"]
    assert not [one for one in graph(run).values() if "agent" in one]


@pytest.mark.crate
@pytest.mark.parametrize("changed", [{}, {"overlap": 0.5}])
def test_the_crate_meets_its_profiles(tmp_path, changed):
    """Catch a crate that programs for crates refuse; a broken one shows that they look."""
    run = written(fixture_book.write_run(tmp_path / "run", changed))
    check = ["uv", "run", "--no-project", "--quiet", "--python", sys.executable, "--with", VALIDATOR, "python", CHECK]
    done = subprocess.run([*check, run], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
    if not changed:
        path = run / crate.NAME
        path.write_text(path.read_text(encoding="utf-8").replace('"instrument"', '"tool"'), encoding="utf-8")
        done = subprocess.run([*check, run], capture_output=True, text=True, check=True)
        assert "process-run-crate-0.5" in done.stdout


def test_a_page_names_its_pdf_once_there_is_one(addressed, tmp_path):
    """Catch a tag that sends a reference manager to a PDF which nobody made."""
    html = shutil.copytree(addressed.html, tmp_path / "run" / "html")
    chapter, first = (html / f"{name}.html" for name in ("notebooks/01_expo_outcomes", "book/index"))
    before = {path: path.read_text(encoding="utf-8") for path in (chapter, first)}
    assert not [text for text in before.values() if 'name="citation_pdf_url"' in text]
    for name in ("report.pdf", "chapters/01_expo_outcomes.pdf"):
        (html / offered_files.FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
        (html / offered_files.FOLDER / name).write_bytes(b"%PDF")
    offered_files.offer(html)
    for path, name in ((first, "report.pdf"), (chapter, "chapters/01_expo_outcomes.pdf")):
        text = path.read_text(encoding="utf-8")
        assert f'<meta name="citation_pdf_url" content="{fixture_book.ADDRESS}_downloads/{name}"' in text
        assert offered_files.before_pdf(html, text) == before[path]


def test_report_and_data_name_the_same_edition(edition):
    """Catch a table that a search engine files under another edition than its report."""
    pages = [
        (edition / "html" / "book" / f"{name}.html").read_text(encoding="utf-8") for name in ("index", "downloads")
    ]
    first, tables = (
        [
            json.loads(one.string)
            for one in BeautifulSoup(page, "html.parser").select('script[type="application/ld+json"]')
        ]
        for page in pages
    )
    assert [one["@type"] for one in first] == ["Report"]
    assert {one["@type"] for one in tables} == {"Dataset"}
    assert all(one["isPartOf"]["identifier"] == first[0]["identifier"] for one in tables)


def test_the_editions_crate_and_metadata_are_whole(edition):
    """Catch a crate of the real run that names what isn't in it."""
    parts = [one["@id"] for one in graph(edition)["./"]["hasPart"]]
    assert [name for name in parts if not (edition / name).exists()] == []
    assert schema45.validate(json.loads((edition / datacite.NAME).read_text(encoding="utf-8")))
