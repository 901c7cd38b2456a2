"""Files that a reader names: what stands there is read, or refused at once in plain words."""

import math
import os
from pathlib import Path

import pytest

from expobook.citations import styles
from expobook.facts import yaml_files
from expobook.facts.parameters import ParameterError
from expobook.pipeline.sweeps import grid
from limits import at_most_200_mb, calls_of, one_second_and_200_mb


def read(tmp_path, text):
    """What a settings file says."""
    path = tmp_path / "settings.yaml"
    path.write_text(text, encoding="utf-8")
    return yaml_files.read(path)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("012", 12),
        ("+7", 7),
        ("0x1F", 31),
        ("0o17", 15),
        ("1e-1", 0.1),
        (".5", 0.5),
        ("1.", 1.0),
        ("-.inf", -math.inf),
        ("~", None),
        ("", None),
        ("true", True),
        ("FALSE", False),
        ("33:47", "33:47"),
        ("yes", "yes"),
        ("off", "off"),
        ("1_000", "1_000"),
        ("12.5.1", "12.5.1"),
        ("2022-12-11", "2022-12-11"),
        ("2022-13-45", "2022-13-45"),
        ("'012'", "012"),
        ('"~"', "~"),
        ("=", "="),
        ("<<", "<<"),
    ],
)
def test_a_word_means_what_yaml_1_2_says(tmp_path, word, meant):
    """Catch `012` taken for ten, `33:47` for 2027, `no` for false, `1e-1` for a text."""
    found = read(tmp_path, f"value: {word}\n")["value"]
    assert (found, type(found)) == (meant, type(meant))


def test_names_are_texts_and_a_mark_of_the_editor_is_none(tmp_path):
    """Catch a name that becomes a number or null, and a first name with an invisible letter."""
    assert read(tmp_path, "\ufeff1: a\nnull: b\n? 2020-01-01\n: [c, {d: e}]\n") == {
        "1": "a",
        "null": "b",
        "2020-01-01": ["c", {"d": "e"}],
    }


REFUSED = {
    **{
        word: (f"value: {word}\n", "line 1: tags (!) aren't read")
        for word in (
            "!!float xyz",
            "!!int ''",
            "!!bool maybe",
            "!!set [a]",
            "!!map y",
            "!!timestamp nope",
            "!!python/object/apply:os.system [ls]",
            "!own 1",
        )
    },
    "an alias": ("a: &x 1\nb: *x\n", "line 1: anchors (&) and aliases (*) aren't read"),
    "a merge": ("a: {<<: *x}\n", "line 1: anchors (&) and aliases (*) aren't read"),
    "multiplying aliases": (
        "a: &a [x, x]\n"
        + "".join(
            f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
        ),
        "line 1: anchors",
    ),
    "a list as a name": ("? [a, b]\n: 1\n", "line 1: a list or mapping stands where a name"),
    "a mapping as a name": ("{[1, 2]: 3}\n", "line 1: a list or mapping stands where a name"),
    "a name twice": ("a: 1\n'a': 2\n", "line 2: a stands twice: give it once"),
    "a long name twice": (f"{'a' * 900}: 1\n" * 2, "line 2: aaa"),
    "a number of 5,000 digits": (f"a: {'9' * 5000}\n", "line 1: a number of 5,000 characters"),
    "a decimal of 5,000 digits": (f"a: 0.{'9' * 5000}\n", "line 1: a number of 5,002 characters"),
    "3,000 brackets": ("[" * 3000, "line 1: lists and mappings stand more than 8 levels deep"),
    "300,000 brackets": ("[\n" * 200_000, "line 9: lists and mappings stand more than 8 levels"),
    "two documents": ("a: 1\n---\nb: 2\n", "line 2: a second document begins"),
    "half a character": ('a: "\\ud800"\n', "line 1: found invalid Unicode"),
    "a control code": ("a: \x1b\n", "control characters are not allowed"),
    "a megabyte": ("a: 1\n" * 200_000, "is too long: at most 500,000 bytes"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_more_than_values_is_refused_at_once(tmp_path, what):
    """Catch a traceback, a minute of reading, or a message as long as the file."""
    text, said = REFUSED[what]
    with one_second_and_200_mb(), pytest.raises(ParameterError) as caught:
        read(tmp_path, text)
    assert said in str(caught.value)
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to("/dev/zero")])
def test_only_files_are_read(tmp_path, make):
    """Catch a command that waits for a pipe, or reads a device to the end of memory."""
    make(tmp_path / "settings.yaml")
    with one_second_and_200_mb(), pytest.raises(ParameterError, match="isn't a file of its own"):
        yaml_files.read(tmp_path / "settings.yaml")


STYLE = """<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0">
<bibliography><layout><text variable="title"/></layout></bibliography></style>"""


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.symlink_to("/dev/zero"), "isn't a file of its own"),
        (os.mkfifo, "isn't a file of its own"),
        (lambda path: path.write_bytes(b" " * 2_000_000), "is too long"),
        (
            lambda path: path.write_text(STYLE.replace("<text", f"{'<group>' * 9000}{'</group>' * 9000}<text")),
            "stand too deep in each other",
        ),
        (
            lambda path: path.write_text(f'<?xml version="1.0" encoding="x"?>{STYLE}'),
            "its XML is broken: unknown encoding",
        ),
        (
            lambda path: path.write_text(f'<?xml version="1.0" encoding="gbk"?>{STYLE}'),
            "its XML is broken: multi-byte encodings",
        ),
    ],
)
def test_a_style_without_an_end_is_refused_at_once(tmp_path, make, said):
    """Catch a command that waits for a pipe, fills the memory, or calls a file its own fault."""
    make(tmp_path / "mine.csl")
    with one_second_and_200_mb(), pytest.raises(styles.UnknownStyle, match=said):
        styles.style(str(tmp_path / "mine.csl"))


def numbered(pattern, count):
    """Many items of a list, each with its number."""
    return ", ".join(pattern.format(number) for number in range(count))


LONG = {
    "names": (numbered("a{0}: 1", 30_000), "{{sets: [{{{0}}}]}}", "and 29,995 more"),
    "sets of unknown names": (numbered("{{a{0}: 1}}", 9_999), "sets: [{0}]", "and more"),
    "bad values": (numbered("{{seed: -{0}1}}", 9_999), "sets: [{0}]", "and more"),
    "bad values of a list": (numbered("-{0}1", 9_999), "parameters: {{seed: [{0}]}}", "and more"),
    "lists": (numbered("a{0}: [1, 2]", 20_000), "{{parameters: {{{0}}}}}", "too many sets"),
    "too many sets": (numbered("{{}}", 100_000), "sets: [{0}]", "too many sets"),
    "a long value": ("x" * 400_000, "parameters: {{growth: {0}}}", "parameter 'growth' is 'xxx"),
    "a long name": ("x" * 400_000, "? {0}\n: 1\nsets: []", "unknown key 'xxx"),
    "a long notebook": ("x" * 400_000, "notebooks: {0}\nsets: []", "unknown notebook 'xxx"),
    "a deep value": ("[[[1]]]", "sets: [{{draws: {0}}}]", "write one value"),
}


@pytest.mark.parametrize("what", LONG)
def test_a_long_grid_is_refused_at_once_and_in_few_words(tmp_path, what):
    """Catch a check that takes minutes, or tells the same fault ten thousand times."""
    many, form, said = LONG[what]
    path = tmp_path / "grid.yaml"
    path.write_text(form.format(many), encoding="utf-8")
    with one_second_and_200_mb(), pytest.raises(ParameterError) as caught:
        grid.read(path)
    assert said in str(caught.value)
    assert len(str(caught.value)) < 8000


CALLS_A_SET = 250
"""Functions that the check of a set may call: 10,000 sets take a third of a second by that."""


@pytest.mark.untraced
def test_ten_thousand_good_sets_are_read_at_once(tmp_path):
    """Catch a check whose time grows with the square of the sets, or that is slow for each."""
    path = tmp_path / "grid.yaml"
    path.write_text("sets: [" + numbered("{{seed: {0}, window: 5}}", 9_999) + "]", encoding="utf-8")
    with at_most_200_mb():
        assert len(grid.read(path).sets) == 9_999
    assert calls_of(lambda: grid.read(path)) < 9_999 * CALLS_A_SET
