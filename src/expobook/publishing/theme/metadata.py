"""What machines read of a page: schema.org, citation tags, previews, and a map of the pages.

Addresses are written out in full only when the book has one (`html: baseurl:` in `_config.yml`).
"""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from expobook.runs import edition, reader_run

from ..build import claims, workers
from ..build.domain import domain_of
from ..build.edition_line import line_of
from ..figures.citables import catalogue_of
from ..pages import downloads, offered_files
from ..screen import Page, on_page
from . import social_card

PREVIEW = "_static/preview.png"
DOWNLOADS = "book/downloads"
_CARD = "card"
_LONGEST = 300
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
Json = dict[str, Any]


def add(page: Page) -> None:
    """Put the tags of a page into its head."""
    if page.app.builder.name != "html" or page.doctree is None:
        return
    package = read_package(page.app)
    readers_run = bool(domain_of(page.app.env).stamp)  # which is nothing to cite
    tags = [] if readers_run else _citation(page.app, page.name, package)
    tags += _preview(page.app, page.name, page.doctree)
    lines = [f'<meta {kind}="{name}" content="{escape(content)}">' for kind, name, content in tags if content]
    if not readers_run and (pdf := address(page.app, place := downloads.pdf_of(page.app, page.name))):
        lines.append(offered_files.pdf_tag(escape(pdf), escape(place)))
    if not readers_run:
        lines += _records(page.app, page.name, page.doctree, package)
    page.context["metatags"] = page.context.get("metatags", "") + "\n    " + "\n    ".join(lines) + "\n"


def _records(app: Sphinx, pagename: str, doctree: nodes.document, package: Json) -> list[str]:
    """What search engines and reference managers read: report or chapter, and the tables."""
    described = _described(app, pagename, doctree, package)
    found = [described] if described else []
    found += _tables(app, package) if pagename == DOWNLOADS else []
    return [_script({"@context": "https://schema.org", **one}) for one in found]


def read_package(app: Sphinx) -> Json:
    """The descriptor of the book's data package."""
    path = domain_of(app.env).evidence.folder / "datapackage.json"
    return json.loads(path.read_text(encoding="utf-8"))


def address(app: Sphinx, path: str) -> str:
    """The full address of a file of the book; empty when the book has no address yet."""
    base = str(app.config.html_baseurl or "").rstrip("/")
    return f"{base}/{path}" if base else ""


def summary(doctree: nodes.document) -> str:
    """The first paragraph of a page as plain text, cut at a word."""
    for paragraph in doctree.findall(nodes.paragraph):
        text = claims.unstruck_text(paragraph)
        if text:
            return text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0] + " …"
    return ""


def _title(app: Sphinx, pagename: str) -> str:
    title = app.env.titles[pagename].astext()
    return title if pagename == app.config.root_doc else f"{title}: {app.config.html_title}"


def _citation(app: Sphinx, pagename: str, package: Json) -> list[tuple[str, str, str]]:
    """Highwire tags, from which reference managers take title, author and date."""
    return [
        ("name", "citation_title", _title(app, pagename)),
        *(("name", "citation_author", one["title"]) for one in package["contributors"]),
        ("name", "citation_publication_date", package["created"][:10].replace("-", "/")),
        ("name", "citation_technical_report_number", edition.NAME),
        ("name", "citation_language", str(app.config.language or "en")),
        ("name", "citation_keywords", "; ".join(package["keywords"])),
        ("name", "citation_fulltext_html_url", _page_address(app, pagename)),
        ("name", "citation_doi", catalogue_of(app.env).identity.doi),
    ]


def _preview(app: Sphinx, pagename: str, doctree: nodes.document) -> list[tuple[str, str, str]]:
    """Open Graph tags: what a link to the page shows where it is shared."""
    text = _with_stamp(domain_of(app.env).stamp, summary(doctree))
    picture = address(app, PREVIEW) or "../" * pagename.count("/") + PREVIEW
    return [
        ("name", "description", text),
        ("property", "og:type", "article"),
        ("property", "og:site_name", app.config.html_title),
        ("property", "og:title", _title(app, pagename)),
        ("property", "og:description", text),
        ("property", "og:locale", "en_GB"),
        ("property", "og:url", _page_address(app, pagename)),
        ("property", "og:image", picture),
        ("property", "og:image:width", str(social_card.WIDTH)),
        ("property", "og:image:height", str(social_card.HEIGHT)),
        ("property", "og:image:alt", f"{app.config.html_title}: {edition.SUBTITLE}"),
        ("name", "twitter:card", "summary_large_image"),
    ]


def _with_stamp(stamp: str, text: str) -> str:
    """A page's description, opening with what a reader's run has to say of itself."""
    return f"{stamp}. {text}" if stamp else text


def _page_address(app: Sphinx, pagename: str) -> str:
    return address(app, app.builder.get_target_uri(pagename))


def _described(app: Sphinx, pagename: str, doctree: nodes.document, package: Json) -> Json | None:
    """The report on its first page; a chapter of it on a chapter; nothing on an appendix."""
    report = _with_address(
        {
            "@type": "Report",
            "name": f"{app.config.html_title}: {edition.SUBTITLE}",
            "reportNumber": edition.NAME,
            "version": edition.NAME,
            "datePublished": package["created"][:10],
            **_content(app),
            "inLanguage": str(app.config.language or "en"),
            "license": _LICENCE,
            "author": [{"@type": "Organization", "name": one["title"]} for one in package["contributors"]],
            "keywords": package["keywords"],
        },
        _page_address(app, app.config.root_doc),
    )
    text = summary(doctree)
    if pagename == app.config.root_doc:
        return {**report, "description": text}
    if any(notebook.docname == pagename for notebook in domain_of(app.env).index.notebooks):
        chapter = {
            "@type": "Chapter",
            "name": app.env.titles[pagename].astext(),
            "description": text,
            "isPartOf": report,
        }
        return _with_address(chapter, _page_address(app, pagename))
    return None


def _content(app: Sphinx) -> Json:
    """Date of the data, and the hash by which two copies of an edition are told apart."""
    line = line_of(domain_of(app.env))
    if line is None:
        return {}
    identity = catalogue_of(app.env).identity
    known = {
        "@type": "PropertyValue",
        "propertyID": "sha256",
        "name": "Hash of the edition's data and numbers",
        "value": line.content,
    }
    if not identity.doi:
        return {"dateModified": line.data_date, "identifier": known}
    doi = {"@type": "PropertyValue", "propertyID": "DOI", "value": identity.doi, "url": identity.doi_address}
    return {"dateModified": line.data_date, "identifier": [doi, known], "sameAs": identity.doi_address}


def _tables(app: Sphinx, package: Json) -> list[Json]:
    """One data set for each table of the data package, with the place of its file."""
    copies = {Path(source).name: f"_downloads/{name}" for source, (_, name) in app.env.dlfiles.items()}
    return [
        {
            "@type": "Dataset",
            "name": f"{package['title']}: {table['title']}",
            "description": table["description"],
            "license": _LICENCE,
            "version": package["version"],
            "dateModified": package["created"][:10],
            "isPartOf": {"@type": "Report", "name": app.config.html_title, "version": edition.NAME, **_content(app)},
            "creator": [{"@type": "Organization", "name": one["title"]} for one in package["contributors"]],
            "variableMeasured": [column["name"] for column in table["schema"]["fields"]],
            "distribution": {
                "@type": "DataDownload",
                "encodingFormat": table["mediatype"],
                "contentUrl": address(app, copies[table["path"]]) or f"../{copies[table['path']]}",
                "contentSize": f"{table['bytes']} B",
                "sha256": table["hash"].split(":", 1)[-1],
            },
        }
        for table in package["resources"]
        if table["path"] in copies
    ]


def _with_address(described: Json, found: str) -> Json:
    return {**described, "url": found} if found else described


def _script(described: Json) -> str:
    text = json.dumps(described, ensure_ascii=False, separators=(",", ":"))
    return f'<script type="application/ld+json">{text.replace("</", "<" + chr(92) + "/")}</script>'


def _card(app: Sphinx) -> workers.Jobs:
    """What draws the preview picture: the book's first figure, below its title."""
    domain = domain_of(app.env)
    first = next((one.item for one in domain.index.of("figure")), {"svg": "", "subtitle": ""})
    named = reader_run.LABEL if domain.stamp else f"Edition {edition.NAME}"
    texts = (app.config.html_title, edition.SUBTITLE, named, first["svg"], first["subtitle"])
    return {"": (social_card.card, texts)}


def write_files(app: Sphinx, failure: Exception | None) -> None:
    """Write the preview picture, and a map of the pages when the book has an address."""
    if failure is not None or app.builder.name != "html":
        return
    folder = Path(app.outdir)
    (folder / PREVIEW).write_bytes(workers.result(app, _CARD))
    if app.config.html_baseurl:
        pages = "".join(
            f"<url><loc>{escape(_page_address(app, name))}</loc></url>\n" for name in sorted(app.env.found_docs)
        )
        (folder / "sitemap.xml").write_text(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
            f"{pages}</urlset>\n",
            encoding="utf-8",
            newline="\n",
        )


def setup(app: Sphinx) -> None:
    """Register what fills the heads of pages, and the files beside them."""
    on_page(app, add, priority=600)
    workers.plan(app, _CARD, _card)
    app.connect("build-finished", write_files)
