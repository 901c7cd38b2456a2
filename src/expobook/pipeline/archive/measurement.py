"""How long it takes to reproduce an edition, and on which machine: measured, and kept as data."""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from expobook.values.errors import Failure, Mistake
from expobook.values.files import documents, processes, work_folders

FILE = "benchmarks/reproduction.json"
_CPU, _MEMORY, _SYSTEM = Path("/proc/cpuinfo"), Path("/proc/meminfo"), Path("/etc/os-release")
_STEPS = {"expobook build --all": ("build", "--all", "--output"), "expobook reproduce": ("reproduce", "--trust")}

_EXPOBOOK = (
    "from expobook.values.files import processes; processes.end_with_parent(); "
    "from expobook.__main__ import main; main()"
)


class NotMeasured(Mistake):
    """A package without a measurement; the message says how to take one."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """What reproducing took. Times in seconds of the clock, sizes in MB (a million bytes)."""

    seconds: Mapping[str, int]
    """By command."""
    environment_mb: int
    run_mb: int
    largest_process_mb: int
    machine: Mapping[str, str | int]


class CannotMeasure(Failure):
    """A step that ended with an error, so that its time says nothing."""


def read(root: Path) -> Measurement:
    """The measurement that is kept in a repository; raises `NotMeasured` where there is none."""
    if not (root / FILE).is_file():
        raise NotMeasured(f"{root / FILE} isn't there: take the measurement once with --measure")
    content = documents.json_object(root / FILE, "a measurement", "take it again with --measure")
    try:
        return Measurement(**content)
    except TypeError as error:
        raise NotMeasured(f"{root / FILE} isn't as --measure writes it ({error}): take it again") from None


def write(root: Path, measured: Measurement) -> None:
    """Keep a measurement in a repository."""
    text = json.dumps(asdict(measured), ensure_ascii=False, indent=1)
    (root / FILE).write_text(f"{text}\n", encoding="utf-8", newline="\n")


def measure(report: Callable[[str], None]) -> Measurement:
    """Build the book of the working folder anew and reproduce it, and take the time of both."""
    seconds = {}
    with work_folders.temporary() as temporary:
        run = temporary / "run"
        for name, arguments in _STEPS.items():
            report(f"measuring {name}")
            began = time.monotonic()
            done = processes.run(processes.python("-c", _EXPOBOOK, *arguments, str(run)), os.environ)
            if done.returncode:
                raise CannotMeasure(
                    f"`{name}` ended with code {done.returncode}: {(done.stderr or done.stdout)[-1000:]}"
                )
            seconds[name] = round(time.monotonic() - began)
        return Measurement(seconds, _size(Path(sys.prefix)), _size(run), _largest(), _machine())


def _machine() -> dict[str, str | int]:
    """The machine, as far as the system tells."""
    memory = _field(_MEMORY, "MemTotal").split()
    return {
        "processor": _field(_CPU, "model name") or platform.machine(),
        "cores": os.cpu_count() or 0,
        "memory_gb": round(int(memory[0]) * 1024 / 1e9) if memory else 0,
        "system": _field(_SYSTEM, "PRETTY_NAME", "=").strip('"') or platform.system(),
        "python": platform.python_version(),
    }


def _largest() -> int:
    """The memory that the largest of the processes has taken; 0 where the system doesn't tell."""
    if sys.platform == "win32":
        return 0
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit / 1e6)


def _field(path: Path, name: str, sign: str = ":") -> str:
    """A field of a text file of the system; empty where there is none."""
    if not path.is_file():
        return ""
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((line.partition(sign)[2].strip() for line in lines if line.startswith(name)), "")


def _size(folder: Path) -> int:
    return round(
        sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6
    )
