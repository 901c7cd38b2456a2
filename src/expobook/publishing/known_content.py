"""What is found in the files of a book, by their content: what stands since the last build isn't searched again."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx


class KnownContent:
    """What the last build found, and what this one finds, kept with Sphinx's state under a name."""

    def __init__(self, app: Sphinx, name: str) -> None:
        self._file = Path(app.doctreedir) / f"{name}-{app.builder.name}.json"
        self._code = repr(sorted(app.env.version.items())).encode()
        self._before: dict[str, Any] = {}
        self._now: dict[str, Any] = {}
        with suppress(OSError, ValueError):  # none yet, or half of one that was being written
            self._before = json.loads(self._file.read_bytes())

    def of(self, content: bytes, find: Callable[[bytes], Any]) -> Any:
        """What `find`, a function of a module, finds in a content: JSON values."""
        key = sha256(self._code + find.__qualname__.encode() + content).hexdigest()
        self._now[key] = self._before[key] if key in self._before else find(content)
        return self._now[key]

    def keep(self) -> None:
        """Let the next build know what this one has found."""
        self._file.write_text(json.dumps(self._now), encoding="utf-8")
