"""The `expobook` command: plain words, exit code 2 for a user's mistake, never a traceback."""

from __future__ import annotations

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
    console.print(f"The book is at {target / 'html' / 'index.html'}")
    if pdf:
        console.print(f"The PDF is at {target / 'report.pdf'}")


@app.command("parameters")
def show_parameters() -> None:
    """List every parameter: which notebooks take it, default, what is allowed, what it means."""
    table = Table("parameter", "notebooks", "default", "allowed", "meaning", show_lines=True)
    for name in parameters.names():
        models = [model for model in parameters.MODELS.values() if name in model.model_fields]
        field = models[0].model_fields[name]
        table.add_row(name, "\n".join(model.notebook for model in models), repr(field.default),
                      parameters.allowed(models[0], name), field.description)
    console.print(table)


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
    console.print("Now read the difference: git diff notebooks/")


@data_app.command("check")
def check_data(folder: Annotated[Path | None, typer.Argument()] = None) -> None:
    """Validate a data package: file, row, column, what is wrong, what is allowed."""
    from .evidence import validate

    problems = validate(folder or project_root() / "data")
    for problem in problems:
        console.print(str(problem))
    if problems:
        raise typer.Exit(1)
    console.print("The data package is valid.")


@data_app.command("stamp")
def stamp_data(folder: Annotated[Path | None, typer.Argument()] = None) -> None:
    """Write the new hashes and sizes into datapackage.json after an edit."""
    from .evidence import stamp

    stamp(folder or project_root() / "data")
    console.print("datapackage.json carries the new hashes.")


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


def main() -> None:
    """Run the command line; a known error is one plain message."""
    from .evidence import EvidenceError
    from .execution import ExecutionError

    try:
        app()
    except (parameters.ParameterError, EvidenceError) as error:
        errors.print(f"[bold]Error:[/bold] {error}", markup=True)
        raise SystemExit(2) from None
    except (ExecutionError, RuntimeError) as error:
        errors.print("[bold]Error:[/bold]", end=" ")
        errors.print(str(error), markup=False)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        errors.print("Stopped; nothing was changed.")
        raise SystemExit(130) from None
