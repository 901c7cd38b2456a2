"""The README of the package, by the structure that data editors ask for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from expobook.citations.catalogue import Catalogue
from expobook.citations.identity import full_name
from expobook.facts import notebook_outputs
from expobook.runs.run import Run
from expobook.values import periods
from expobook.values.files import documents

from . import availability
from .exhibits import Exhibit
from .measurement import Measurement

_RANDOM = ("seed", "draws")


@dataclass(frozen=True, slots=True)
class Contents:
    """What the README tells of."""

    run: Run
    catalogue: Catalogue
    exhibits: Sequence[Exhibit]
    measured: Measurement
    lock: str


def readme(contents: Contents) -> str:
    """The README in Markdown."""
    template = resources.files(__package__).joinpath("package_readme.md").read_text("utf-8")
    return template.format(**_general(contents), **_data(contents), **_computing(contents), **_lists(contents))


def _general(contents: Contents) -> dict[str, Any]:
    identity = contents.catalogue.identity
    kinds = Counter(one.kind for one in contents.exhibits)
    return {
        "title": identity.title,
        "edition": identity.edition,
        "data_date": periods.format_date(identity.data_date),
        "authors": ", ".join(map(full_name, identity.authors)),
        "numbers": kinds["number"],
        "figures": kinds["figure"],
        "tables": kinds["table"],
    }


def _data(contents: Contents) -> dict[str, Any]:
    groups = availability.grouped(contents.catalogue.sources.values())
    closed = bool(groups[availability.CLOSED])
    rows = [
        f"| {name} | {len(found):,} | {availability.GROUPS[name]} | {_terms(found)} |" for name, found in groups.items()
    ]
    package = documents.json_object(contents.run.source / "data" / "datapackage.json")
    files = [
        f"| `data/{one['path']}` | {one['description']} | {one['bytes'] / 1000:,.0f} kB |"
        for one in package["resources"]
    ]
    return {
        "all_public": " " if closed else "x",
        "some_closed": "x" if closed else " ",
        "sources": len(contents.catalogue.sources),
        "groups": _table(["group", "sources", "how others have them", "terms"], rows),
        "open_sources": "\n".join(
            f"- {one['publisher']}: {one['title']}, {one['url']} ({one['terms']}; `{one['source_id']}`)"
            for one in groups[availability.OPEN]
        )
        or "None.",
        "data_files": _table(["file", "what a row is", "size"], files),
    }


def _terms(sources: Sequence[availability.Source]) -> str:
    counted = Counter(one["terms"] for one in sources).most_common()
    return "; ".join(f"{terms} ({count:,})" for terms, count in counted) or "none"


def _computing(contents: Contents) -> dict[str, Any]:
    measured, versions = contents.measured, contents.run.manifest["versions"]
    machine = measured.machine
    total = sum(measured.seconds.values())
    times = [f"| `{name}` | {seconds:,} s |" for name, seconds in measured.seconds.items()]
    return {
        "packages": sum("==" in line and line[:1].isalnum() for line in contents.lock.splitlines()),
        "versions": ", ".join(f"{name} {version}" for name, version in versions.items()),
        "randomness": _randomness(contents.run.manifest["parameters"]),
        "machine": (
            f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB "
            f"of memory, {machine['system']}, Python {machine['python']}"
        ),
        "minutes": -(-total // 60),
        "times": _table(["command", "time"], times),
        "environment_mb": measured.environment_mb,
        "run_mb": measured.run_mb,
        "largest_process_mb": measured.largest_process_mb,
    }


def _randomness(parameters: Mapping[str, Mapping[str, Any]]) -> str:
    seeded = [
        f"`notebooks/{name}.ipynb` ({', '.join(f'{key} {given[key]}' for key in _RANDOM)})"
        for name, given in parameters.items()
        if all(key in given for key in _RANDOM)
    ]
    if not seeded:
        return "No number is drawn at random."
    return (
        f"Random numbers are drawn in {', '.join(seeded)} alone, with the seed that is a "
        "parameter of it, by a generator of numpy whose version is fixed. So they are the "
        "same each time."
    )


def _lists(contents: Contents) -> dict[str, str | int]:
    shown = [
        f"| `{one.id}` | {_cell(one.title)} | `{one.file}` | `{one.notebook}` | {one.cell} `{one.cell_id}` |"
        for one in contents.exhibits
        if one.kind != "number"
    ]
    stated = [one for one in contents.exhibits if one.kind == "number" and one.stated_in]
    return {
        "exhibits": "\n".join(shown),
        "in_text": len(stated),
        "notebooks": "\n".join(_notebooks(contents)),
        "in_text_by_notebook": "\n".join(_in_text(contents.exhibits)),
    }


def _notebooks(contents: Contents) -> Iterator[str]:
    for name, found in _by_notebook(contents.exhibits).items():
        title = notebook_outputs.heading(contents.run.source / name)
        kinds = Counter(one.kind for one in found)
        yield (f"| `{name}` | {_cell(title)} | {kinds['number']:,}, {kinds['figure']}, {kinds['table']} |")


def _in_text(exhibits: Sequence[Exhibit]) -> Iterator[str]:
    for name, found in _by_notebook(exhibits).items():
        numbers = [one for one in found if one.kind == "number"]
        cells = sorted({one.cell for one in numbers})
        yield (
            f"| `{name}` | {len(numbers):,} | {sum(bool(one.stated_in) for one in numbers):,} | "
            f"{', '.join(map(str, cells))} |"
        )


def _by_notebook(exhibits: Sequence[Exhibit]) -> dict[str, list[Exhibit]]:
    found: dict[str, list[Exhibit]] = {}
    for one in exhibits:
        found.setdefault(one.notebook, []).append(one)
    return dict(sorted(found.items()))


def _cell(text: str) -> str:
    """Text in a cell of a table."""
    return text.replace("|", "\\|")


def _table(heads: Sequence[str], rows: Sequence[str]) -> str:
    return "\n".join([f"| {' | '.join(heads)} |", "|---" * len(heads) + "|", *rows])
