"""Whatever stands in a settings file or a grid: a valid model, or one plain message, at once.

`make test` tries a thousand inputs, the same ones everywhere; `make fuzz` tries 50,000 new ones, or
as many as it is told: `make fuzz EXAMPLES=5000`.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expobook.cli.terminal import messages
from expobook.facts import parameters
from expobook.pipeline.sweeps import grid as grids
from expobook.values.errors import Mistake
from limits import one_second_and_200_mb

EXAMPLES = int(os.environ.get("EXPOBOOK_FUZZ", "1000"))
LONGEST_MESSAGE = 20_000

WORDS = st.sampled_from(
    [
        "",
        "~",
        "null",
        "true",
        "no",
        "012",
        "0x1F",
        "0o17",
        "1e-1",
        "1e999",
        "-1",
        "0.05",
        "2027",
        ".inf",
        "-.inf",
        ".nan",
        "33:47",
        "2022-13-45",
        "'2027'",
        '"\\u202e\\e[2J"',
        "given",
        "history",
        "constant",
        "CNY",
        "D",
        "1_000",
        "9" * 60,
        "9" * 5000,
        "1." + "0" * 5000,
        "x" * 3000,
        "=",
        "<<",
        "!!float xyz",
        "!!int ''",
        "!!bool maybe",
        "!!set [a]",
        "!!timestamp nope",
        "!!python/none x",
        "&a [b]",
        "*a",
        "<<: *a",
        "? [a, b]",
        "{[1, 2]: 3}",
        "@",
        "`",
        "%",
        "|\n  x",
        ">\n x",
        "#",
        "- -",
        "/dev/zero",
        "\t",
        "\0",
        "\x1b[31m",
        "\u202e",
        "\u2028",
        "\ufeff",
        "𝟙",
        "数",
        "٣",
    ]
)
NUMBERS = st.one_of(st.integers(), st.floats(), st.integers(-3, 3000)).map(str)
SCALARS = st.one_of(WORDS, NUMBERS, st.text(max_size=12))
NAMES = st.one_of(st.sampled_from([*parameters.names(), "drawz", "target_yaer"]), SCALARS)
KEYS = st.sampled_from(["parameters", "sets", "notebooks", "chart", "data_dir", "range"])
NOTEBOOKS = st.sampled_from([*parameters.MODELS, "[05_outlook]", "06_x", "[[a]]", "{a: 1}"])


def flow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Lists, mappings and ranges of what is given, as YAML writes them in a line."""
    pairs = st.tuples(st.one_of(NAMES, KEYS), inner).map(": ".join)
    return st.one_of(
        st.lists(inner, max_size=4).map(lambda items: f"[{', '.join(items)}]"),
        st.lists(pairs, max_size=4).map(lambda items: f"{{{', '.join(items)}}}"),
        st.lists(SCALARS, min_size=2, max_size=4).map(lambda items: f"{{range: [{', '.join(items)}]}}"),
    )


VALUES = st.recursive(SCALARS, flow, max_leaves=8)
LINES = st.tuples(NAMES, VALUES).map(": ".join)
SOUP = st.lists(
    st.one_of(SCALARS, st.sampled_from([*"[]{},:&*!|>'\"%@`#?-\n ", ": ", "- ", "\n  ", "---\n", "...\n"])), max_size=40
).map("".join)
DEEP = st.tuples(st.sampled_from(["[", "{a: ", "- ", "? ", "[\n", "&a ["]), st.integers(1, 20_000)).map(
    lambda pair: pair[0] * pair[1]
)
REPEATED = st.tuples(LINES, st.integers(1, 3000)).map(lambda pair: f"{pair[0]}\n" * pair[1])
GOOD = st.lists(
    st.sampled_from([f"{name}: {'' if value is None else value!r}" for name, value in parameters.defaults().items()]),
    unique=True,
    min_size=1,
    max_size=6,
)
SETTINGS = st.one_of(
    GOOD.map("\n".join),
    st.tuples(GOOD, LINES).map(lambda pair: "\n".join([*pair[0], pair[1]])),
    st.lists(LINES, max_size=6).map("\n".join),
    SOUP,
    DEEP,
    REPEATED,
    VALUES,
)
GOOD_SETS = st.one_of(
    GOOD.map(lambda pairs: f"parameters: {{{', '.join(pairs)}}}"),
    GOOD.map(lambda pairs: f"sets: [{{{pairs[0]}}}, {{{', '.join(pairs)}}}]"),
    st.integers(0, 30).map(lambda last: f"parameters: {{seed: {{range: [0, {last}, 1]}}}}"),
)
BLOCKS = st.one_of(
    st.lists(LINES, max_size=4).map(lambda pairs: f"parameters: {{{', '.join(pairs)}}}"),
    st.lists(VALUES, max_size=4).map(lambda items: f"sets: [{', '.join(items)}]"),
    NOTEBOOKS.map("notebooks: {}".format),
    st.tuples(KEYS, VALUES).map(": ".join),
)
GRIDS = st.one_of(
    GOOD_SETS, st.tuples(GOOD_SETS, BLOCKS).map("\n".join), st.lists(BLOCKS, max_size=4).map("\n".join), SETTINGS
)
FILES = st.one_of(st.binary(max_size=60), SOUP.map(lambda text: text.encode("utf-16")))


def contents(texts: st.SearchStrategy[str]) -> st.SearchStrategy[bytes]:
    """What a file may hold: mostly text, in UTF-8 or not."""
    return st.one_of(*[texts.map(lambda text: text.encode("utf-8", "surrogatepass"))] * 6, FILES)


def judged(read: Callable[[Path], object], path: Path, content: bytes) -> object:
    """What reading a file gives, None where it is refused in one plain message."""
    path.write_bytes(content)
    with one_second_and_200_mb():
        try:
            return read(path)
        except Mistake as mistake:
            said = str(mistake)
    assert said.strip()
    assert len(said) < LONGEST_MESSAGE
    assert "Traceback" not in said
    messages.visible(said).encode("utf-8")
    return None


def models(path: Path) -> object:
    """What `build -f` makes of a settings file."""
    return parameters.for_notebooks(messages.settings([], path))


def sets(path: Path) -> object:
    """What `sweep` makes of a grid; each of its sets is one that the notebooks take."""
    grid = grids.read(path)
    assert len(grid.sets) <= grids.MOST_SETS
    for one in grid.sets[:100]:
        parameters.check_each({**one, "data_dir": grid.data_dir})
    return grid


@pytest.mark.parametrize(("read", "texts"), [(models, SETTINGS), (sets, GRIDS)])
def test_any_input_is_a_model_or_one_message(read, texts, tmp_path):
    """Catch a traceback, a run on half-read settings, an endless check, a machine out of memory."""
    outcomes: Counter[bool] = Counter()

    @settings(
        max_examples=EXAMPLES // 2,
        derandomize="EXPOBOOK_FUZZ" not in os.environ,
        suppress_health_check=list(HealthCheck),
    )
    @given(contents(texts))
    def check(content: bytes) -> None:
        outcomes[judged(read, tmp_path / "any.yaml", content) is not None] += 1

    check()
    assert outcomes[True] > EXAMPLES // 100  # inputs that nobody accepts would prove little
    assert outcomes[False] > EXAMPLES // 100
