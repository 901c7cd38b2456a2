"""Pandoc as its package brings it: the same program, settings and texts on every machine."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path

import pypandoc

from . import CitingError

# Not `pypandoc.get_pandoc_path`, which prefers a newer pandoc of the machine.
PROGRAM = Path(pypandoc.__file__).parent / "files" / "pandoc"
_LINES = 3
"""So much of what pandoc says is repeated: it warns of each entry."""


class PandocError(CitingError):
    """What pandoc couldn't do; the message is what it said."""


def run(folder: Path, options: Iterable[str], text: str = "", epoch: str = "") -> bytes:
    """What pandoc makes of a text; files are named in `options` from a temporary `folder`.

    It sees no variable and no settings folder of the user; `epoch` is the time that it takes for
    now, in seconds. Raises `PandocError`, also for a warning.
    """
    try:
        done = subprocess.run(
            [str(PROGRAM), "--data-dir=.", *options],
            cwd=folder,
            input=text.encode(),
            check=False,
            capture_output=True,
            env={"SOURCE_DATE_EPOCH": epoch} if epoch else {},
        )
    except OSError as error:
        raise PandocError(
            f"pandoc, which the package pypandoc-binary brings, can't be started "
            f"({error.strerror}): install the environment again"
        ) from None
    if done.returncode or done.stderr:
        said = " ".join(done.stderr.decode(errors="replace").splitlines()[:_LINES])
        ended = f"failed with exit code {done.returncode}" if done.returncode else "warned"
        raise PandocError(f"pandoc {ended}: {said or 'it gave no reason'}")
    return done.stdout
