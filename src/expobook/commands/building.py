"""Commands that execute notebooks: build, parameters, references."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from ..terminal import Setting, SettingFile, UsageError, project_root, say, settings


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
        raise UsageError(
            "a run with other parameters isn't the published edition: "
            "name its folder with --output DIR"
        )
    target = (output or root / "_build" / "edition").resolve()
    if not afresh and _stands(root, target, given, pdf):
        say("Nothing has changed since this run was made; it was checked and kept.")
        _tell(target)
        return
    from .. import runs
    from ..console import console

    with console.status("starting") as status:

        def report(step: str) -> None:
            status.update(step)
            console.print(f"[dim]·[/dim] {step}")

        runs.build(root, target, given, pdf=pdf, afresh=afresh, report=report)
    _tell(target)


def _stands(root: Path, target: Path, given: dict[str, Any], pdf: bool) -> bool:
    """Whether the run is there as it would be made again: told without loading what makes it."""
    from .. import staleness

    changed = _changed(given) if given else {}
    data = Path(given.get("data_dir") or root / "data").resolve()
    return data.is_dir() and staleness.nothing_changed(root, target, data, changed, pdf=pdf)


def _changed(given: dict[str, Any]) -> dict[str, Any]:
    """The given parameters, checked, that aren't the defaults; another data package apart."""
    from .. import parameters

    parameters.for_notebooks(given)
    defaults = parameters.defaults()
    return {name: value for name, value in given.items()
            if name != "data_dir" and value != defaults[name]}


def _tell(target: Path) -> None:
    say(f"The book is at {target / 'html' / 'index.html'}")
    if (target / "report.pdf").is_file():
        say(f"The PDF is at {target / 'report.pdf'}")


def show_parameters() -> None:
    """List every parameter: notebooks that take it, default, unit, what is allowed and meant."""
    from .parameter_list import show

    show()


def references() -> None:
    """Refresh the committed notebooks' reference outputs with the default parameters."""
    import tempfile

    from .. import execution, parameters
    from ..console import console

    root = project_root()
    folder = root / "notebooks"
    with tempfile.TemporaryDirectory(dir=folder, prefix=".new-") as temporary:
        fresh = Path(temporary)
        execution.execute_all(folder, fresh, parameters.for_notebooks({}), changed={},
                              done=lambda name: console.print(f"executed {name}"))
        for notebook in sorted(fresh.glob("*.ipynb")):
            notebook.replace(folder / notebook.name)
    say("Now read the difference: git diff notebooks/")
