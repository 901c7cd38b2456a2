"""Where `expobook` starts: a build of what stands already is answered before all else is loaded."""

from __future__ import annotations

import sys
from contextlib import suppress

from expobook.cli.terminal import messages, up_to_date
from expobook.values.files import home


def main() -> None:
    """Run the command line, unless `build` alone has nothing to do; report a fault of ours."""
    messages.replace_unencodable()
    home.provide()
    try:
        _answer()
    except KeyboardInterrupt:
        messages.echo("Stopped; nothing was changed.", error=True)
        raise SystemExit(130) from None
    except Exception as fault:
        from expobook.cli.terminal import fault_report

        raise SystemExit(fault_report.report(fault)) from None
    finally:
        messages.report_replaced()


def _answer() -> None:
    if sys.argv[1:] == ["build"] and _is_up_to_date():
        return
    from expobook.cli.app import main as command_line

    command_line()


def _is_up_to_date() -> bool:
    # What is wrong here is wrong again on the ordinary way, which says it in plain words.
    with suppress(ValueError, RuntimeError, OSError):
        root = messages.project_root()
        return up_to_date.report_up_to_date(root, root / up_to_date.EDITION, root / "data", {}, pdf=True)
    return False


if __name__ == "__main__":
    main()
