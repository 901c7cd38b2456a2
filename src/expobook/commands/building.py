"""Commands that execute notebooks: build, parameters, references."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from .. import parameters
from ..terminal import Setting, SettingFile, console, project_root, say, settings

_TOLD = ("parameter", "notebooks", "default", "unit", "allowed", "meaning")
_WIDE = 110
"""Letters in a line from which the table fits without words that are cut."""


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command()(build)
    app.command("parameters")(show_parameters)
    app.command()(references)


def build(
    parameter: Setting = None,
    file: SettingFile = None,
    output: Annotated[Path | None, typer.Option(
        "--output", help="Folder of the run; _build/edition when left out.")] = None,
    pdf: Annotated[bool, typer.Option("--pdf/--no-pdf", help="Also typeset the PDF.")] = True,
    afresh: Annotated[bool, typer.Option(
        "--all", help="Execute every notebook, also those for which nothing has changed.")] = False,
) -> None:
    """Execute the notebooks that changed and build the book: HTML, PDF, facts and figures."""
    given = settings(parameter or [], file)
    root = project_root()
    if given and output is None:
        raise parameters.ParameterError(
            "a run with other parameters isn't the published edition: "
            "name its folder with --output DIR"
        )
    target = (output or root / "_build" / "edition").resolve()
    if not afresh and _stands(root, target, given, pdf):
        say("Nothing has changed since this run was made; it was checked and kept.")
        _tell(target)
        return
    from .. import runs

    with console.status("starting") as status:

        def report(step: str) -> None:
            status.update(step)
            console.print(f"[dim]·[/dim] {step}")

        runs.build(root, target, given, pdf=pdf, afresh=afresh, report=report)
    _tell(target)


def _stands(root: Path, target: Path, given: dict[str, Any], pdf: bool) -> bool:
    """Whether the run is there as it would be made again: told without loading what makes it."""
    from .. import staleness

    parameters.for_notebooks(given)
    data = Path(given.get("data_dir") or root / "data").resolve()
    defaults = parameters.defaults()
    changed = {name: value for name, value in given.items()
               if name != "data_dir" and value != defaults[name]}
    return data.is_dir() and staleness.nothing_changed(root, target, data, changed, pdf=pdf)


def _tell(target: Path) -> None:
    say(f"The book is at {target / 'html' / 'index.html'}")
    if (target / "report.pdf").is_file():
        say(f"The PDF is at {target / 'report.pdf'}")


def show_parameters() -> None:
    """List every parameter: notebooks that take it, default, unit, what is allowed and meant."""
    rows = [_described(name, owners) for name in parameters.names() for owners in _alike(name)]
    if console.width < _WIDE:
        for name, *told in rows:
            say(name)
            for heading, text in zip(_TOLD[1:], told, strict=True):
                if text:
                    say(textwrap.fill(f"{heading}: {text}", console.width, initial_indent=" " * 4,
                                      subsequent_indent=" " * 8, break_long_words=False))
        return
    table = Table(show_lines=True)
    for heading in _TOLD:
        table.add_column(heading, no_wrap=heading in ("parameter", "unit"))
    for row in rows:
        table.add_row(*map(escape, row))
    console.print(table)


def _described(name: str, owners: list[type[parameters.Shared]]) -> tuple[str, ...]:
    """What is told of a parameter, by the headings of the list."""
    field = owners[0].model_fields[name]
    numbers = " ".join(model.notebook.split("_")[0] for model in owners)
    limits = re.sub("allowed (is|are) ", "", parameters.allowed(owners[0], name))
    unit = (field.json_schema_extra or {}).get("unit", "")
    return name, numbers, repr(field.default), str(unit), limits, field.description or ""


def _alike(name: str) -> list[list[type[parameters.Shared]]]:
    """The models that take a parameter, those with the same default and limits together."""
    groups: dict[str, list[type[parameters.Shared]]] = {}
    for model in parameters.MODELS.values():
        if name in model.model_fields:
            field = model.model_fields[name]
            key = f"{field.default!r} {parameters.allowed(model, name)} {field.description}"
            groups.setdefault(key, []).append(model)
    return list(groups.values())


def references() -> None:
    """Refresh the committed notebooks' reference outputs with the default parameters."""
    import tempfile

    from .. import execution

    root = project_root()
    folder = root / "notebooks"
    with tempfile.TemporaryDirectory(dir=folder, prefix=".new-") as temporary:
        fresh = Path(temporary)
        execution.execute_all(folder, fresh, parameters.for_notebooks({}), changed={},
                              done=lambda name: console.print(f"executed {name}"))
        for notebook in sorted(fresh.glob("*.ipynb")):
            notebook.replace(folder / notebook.name)
    say("Now read the difference: git diff notebooks/")
