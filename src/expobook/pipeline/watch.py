"""Building pages again as they are saved, and showing them in a browser.

The pages stand in a folder of their own, which is no run. What lets a browser show a new page, or
what is wrong with it, is added to a page as it is sent: no file has it.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from expobook.facts import parameters
from expobook.publishing.build import workers
from expobook.runs import incremental, source_tree
from expobook.runs.layout import STORE
from expobook.values.errors import Failure, Mistake
from expobook.values.files import documents, work_folders
from expobook.values.files.store import Store

from . import build
from .kernels import CELL_TIMEOUT
from .page_folder import PageFolder
from .sphinx_process import SphinxProcess

FOLDER = Path("_build") / "watch"
CHANGES = "/~changes"
"""The address at which a page asks for what has changed."""
_SCRIPT = """<script>
new EventSource("/~changes").onmessage = (event) => {
  const {version, fault} = JSON.parse(event.data);
  window.shown ??= version;
  if (version !== window.shown && !fault) location.reload();
  document.getElementById("watch-fault")?.remove();
  if (!fault) return;
  const box = document.createElement("pre");
  Object.assign(box, {id: "watch-fault", role: "alert", textContent: fault});
  box.style = "position:fixed;inset:auto 0 0 0;z-index:9999;margin:0;padding:1em;max-height:50vh;" +
    "overflow:auto;white-space:pre-wrap;background:#7a1020;color:#fff;font:14px/1.5 monospace";
  document.body.append(box);
};
</script>
"""
_NOTHING_YET = "<!DOCTYPE html><title>Building</title><p>The book is being built.</p>"
_PAUSE = 0.2
"""Seconds between two looks at the files."""
_REST = 0.02
"""Seconds in which no file changes once it is saved whole: it is emptied first, and written then."""


class Preview:
    """The pages of a book as it stands, built again where something was saved."""

    def __init__(self, root: Path, report: build.Report) -> None:
        self.root = root
        self.folder = root / FOLDER
        self.pages = PageFolder(self.folder)
        self.version, self.fault = 0, ""
        self.news = threading.Condition()
        self._report = report
        self._store = Store(root / STORE)
        self._waiting: SphinxProcess | None = None

    def refresh(self) -> None:
        """Build what isn't up to date; a fault is kept, and told to whoever shows the pages."""
        try:
            self._build()
            fault = ""
        except (Mistake, Failure, OSError) as error:
            fault = str(error)
        with self.news:
            self.version, self.fault = self.version + 1, fault
            self.news.notify_all()
        if self._waiting is None:
            self._waiting = SphinxProcess()

    def stop(self) -> None:
        """End the process that waits for the next change."""
        if self._waiting:
            self._waiting.stop()

    def _build(self) -> None:
        data = self.root / "data"
        documents.check_settings(self.root)
        build.check_data(data, self._store)
        with work_folders.unnamed(self.folder, "source-") as fresh:
            source = source_tree.copy(self.root, fresh / "source", data)
            earlier = [incremental.PreviousRun(self.root / "_build" / "edition", self.root)]
            build._execute(
                self.root, source, parameters.for_notebooks({}), {}, earlier, self._store, CELL_TIMEOUT, self._report
            )
            self.pages.take_in(source)
        process, self._waiting = self._waiting or SphinxProcess(), None
        with process:
            folders = {workers.STORE: self._store.folder, workers.PREVIEW: self.folder}
            process.begin(self.pages.source, self.pages.output, folders=folders)
            process.finish()


def saved(root: Path) -> dict[str, tuple[int, int]]:
    """When each file of the book was saved, and its size."""
    folders = [root, *(root / name for name in ("book", "notebooks", "data", "data/editions"))]
    return {
        entry.path: ((status := entry.stat()).st_mtime_ns, status.st_size)
        for folder in folders
        for entry in _entries(folder)
    }


def _saved_whole(root: Path) -> dict[str, tuple[int, int]]:
    """What `saved` says once no file is being written: a half and a whole one would be two changes."""
    found, again = None, saved(root)
    while found != again:
        time.sleep(_REST)
        found, again = again, saved(root)
    return again


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            yield from (entry for entry in found if not entry.name.startswith(".") and entry.is_file())
    except FileNotFoundError:
        return


class Pages(SimpleHTTPRequestHandler):
    """Sends the pages of a preview, and the news of it."""

    def __init__(self, *given: object, preview: Preview) -> None:
        self.preview = preview
        super().__init__(*given, directory=str(preview.pages.html))  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Send a page with what reloads it, a file as it is, or the news as they come."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if self.path == CHANGES:
            self._send_news()
        elif path.suffix == ".html" and path.is_file():
            self._send("text/html; charset=utf-8", path.read_bytes() + _SCRIPT.encode())
        elif self.path == "/":
            self._send("text/html; charset=utf-8", f"{_NOTHING_YET}{_SCRIPT}".encode())
        else:
            super().do_GET()

    def end_headers(self) -> None:
        """Let no browser keep what may change at any time."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *given: object) -> None:
        """The terminal shows what is built, not what is read."""

    def _send(self, kind: str, content: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(content)

    def _send_news(self) -> None:
        self._send("text/event-stream", b"")
        with suppress(OSError):  # the reader has gone
            while True:
                with self.preview.news:
                    state = {"version": self.preview.version, "fault": self.preview.fault}
                    self.wfile.write(f"data: {json.dumps(state)}\n\n".encode())
                    self.preview.news.wait(timeout=15)


def watch(root: Path, port: int, report: build.Report, again: Callable[[], bool] = lambda: True) -> None:
    """Build the pages, serve them on this machine, and build again what is saved, until stopped.

    Raises `Mistake` where the port can't be used, or while another process does the same.
    """
    folder = root / FOLDER
    folder.parent.mkdir(exist_ok=True)
    if (left := work_folders.take(folder)) is not None:
        work_folders.remove(folder, left)
    lock = work_folders.make(folder)
    try:
        _serve(Preview(root, report), port, report, again)
    finally:
        work_folders.remove(folder, lock)


def _serve(preview: Preview, port: int, report: build.Report, again: Callable[[], bool]) -> None:
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(Pages, preview=preview))
    except OSError:
        raise Mistake(f"port {port} can't be used, another program may have it: name another one with --port") from None
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    report(f"the book is shown on http://127.0.0.1:{server.server_port} once it is built; Ctrl-C ends this")
    before: dict[str, tuple[int, int]] = {}
    try:
        while again():
            if saved(preview.root) != before:
                began, before = time.monotonic(), _saved_whole(preview.root)
                preview.refresh()
                report(preview.fault or f"built in {time.monotonic() - began:.1f} seconds")
            time.sleep(_PAUSE)
    finally:
        server.shutdown()
        server.server_close()
        preview.stop()
