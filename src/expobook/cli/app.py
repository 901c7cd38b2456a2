"""The `expobook` command: plain words, exit code 2 for a user's mistake, never a traceback."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import typer
from typer.core import TyperGroup

from expobook.values.errors import Failure, Mistake

from . import build, cite, clean, compare, data, release, sweep, verify
from .terminal.messages import echo, visible


class Commands(TyperGroup):
    """The commands; what Typer says of a wrong one can't command the terminal."""

    def make_context(self, *arguments: Any, **settings: Any) -> Any:
        """Read what was typed before the name of a command."""
        with _visible_errors():
            return super().make_context(*arguments, **settings)

    def invoke(self, ctx: Any) -> Any:
        """Read the name of a command and what was typed after it, and run it."""
        with _visible_errors():
            return super().invoke(ctx)


@contextmanager
def _visible_errors() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        if said := getattr(error, "format_message", None):
            message = visible(said())
            vars(error)["format_message"] = lambda: message
        raise


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Build, rerun and check the report on the Global Digital Trade Expo.",
)
app.command()(build.build)
app.command("parameters")(build.show_parameters)
for command in (
    build.references,
    sweep.sweep,
    sweep.assumptions,
    compare.compare,
    verify.verify,
    verify.reproduce,
    verify.assurance,
    cite.cite,
    cite.brief,
    cite.pack,
    release.release,
    release.lookup,
    release.site,
    release.package,
    clean.clean,
):
    app.command()(command)
app.add_typer(data.group, name="data")


def exit_code(error: Exception) -> int | None:
    """2 for what the user can mend, 1 for what went wrong on the way, None for a fault of ours."""
    if isinstance(error, Mistake):
        return 2
    return 1 if isinstance(error, Failure | OSError) else None


def _stop(number: int, frame: FrameType | None) -> None:
    """What a system sends to end a program is taken as Ctrl-C: work is cleared away first."""
    raise KeyboardInterrupt


def main() -> None:
    """Run the command line; a known error is one plain message."""
    signal.signal(signal.SIGTERM, _stop)
    try:
        app()
    except (ValueError, RuntimeError, OSError) as error:
        code = exit_code(error)
        if code is None:
            raise
        said = str(error)
        if isinstance(error, OSError):
            said = ": ".join(str(part) for part in (error.strerror, error.filename) if part)
        echo(f"Error: {said}", error=True)
        raise SystemExit(code) from None
    except SystemExit as ended:
        # Typer turns Ctrl-C into a silent exit; a command that says more has caught it itself.
        if isinstance(getattr(ended.__context__, "__cause__", None), KeyboardInterrupt):
            echo("Stopped; nothing was changed.", error=True)
        raise
