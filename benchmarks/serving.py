"""A local server that sends a book as web servers do: gzipped, with connections kept open."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import unquote, urlsplit

_PACKED = (".html", ".js", ".css", ".svg", ".json", ".txt", ".map")
Change = Callable[[bytes], bytes]


@dataclass
class Served:
    """Where a book is served, and how many bytes of it were sent."""

    address: str
    sizes: list[int] = field(default_factory=list)

    def sent(self) -> int:
        """Bytes sent since this was last asked."""
        total = sum(self.sizes)
        self.sizes.clear()
        return total


def _content(folder: Path, path: str, extra: dict[str, bytes], change: Change | None) -> tuple[bytes, str] | None:
    """The bytes of a file as they are sent, and its type; None where there is no such file."""
    file = folder / path
    if path in extra:
        body, kind = extra[path], "text/javascript"
    elif file.is_file():
        body, kind = file.read_bytes(), guess_type(path)[0] or "application/octet-stream"
    else:
        return None
    body = change(body) if change and path.endswith(".html") else body
    packed = path.endswith(_PACKED) or kind == "text/javascript"
    return (gzip.compress(body, 6, mtime=0) if packed else body), kind


@contextmanager
def serve(folder: Path, extra: dict[str, bytes] | None = None, change: Change | None = None) -> Iterator[Served]:
    """Serve a folder; `extra` holds further files by path, `change` rewrites pages as they go."""
    files: dict[str, tuple[bytes, str] | None] = {}

    def content(path: str) -> tuple[bytes, str] | None:
        if path not in files:
            files[path] = _content(folder, path, extra or {}, change)
        return files[path]

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            found = content(unquote(urlsplit(self.path).path).lstrip("/"))
            body, kind = found or (b"", "text/plain")
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if body[:2] == b"\x1f\x8b" and kind != "application/gzip":
                self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            served.sizes.append(len(body))  # before the reader has it, who may ask at once
            self.wfile.write(body)

        def log_message(self, *words: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    served = Served(f"http://127.0.0.1:{server.server_port}/")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
