"""What tests share: the built edition, a real browser, the PDF tools, and how their absence shows.

A test that asks for `edition`, `browser`, `page` or `poppler` gets the marker of that name, so that
`make test` leaves it out and `make check` runs it. Where the tool is missing the test is skipped
with the reason; with CI=true it fails, because there the tools were meant to be installed.
"""

from __future__ import annotations

import fcntl
import gc
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# What a reader has set for the terminal, for Python and for git changes no test.
SETTINGS = (
    "FORCE_COLOR",
    "NO_COLOR",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "PY_COLORS",
    "COLUMNS",
    "LINES",
    "PYTHONIOENCODING",
    "PYTHONWARNINGS",
    "SOURCE_DATE_EPOCH",
    "LC_ALL",
    "LANGUAGE",
    *(name for name in os.environ if name.startswith("GIT_")),
)
for setting in SETTINGS:
    os.environ.pop(setting, None)
os.environ["TERM"] = "dumb"
# Folders and modules whose tests are about other rooms than those that coverage measures: what is traced takes twice
# as long.
UNTRACED = {
    "book",
    "house",
    "notebooks",
    "test_any_input",
    "test_book_files",
    "test_charts",
    "test_chapter_goals_shown",
    "test_cli_build",
    "test_cli_data",
    "test_cli_parameters",
    "test_cli_start",
    "test_kernels",
    "test_own_kernels",
    "test_responsive",
    "test_source_tree",
    "test_staleness",
    "test_sweep_cluster",
    "test_sweep_files",
    "test_sweeping",
    "test_terminal",
}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
POPPLER_TOOLS = ("pdfinfo", "pdffonts", "pdftoppm", "pdftotext")
MARKERS_OF_FIXTURES = {
    "edition": "edition",
    "browser": "browser",
    "page": "browser",
    "poppler": "poppler",
    "word_as_pdf": "office",
    "citation_js": "npm",
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
    for marker, program, name in (
        ("office", "soffice", "LibreOffice Writer"),
        ("npm", "npm", "npm"),
        ("epub", "epubcheck", "EPUBCheck"),
        ("crate", "uv", "uv"),
    ):
        if item.get_closest_marker(marker) and shutil.which(program) is None:
            return f"needs {name}: {program} is not on PATH"
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by the fixtures that they ask for, before `-m` selects among them."""
    for item in items:
        for name in getattr(item, "fixturenames", ()):
            if name in MARKERS_OF_FIXTURES:
                item.add_marker(MARKERS_OF_FIXTURES[name])


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over all that is loaded by now, and look for garbage less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Let coverage trace nothing that runs whole notebooks and books, or is marked: it takes twice as long so.

    The arithmetic has tests of its own. Under xdist pytest-cov traces twice, and its marker
    `no_cover` ends one of the two.
    """
    tracer = sys.gettrace()
    untraced = {item.path.parent.name, item.path.stem} & UNTRACED or item.get_closest_marker("untraced")
    if untraced and type(tracer).__module__.startswith("coverage"):
        sys.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(tracer)


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


PATIENCE = 300_000
"""Milliseconds that a page may take: on a busy machine minutes, on an idle one next to none."""


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """A headless Chromium (Playwright's Browser), one per worker."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_OPTIONS)
        new_context = chromium.new_context

        def patient_context(**settings: object) -> object:
            context = new_context(**settings)
            context.set_default_timeout(PATIENCE)
            return context

        chromium.new_context = patient_context
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


@pytest.fixture
def word_as_pdf(tmp_path) -> Callable[[Path], Path]:
    """Turns a Word document into PDF with LibreOffice, which knows nothing of who wrote it."""

    def convert(document: Path) -> Path:
        profile = (tmp_path / "office").as_uri()
        subprocess.run(
            [
                "soffice",
                "--headless",
                f"-env:UserInstallation={profile}",
                "--convert-to",
                "pdf",
                "--outdir",
                tmp_path,
                document,
            ],
            check=True,
            capture_output=True,
        )
        return tmp_path / f"{document.stem}.pdf"

    return convert


CITATION_JS = ("core", "plugin-bibtex", "plugin-csl", "plugin-ris")


@pytest.fixture(scope="session")
def citation_js(tmp_path_factory) -> Callable[[Path], list[dict]]:
    """Reads a citation file with citation-js: BibTeX, RIS or CSL-JSON as CSL items."""
    folder = tmp_path_factory.mktemp("citation-js")
    packages = [f"@citation-js/{name}@0.7" for name in CITATION_JS]
    subprocess.run(
        [
            "npm",
            "install",
            "--no-audit",
            "--no-fund",
            "--no-package-lock",
            "--no-update-notifier",
            "--loglevel=error",
            *packages,
        ],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    loads = "".join(f"require('@citation-js/{name}');" for name in CITATION_JS)
    script = (
        f"{loads} const {{ Cite }} = require('@citation-js/core');"
        "const text = require('fs').readFileSync(process.argv[2], 'utf8');"
        "console.log(JSON.stringify(new Cite(text).format('data', {format: 'object'})));"
    )
    (folder / "read.js").write_text(script, encoding="utf-8")

    def read(path: Path) -> list[dict]:
        done = subprocess.run(["node", "read.js", path], cwd=folder, check=True, capture_output=True, text=True)
        return json.loads(done.stdout)

    return read
