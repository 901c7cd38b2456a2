"""The site of all editions: an address never leads to other numbers than those that were cited."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import fixture_book
import fixture_notebooks
from conftest import serving
from expobook.cli import app
from expobook.editions import registry
from expobook.editions.registry import Record, Registry, Released
from expobook.pipeline.archive import published, site
from expobook.pipeline.verification import edition_hash
from expobook.runs.run import open_run
from tampering import change, fit, make_run, set_in_manifest

OLD, NEW = "2026.11", "2026.12"
ROOT = Path(__file__).resolve().parents[2]
CITED, ID = "book/ledger.html#fact-expo_amount", "#fact-expo_amount"
WAS, IS = "about 100 bn yuan", "about 110 bn yuan"


def recorded(run: Path, facts: list[dict]) -> Released:
    """What the repository keeps of a run once it is released."""
    found = open_run(run)
    hashes = edition_hash.group_hashes(found)
    return Released(
        Record(
            found.edition, "2026-11-23", found.content_hash, len(facts), 1, {}, edition_hash.root_hash(hashes), hashes
        ),
        registry.rows_of(facts, frozenset()),
    )


@pytest.fixture(scope="module")
def released(tmp_path_factory, with_editions) -> tuple[list[Path], Registry]:
    """The runs of two editions, the older with another amount, and what is recorded of them."""
    folder = tmp_path_factory.mktemp("editions")
    root = fixture_book.write(folder / "root")
    new, old = (make_run(folder / name, root, with_editions.html, pdf=True) for name in "ab")
    for page in ("book/index.html", "book/ledger.html"):
        change(old / "html" / page, IS, WAS)
    fit(old)
    set_in_manifest(old, edition=OLD)
    facts = list(open_run(new).facts.values())
    gone = fixture_notebooks.fact("expo_gone", 5, "5 halls")
    return [new, old], Registry((recorded(old, [*facts, gone]), recorded(new, facts)))


@pytest.fixture(scope="module")
def built(released, tmp_path_factory) -> Path:
    """The site with both editions."""
    place = tmp_path_factory.mktemp("sites") / "_site"
    assert site.assemble(*released[:1], place, released[1]) == [OLD, NEW]
    return place


@pytest.fixture(params=["server", "folder"])
def address(request, built) -> Iterator[str]:
    """The address of the site: on a server, and as a folder that was copied somewhere."""
    if request.param == "folder":
        yield f"{built.as_uri()}/"
    else:
        with serving(built) as found:
            yield found


def amount(tab) -> str:
    """The amount that the ledger shows in the entry to which the address leads."""
    return tab.locator(f"{ID} .entry-value").first.text_content()


@pytest.mark.browser
@pytest.mark.parametrize("cited", [CITED, f"{OLD}/{CITED}"])
def test_an_old_citation_opens_the_old_number_and_leads_to_the_new_one(address, cited, reader):
    """Catch an address that was cited from an edition and shows the numbers of another."""
    tab = reader()
    tab.goto(address + cited)
    tab.wait_for_url(f"{address}{OLD}/{CITED}")
    assert amount(tab) == WAS
    banner = tab.locator(".newer-edition")
    seen = banner.bounding_box()
    assert 0 < seen["y"] + seen["height"] <= 900, "nobody sees it who was led to the number"
    assert f"This is edition {OLD}." in banner.text_content()
    banner.get_by_role("link", name=f"this number in edition {NEW}").click()
    tab.wait_for_url(f"{address}{NEW}/{CITED}")
    assert amount(tab) == IS
    assert tab.locator(".newer-edition").count() == 0
    assert tab.problems == []


@pytest.mark.browser
@pytest.mark.edition
def test_citations_of_the_real_editions_open_their_own_numbers(reader):
    """Catch a number of edition 2026.11 that its citation no longer opens, now that another is out.

    Reads the site that `make site` has put together.
    """
    if not (ROOT / "_site" / site.LIST).is_file():
        pytest.skip("`make site` hasn't put the site together")
    first, *_, last = registry.read_own().editions
    revised = [
        name for name, row in first.rows.items() if name in last.rows and row.display != last.rows[name].display
    ][:3]
    assert len(revised) == 3
    tab = reader()
    for name in revised:
        tab.goto(f"{(ROOT / '_site' / 'book' / 'ledger.html').as_uri()}#fact-{name}")
        tab.wait_for_url(f"**/{first.record.edition}/book/ledger.html#fact-{name}")
        assert tab.locator(f"#fact-{name} .entry-value").text_content() == first.rows[name].display
        tab.locator(".newer-edition a").click()
        tab.wait_for_url(f"**/{last.record.edition}/book/ledger.html#fact-{name}")
        shown = tab.locator(f"#fact-{name} .entry-value").first
        assert shown.text_content() == last.rows[name].display


@pytest.mark.browser
def test_latest_leads_to_the_address_that_lasts(address, reader):
    """Catch a reader who passes on latest/, where next year's numbers will stand."""
    tab = reader()
    tab.goto(f"{address}latest/book/ledger.html?q=amount{ID}")
    tab.wait_for_url(f"{address}{NEW}/book/ledger.html?q=amount{ID}")
    assert amount(tab) == IS
    assert tab.problems == []


@pytest.mark.browser
@pytest.mark.parametrize(("place", "shown"), [("", WAS), (f"{OLD}/", WAS), (f"{NEW}/", IS), ("latest/", IS)])
def test_every_address_holds_without_scripts(address, reader, place, shown):
    """Catch a number that only those can open who let scripts run."""
    tab = reader(java_script_enabled=False)
    tab.goto(f"{address}{place}{CITED}")
    assert tab.url == f"{address}{place}{CITED}"
    assert amount(tab) == shown
    link = tab.locator(".newer-edition a")
    assert link.count() == (shown == WAS)
    if shown == WAS:
        link.click()
        tab.wait_for_url(f"{address}{NEW}/book/ledger.html")


@pytest.mark.browser
def test_a_number_that_was_withdrawn_leads_to_what_became_of_it(address, reader):
    """Catch a banner that sends its reader to a number which the newest edition doesn't state."""
    tab = reader()
    tab.goto(f"{address}{OLD}/book/ledger.html#fact-expo_gone")
    tab.locator(".newer-edition a", has_text="what became of this number").click()
    tab.wait_for_url(f"{address}{NEW}/book/lookup.html#id=expo_gone&edition={OLD}")
    assert tab.problems == []


@pytest.mark.browser
def test_the_first_page_leads_to_every_edition(address, reader):
    """Catch a list that lacks an edition, or whose links need a server."""
    tab = reader()
    for name in (OLD, NEW):
        tab.goto(f"{address}index.html")
        tab.get_by_role("link", name=name, exact=True).click()
        tab.wait_for_url(f"{address}{name}/book/index.html")
    assert tab.problems == []


def test_the_newest_edition_is_published_byte_for_byte(released, built):
    """Catch a page that is changed on its way to its readers."""
    html = released[0][0] / "html"
    names = {path.relative_to(html) for path in html.rglob("*") if path.is_file()}
    assert {path.relative_to(built / NEW) for path in (built / NEW).rglob("*") if path.is_file()} == {
        *names,
        Path("manifest.json"),
    }
    assert all((html / name).read_bytes() == (built / NEW / name).read_bytes() for name in names)
    assert (built / ".nojekyll").is_file()


def test_two_sites_are_the_same(released, built, tmp_path):
    """Catch a clock or an order of folders in what is published."""
    again = tmp_path / "again"
    site.assemble(released[0][::-1], again, released[1])
    assert {path.relative_to(again): path.read_bytes() for path in again.rglob("*") if path.is_file()} == {
        path.relative_to(built): path.read_bytes() for path in built.rglob("*") if path.is_file()
    }


@pytest.mark.parametrize("name", [OLD, NEW])
def test_a_published_edition_is_known_as_the_released_one(built, released, name, tmp_path):
    """Catch a check that takes a changed page, file, banner or PDF for what was released."""
    known, folder = released[1], tmp_path / "_site" / name
    shutil.copytree(built, tmp_path / "_site")
    assert published.is_published(folder)
    assert published.find_changes(folder, known) == []
    pages, amounts = "changed: its pages are others", {OLD: WAS, NEW: IS}
    for page, old, new in (
        ("book/ledger.html", amounts[name], "about 999 bn yuan"),
        ("book/index.html", "<article", "<!-- --><article"),
        ("manifest.json", "_downloads/report.pdf", "_downloads/other.pdf"),
    ):
        path = folder / page
        before = path.read_text(encoding="utf-8")
        change(path, old, new)
        (found,) = published.find_changes(folder, known)
        assert found.startswith(pages if page != "manifest.json" else "changed: manifest.json")
        path.write_text(before, encoding="utf-8", newline="\n")
    (folder / "_downloads" / "report.pdf").write_bytes(b"another")
    assert published.find_changes(folder, known) == ["changed: html/_downloads/report.pdf"]
    (folder / "_downloads" / "report.pdf").unlink()
    assert published.find_changes(folder, known) == ["missing: html/_downloads/report.pdf"]


def test_only_released_editions_are_published(released, tmp_path):
    """Catch an edition that is published again with other numbers."""
    (new, old), known = released
    shutil.copytree(new, tmp_path / "changed")
    change(tmp_path / "changed" / "html" / "book" / "ledger.html", IS, "about 111 bn yuan")
    fit(tmp_path / "changed")
    for folders, words in (
        ([tmp_path / "changed", old], "isn't an edition as it was released"),
        ([new], f"edition {OLD} is released and isn't among the folders"),
        ([new, old, new], f"are both edition {NEW}"),
    ):
        with pytest.raises(site.SiteError, match=words):
            site.assemble(folders, tmp_path / "_site", known)
    assert not (tmp_path / "_site").exists()


def test_an_edition_without_a_record_is_refused(released, tmp_path):
    """Catch a run that passes because nothing is known of its edition."""
    (new, old), known = released
    first, last = known.editions
    bare = replace(last, record=replace(last.record, root_hash="", hashes={}))
    with pytest.raises(site.SiteError, match="isn't an edition as it was released"):
        site.assemble([new, old], tmp_path / "_site", Registry((first, bare)))


def test_nothing_of_others_is_replaced(released, built, tmp_path):
    """Catch a folder of somebody's that is gone because a site was put there."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "mine.txt").write_text("mine")
    with pytest.raises(site.SiteError, match="holds something that isn't a site of editions"):
        site.assemble(*released[:1], tmp_path / "notes", released[1])
    assert (tmp_path / "notes" / "mine.txt").read_text() == "mine"
    with pytest.raises(site.SiteError, match="is a file"):
        site.assemble(*released[:1], tmp_path / "notes" / "mine.txt", released[1])
    shutil.copytree(built, tmp_path / "published")
    (tmp_path / "published" / ".git").mkdir()
    (tmp_path / "published" / ".DS_Store").write_text("")
    with pytest.raises(site.SiteError, match=r"such as \.git, and it would be removed"):
        site.assemble(*released[:1], tmp_path / "published", released[1])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notes", "published"]
    assert (tmp_path / "published" / ".git").is_dir()
    before = (built / "index.html").stat().st_ino
    site.assemble(*released[:1], built, released[1])  # an earlier site goes
    assert (built / "index.html").stat().st_ino != before
    assert not [path for path in built.parent.iterdir() if path != built]


def test_the_command_names_what_it_made(released, tmp_path, monkeypatch, capsys):
    """Catch a command that compares with the records of another program, or hides its refusal."""
    monkeypatch.setattr(registry, "read_own", lambda: released[1])
    (new, old), place = released[0], tmp_path / "_site"
    for arguments, code, said in (
        (["site", str(new), str(old), "--output", str(place)], 0, "latest/, which is 2026.12"),
        (["verify", str(place / OLD)], 0, "as it was released, but for the banner"),
        (["verify", str(place / NEW)], 0, "as it was released."),
        (["site", str(new), "--output", str(place)], 2, "what cites it would lead nowhere"),
    ):
        monkeypatch.setattr("sys.argv", ["expobook", *arguments])
        with pytest.raises(SystemExit) as ended:
            app.main()
        assert int(ended.value.code or 0) == code
        printed = capsys.readouterr()
        assert said in printed.out + printed.err
