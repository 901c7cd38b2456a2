"""What lets a build take pages from the last one, and be the same to the byte as one from nothing.

Pages show what others state: titles, numbers, labels, places. Sphinx keeps all of that in its environment. Here it gets
an order that doesn't depend on which pages were read now, and a digest: while that is the same, a page that wasn't read
again would be written as it was, and stays. Where it is another, every page is written, into an empty folder.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from docutils import nodes
from jinja2 import FileSystemBytecodeCache
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import FilenameUniqDict

from . import EXACT
from .build.domain import domain_of
from .build.workers import SCREEN

_SHARED = "shared"
"""Where the digest of what pages share is kept until the next build."""
_OF_THE_PROCESS = frozenset(
    {
        *("app", "events", "domains", "project", "settings", "temp_data", "ref_context"),
        *("config", "config_status", "config_status_extra", "version", "versioning_condition", "versioning_compare"),
        *("srcdir", "doctreedir", "_pickled_doctree_cache", "_write_doc_doctree_cache", "domaindata"),
        *("all_docs", "dependencies"),
    }
)
"""What of an environment no page shows, or is the same in a build that goes on from another; domains have theirs."""
_SHOWN_BY_NO_PAGE = frozenset({"line", "wordcount"})
"""Where a thing stands in its source, which is for messages, and how long a page is."""


def put_in_order(app: Sphinx, env: BuildEnvironment) -> None:
    """Put what pages share into the order of its names, whichever page was read first."""
    images, env.images = env.images, FilenameUniqDict()
    for place, (docnames, _) in sorted(images.items()):
        for docname in sorted(docnames):
            env.images.add_file(docname, place)
    for _, value in _inventories(env):
        if isinstance(value, dict):
            found = sorted(value.items(), key=lambda item: repr(item[0]))
            value.clear()
            value.update(found)
        elif isinstance(value, list):
            value.sort(key=lambda item: getattr(item, "docname", ""))


def keep_templates(app: Sphinx) -> None:
    """Keep the theme's templates as Jinja has compiled them; it looks whether each is still the same."""
    if EXACT in os.environ and app.builder.name in SCREEN:
        folder = Path(app.doctreedir) / "templates"
        folder.mkdir(parents=True, exist_ok=True)
        environment = app.builder.templates.environment
        environment.bytecode_cache = FileSystemBytecodeCache(str(folder))


def write_again(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Name all pages where what they share is another than it was, and empty the folder for them."""
    if EXACT not in os.environ or app.builder.name not in SCREEN:
        return []
    data = domain_of(env).data
    before = data.pop(_SHARED, "")
    data[_SHARED] = shared = _digest(env)
    if shared == before:
        return [env.config.root_doc]  # what is made of all pages is made in every build
    for path in Path(app.outdir).iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return sorted(env.found_docs)


def _inventories(env: BuildEnvironment) -> Iterator[tuple[str, Any]]:
    """What is kept of all pages together, by name: of Sphinx, and of each domain."""
    yield from ((name, value) for name, value in sorted(vars(env).items()) if name not in _OF_THE_PROCESS)
    for domain, data in sorted(env.domaindata.items()):
        yield from ((f"{domain}:{name}", value) for name, value in sorted(data.items()))


def _digest(env: BuildEnvironment) -> str:
    shared = dict(_inventories(env))
    shared["metadata"] = {
        page: {name: one for name, one in said.items() if name not in _SHOWN_BY_NO_PAGE}
        for page, said in env.metadata.items()
    }
    text = "\n".join(f"{name} {_text(value)}" for name, value in shared.items())
    return sha256(text.encode()).hexdigest()


def _text(value: Any, around: tuple[int, ...] = ()) -> str:
    """All that a value says, whatever the order of what has none."""
    if value is None or isinstance(value, str | bytes | int | float):
        return repr(value)
    if isinstance(value, nodes.Node):
        return value.pformat()
    if hasattr(value, "__qualname__"):  # code, which the package's digest has
        return value.__qualname__
    if id(value) in around:
        return "itself"
    inside = (*around, id(value))
    if isinstance(value, set | frozenset):
        return f"{{{', '.join(sorted(_text(one, inside) for one in value))}}}"
    fields = _fields(value)
    if fields is None:
        return f"({', '.join(_text(one, inside) for one in value)})"
    found = sorted(f"{_text(name, inside)}: {_text(one, inside)}" for name, one in fields.items())
    return f"{type(value).__name__}{{{', '.join(found)}}}"


def _fields(value: Any) -> Mapping[Any, Any] | None:
    """What a value holds by name; nothing where it holds a row of things."""
    if isinstance(value, Mapping):
        return value
    if hasattr(value, "_asdict"):
        return {name: one for name, one in value._asdict().items() if name not in _SHOWN_BY_NO_PAGE}
    return None if isinstance(value, list | tuple) else {"state": value.__getstate__()}


def setup(app: Sphinx) -> None:
    """Register what comes before what counts and numbers all pages, and what comes after."""
    app.connect("builder-inited", keep_templates)
    app.connect("env-updated", put_in_order, priority=1)
    app.connect("env-get-updated", write_again, priority=999)
