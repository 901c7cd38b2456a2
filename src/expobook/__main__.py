"""Where `expobook` starts: a build of what stands already is answered before all else is loaded."""

from __future__ import annotations

import sys
from contextlib import suppress

from expobook import terminal
from expobook.pipeline import up_to_date
from expobook.values.files import home


def main() -> None:
    """Run the command line, unless `build` alone has nothing to do; report a fault of ours."""
    terminal.take_any_letter()
    home.provide()
    try:
        _answer()
    except KeyboardInterrupt:
        terminal.say("Stopped; nothing was changed.", error=True)
        raise SystemExit(130) from None
    except Exception as fault:
        from expobook.values.files import fault_report

        raise SystemExit(fault_report.report(fault)) from None
    finally:
        terminal.name_unshown()


def _answer() -> None:
    if sys.argv[1:] == ["build"] and _stands():
        return
    from .cli import main as command_line

    command_line()


def _stands() -> bool:
    # What is wrong here is wrong again on the ordinary way, which says it in plain words.
    with suppress(ValueError, RuntimeError, OSError):
        root = terminal.project_root()
        return up_to_date.told(root, root / up_to_date.EDITION, root / "data", {}, pdf=True)
    return False


if __name__ == "__main__":
    main()
