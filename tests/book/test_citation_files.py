"""Citation files in a program that isn't ours: citation-js reads what reference managers read."""

from __future__ import annotations

import pytest

import fixture_book
from expobook.citations import catalogue
from expobook.citations.citation import official
from expobook.citations.csl_items import plain_title
from expobook.citations.reference_files import ENDINGS
from expobook.runs.run import open_run

CITED = ("book", "02_world_and_china", "fig-expo-editions", "tab-expo-editions", "expo_amount")


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """What can be cited in the small book."""
    folder = fixture_book.write_run(tmp_path_factory.mktemp("cited") / "run")
    return catalogue.of_run(open_run(folder))


@pytest.mark.parametrize("form", ENDINGS)
def test_another_program_reads_what_was_written(book, citation_js, tmp_path, form):
    """Catch a file that only our own code can read, or that another reads as something else."""
    for name in CITED:
        citation = official(book, name)
        path = tmp_path / f"{name}.{ENDINGS[form]}"
        path.write_text(citation.format(form, "apa"), encoding="utf-8")
        found = citation_js(path)
        assert len(found) == 1 + len(citation.originals), name
        first = found[0]
        assert plain_title(first) == plain_title(citation.item)
        assert first.get("URL") == citation.item.get("URL")
        assert first["type"] == citation.item["type"]
        assert first["issued"]["date-parts"][0][0] == 2026
        assert "2026.12" in first["edition"]
        assert "data of 2026-11-23" in first["note"]
        author = first["author"][0]
        assert (author.get("literal") or author["family"]) == "The expobook authors"
        if citation.originals:
            assert "第一届数贸会" in found[1]["title"]
