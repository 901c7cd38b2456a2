"""A build that fails, whatever stops it, leaves the last good run and nothing beside it."""

from __future__ import annotations

import errno

import pytest

import fixture_book
from expobook import runs
from expobook.facts import notebook_outputs

STOPS = {
    "a full disk": OSError(errno.ENOSPC, "No space left on device"),
    "Ctrl-C": KeyboardInterrupt(),
    "a warning of the book": runs.RunError("the book has warnings"),
}


def content(folder):
    """All files below a folder, with what they hold."""
    return {path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("step", ["_execute", "_fill", "write_manifest"])
@pytest.mark.parametrize("what", STOPS)
def test_the_last_good_run_stays(tmp_path, monkeypatch, what, step):
    """Catch a run that is half new and half old, or a half-made one that is left behind."""
    root = fixture_book.write(tmp_path / "root")
    monkeypatch.setattr(runs, "_check_data", lambda data: None)
    monkeypatch.setattr(runs, "_execute", lambda *rest: None)
    monkeypatch.setattr(runs, "_fill", lambda source, work, report: runs.write_facts(
        notebook_outputs.read_all((source / "notebooks").glob("*.ipynb")), work))
    place = tmp_path / "place"
    runs.build(root, place / "run", {}, pdf=False)
    before = content(place)
    assert "run/manifest.json" in before

    def stop(*rest):
        raise STOPS[what]

    monkeypatch.setattr(runs, step, stop)
    with pytest.raises(type(STOPS[what])):
        runs.build(root, place / "run", {}, pdf=False, afresh=True)
    assert content(place) == before
    assert [path.name for path in place.iterdir()] == ["run"]
