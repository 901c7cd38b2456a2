"""“Cite” beside each figure and number: a link to the page on citing, a dialog with scripts on.

The dialog's texts are made here, by the styles, and lie in one script file for each chapter, which
a page loads on the first click: nothing is asked of a server, and no page grows heavier.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.errors import ExtensionError
from sphinx.util.osutil import relative_uri
from sphinx.writers.html5 import HTML5Translator

from expobook.citations import CitingError, formatting, reference_files
from expobook.citations.briefs import brief as pieces
from expobook.citations.briefs import data_files, html
from expobook.citations.catalogue import Catalogue, Citable
from expobook.citations.citation import CitationOf, original
from expobook.citations.styles import OFFERED, STYLES
from expobook.figures import export

from ..build import workers
from ..build.domain import domain_of
from ..build.index import digest
from ..build.workers import SCREEN
from ..screen import Page, add_node, on_page
from .citables import catalogue_of, part_of

FOLDER = "_cite"
TASK = "citations"
CITED = ("number", "figure", "table")
PAGE = "book/cite"
SCRIPT, STYLESHEET, SIGN = "cite.js", "cite.css", 'class="cite-link"'
LATER = ('class="entry-lines"', 'id="number-cards"')
"""What has such links once it is opened: entries of a list, cards."""
_PRINTED = "citation-text"
_FACES, _PLACE_OF_FACES = "faces", "/*faces*/"
_ANCHORS = {"number": "a-number", "figure": "a-figure"}


class cite_place(nodes.Inline, nodes.TextElement):  # noqa: N801 (docutils' manner)
    """The place of the link beside a number, whose id is `name`; only a screen has one."""


class table_cite_place(nodes.General, nodes.Element):  # noqa: N801
    """The same for a table; `table` is its id."""


def for_figure(builder: Builder, name: str, docname: str) -> str:
    """The links of a figure that is stated on a page: to its citation, and to a piece for a brief.

    Both lead to the page on citing; with scripts they open the dialog.
    """
    place = f'data-cite="{escape(name)}" data-part="{file_name(docname)}"'
    target = escape(_target(builder, "figure"))
    return (
        f'<a class="cite-link" href="{target}" {place}>Cite</a> '
        f'<a class="cite-link" href="{target}" {place} data-copy="brief">Copy for a brief</a>'
    )


def for_table(builder: Builder, name: str, docname: str) -> str:
    """The links of a table that is stated on a page: its files, and its citation."""
    target = escape(_target(builder, "figure"))
    here = builder.get_target_uri(builder.current_docname)  # type: ignore[attr-defined]
    file = escape(relative_uri(here, f"{export.FOLDER}/{name}"))
    files = " ".join(f'<a href="{file}.{kind}" download>{export.KINDS[kind]}</a>' for kind in ("csv", "xlsx"))
    return (
        f'<p class="figure-extras">{files} <a class="cite-link" href="{target}" '
        f'data-cite="{escape(name)}" data-part="{file_name(docname)}">Cite</a></p>\n'
    )


def file_name(docname: str) -> str:
    """The name under which a chapter's citations lie, and by which the ledger names its entries."""
    return part_of(docname).replace("_", "-")


def page_on_citing(builder: Builder, docname: str, kind: str) -> str:
    """The address of what a page of the book leads to without scripts; empty where it isn't."""
    if PAGE not in builder.env.found_docs:
        return ""
    there = relative_uri(builder.get_target_uri(docname), builder.get_target_uri(PAGE))
    # The page of a reader's run has no parts: it says that there is nothing to cite.
    return there if domain_of(builder.env).stamp else f"{there}#{_ANCHORS[kind]}"


def _target(builder: Builder, kind: str) -> str:
    here = builder.current_docname  # type: ignore[attr-defined]
    return page_on_citing(builder, here, kind) or "#"


def _visit(self: HTML5Translator, node: nodes.Element) -> None:
    stated = domain_of(self.builder.env).index.get("fact", node["name"])
    if self.builder.name in SCREEN and stated is not None:
        place = (
            f'href="{escape(_target(self.builder, "number"))}" '
            f'data-cite="{escape(node["name"])}" data-part="{file_name(stated.docname)}"'
        )
        self.body.append(
            f'<a class="cite-link" {place} data-copy="citation">Copy citation</a> <a class="cite-link" {place}>Cite</a>'
        )
    raise nodes.SkipNode


def _visit_table(self: HTML5Translator, node: nodes.Element) -> None:
    stated = domain_of(self.builder.env).index.get("table", node["table"])
    if self.builder.name in SCREEN and stated is not None:
        self.body.append(for_table(self.builder, node["table"], stated.docname))
    raise nodes.SkipNode


def write_files(app: Sphinx, failure: Exception | None) -> None:
    """Write the citations of each chapter, and each figure as a piece for a brief."""
    if failure is not None or app.builder.name not in SCREEN:
        return
    if _up_to_date(app):
        return
    try:
        _write_all(app)
    except CitingError as error:
        raise ExtensionError(str(error)) from None
    _stamp(app).write_text(_made_from(app), encoding="utf-8")


def _write_all(app: Sphinx) -> None:
    catalogue = catalogue_of(app.env)
    bibtex: dict[str, str] = {}
    if not catalogue.changed:
        for style in OFFERED:
            formatting.remember(workers.result(app, TASK, style))
        bibtex = workers.result(app, TASK, "bibtex")
    folder = Path(app.outdir) / FOLDER
    folder.mkdir(exist_ok=True)
    for note in domain_of(app.env).index.notebooks:
        things = [thing for thing in catalogue.of(*CITED) if thing.described.get("notebook") == part_of(note.docname)]
        _write_script(folder / f"{file_name(note.docname)}.js", chapter(catalogue, things, bibtex))
    _write_script(folder / f"{_FACES}.js", {_FACES: html.FACES})
    # The notes of a workbook cite its figure or table, in what was formatted just now.
    export.write_all(data_files.of_all(catalogue), Path(app.outdir) / export.FOLDER)
    for thing in catalogue.of("figure"):
        picture = Path(app.outdir) / export.FOLDER / f"{thing.id}.bare.png"
        _write_script(folder / f"{thing.id}.js", figure_brief(catalogue, thing, picture.read_bytes()))


def _calls_of_pandoc(app: Sphinx) -> workers.Jobs:
    """One call for each style, and one for BibTeX; each formats all that the dialogs show."""
    catalogue = catalogue_of(app.env)
    if catalogue.changed or _up_to_date(app):
        return {}
    citations = [CitationOf(thing, catalogue) for thing in catalogue.of(*CITED)]
    sources = list({item["id"]: item for one in citations for item in one.originals}.values())
    return {
        style: (formatting.formatted, ([*(one.item_for(style) for one in citations), *sources], style))
        for style in OFFERED
    } | {"bibtex": (reference_files.bibtex_by_key, ([*(one.item for one in citations), *sources], catalogue.identity))}


def _up_to_date(app: Sphinx) -> bool:
    """Whether the last build wrote the same files, and they are all there."""
    catalogue, folder, stamp = catalogue_of(app.env), Path(app.outdir) / FOLDER, _stamp(app)
    names = [
        _FACES,
        *(thing.id for thing in catalogue.of("figure")),
        *(file_name(note.docname) for note in domain_of(app.env).index.notebooks),
    ]
    return (
        stamp.is_file()
        and stamp.read_text(encoding="utf-8") == _made_from(app)
        and all((folder / f"{name}.js").is_file() for name in names)
    )


def _stamp(app: Sphinx) -> Path:
    return Path(app.doctreedir) / f"citations-{app.builder.name}.txt"


def _made_from(app: Sphinx) -> str:
    """A digest of what the files are made from: numbers, evidence, identity and code."""
    catalogue = catalogue_of(app.env)
    return digest([domain_of(app.env).data["digests"], asdict(catalogue.identity), catalogue.changed, app.env.version])


def chapter(catalogue: Catalogue, things: list[Citable], bibtex: Mapping[str, str]) -> dict[str, Any]:
    """The citations of the things of a chapter, and those of their sources, each once.

    `bibtex` has the entry of each by its key.
    """
    if catalogue.changed:
        return {"styles": [], "things": {thing.id: _refused(catalogue, thing) for thing in things}}
    citations = {thing.id: CitationOf(thing, catalogue) for thing in things}
    sources = {item["id"]: item for one in citations.values() for item in one.originals}
    first = next(iter(citations.values()), None)
    return {
        "styles": [{"id": style, "label": STYLES[style][0]} for style in OFFERED],
        "remarks": first.remarks() if first else [],
        "sources": {
            name: {"texts": _by_style(name, sources, catalogue)} | _files(item, bibtex, catalogue)
            for name, item in sources.items()
        },
        "things": {
            name: {
                "title": one.thing.title,
                "texts": {style: formatting.linked(one.main(style, "html")) for style in OFFERED},
                "sources": [item["id"] for item in one.originals],
                **_files(one.item, bibtex, catalogue),
                **_number(catalogue, one.thing),
            }
            for name, one in citations.items()
        },
    }


def _refused(catalogue: Catalogue, thing: Citable) -> dict[str, Any]:
    """Why a thing of a reader's run isn't cited as one of the edition."""
    reason = " ".join(pieces.citation_lines(catalogue, thing, OFFERED[0]))
    return {"title": thing.title, "refused": reason, **_number(catalogue, thing)}


def figure_brief(catalogue: Catalogue, thing: Citable, picture: bytes) -> dict[str, str]:
    """A figure as it goes into a brief: what the clipboard takes, and the page that says it all.

    The page lacks its faces, which are the same for all figures and lie in a file of their own.
    """
    brief = pieces.compose(catalogue, [thing.id], OFFERED[0], drawn={thing.id: picture})
    whole = html.to_html(brief).replace(html.FACES, _PLACE_OF_FACES)
    return {"fragment": html.fragment(brief.pieces[0], brief), "page": whole}


def _number(catalogue: Catalogue, thing: Citable) -> dict[str, Any]:
    if thing.kind != "number":
        return {"figure": True} if thing.kind == "figure" else {}
    brief = pieces.compose(catalogue, [thing.id], OFFERED[0])
    return {"brief": html.fragment(brief.pieces[0], brief)}


def _by_style(name: str, sources: dict[str, Any], catalogue: Catalogue) -> dict[str, str]:
    return {style: formatting.linked(original(sources[name], style, "html")) for style in OFFERED}


def _files(item: dict[str, Any], bibtex: Mapping[str, str], catalogue: Catalogue) -> dict[str, Any]:
    return {"bibtex": bibtex[item["id"]], "ris": reference_files.ris([item], catalogue.identity), "csl": item}


def _write_script(path: Path, content: dict[str, Any]) -> None:
    """A script that hands its content over: a page opened from a folder may load nothing else."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    path.write_text(f"expobook.take({text});\n", encoding="utf-8", newline="\n")


def only_where_used(page: Page) -> None:
    """Leave script and style out of pages without anything to cite."""
    if not any(sign in page.body for sign in (SIGN, *LATER)):
        unused = (SCRIPT,) if _PRINTED in page.body else (SCRIPT, STYLESHEET)
        page.keep_assets(lambda name: not name.endswith(unused))


def setup(app: Sphinx) -> None:
    """Register the place of the links, the files behind them, and what opens them."""
    add_node(app, cite_place, html=(_visit, None))
    add_node(app, table_cite_place, html=(_visit_table, None))
    app.add_js_file(SCRIPT, loading_method="defer")
    app.add_css_file(STYLESHEET, priority=920)
    on_page(app, only_where_used, priority=810)
    workers.plan(app, TASK, _calls_of_pandoc)
    # After the pictures of the figures have been written.
    app.connect("build-finished", write_files, priority=700)
