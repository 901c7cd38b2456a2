"""`python -m benchmarks.execution` (or `make bench`): executing and building beside plain tools."""

from __future__ import annotations

import itertools
import os
import platform
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from . import comparisons, timing

HERE = Path(__file__).parent
VERSIONS = ("jupyter-book", "Sphinx", "papermill", "nbclient", "ipykernel")
EXPLAINED = """\
Each number sets two commands side by side that ran on the same machine in the same round; it is the
ratio of their medians over the rounds. [README.md](README.md) says what is compared. An aim of 0.60
means: at most 60 % of the other's time. Processor time counts all processes of a command, and
depends less on what else a machine does. [costs.md](costs.md) says what costs, and what was tried.
"""


def main(
    rounds: Annotated[int, typer.Option(min=1, help="How often all is measured.")] = 3,
    looped: Annotated[
        int,
        typer.Option(
            min=1,
            max=len(timing.SETS),
            help="How many of the sweep's sets each loop executes in a round; their median stands for all.",
        ),
    ] = len(timing.SETS),
    output: Annotated[Path, typer.Option(help="Folder of the results.")] = HERE,
) -> None:
    """Measure both sides of every comparison in turn; write execution.md and execution.csv."""
    (timing.ROOT / "_build").mkdir(exist_ok=True)
    found: list[comparisons.Compared] = []
    steps: dict[str, dict[str, float]] = {}
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory(dir=timing.ROOT / "_build", prefix="bench-") as folder:
        for number in range(1, rounds + 1):
            place = Path(folder) / str(number)
            place.mkdir()
            print(f"round {number} of {rounds}", flush=True)
            for one in itertools.chain(
                timing.sweeps(place, looped, say), timing.builds(place, timing.ROOT, say, steps)
            ):
                found.append(one)
                write(output, described(number, looped), found, steps, {})
        print("where the time goes", flush=True)
        html = dict(timing.profile(place))
    write(output, described(rounds, looped), found, steps, html)
    print((output / "execution.md").read_text(encoding="utf-8"))


def write(
    output: Path,
    conditions: str,
    found: list[comparisons.Compared],
    steps: dict[str, dict[str, float]],
    html: dict[str, float],
) -> None:
    """Write what was measured so far; a stopped benchmark leaves the comparisons that it made."""
    told = comparisons.shares(found, timing.BARS)
    comparisons.write_csv(told, output / "execution.csv")
    text = ["# Execution\n", f"{conditions}\n", EXPLAINED, comparisons.markdown(told)]
    if steps:
        text += [
            "## Where the remaining time goes\n",
            *(comparisons.parts(name, found) for name, found in steps.items()),
        ]
    if html:
        text.append(comparisons.parts("its HTML book, under a profiler", html))
    (output / "execution.md").write_text("\n".join(text), encoding="utf-8", newline="\n")


def say(line: str) -> None:
    """Tell at once what was measured."""
    print(f"  {line}", flush=True)


def described(rounds: int, looped: int) -> str:
    """What machine and which versions a reader should know of."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(f"{name} {version(name)}" for name in VERSIONS)
    python = ".".join(platform.python_version_tuple()[:2])
    times = "once" if rounds == 1 else f"in {rounds} rounds"
    return (
        f"Measured {times} on {os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} "
        f"{platform.machine()}, Python {python}; {versions}. The loops executed {looped} of "
        f"the {len(timing.SETS)} sets in each round."
    )


if __name__ == "__main__":
    typer.run(main)
