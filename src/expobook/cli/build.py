"""Commands that execute notebooks: build, parameters, references."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from expobook.pipeline.kernels import CELL_TIMEOUT
from expobook.runs.layout import REFERENCES

from .terminal import up_to_date
from .terminal.messages import UsageError, echo, project_root, settings

Setting = Annotated[
    list[str] | None, typer.Option("-p", "--parameter", help="A parameter as name=value; may be given more than once.")
]
SettingFile = Annotated[Path | None, typer.Option("-f", "--file", help="A YAML file of parameters.", dir_okay=False)]

CellTimeout = Annotated[
    int, typer.Option("--cell-timeout", min=0, help="Seconds that a notebook's cell may take; 0 means any time.")
]


_Output = Annotated[Path | None, typer.Option("--output", help="Folder of the run; _build/edition when left out.")]
_Pdf = Annotated[bool, typer.Option("--pdf/--no-pdf", help="Also typeset the PDF.")]
_Afresh = Annotated[
    bool, typer.Option("--all", help="Execute every notebook, also those for which nothing has changed.")
]
_Watched = Annotated[bool, typer.Option("--watch", help="Show the pages in a browser, and build again what is saved.")]
_Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="Where --watch shows them; 0 takes a free one.")]


def build(
    parameter: Setting = None,
    file: SettingFile = None,
    output: _Output = None,
    pdf: _Pdf = True,
    afresh: _Afresh = False,
    cell_timeout: CellTimeout = CELL_TIMEOUT,
    watch: _Watched = False,
    port: _Port = 8000,
) -> None:
    """Execute the notebooks that changed and build the book: HTML, PDF, facts and figures."""
    given = settings(parameter or [], file)
    root = project_root()
    if watch:
        _watch(root, port, asked_more=bool(given or output or afresh))
        return
    if given and output is None:
        raise UsageError("a run with other parameters isn't the published edition: name its folder with --output DIR")
    target = (output or root / up_to_date.EDITION).resolve()
    changed = _changed(given)
    data = Path(given.get("data_dir") or root / "data").resolve()
    if not afresh and up_to_date.report_up_to_date(root, target, data, changed, pdf=pdf):
        return
    from expobook.pipeline import sphinx_process

    with sphinx_process.loading():
        _make(root, target, given, pdf=pdf, afresh=afresh, cell_timeout=cell_timeout)


def _make(root: Path, target: Path, given: dict[str, Any], **how: Any) -> None:
    from expobook.pipeline import build as runs

    from .terminal.console import console

    with console.status("starting") as status:

        def report(step: str) -> None:
            status.update(step)
            console.print(f"[dim]·[/dim] {step}")

        try:
            runs.build(root, target, given, **how, report=report)
        except runs.WithoutPdf:
            up_to_date.print_locations(target)
            raise
    up_to_date.print_locations(target)


def _watch(root: Path, port: int, *, asked_more: bool) -> None:
    if asked_more:
        raise UsageError(
            "--watch shows the book as it stands: leave parameters, --output and --all to a build of its own"
        )
    from expobook.pipeline import watch

    try:
        watch.watch(root, port, echo)
    except KeyboardInterrupt:
        echo("Stopped; the book is as it was saved, and no run was made.")


def _changed(given: dict[str, Any]) -> dict[str, Any]:
    """The given parameters, checked, that aren't the defaults; another data package apart."""
    if not given:
        return {}
    from expobook.facts import parameters

    parameters.for_notebooks(given)
    defaults = parameters.defaults()
    return {name: value for name, value in given.items() if name != "data_dir" and value != defaults[name]}


def show_parameters() -> None:
    """List every parameter: notebooks that take it, default, unit, what is allowed and meant."""
    from .parameters import show

    show()


def references() -> None:
    """Refresh the committed notebooks' reference outputs with the default parameters."""
    from expobook.facts import parameters
    from expobook.pipeline import execution
    from expobook.values.files import work_folders

    from .terminal.console import console

    root = project_root()
    folder = root / "notebooks"
    with work_folders.unnamed(folder, REFERENCES) as fresh, work_folders.temporary():
        execution.execute_all(
            folder, fresh, parameters.for_notebooks({}), changed={}, done=lambda name: console.print(f"executed {name}")
        )
        for notebook in sorted(fresh.glob("*.ipynb")):
            notebook.replace(folder / notebook.name)
    echo("Now read the difference: git diff notebooks/")
