"""Executing and building here beside the plain tools: the two sides of every comparison, timed.

Both sides run on the same machine in the same round, one after the other, as commands that a
reader would type. Only ratios leave this module.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median

import nbformat
import yaml
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from . import plain_book
from .comparisons import Compared

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
NOTEBOOK = ROOT / "notebooks" / "05_outlook.ipynb"
SETS = [{"growth": "given", "growth_mean": mean, "growth_spread": spread, "target_year": year}
        for mean, spread, year in itertools.product(
            (0.02, 0.04, 0.06, 0.08, 0.1), (0.02, 0.05, 0.1), range(2026, 2030))]
"""Sixty sets of parameters for the notebook that is swept."""
PLAIN = {"PYTHONPATH": str(ROOT)}
"""The plain book's kernels find what displays their charts."""
FULL, NOTHING, PARAMETER = "full build", "nothing changed", "one parameter changed"
PAPERMILL, NBCLIENT = ("papermill, one command a set",
                        "nbclient (nbconvert's executor), one command a set")
PAGES = "pages of the plain book, nothing executed"
REPEATED = 7
"""How often a round builds again what hasn't changed: so short a time is told by many only."""
JUPYTER_BOOK, SWEEP = "plain jupyter-book", f"sweep of {len(SETS)} sets"
BARS = {(FULL, JUPYTER_BOOK): 0.6, (NOTHING, JUPYTER_BOOK): 0.2, (SWEEP, PAPERMILL): 1 / 6}
"""The share of the other's time that was aimed at; the others have no aim."""
Say = Callable[[str], object]


def builds(place: Path, source: Path, say: Say,
           spent: dict[str, float]) -> Iterator[Compared]:
    """Build the same book in both ways: from nothing, again, and with another parameter.

    `spent` takes the share of each step of our full build.
    """
    plain, run = place / "plain", place / "run"
    plain_book.write(source, plain, executing=True)
    ours = [BIN / "expobook", "build", "--no-pdf", "--output", run]
    cases: list[tuple[str, list, Callable[[], object]]] = [
        (FULL, [*ours, "--all"], lambda: None),
        # As `make book` calls it, on the edition that stands: it is made first where it doesn't.
        *[(NOTHING, [BIN / "expobook", "build"], lambda: timed([BIN / "expobook", "build"]))]
        * REPEATED,
        # A reader's run: it has a folder of its own, and keeps what doesn't depend on the draws.
        (PARAMETER, [*ours[:-1], place / "draws", "-p", "draws=5000"],
         lambda: set_draws(plain, 5000)),
    ]
    for name, command, change in cases:
        change()
        own = stepped(command, spent) if name == FULL else timed(command)
        start = time.perf_counter()
        plain_book.build(plain, PLAIN)
        found = Compared(name, JUPYTER_BOOK, own, time.perf_counter() - start)
        say(f"{name}: {found.share:.2f} of {JUPYTER_BOOK}")
        yield found
        if name == FULL:
            yield Compared(PAGES, JUPYTER_BOOK, pages_alone(place / "pages", source), found.theirs)


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
    chosen = SETS[::max(1, len(SETS) // looped)][:looped]
    for name, command in ((PAPERMILL, papermill), (NBCLIENT, nbclient)):
        each = [timed(command(folder, given)) for given in chosen]
        found = Compared(SWEEP, name, ours, median(each) * len(SETS))
        say(f"{SWEEP}: {1 / found.share:.1f} times the throughput of {name}")
        yield found


def papermill(folder: Path, given: Mapping[str, object]) -> list[object]:
    """Papermill's own command for a set."""
    settings = [str(word) for name, value in given.items() for word in ("-p", name, value)]
    return [BIN / "papermill", NOTEBOOK, folder / "out.ipynb", "--cwd", folder,
            "--no-progress-bar", *settings]


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
    done = subprocess.run([str(word) for word in command], cwd=ROOT, capture_output=True, text=True,
                          env={**os.environ, "PYTHONWARNINGS": "ignore"}, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{(done.stdout + done.stderr)[-2000:]}")
    return time.perf_counter() - start


def stepped(command: Sequence[object], spent: dict[str, float]) -> float:
    """Seconds of a build; `spent` takes the share of each step by the name that it is given."""
    start = time.perf_counter()
    seen: list[tuple[str, float]] = [("starting", start)]
    with subprocess.Popen([str(word) for word in command], cwd=ROOT, text=True,
                          stdout=subprocess.PIPE) as running:
        for line in running.stdout or ():
            if (name := line.strip().removeprefix("· ")) in STEPS:
                seen.append((name, time.perf_counter()))
    if running.returncode:
        raise RuntimeError("the build failed whose steps were to be timed")
    ends = [when for _, when in seen[1:]] + [time.perf_counter()]
    whole = ends[-1] - start
    spent.update({name: (end - begin) / whole
                  for (name, begin), end in zip(seen, ends, strict=True)})
    return whole


STEPS = ("checking the data", "executing the notebooks", "building the HTML book")
"""The steps of a build as it names them; the last takes in what follows it."""


def profile(place: Path) -> list[tuple[str, float]]:
    """Where building the HTML book spends its time: share by part of the profiled build."""
    script = Path(__file__).with_name("html_profile.py")
    out = place / "profile.json"
    timed([sys.executable, script, place / "run" / "source", place / "profiled", out])
    return [(name, share) for name, share in json.loads(out.read_text(encoding="utf-8"))]
