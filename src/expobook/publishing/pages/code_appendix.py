"""“How this was computed”: parameters, notebook and code, folded away at the end of a chapter."""

from __future__ import annotations

from html import escape
from pathlib import Path

from sphinx.application import Sphinx

from expobook.values.files import documents

from ..build.domain import domain_of
from ..screen import Page, on_page
from .overviews import format_value


def append(page: Page) -> None:
    """Put the box below the text of every page that is a notebook."""
    if page.app.builder.name not in ("html", "dirhtml") or page.doctree is None:
        return
    path = Path(page.app.env.doc2path(page.name))
    if path.suffix == ".ipynb":
        download = page.context["pathto"](f"_sources/{page.context['sourcename']}", True)
        page.context["body"] += box(page.app, page.name, path, download)


def box(app: Sphinx, docname: str, path: Path, download: str) -> str:
    """The folded box of one notebook as HTML."""
    cells = "\n".join(
        app.builder.highlighter.highlight_block(code, "python")  # type: ignore[attr-defined]
        for code in code_cells(path)
    )
    return (
        '<details class="more computed"><summary>How this was computed</summary>'
        '<div class="more-text">'
        f"<p>Every number, chart and table above comes from one notebook. "
        f'<a class="reference download" href="{escape(download)}" download>Download '
        f"{escape(path.name)}</a> to rerun it with other settings.</p>"
        f"{_settings(app, docname)}{cells}</div></details>"
    )


def code_cells(path: Path) -> list[str]:
    """The code of a notebook, cell by cell, in order."""
    cells = documents.notebook(path)["cells"]
    sources = ("".join(cell["source"]).strip() for cell in cells if cell["cell_type"] == "code")
    return [source for source in sources if source]


def _settings(app: Sphinx, docname: str) -> str:
    """The parameters of this run in one line, each name as code."""
    for notebook in domain_of(app.env).index.notebooks:
        if notebook.docname == docname and notebook.parameters:
            settings = ", ".join(
                f"<code>{escape(name)}</code> = {escape(format_value(value))}"
                for name, value in notebook.parameters.items()
            )
            return f"<p>Parameters of this run: {settings}.</p>"
    return ""


def setup(app: Sphinx) -> None:
    """Add the box while pages are written, after the theme has set up its context."""
    on_page(app, append, priority=700)
