"""Commands that execute notebooks: build, parameters, references."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from .. import parameters
from ..terminal import Setting, SettingFile, console, project_root, say, settings


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
    """List every parameter: which notebooks take it, default, what is allowed, what it means."""
    table = Table(show_lines=True)
    for heading in ("parameter", "notebooks", "default", "allowed", "meaning"):
        table.add_column(heading, overflow="fold", no_wrap=heading == "parameter")
    for name in parameters.names():
        for owners in _alike(name):
            field = owners[0].model_fields[name]
            numbers = " ".join(model.notebook.split("_")[0] for model in owners)
            limits = re.sub("allowed (is|are) ", "", parameters.allowed(owners[0], name))
            table.add_row(name, numbers, repr(field.default), limits, field.description)
    console.print(table)


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
