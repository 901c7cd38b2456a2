"""Executing and building here beside the plain tools: the two sides of every comparison, timed.

Both sides run on the same machine in the same round, one after the other, as commands that a
reader would type. Only ratios leave this module.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import median

import nbformat
import yaml
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from expobook.runs import source_tree

from . import plain_book
from .comparisons import Compared

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
NOTEBOOK = ROOT / "notebooks" / "05_outlook.ipynb"
SETS = [
    {"growth": "given", "growth_mean": mean, "growth_spread": spread, "target_year": year}
    for mean, spread, year in itertools.product((0.02, 0.04, 0.06, 0.08, 0.1), (0.02, 0.05, 0.1), range(2026, 2030))
]
"""Sixty sets of parameters for the notebook that is swept."""
PLAIN = {"PYTHONPATH": str(ROOT)}
"""The plain book's kernels find what displays their charts."""
FULL, NOTHING = "from nothing, HTML and PDF", "nothing changed"
SENTENCE, DATA = "one sentence of a chapter changed, HTML", "one cell of the data changed, HTML"
WATCHED = "one sentence of a chapter changed, shown by `--watch`"
PARAMETER, PARAMETER_PDF = "one parameter changed, HTML", "one parameter changed, HTML and PDF"
PAPERMILL, NBCLIENT = ("papermill, one command a set", "nbclient (nbconvert's executor), one command a set")
PAGES = "pages of the plain book, nothing executed"
REPEATED = 7
"""How often a round builds again what hasn't changed: so short a time is told by many only."""
PAUSE = 5
"""Seconds in which a writer thinks of the next sentence, while the preview makes itself ready."""
JUPYTER_BOOK, SWEEP = "plain jupyter-book", f"sweep of {len(SETS)} sets"
BARS = {
    (FULL, JUPYTER_BOOK): 1.0,
    (SENTENCE, JUPYTER_BOOK): 0.6,
    (WATCHED, JUPYTER_BOOK): 0.6,
    (PARAMETER, JUPYTER_BOOK): 1.0,
    (PARAMETER_PDF, JUPYTER_BOOK): 1.5,
    (NOTHING, JUPYTER_BOOK): 0.2,
    (SWEEP, PAPERMILL): 1 / 8,
}
"""The share of the other's time that was aimed at; the others have no aim."""
Say = Callable[[str], object]


def builds(place: Path, source: Path, say: Say, spent: dict[str, dict[str, float]]) -> Iterator[Compared]:
    """Build the same book in both ways: from nothing, and again after each kind of change.

    Ours is a copy of the repository's book, in which a writer changes what is changed in the plain
    one. `spent` takes the share of each step of our builds.
    """
    plain, own = place / "plain", place / "own"
    plain_book.write(source, plain, executing=True)
    source_tree.copy(ROOT, own, ROOT / "data")
    shutil.copy(ROOT / "requirements.lock", own)
    ours = [BIN / "expobook", "build"]
    draws = [*ours, "--output", own / "_build" / "draws", "-p"]
    cases: list[tuple[str, list, Callable[[], object]]] = [
        (FULL, [*ours, "--all"], lambda: None),
        *[(NOTHING, ours, lambda: None)] * REPEATED,
        (PARAMETER, [*draws, "draws=5000", "--no-pdf"], lambda: set_draws(plain, 5000)),
        (PARAMETER_PDF, [*draws, "draws=6000"], lambda: set_draws(plain, 6000)),
        (
            SENTENCE,
            [*ours, "--no-pdf"],
            lambda: [add_sentence(folder / "notebooks" / NOTEBOOK.name) for folder in (plain, own)],
        ),
    ]
    for name, command, change in cases:
        change()
        known = spent.setdefault(name, {})
        mine, mine_processor = measured(partial(stepped, command, known, own))
        other, other_processor = measured(partial(plain_book.build, plain, PLAIN))
        found = Compared(name, JUPYTER_BOOK, mine, other)
        say(
            f"{name}: {found.share:.2f} of {JUPYTER_BOOK}, {mine_processor / other_processor:.2f} of its processor time"
        )
        yield found
        yield Compared(f"{name}: processor time", JUPYTER_BOOK, mine_processor, other_processor)
        if name == SENTENCE:
            yield from (Compared(WATCHED, JUPYTER_BOOK, seconds, other) for seconds in watched(own))
        if name == FULL:
            yield Compared(PAGES, JUPYTER_BOOK, pages_alone(place / "pages", source), found.theirs)
    change_a_cell(own)
    stepped([*ours, "--no-pdf"], spent.setdefault(DATA, {}), own)


def watched(root: Path) -> Iterator[float]:
    """Seconds from saving one more sentence until `expobook build --watch` has its page, some times in turn."""
    command = [str(BIN / "expobook"), "build", "--watch", "--port", "8799"]
    with subprocess.Popen(command, cwd=root, text=True, stdout=subprocess.PIPE, env=plain_environment()) as running:
        builds = (line for line in running.stdout or () if line.startswith("built in"))
        next(builds)
        for _ in range(REPEATED):
            time.sleep(PAUSE)
            add_sentence(root / "notebooks" / NOTEBOOK.name)
            start = time.perf_counter()
            next(builds)
            yield time.perf_counter() - start
        running.terminate()


def measured(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of some work by the clock and by the processors, of the commands that it runs."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter() - start, (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def add_sentence(path: Path) -> None:
    """Write one more sentence below the title of a notebook, as its author would."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = [cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"][1]
    cell["source"] = "".join(cell["source"]) + "\n\nThis sentence is new."
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1), encoding="utf-8")


def change_a_cell(root: Path) -> None:
    """Write one word more in the note of an observation, and stamp the data package."""
    path = root / "data" / "observations.csv"
    first, _, rest = path.read_text(encoding="utf-8").partition(".\n")
    path.write_text(f"{first} here.\n{rest}", encoding="utf-8", newline="\n")
    timed([BIN / "expobook", "data", "stamp", root / "data"])


def pages_alone(folder: Path, source: Path) -> float:
    """Seconds in which the plain tool builds the plain book with outputs that are there already."""
    plain_book.write(source, folder, executing=False)
    start = time.perf_counter()
    plain_book.build(folder, PLAIN)
    return time.perf_counter() - start


def set_draws(plain: Path, draws: int) -> None:
    """Change a default in a plain notebook, as its author would."""
    path = plain / "notebooks" / NOTEBOOK.name
    text = path.read_text(encoding="utf-8")
    changed = re.sub(r"\bdraws = [\d_]+", f"draws = {draws}", text, count=1)
    if changed == text:
        raise RuntimeError(f"{NOTEBOOK.name} has no parameter `draws` to change")
    path.write_text(changed, encoding="utf-8")


def sweeps(place: Path, looped: int, say: Say) -> Iterator[Compared]:
    """Sweep all sets, and loop over some of them, evenly chosen, with commands of both tools.

    A loop's time is that of its median command for every set of the sweep.
    """
    grid = place / "grid.yaml"
    grid.write_text(yaml.safe_dump({"notebooks": [NOTEBOOK.stem], "sets": SETS}))
    ours = timed([BIN / "expobook", "sweep", grid, "--output", place / "sweep"])
    folder = place / "notebooks"
    folder.mkdir()
    (place / "data").symlink_to(ROOT / "data")
    chosen = SETS[:: max(1, len(SETS) // looped)][:looped]
    for name, command in ((PAPERMILL, papermill), (NBCLIENT, nbclient)):
        each = [timed(command(folder, given)) for given in chosen]
        found = Compared(SWEEP, name, ours, median(each) * len(SETS))
        say(f"{SWEEP}: {1 / found.share:.1f} times the throughput of {name}")
        yield found


def papermill(folder: Path, given: Mapping[str, object]) -> list[object]:
    """Papermill's own command for a set."""
    settings = [str(word) for name, value in given.items() for word in ("-p", name, value)]
    return [BIN / "papermill", NOTEBOOK, folder / "out.ipynb", "--cwd", folder, "--no-progress-bar", *settings]


def nbclient(folder: Path, given: Mapping[str, object]) -> list[object]:
    """The command of nbclient, which nbconvert executes with, for a set.

    Papermill has written the parameters into the notebook.
    """
    notebook = parameterize_notebook(load_notebook_node(str(NOTEBOOK)), dict(given))
    nbformat.write(notebook, folder / "in.ipynb")
    return [BIN / "jupyter-execute", folder / "in.ipynb"]


def timed(command: Sequence[object]) -> float:
    """Seconds of a command; raise `RuntimeError` with its last words where it fails."""
    start = time.perf_counter()
    done = subprocess.run(
        [str(word) for word in command], cwd=ROOT, capture_output=True, text=True, env=plain_environment(), check=False
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{(done.stdout + done.stderr)[-2000:]}")
    return time.perf_counter() - start


def stepped(command: Sequence[object], spent: dict[str, float], folder: Path) -> None:
    """Build in a folder; `spent` takes the share of each step by the name that it is given."""
    start = time.perf_counter()
    seen: list[tuple[str, float]] = [("starting", start)]
    with subprocess.Popen(
        [str(word) for word in command], cwd=folder, text=True, stdout=subprocess.PIPE, env=plain_environment()
    ) as running:
        for line in running.stdout or ():
            if (name := line.strip().removeprefix("· ")) in STEPS:
                seen.append((name, time.perf_counter()))
    if running.returncode:
        raise RuntimeError("the build failed whose steps were to be timed")
    ends = [when for _, when in seen[1:]] + [time.perf_counter()]
    whole = ends[-1] - start
    spent.update({name: (end - begin) / whole for (name, begin), end in zip(seen, ends, strict=True)})


def plain_environment() -> dict[str, str]:
    """The variables of a command: packages are compiled once, and not at every start."""
    return {
        **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
        "PYTHONWARNINGS": "ignore",
    }


STEPS = ("checking the data", "executing the notebooks", "building the HTML book", "typesetting the PDF")
"""The steps of a build as it names them; the last takes in what follows it."""


def profile(place: Path) -> list[tuple[str, float]]:
    """Where building the HTML book spends its time: share by part of the profiled build."""
    script = Path(__file__).with_name("html_profile.py")
    out = place / "profile.json"
    source = place / "own" / "_build" / "edition" / "source"
    timed([sys.executable, script, source, place / "profiled", out])
    return [(name, share) for name, share in json.loads(out.read_text(encoding="utf-8"))]
