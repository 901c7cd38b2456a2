"""Pages that are built again as they are saved: what a browser gets, and that no file has it."""

from __future__ import annotations

import json
import urllib.request
from types import SimpleNamespace

import pytest

import fixture_book
from expobook.pipeline import build, page_folder, watch
from expobook.values.errors import Mistake


@pytest.fixture(scope="module")
def shown(builds, tmp_path_factory):
    """The small book as it is shown, and after a sentence and then a fault was saved."""
    root = fixture_book.write(tmp_path_factory.mktemp("watch") / "root")
    page = root / "book" / "definitions.md"
    text = page.read_text(encoding="utf-8")
    patch = pytest.MonkeyPatch()
    patch.setattr(build, "_execute", lambda *given: None)
    patch.setattr(watch, "STORE", builds.store)
    said, pages, reloading = [], [], []
    saves = [text, f"{text}\nA new sentence.\n", f"{text}\nOf {{fact}}`nothing`.\n"]

    def again():
        if len(said) > 1:  # the address, and what came of each build
            pages.append(_read(said))
            built = [path for path in (root / watch.FOLDER).rglob("*") if path.is_file()]
            reloading.append((len(built), [path.name for path in built if watch.CHANGES.encode() in path.read_bytes()]))
        if saves:
            page.write_text(saves[0], encoding="utf-8")
        return bool(saves and saves.pop(0))

    try:
        watch.watch(root, 0, said.append, again)
    finally:
        patch.undo()
    return SimpleNamespace(root=root, said=said, pages=pages, reloading=reloading)


def _address(said):
    return next(line for line in said if "http://" in line).split()[5]


def _read(said):
    """A page as a browser gets it, and the news."""
    address = _address(said)
    with urllib.request.urlopen(f"{address}/book/definitions.html") as answer:
        page = answer.read().decode()
    with urllib.request.urlopen(f"{address}{watch.CHANGES}", timeout=20) as answer:
        return page, json.loads(answer.readline().decode().removeprefix("data: "))


def test_a_saved_sentence_is_shown(shown):
    """Catch a page that stays as it was, or a browser that is told of nothing."""
    first, second, _ = shown.pages
    assert "A new sentence." not in first[0]
    assert "A new sentence." in second[0]
    assert second[1] == {"version": first[1]["version"] + 1, "fault": ""}


def test_a_fault_is_told_in_the_page_and_in_the_terminal(shown):
    """Catch a writer who goes on looking at an old page."""
    page, news = shown.pages[2]
    assert "watch-fault" in page
    assert "nothing" in news["fault"]
    assert news["fault"] in shown.said


def test_a_file_that_is_being_saved_is_one_change(tmp_path, monkeypatch):
    """Catch pages that are built twice, first of half a file, as an editor empties it before it writes."""
    file, looks, built = str(tmp_path / "page.md"), [(1, 0), (1, 0), (2, 400), (3, 900)], []

    def saved(root):
        return {file: looks.pop(0) if len(looks) > 1 else looks[0]}

    monkeypatch.setattr(watch, "saved", saved)
    monkeypatch.setattr(watch.Preview, "refresh", lambda preview: built.append(saved(preview.root)))
    left = iter(range(5))
    watch.watch(tmp_path, 0, lambda line: None, lambda: next(left, None) is not None)
    assert built == [{file: (3, 900)}]


def test_what_reloads_a_page_is_in_no_file(shown):
    """Catch a script of the workshop that is published with an edition."""
    assert all(watch.CHANGES in page for page, _ in shown.pages)
    assert all(count > 100 and not found for count, found in shown.reloading)
    assert not (shown.root / watch.FOLDER).exists()


def test_a_port_of_another_program_is_named(shown):
    """Catch a traceback about an address in use."""
    with (
        watch.ThreadingHTTPServer(("127.0.0.1", 0), watch.Pages) as taken,
        pytest.raises(Mistake, match="another program may have it"),
    ):
        watch.watch(shown.root, taken.server_port, lambda line: None)


def test_only_what_changed_is_copied(tmp_path):
    """Catch pages that are all read again, because their files were written again."""
    for place in ("new/a.md", "new/b/c.md", "old/a.md", "old/d.md"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(place[-4])
    before = (tmp_path / "old" / "a.md").stat().st_mtime_ns
    page_folder.mirror(tmp_path / "new", tmp_path / "old")
    assert {
        path.relative_to(tmp_path / "old").as_posix() for path in (tmp_path / "old").rglob("*") if path.is_file()
    } == {"a.md", "b/c.md"}
    assert (tmp_path / "old" / "a.md").stat().st_mtime_ns == before
