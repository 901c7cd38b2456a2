"""Writes the files for programs beside the pages, and says in each page's head where they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.osutil import relative_uri
from sphinx.writers.html5 import HTML5Translator

from expobook.citations.catalogue import Catalogue
from expobook.editions import registry
from expobook.editions.registry import Registry
from expobook.runs import edition
from expobook.values.files import documents

from ..build import fragments
from ..build.domain import domain_of
from ..build.edition_line import kept_line
from ..build.index import digest
from ..build.nodes import make_code
from ..build.workers import SCREEN
from ..figures.citables import catalogue_of, part_of
from ..screen import CHILDREN, Page, add_node, on_page
from ..theme.metadata import read_package
from . import contents, feed, markdown, models, records
from .contents import Link

_OVERVIEW = (
    Link(
        f"{records.FACTS}/{records.CONTENTS}",
        "All numbers",
        "id, label and display of each number, and the file of its record",
    ),
    Link(
        f"{records.FIGURES}/{records.CONTENTS}",
        "All figures",
        "id and title of each figure, and the file of its record",
    ),
    Link(models.SCHEMA, "Schema of the records", "JSON Schema that every record meets"),
)
_FEED = Link(feed.NAME, "Feed", "Atom: each edition, and each correction")
_CONTENTS = Link(contents.NAME, "Contents", "what the book holds, for language models")


class place_of_file(nodes.Inline, nodes.TextElement):  # noqa: N801 (docutils' manner)
    """A link to a file of the HTML book, by its `path` there; print has the name alone."""


class ProgramFiles(SphinxDirective):
    """A table of the files for programs; print has their names."""

    def run(self) -> list[nodes.Node]:
        """A row for each kind of file; a reader's run has no feed."""
        example = next(iter(domain_of(self.env).index.of("fact")), None)
        links = [*_OVERVIEW, _CONTENTS]
        if not domain_of(self.env).stamp:
            links.append(_FEED)
        if example:
            name = example.item["id"]
            links.append(Link(f"{records.FACTS}/{name}.json", "A number", example.item["label"]))
        rows = [
            [
                [nodes.Text(link.title)],
                [place_of_file("", "", make_code(link.path), path=link.path)],
                [nodes.Text(link.summary)],
            ]
            for link in links
        ]
        heads: list[list[nodes.Node]] = [[nodes.Text(word)] for word in ("File", "Place", "Holds")]
        return [fragments.table(heads, rows, [], ["program-files"])]


def _visit(self: HTML5Translator, node: nodes.Element) -> None:
    builder: Any = self.builder
    place = relative_uri(builder.get_target_uri(builder.current_docname), node["path"])
    self.body.append(f'<a href="{escape(place)}">')


def _depart(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append("</a>")


def add_links(page: Page) -> None:
    """Name a page's Markdown and the feed in its head: a line each, which no browser loads."""
    if page.app.builder.name not in SCREEN or page.doctree is None:
        return
    here = page.app.builder.get_target_uri(page.name)
    found = [("text/markdown", relative_uri(here, _twin(page.app, page.name)))]
    if not domain_of(page.app.env).stamp:
        found.append(("application/atom+xml", relative_uri(here, feed.NAME)))
    lines = "".join(f'    <link rel="alternate" type="{kind}" href="{place}">\n' for kind, place in found)
    page.context["metatags"] = page.context.get("metatags", "") + "\n" + lines


def write_files(app: Sphinx, failure: Exception | None) -> None:
    """Write records, Markdown pages, contents and feed, when all pages are finished."""
    if failure is not None or app.builder.name not in SCREEN:
        return
    out, domain, catalogue = Path(app.outdir), domain_of(app.env), catalogue_of(app.env)
    known = registry.read(domain.evidence.folder)
    _write_records(app, catalogue, known)
    _write_pages(app)
    if not catalogue.changed:
        _write(out / feed.NAME, feed.atom(catalogue.identity, edition.SUBTITLE, known))
    _write(
        out / contents.NAME,
        contents.llms_text(
            app.config.html_title,
            edition.SUBTITLE,
            kept_line(domain).english(),
            _parts(app),
            lambda path: "" if catalogue.changed else catalogue.identity.permalink(path),
        ),
    )


def _write_records(app: Sphinx, catalogue: Catalogue, known: Registry) -> None:
    """Write the records, unless the last build wrote the same."""
    out, domain = Path(app.outdir), domain_of(app.env)
    stamp = Path(app.doctreedir) / f"records-{app.builder.name}.txt"
    made_from = digest(
        [domain.data["digests"], asdict(catalogue.identity), catalogue.changed, asdict(known), app.env.version]
    )
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == made_from and (out / models.SCHEMA).is_file():
        return
    settings = {part_of(note.docname): note.parameters for note in domain.index.notebooks}
    records.write(records.Records(catalogue, known, settings, domain.evidence.observation_ids), out)
    _write(stamp, made_from)


def _write_pages(app: Sphinx) -> None:
    """Write the Markdown of each page that has been written since its last one."""
    builder: Any = app.builder
    pages, foot = frozenset(app.env.found_docs), kept_line(domain_of(app.env)).english()
    for name in sorted(pages):
        page, twin = Path(builder.get_outfilename(name)), Path(app.outdir) / _twin(app, name)
        if not twin.is_file() or twin.stat().st_mtime_ns <= page.stat().st_mtime_ns:
            _write(twin, markdown.of_page(page.read_text(encoding="utf-8"), name, pages, foot))


def _twin(app: Sphinx, name: str) -> str:
    """The path of a page's Markdown: beside the page, under its name."""
    builder: Any = app.builder
    page = Path(builder.get_outfilename(name)).relative_to(app.outdir)
    return page.with_suffix(".md").as_posix()


def _parts(app: Sphinx) -> dict[str, list[Link]]:
    """The pages by the parts of the table of contents, then what programs read."""
    listed = documents.yaml_object(Path(app.srcdir) / "_toc.yml")
    parts = {"Start": [_page(app, listed["root"])]}
    for part in listed.get("parts", [listed]):
        parts[part.get("caption", "Chapters")] = [
            _page(app, entry["file"]) for entry in part.get("chapters", ()) if "file" in entry
        ]
    return {
        **parts,
        "Records": [*_OVERVIEW],
        "Data": list(_tables(app)),
        **({} if domain_of(app.env).stamp else {"News": [_FEED]}),
    }


def _page(app: Sphinx, name: str) -> Link:
    return Link(_twin(app, name), app.env.titles[name].astext())


def _tables(app: Sphinx) -> Iterator[Link]:
    """The tables of the data package, as far as the book offers them."""
    copies = {Path(source).name: f"_downloads/{name}" for source, (_, name) in app.env.dlfiles.items()}
    for table in read_package(app)["resources"]:
        if table["path"] in copies:
            yield Link(copies[table["path"]], table["title"], table["path"])


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def setup(app: Sphinx) -> None:
    """Register the directive, the lines in the heads, and what writes the files."""
    add_node(app, place_of_file, CHILDREN, html=(_visit, _depart))
    app.add_directive("program-files", ProgramFiles)
    on_page(app, add_links, priority=610)
    # The pages have got their last touch, and the files of the figures are there.
    app.connect("build-finished", write_files, priority=950)
