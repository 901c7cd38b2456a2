"""Whether a run says the same thing everywhere: notebooks, records, figures, pages.

What the executed notebooks carry is taken as said, and all that a build makes of it is compared
with it. That finds a change that was made in one place, also where the manifest was made to fit. It
proves no origin: somebody who changes every place alike, or builds a run of other code, isn't seen.
"""

from __future__ import annotations

import filecmp
import json
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import yaml

from expobook.citations import catalogue
from expobook.citations.briefs import data_files
from expobook.facts import notebook_outputs
from expobook.runs import edition as editions
from expobook.runs import edition_card, incremental, reader_run
from expobook.runs.layout import FACTS, MANIFEST, is_dropping, notebooks_in
from expobook.runs.run import Run
from expobook.values.files import spreadsheets
from expobook.values.files.hashing import sha256, sha256_of

_NUMBERS = "facts.csv"
_LINK = re.compile(r'<a class="fact [^"]*" href="[^"#]*#fact-(?P<id>\w+)"[^>]*>(?P<text>[^<]*)</a>')
_ENTRY = re.compile(
    r'id="fact-(?P<id>\w+)">\s*<p class="entry-head">'
    r'<span class="entry-value">(?P<text>[^<]*)</span>'
)
_COPIES = (("html/_downloads", "."), ("html/_figures", "figures"), ("html/_summary", "."), ("html/_sources", "source"))
"""Folders of the HTML book, and where in the run the files lie that they have copies of."""


def find_contradictions(run: Run) -> list[str]:
    """List in which of its parts a run contradicts its own notebooks; empty where in none.

    The files must have been found to be plain ones: they are opened here.
    """
    checks = {
        "parameters": _parameters,
        "identity": _identity,
        "numbers": _numbers,
        "content hash": _content,
        "figures": _figures,
        "copies": _copies,
        "pages": _pages,
        "EPUB": _bound,
        "records": _records,
        "Markdown": _markdown,
        "description": _described,
    }
    found: list[str] = []
    for subject, check in checks.items():
        try:
            found += check(run)
        except notebook_outputs.BundleError as error:
            return [f"changed: {error}"]
        except Exception as error:  # what a stranger has written can be of any shape
            found.append(
                f"changed: the run's {subject} can't be read as a build writes them ({type(error).__name__}: {error})"
            )
    return found


def has_current_code(run: Run) -> bool:
    """Whether the code and the packages that made a run, by its manifest, are those that run here.

    Others may draw a figure or write a table otherwise, so files are made again only then.
    """
    versions = run.manifest["versions"]
    return run.manifest.get("code") == incremental.code() and installed_versions(versions) == versions


def installed_versions(names: Iterable[str]) -> dict[str, str]:
    """The versions of some packages as they are installed here."""
    found = {}
    for name in names:
        try:
            found[name] = version(name)
        except (PackageNotFoundError, ValueError, OSError):
            found[name] = "not installed"
    return found


def _parameters(run: Run) -> Iterator[str]:
    data = run.source / "data"
    claimed = run.manifest["changed_parameters"]
    if claimed != run.changed or run.manifest["published_parameters"] != run.published:
        yield (
            f"changed: {MANIFEST} says {_settings(claimed)}, and the run's notebooks were "
            f"executed with {_settings(run.changed)}"
        )
    elif reader_run.changes(run.manifest["parameters"], data) != run.changed:
        yield f"changed: the parameters in {MANIFEST} aren't those of the run's notebooks"
    for path in sorted(notebooks_in(run.source)):
        given = _injected(path)
        stated = next(one.parameters for one in run.notebooks if one.name == path.stem)
        if any(stated.get(name) != value for name, value in given.items()):
            yield (
                f"changed: source/notebooks/{path.name} was executed with {_settings(given)}, "
                "and its outputs name other values"
            )


def _settings(changed: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {reader_run.format_setting(value)}" for name, value in changed.items()) or (
        "the published parameters"
    )


def _injected(notebook: Path) -> Mapping[str, Any]:
    """What papermill recorded that it has set."""
    metadata = json.loads(notebook.read_text(encoding="utf-8")).get("metadata", {})
    return metadata.get("papermill", {}).get("parameters", {})


def _identity(run: Run) -> Iterator[str]:
    card = edition_card.file_in(run.source)
    facts = json.loads((run.folder / FACTS).read_text(encoding="utf-8"))
    cited = yaml.safe_load(card.read_text(encoding="utf-8"))
    named = {FACTS: facts.get("edition"), f"source/{card.name}": str(cited["version"])}
    for name, edition in named.items():
        if edition != run.edition:
            yield f"changed: {MANIFEST} names edition {run.edition}, and {name} {edition}"
    if run.manifest.get("data_date") != editions.data_date(run.source / "data"):
        yield f"changed: {MANIFEST} names another date than its data have"


def _numbers(run: Run) -> Iterator[str]:
    """Compare both records of the numbers, by what they say and then byte for byte."""
    facts, claims = _stated(run, "facts"), _stated(run, "claims")
    listed = {row["id"]: float(row["value"]) for row in spreadsheets.read_csv(run.folder / _NUMBERS)}
    values = {name: fact["value"] for name, fact in facts.items()}
    different = [
        f"changed: {record} and the run's notebooks differ on {name}"
        for record, recorded, stated in (
            (FACTS, run.facts, facts),
            (FACTS, run.claims, claims),
            (_NUMBERS, listed, values),
        )
        for name in sorted({*stated, *recorded})
        if recorded.get(name) != stated.get(name)
    ]
    yield from different
    if not different and has_current_code(run):
        yield from _tables(run)


def _stated(run: Run, kind: str) -> dict[str, dict[str, Any]]:
    """The facts or claims that the run's notebooks carry, by id."""
    return {
        item["id"]: {"notebook": notebook.name, **item}
        for notebook in run.notebooks
        for item in getattr(notebook, kind)
    }


def _tables(run: Run) -> Iterator[str]:
    from expobook.pipeline import build  # loads the engine that draws

    with tempfile.TemporaryDirectory(prefix="verify-") as temporary:
        build.write_facts(run.notebooks, Path(temporary), reader_run.stamp(run.changed))
        for name in (_NUMBERS, FACTS):
            if not filecmp.cmp(run.folder / name, Path(temporary, name), shallow=False):
                yield f"changed: {name} isn't what the run's notebooks give"


def _content(run: Run) -> Iterator[str]:
    data = run.source / "data"
    outside = [path for path in editions.package_files(data) if not path.is_file() or path.parent != data]
    if outside:
        yield "changed: source/data/datapackage.json lists a table that isn't beside it"
    elif run.content_hash != editions.content_hash(
        data, [fact for notebook in run.notebooks for fact in notebook.facts]
    ):
        yield f"changed: {MANIFEST} names another content hash than its data and notebooks have"


def _figures(run: Run) -> Iterator[str]:
    """Draw the figures again, where what drew them is what runs here."""
    if not has_current_code(run):
        return
    from expobook.figures import export  # loads the engine that draws

    false = {name for name, claim in _stated(run, "claims").items() if run.changed and not claim["holds"]}
    figures = [
        reader_run.mark_false_title(figure) if false & {*figure.get("claims", ())} else figure
        for notebook in run.notebooks
        for figure in notebook.figures
    ]
    known = catalogue.of_run(run)
    made = {**export.of_all(figures, known.credits(), reader_run.stamp(run.changed)), **data_files.of_all(known)}
    there = {path.name: path for path in (run.folder / "figures").glob("*") if not is_dropping(path.name)}
    for name in sorted({*made, *there}):
        digest = sha256_of(made[name]) if name in made else ""
        if name not in there or sha256(there[name]) != digest:
            yield f"changed: figures/{name} isn't what the run's notebooks give"
    yield from _embedded(run, known)


def _embedded(run: Run, known: catalogue.Catalogue) -> Iterator[str]:
    """Compare the pages of figures, but for the second drawing, which takes long to find."""
    from expobook.publishing.exports import embed  # loads Sphinx

    for thing in known.of("figure"):
        name = f"html/{embed.FOLDER}/{thing.id}.html"
        path = run.folder / name
        if path.is_file():
            shown = embed.TWIN.sub("", path.read_text(encoding="utf-8"))
            if shown != embed.page(known, thing):
                yield f"changed: {name} isn't what the run's notebooks give"


def _bound(run: Run) -> Iterator[str]:
    """Make the EPUB again, where what made it is what runs here."""
    from expobook.publishing.exports import ebook  # loads Sphinx

    path = run.folder / ebook.NAME
    if path.is_file() and has_current_code(run) and path.read_bytes() != ebook.of_run(run.folder):
        yield f"changed: {ebook.NAME} isn't what the run's pages give"


def _records(run: Run) -> Iterator[str]:
    """Compare what programs read of each number and figure."""
    from expobook.publishing.programs import records

    html = run.folder / "html"
    if not (html / records.FACTS).is_dir():  # before edition 2026.12 there were none
        return
    for name, record in records.of_run(run).files():
        path = html / name
        if not path.is_file() or path.read_text(encoding="utf-8") != records.as_text(record):
            yield f"changed: html/{name} isn't what the run's notebooks give"


def _markdown(run: Run) -> Iterator[str]:
    """Make the Markdown of each page again, but for the line at its foot."""
    from expobook.publishing.programs import markdown

    html = run.folder / "html"
    twins = [path for folder in ("book", "notebooks") for path in (html / folder).glob("*.md")]
    pages = frozenset(path.relative_to(html).with_suffix("").as_posix() for path in twins)
    for path in sorted(twins):
        text, page = path.read_text(encoding="utf-8"), path.with_suffix(".html")
        name = path.relative_to(html).as_posix()
        made = page.is_file() and markdown.of_page(
            page.read_text(encoding="utf-8"), name.removesuffix(".md"), pages, text.splitlines()[-1] if text else ""
        )
        if made != text:
            yield f"changed: html/{name} isn't what its page says"


def _described(run: Run) -> Iterator[str]:
    """Make the description for repositories again, with the versions that the run names."""
    from expobook.citations.deposit import crate, files

    if (run.folder / crate.NAME).is_file():  # before edition 2026.12 there was none
        for name, text in files.texts(run.folder, run.manifest["versions"]).items():
            path = run.folder / name
            if not path.is_file() or path.read_text(encoding="utf-8") != text:
                yield f"changed: {name} isn't what the run's files give"


def _copies(run: Run) -> Iterator[str]:
    for folder, where in _COPIES:
        for copy in sorted((run.folder / folder).rglob("*")):
            original = run.folder / where / copy.relative_to(run.folder / folder)
            if (
                original.is_file()
                and copy.is_file()
                and not is_dropping(copy.name)
                and not filecmp.cmp(copy, original, shallow=False)
            ):
                yield (
                    f"changed: {copy.relative_to(run.folder).as_posix()} and "
                    f"{original.relative_to(run.folder).as_posix()} differ"
                )
    archive, data = run.folder / "html" / "_downloads" / "data.zip", run.source / "data"
    if archive.is_file() and not _holds(archive, editions.package_files(data)):
        yield "changed: html/_downloads/data.zip doesn't hold the tables of source/data"


def _holds(archive: Path, tables: Iterable[Path]) -> bool:
    """Whether an archive has these files just as they are; others may be in it too."""
    with zipfile.ZipFile(archive) as packed:
        sizes = {Path(one.filename).name: (one.filename, one.file_size) for one in packed.infolist()}
        return all(
            path.name in sizes
            and sizes[path.name][1] == path.stat().st_size
            and packed.read(sizes[path.name][0]) == path.read_bytes()
            for path in tables
        )


def _pages(run: Run) -> Iterator[str]:
    """Compare each number that a page shows as a link to its entry, and the entries themselves."""
    html, facts = run.folder / "html", _stated(run, "facts")
    for path in sorted(html.rglob("*.html")):
        if is_dropping(path.name):
            continue
        page = path.read_text(encoding="utf-8")
        wrong = [
            match["id"]
            for pattern, allowed in ((_LINK, _ways), (_ENTRY, _way))
            for match in pattern.finditer(page)
            if unescape(match["text"]) not in allowed(facts.get(match["id"]))
        ]
        yield from (
            f"changed: {path.relative_to(run.folder).as_posix()} shows another value of {name} than the run's notebooks"
            for name in dict.fromkeys(wrong)
        )
    ledger = html / "book" / "ledger.html"
    if ledger.is_file():
        shown = {match["id"] for match in _ENTRY.finditer(ledger.read_text(encoding="utf-8"))}
        yield from (f"changed: html/book/ledger.html has no entry of {name}" for name in sorted(set(facts) - shown))


def _way(fact: Mapping[str, Any] | None) -> set[str]:
    return {fact["display"]} if fact else set()


def _ways(fact: Mapping[str, Any] | None) -> set[str]:
    """How a page may write a number: whole, its digits alone, in words, in Chinese."""
    from expobook.facts.templates import ZERO_WORDS
    from expobook.values import chinese
    from expobook.values.number_words import forms_in_prose

    if fact is None:
        return set()
    nought = {form(word) for word in ZERO_WORDS for form in (str, str.capitalize)}
    return {fact["number"], chinese.write(fact), *forms_in_prose(fact), *(nought if fact["value"] == 0 else ())}
