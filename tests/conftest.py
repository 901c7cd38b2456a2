"""What tests share: the built edition, a real browser, the PDF tools, and how their absence shows.

A test that asks for `edition`, `browser`, `page` or `poppler` gets the marker of that name, so that
`make test` leaves it out and `make check` runs it. Where the tool is missing the test is skipped
with the reason; with CI=true it fails, because there the tools were meant to be installed.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
POPPLER_TOOLS = ("pdfinfo", "pdffonts", "pdftoppm", "pdftotext")
MARKERS_OF_FIXTURES = {
    "edition": "edition",
    "browser": "browser",
    "page": "browser",
    "poppler": "poppler",
}
# Quiet a browser that would otherwise look for updates; root has no sandbox.
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str | None:
    """Path of the system's Chromium or Chrome, if there is one."""
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def missing_tool(item: pytest.Item) -> str | None:
    """Say which outside tool a test needs and this machine lacks."""
    if item.get_closest_marker("browser") and chromium_path() is None:
        return f"needs Chromium: none of {', '.join(CHROMIUM_NAMES)} is on PATH"
    if item.get_closest_marker("poppler"):
        missing = [tool for tool in POPPLER_TOOLS if shutil.which(tool) is None]
        if missing:
            return f"needs poppler-utils: {', '.join(missing)} not on PATH"
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by the fixtures that they ask for, before `-m` selects among them."""
    for item in items:
        for name in getattr(item, "fixturenames", ()):
            if name in MARKERS_OF_FIXTURES:
                item.add_marker(MARKERS_OF_FIXTURES[name])


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose outside tool is missing; fail it where the tool was promised."""
    reason = missing_tool(item)
    if reason and os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    elif reason:
        pytest.skip(reason)


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's top folder."""
    return ROOT


@pytest.fixture(scope="session")
def edition() -> Path:
    """The built edition; built here, once for all workers, when there is none yet."""
    folder = ROOT / "_build" / "edition"
    folder.parent.mkdir(exist_ok=True)
    with (folder.parent / "edition.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "manifest.json").is_file():
            command = Path(sys.executable).with_name("expobook")
            subprocess.run([command, "build"], cwd=ROOT, check=True)
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """A headless Chromium (Playwright's Browser), one per worker."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=chromium_path(), args=CHROMIUM_OPTIONS
        )
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser) -> Iterator:
    """A new desktop-sized page without cookies or history."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def poppler() -> Callable[..., str]:
    """Runs a PDF tool and gives back what it prints; takes the tool, then its arguments."""

    def run(tool: str, *arguments: str | Path) -> str:
        done = subprocess.run([tool, *arguments], check=True, capture_output=True, text=True)
        return done.stdout

    return run
