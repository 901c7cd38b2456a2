"""The `expobook` command: plain words, exit code 2 for a user's mistake, never a traceback."""

from __future__ import annotations

import signal
from types import FrameType

import typer

from expobook.values.errors import Failure, Mistake

from . import build, cite, clean, compare, data, release, sweep, verify
from .terminal.messages import say

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
                  help="Build, rerun and check the report on the Global Digital Trade Expo.")
for module in (build, sweep, compare, verify, cite, release, data, clean):
    module.register(app)


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
        say(f"Error: {said}", error=True)
        raise SystemExit(code) from None
    except SystemExit as ended:
        # Typer turns Ctrl-C into a silent exit; a command that says more has caught it itself.
        if isinstance(getattr(ended.__context__, "__cause__", None), KeyboardInterrupt):
            say("Stopped; nothing was changed.", error=True)
        raise
