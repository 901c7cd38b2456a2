"""The `expobook` command: plain words, exit code 2 for a user's mistake, never a traceback."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml
from rich.console import Console
from rich.table import Table

from . import parameters

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
                  help="Build, rerun and check the report on the Global Digital Trade Expo.")
data_app = typer.Typer(no_args_is_help=True, help="Check and stamp the data package.")
app.add_typer(data_app, name="data")
console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)

Setting = Annotated[list[str] | None, typer.Option(
    "-p", "--parameter", help="A parameter as name=value; may be given more than once.")]
SettingFile = Annotated[Path | None, typer.Option(
    "-f", "--file", help="A YAML file of parameters.", dir_okay=False)]


def project_root() -> Path:
    """The folder of the book: the nearest one above that holds _toc.yml and notebooks/."""
    for folder in (Path.cwd(), *Path.cwd().parents, Path(__file__).resolve().parents[2]):
        if (folder / "_toc.yml").is_file() and (folder / "notebooks").is_dir():
            return folder
    raise parameters.ParameterError(
        "no book found here: run expobook inside the report's repository"
    )


@app.command()
def build(
    parameter: Setting = None,
    file: SettingFile = None,
    output: Annotated[Path | None, typer.Option(
        "--output", help="Folder of the run; _build/edition when left out.")] = None,
    pdf: Annotated[bool, typer.Option("--pdf/--no-pdf", help="Also typeset the PDF.")] = True,
) -> None:
    """Execute the notebooks and build the book: HTML, PDF, facts and figures."""
    from . import runs

    given = settings(parameter or [], file)
    root = project_root()
    if given and output is None:
        raise parameters.ParameterError(
            "a run with other parameters isn't the published edition: "
            "name its folder with --output DIR"
        )
    target = (output or root / "_build" / "edition").resolve()
    with console.status("starting") as status:

        def report(step: str) -> None:
            status.update(step)
            console.print(f"[dim]·[/dim] {step}")

        runs.build(root, target, given, pdf=pdf, report=report)
    say(f"The book is at {target / 'html' / 'index.html'}")
    if (target / "report.pdf").is_file():
        say(f"The PDF is at {target / 'report.pdf'}")


@app.command("parameters")
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


@app.command()
def references() -> None:
    """Refresh the committed notebooks' reference outputs with the default parameters."""
    import tempfile

    from . import execution

    root = project_root()
    folder = root / "notebooks"
    with tempfile.TemporaryDirectory(dir=folder, prefix=".new-") as temporary:
        fresh = Path(temporary)
        execution.execute_all(folder, fresh, parameters.for_notebooks({}), changed={},
                              done=lambda name: console.print(f"executed {name}"))
        for notebook in sorted(fresh.glob("*.ipynb")):
            notebook.replace(folder / notebook.name)
    say("Now read the difference: git diff notebooks/")


@data_app.command("check")
def check_data(folder: Annotated[Path | None, typer.Argument()] = None) -> None:
    """Validate a data package: file, row, column, what is wrong, what is allowed."""
    from .evidence import validate

    problems = validate(folder or project_root() / "data")
    for problem in problems:
        say(str(problem))
    if problems:
        raise typer.Exit(1)
    say("The data package is valid.")


@data_app.command("stamp")
def stamp_data(folder: Annotated[Path | None, typer.Argument()] = None) -> None:
    """Write the new hashes and sizes into datapackage.json after an edit."""
    from .evidence import stamp

    stamp(folder or project_root() / "data")
    say("datapackage.json carries the new hashes.")


def settings(pairs: list[str], file: Path | None) -> dict[str, Any]:
    """Bring together the parameters of a YAML file and of the command line, which wins."""
    given: dict[str, Any] = {}
    if file is not None:
        try:
            content = yaml.safe_load(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            reason = " ".join(str(error).split())
            raise parameters.ParameterError(f"{file} can't be read as YAML: {reason}") from None
        if not isinstance(content, dict):
            raise parameters.ParameterError(f"{file}: write one `name: value` a line")
        given.update({str(name): value for name, value in content.items()})
    given.update(parameters.parse(pair) for pair in pairs)
    return given


def say(text: str, to: Console | None = None) -> None:
    """Print words as they are: paths and patterns hold brackets, and no line is broken."""
    (to or console).print(text, markup=False, soft_wrap=True)


def exit_code(error: Exception) -> int | None:
    """2 for what the user can mend, 1 for what went wrong on the way, None for a fault of ours."""
    from .evidence import EvidenceError
    from .runs import TargetError

    if isinstance(error, parameters.ParameterError | EvidenceError | TargetError):
        return 2
    return 1 if isinstance(error, RuntimeError | OSError) else None


def main() -> None:
    """Run the command line; a known error is one plain message."""
    try:
        app()
    except (ValueError, RuntimeError, OSError) as error:
        code = exit_code(error)
        if code is None:
            raise
        said = str(error)
        if isinstance(error, OSError):
            said = ": ".join(str(part) for part in (error.strerror, error.filename) if part)
        say(f"Error: {said}", errors)
        raise SystemExit(code) from None
    except KeyboardInterrupt:
        say("Stopped; nothing was changed.", errors)
        raise SystemExit(130) from None
