"""The small book, built once: clean, then with a changed value, then with every fault at once."""

from __future__ import annotations

import contextlib
import functools
import itertools
import os
import threading
import time
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import fixture_book
import fixture_editions
import sphinx_forks
from fixture_builds import Build, Builds, build


@pytest.fixture(scope="session")
def build_book() -> Callable[..., Build]:
    """Builds a book, again where it has been built."""
    return build


@pytest.fixture(scope="session")
def builds(tmp_path_factory: pytest.TempPathFactory) -> Builds:
    """Builds of the small book, which the processes of this run of the tests share."""
    own = tmp_path_factory.getbasetemp()
    shared = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "builds"
    shared.mkdir(exist_ok=True)
    return Builds(shared)


@pytest.fixture(scope="module")
def forked_builds() -> Iterator[None]:
    """Pages of runs are built in forks, while a module's tests need it."""
    with sphinx_forks.forked_builds():
        yield


@pytest.fixture(scope="session")
def built(builds: Builds) -> Callable[[str], Build]:
    """Builds by name, each made from the one before when it is first asked for."""
    folder = builds.folder / "source"
    steps: dict[str, Callable[[Path], object]] = {
        "clean": fixture_book.write,
        "typst": lambda _: None,
        "changed": fixture_book.change_a_value,
        "faulty": fixture_book.add_faults,
        "again": lambda _: None,
    }

    def get(name: str) -> Build:
        for step in (*itertools.takewhile(lambda step: step != name, steps), name):
            made = builds.once(step, folder, steps[step], "typst" if step == "typst" else "html")
        return made

    return get


@pytest.fixture(scope="session")
def clean(built: Callable[[str], Build]) -> Build:
    """The book as it should be."""
    return built("clean")


@pytest.fixture(scope="session")
def readers_run(builds: Builds) -> Build:
    """The book of a reader's run, built by plain Sphinx."""
    return builds.changed("readers-run", fixture_book.make_readers_run)


@pytest.fixture(scope="session")
def readers_typst(builds: Builds) -> Build:
    """The markup of a reader's run."""
    return builds.changed("readers-typst", fixture_book.make_readers_run, "typst")


@pytest.fixture(scope="session")
def typeset(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Build]:
    """Builds markup of the book with some pages' texts replaced or some settings changed."""

    def make(change: Callable[[Path], object]) -> Build:
        folder = fixture_book.write(tmp_path_factory.mktemp("typeset") / "source")
        change(folder)
        return build(folder, tmp_path_factory.mktemp("kept-typeset") / "typst", "typst")

    return make


@pytest.fixture(scope="session")
def with_editions(builds: Builds) -> Build:
    """The book with three released editions behind it, and the pages that tell of them."""
    return builds.changed("with-editions", fixture_editions.add_editions)


@pytest.fixture(scope="session")
def addressed(builds: Builds) -> Build:
    """The book as it is built once it has an address."""
    return builds.changed("addressed", fixture_book.give_address)


@pytest.fixture(scope="session")
def faulty(built: Callable[[str], Build]) -> Build:
    """The book with every fault at once."""
    return built("faulty")


@pytest.fixture(scope="module")
def html(edition) -> Path:
    """The pages of the edition."""
    return edition / "html"


@pytest.fixture
def reader(browser):
    """Opens tabs without a network; notes failed requests, script errors, console errors."""
    contexts = []

    def open_tab(width: int = 1280, **settings):
        context = browser.new_context(viewport={"width": width, "height": 900}, **settings)
        contexts.append(context)
        tab = context.new_page()
        tab.problems = []
        note = tab.problems.append
        tab.on("pageerror", lambda error: note(f"{tab.url}: {error}"))
        # A script that is still loading when the test goes on to the next page is no failure.
        tab.on(
            "requestfailed",
            lambda request: request.failure == "net::ERR_ABORTED" or note(f"{tab.url}: asks for {request.url}"),
        )
        tab.on("response", lambda answer: answer.status < 400 or note(f"missing {answer.url}"))
        tab.on("console", lambda said: said.type != "error" or note(f"{tab.url}: {said.text}"))
        return tab

    yield open_tab
    for context in contexts:
        context.close()


ENTRY = b'<div class="entry"'


class Quiet(SimpleHTTPRequestHandler):
    """Sends the files of a folder."""

    def log_message(self, *words):
        """Say nothing."""


class Halting(Quiet):
    """Stops for a while within the first list of the ledger, as a slow line does."""

    def copyfile(self, source, outputfile):
        """Send a file, one that has entries in two parts."""
        *first, rest = source.read().split(ENTRY, 10)
        if first:
            outputfile.write(ENTRY.join(first))
            time.sleep(2)
        outputfile.write(ENTRY + rest if first else rest)


@contextlib.contextmanager
def serving(folder: Path, handler: type[Quiet] = Quiet) -> Iterator[str]:
    """The address of a server on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def served(html):
    """The address of the edition."""
    with serving(html) as address:
        yield address


@pytest.fixture(scope="module")
def served_small(with_editions):
    """The address of the small book with editions behind it."""
    with serving(with_editions.html) as address:
        yield address
