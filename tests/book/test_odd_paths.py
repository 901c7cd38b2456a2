"""Folders of any name: the pages are the same, byte for byte."""

import fixture_book
from fixture_builds import build

NAME = 'R&D #1; 100%25 of what? [数贸会] it\'s "so" {x} $HOME -' + "long" * 14


def test_pages_do_not_depend_on_the_name_of_the_folder(clean, tmp_path):
    """Catch a name that a tool takes for a pattern, an address, a variable or an option."""
    odd = build(fixture_book.write(tmp_path / NAME / "source"), tmp_path / NAME / "pages")
    assert odd.code == 0, odd.log
    names = {
        path.relative_to(clean.html)
        for path in clean.html.rglob("*")
        if path.is_file() and ".doctrees" not in path.parts
    }
    assert len(names) > 20
    assert [
        str(name)
        for name in sorted(names)
        if not (odd.html / name).is_file() or (odd.html / name).read_bytes() != (clean.html / name).read_bytes()
    ] == []
