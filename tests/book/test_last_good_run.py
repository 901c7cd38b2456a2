"""A build that fails, whatever stops it, leaves the last good run and nothing beside it."""

from __future__ import annotations

import errno

import pytest

import fixture_book
from expobook.facts import notebook_outputs
from expobook.pipeline import build
from expobook.pipeline.sphinx_process import RunError

STOPS = {
    "a full disk": OSError(errno.ENOSPC, "No space left on device"),
    "Ctrl-C": KeyboardInterrupt(),
    "a warning of the book": RunError("the book has warnings"),
}


def content(folder):
    """All files below a folder, with what they hold."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@pytest.mark.parametrize("step", ["_execute", "_fill", "write_manifest"])
@pytest.mark.parametrize("what", STOPS)
def test_the_last_good_run_stays(tmp_path, monkeypatch, what, step):
    """Catch a run that is half new and half old, or a half-made one that is left behind."""
    root = fixture_book.write(tmp_path / "root")
    monkeypatch.setattr(build, "_check_data", lambda data: None)
    monkeypatch.setattr(build, "_execute", lambda *rest: None)
    monkeypatch.setattr(
        build,
        "_fill",
        lambda source, work, report, **asked: build.write_facts(
            notebook_outputs.read_all((source / "notebooks").glob("*.ipynb")), work
        ),
    )
    place = tmp_path / "place"
    build.build(root, place / "run", {}, pdf=False)
    before = content(place)
    assert "run/manifest.json" in before

    def stop(*rest, **asked):
        raise STOPS[what]

    monkeypatch.setattr(build, step, stop)
    with pytest.raises(type(STOPS[what])):
        build.build(root, place / "run", {}, pdf=False, afresh=True)
    assert content(place) == before
    assert [path.name for path in place.iterdir()] == ["run"]
