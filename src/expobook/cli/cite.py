"""Commands that take a piece of the book elsewhere: cite, brief, pack."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from expobook.runs.layout import MANIFEST
from expobook.runs.run import Run, open_run

from .terminal.messages import UsageError, check_target, echo, project_root

RunFolder = Annotated[
    Path | None, typer.Option("--run", help="Folder of the run; _build/edition when left out.", file_okay=False)
]
Style = Annotated[
    str, typer.Option("--style", help="apa, chicago, ieee, gb7714, harvard, mla, …, or the path of a .csl file.")
]

_ENDINGS = ("docx", "html", "md")
_OTHER_ENDINGS = ("doc", "htm", "markdown", "pdf", "odt", "rtf", "txt", "tex")


def cite(
    name: Annotated[str, typer.Argument(metavar="ID", help="`book`, or the id of a chapter, figure, table or number.")],
    style: Style = "apa",
    form: Annotated[str, typer.Option("--format", help="text, html, bibtex, ris or csl-json.")] = "text",
    run: RunFolder = None,
) -> None:
    """Print the citation of the book, a chapter, a figure, a table or a single number."""
    from expobook.citations import catalogue
    from expobook.citations.citation import FORMATS, official

    _check_form(form, FORMATS)
    found = official(catalogue.of_run(finished_run(run)), name)
    echo(found.format(form, style).rstrip("\n"))


def brief(
    names: Annotated[
        list[str], typer.Argument(metavar="ID...", help="Ids of figures, tables and numbers, in the order of the page.")
    ],
    to: Annotated[str, typer.Option("--to", help="docx, html or md.")] = "docx",
    output: Annotated[
        Path | None,
        typer.Option("--output", help="The file; brief.docx, .html or .md when left out.", dir_okay=False),
    ] = None,
    style: Style = "apa",
    run: RunFolder = None,
) -> None:
    """Write figures and numbers as a page: picture, finding, source line, citation, edition."""
    from expobook.citations import catalogue
    from expobook.citations.briefs import brief as pieces
    from expobook.citations.briefs import docx, html, markdown

    _check_form(to, _ENDINGS)
    target = output or Path(f"brief.{to}")
    _check_brief(target, to)
    found = pieces.compose(catalogue.of_run(finished_run(run)), names, style, pictures=to != "html")
    if to == "docx":
        target.write_bytes(docx.to_docx(found))
    else:
        text = html.to_html(found) if to == "html" else markdown.to_markdown(found)
        target.write_text(text, encoding="utf-8", newline="\n")
    if to == "md":
        for one in found.pieces:
            if one.png:
                (target.parent / f"{one.id}.png").write_bytes(one.png)
    echo(f"The brief is at {target}")


def pack(
    name: Annotated[str, typer.Argument(metavar="ID", help="The id of a figure or a table.")],
    archive: Annotated[bool, typer.Option("--zip", help="One zip file, not a folder.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", help="The folder, or the zip file; named by the id when left out.")
    ] = None,
    run: RunFolder = None,
) -> None:
    """Write all files of a figure: pictures, data as CSV and Excel, specification, citations."""
    from expobook.citations import catalogue
    from expobook.citations.briefs import figure_pack

    contents = figure_pack.contents(catalogue.of_run(finished_run(run)), name)
    target = output or Path(f"{name}.zip" if archive else name)
    check_target(target)
    if archive:
        if target.is_dir():
            raise UsageError(f"{target} is a folder; name the zip file")
        target.write_bytes(figure_pack.zipped(contents, name))
    else:
        _check_pack(target, name)
        target.mkdir(exist_ok=True)
        for file, content in contents.items():
            (target / file).write_bytes(content)
    echo(f"{len(contents)} files are in {target}")


def finished_run(folder: Path | None) -> Run:
    """The run that was named, or the built edition; a missing one says how to make it."""
    if folder is not None:
        return open_run(folder)
    edition = project_root() / "_build" / "edition"
    if not (edition / MANIFEST).is_file():
        raise UsageError("the report isn't built yet: run `make book` first, or name another run with --run DIR")
    return open_run(edition)


def _check_brief(target: Path, to: str) -> None:
    """Refuse a file whose name says another format than the one that is asked for."""
    check_target(target)
    ending = target.suffix.lower().removeprefix(".")
    if ending != to and ending in {*_ENDINGS, *_OTHER_ENDINGS}:
        raise UsageError(f"{target} is named as another format than {to}: end it in .{to}, or say the format with --to")


def _check_pack(target: Path, name: str) -> None:
    """Refuse a folder that holds anything but an earlier pack of the same thing."""
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target} is a file; name a folder, or ask for --zip")
    others = (
        [path.name for path in sorted(target.iterdir()) if not path.name.startswith(f"{name}.")]
        if target.is_dir()
        else []
    )
    if others:
        raise UsageError(
            f"{target} holds other things, such as {others[0]}: name a new or an empty folder, such as {target / name}"
        )


def _check_form(form: str, allowed: tuple[str, ...]) -> None:
    if form not in allowed:
        raise UsageError(f"there is no format {form!r}; allowed are {', '.join(allowed)}")
