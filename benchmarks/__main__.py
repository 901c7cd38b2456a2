"""`python -m benchmarks` (or `make bench`): this report beside the plain book, in one run."""

from __future__ import annotations

import os
import platform
import shutil
import tempfile
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import altair
import typer
import vl_convert
from playwright.sync_api import sync_playwright

from . import first_paint, plain_book, ratios, serving

HERE = Path(__file__).parent
OUTSIDE = "https://cdn.jsdelivr.net/npm/"
LOCAL = "outside/"
REFUSED = "plain book, outside host refused"
SERVED = "plain book, Vega served here"
VERSIONS = ("jupyter-book", "altair", "vl-convert-python", "playwright")
BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def main(
    edition: Annotated[Path, typer.Option(help="The built run.")] = Path("_build/edition"),
    rounds: Annotated[int, typer.Option(min=1, help="How often each page is opened.")] = 5,
    output: Annotated[Path, typer.Option(help="Folder of the results.")] = HERE,
) -> None:
    """Measure this report and the plain book side by side; write results.md and results.csv."""
    browser_path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not (edition / "html" / "index.html").is_file():
        raise typer.BadParameter(f"{edition} holds no built report: run make book first.")
    if browser_path is None:
        raise typer.BadParameter(f"This needs Chromium: none of {', '.join(BROWSERS)} is on PATH.")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
        print("Building the same book with plain jupyter-book")
        plain_book.write(edition / "source", Path(folder) / "plain")
        html = plain_book.build(Path(folder) / "plain")
        books = [
            first_paint.Book(ratios.OURS, opened.enter_context(serving.serve(edition / "html"))),
            first_paint.Book(REFUSED, opened.enter_context(serving.serve(html)), draws=False),
            first_paint.Book(SERVED, opened.enter_context(serving.serve(html, vega_files(), with_local_vega))),
        ]
        chromium = opened.enter_context(sync_playwright()).chromium.launch(
            executable_path=browser_path, args=list(first_paint.CHROMIUM_OPTIONS)
        )
        found = ratios.compare(list(first_paint.rounds(chromium, books, rounds, say=print)))
        conditions = described(chromium.version, rounds)
        chromium.close()
    ratios.write_csv(found, output / "results.csv")
    text = f"# Results\n\n{conditions}\n\n{ratios.markdown(found)}"
    (output / "results.md").write_text(text, encoding="utf-8", newline="\n")
    print(text)


def vega_files() -> dict[str, bytes]:
    """The three scripts that altair's page asks for, from the installed vl-convert.

    One bundle holds all three, closed so that its names meet no others; two files are empty.
    """
    bundle = f"(() => {{\n{vl_convert.javascript_bundle()}\n}})();\n".encode()
    names = (
        f"vega@{altair.VEGA_VERSION}",
        f"vega-lite@{altair.VEGALITE_VERSION}",
        f"vega-embed@{altair.VEGAEMBED_VERSION}",
    )
    return {f"{LOCAL}{name}": body for name, body in zip(names, (bundle, b"", b""), strict=True)}


def with_local_vega(page: bytes) -> bytes:
    """Lead a page's chart scripts to this machine."""
    return page.replace(OUTSIDE.encode(), f"/{LOCAL}".encode())


def described(browser: str, rounds: int) -> str:
    """What machine and which versions a reader should know of."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(f"{name} {version(name)}" for name in VERSIONS)
    return (
        f"{rounds} rounds on {os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} "
        f"{platform.machine()}; Chromium {browser.split('.')[0]}, {versions}. "
        "Each number says how many times as much the plain book took as this report in the "
        "same round: the median, with the lowest and highest."
    )


if __name__ == "__main__":
    typer.run(main)
