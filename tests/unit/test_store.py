"""The store of what was made before: what it gives is what was put there, or nothing."""

from __future__ import annotations

import hashlib
import os
import pickle
from dataclasses import dataclass
from typing import NamedTuple

import pytest

from expobook.values.files import store as stores
from expobook.values.files.hashing import sha256
from expobook.values.files.store import Store, key_of

KEY, OTHER = key_of("figure", 1), key_of("figure", 2)


class Pair(NamedTuple):
    """A kind that a store may hold."""

    name: str
    size: int


@pytest.fixture
def store(tmp_path):
    """A store with one entry."""
    made = Store(tmp_path / "store", Pair)
    made.put(KEY, {"a.svg": b"<svg/>", "pair": Pair("a", 1)})
    return made


def test_what_was_put_is_taken_later(store):
    """Catch a product that is lost, another's, or of another type."""
    again = Store(store.folder, Pair).get(KEY)
    assert again == {"a.svg": b"<svg/>", "pair": Pair("a", 1)}
    assert type(again["pair"]) is Pair
    assert store.get(OTHER) is None


def test_every_input_has_a_part_in_the_key():
    """Catch an old chart under a new title, or a product of something no key can tell."""

    @dataclass
    class Identity:
        name: str

    keys = [
        key_of("a", {"x": 1, "y": 2}),
        key_of("a", {"y": 2, "x": 1}),
        key_of("a", {"x": 1}),
        key_of("b", {"x": 1}),
        key_of("a", Identity("x")),
        key_of("a", Identity("y")),
    ]
    assert len(set(keys)) == len(keys)
    with pytest.raises(TypeError, match="no part of a key"):
        key_of(object())


def spoil_byte(path):
    """Change the last letter."""
    content = path.read_bytes()
    path.write_bytes(content[:-2] + b"X" + content[-1:])


def spoil_by_link(path):
    """Put a link to the same content in its place."""
    path.rename(path.with_name("elsewhere"))
    path.symlink_to(path.with_name("elsewhere"))


def spoil_by_name(path):
    """Give it the content of another entry, as it stands."""
    Store(path.parent).put(OTHER, "another")
    path.with_name(OTHER).replace(path)


def spoil_by_code(path):
    """Plant an entry with the right hash that runs a command where a pickle is simply loaded."""

    class Command:
        def __reduce__(self):
            return os.mkdir, (str(path.parent.parent / "run"),)

    content = pickle.dumps(Command())
    path.write_bytes(stores._hash(KEY, content) + content)


def spoil_by_pipe(path):
    """A pipe, from which nothing ever comes."""
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize("spoil", [spoil_byte, spoil_by_link, spoil_by_name, spoil_by_code, spoil_by_pipe])
def test_a_spoilt_entry_is_made_again(store, tmp_path, spoil):
    """Catch a number, picture or program that somebody has planted among what was made."""
    spoil(store.folder / KEY)
    assert store.get(KEY) is None
    assert not (tmp_path / "run").exists()
    store.put(KEY, "made again")
    assert store.get(KEY) == "made again"


@pytest.mark.parametrize("kind", ["a folder of others", "a link", "a file"])
def test_nothing_is_kept_in_the_place_of_others(tmp_path, kind):
    """Catch entries among a reader's own files, or files removed through a planted link."""
    place, victim = tmp_path / "store", tmp_path / "victim"
    victim.mkdir()
    (victim / "thesis.txt").write_text("years of work")
    if kind == "a folder of others":
        victim = victim.rename(place)
    elif kind == "a link":
        place.symlink_to(victim)
    else:
        place.write_text("a file")
    store = Store(place)
    store.put(KEY, "made")
    store.trim(0)
    assert store.get(KEY) is None
    assert not store.remove()
    assert [path.name for path in victim.iterdir()] == ["thesis.txt"]


def test_a_store_has_a_bound_and_can_go(store):
    """Catch a disk that fills with every build, and a store that takes others' files with it."""
    os.utime(store.folder / KEY, (1, 1))
    store.put(OTHER, "x" * 100)
    store.trim(300)
    assert (store.get(KEY), store.get(OTHER)) == (None, "x" * 100)
    (store.folder / "note.txt").write_text("of somebody")
    assert store.remove()
    assert [path.name for path in store.folder.iterdir()] == ["note.txt"]


@pytest.mark.parametrize("size", [0, 1, 1_000_000, 1_000_001])
def test_a_file_is_hashed_whole_whatever_its_size(tmp_path, size):
    """Catch a hash of the first part of a file."""
    path, content = tmp_path / "file", b"abcdefg" * (size // 7) + b"x" * (size % 7)
    path.write_bytes(content)
    assert sha256(path) == hashlib.sha256(content).hexdigest()
