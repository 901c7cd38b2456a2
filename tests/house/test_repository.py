"""The repository itself: what its files promise to a reader who has only a clone."""

import re
import shutil
import socket
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
GUIDES = ("README.md", "CONTRIBUTING.md", "LICENSE-CONTENT.md")
# A folder of somebody's machine; not a part of a web address.
MACHINE_PATH = re.compile(r"(?<![\w.:/~-])/(?:home|Users|root|tmp)/[\w.-]+")


def tracked(*patterns: str) -> list[Path]:
    """Files that git holds and that are still there; in a copy without git, all that it would."""
    names = of_git(ROOT) if (ROOT / ".git").exists() else in_folder(ROOT)
    return [
        ROOT / name
        for name in names
        if (ROOT / name).is_file() and (not patterns or any(fnmatch(name, pattern) for pattern in patterns))
    ]


def of_git(root: Path) -> list[str]:
    """The names that git lists, whoever owns the folder and whatever git's settings are."""
    done = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"], cwd=root, check=True, capture_output=True, encoding="utf-8"
    )
    return [name for name in done.stdout.split("\0") if name]


def in_folder(root: Path) -> list[str]:
    """The names of all files but those that .gitignore leaves out."""
    ignored = [
        line.strip("/")
        for line in (root / ".gitignore").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    return [
        path.relative_to(root).as_posix()
        for path in sorted(root.rglob("*"))
        if not any(fnmatch(part, pattern) for pattern in ignored for part in path.relative_to(root).parts)
    ]


def test_a_source_without_git_has_the_same_files(tmp_path):
    """Catch a check that passes in a source archive because it looks at nothing."""
    if not (ROOT / ".git").exists():
        pytest.skip("this is such a source")
    for name in of_git(ROOT):
        if (ROOT / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, tmp_path / name)
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "setup.py").write_text("")
    found = {name for name in in_folder(tmp_path) if (tmp_path / name).is_file()}
    assert found == {name for name in of_git(ROOT) if (ROOT / name).is_file()}


def read(name: str) -> str:
    """Text of a file, by its path in the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


def make_targets() -> list[str]:
    """What the Makefile declares as commands."""
    return re.search(r"^\.PHONY: (.+)$", read("Makefile"), re.MULTILINE).group(1).split()


def test_no_file_names_a_folder_of_one_machine():
    """Catch an output or setting that carries the author's own paths."""
    found = []
    for path in tracked("*.py", "*.ipynb", "*.md", "*.yml", "*.yaml", "*.toml", "*.json", "*.csv", "*.svg"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if MACHINE_PATH.search(line) or str(ROOT) in line:
                found.append(f"{path.relative_to(ROOT)}:{number}")
    assert not found


def test_the_wheel_carries_the_rows():
    """Catch an installed package whose notebooks find no facts, because only code was packed."""
    packed = {file.distribution_path for file in WheelBuilder(str(ROOT)).recurse_included_files()}
    rows = {path.relative_to(ROOT / "src").as_posix() for path in tracked("src/*.yaml")}
    assert len(rows) == 17
    assert rows <= packed


def test_line_endings():
    """Catch a text file whose hash would differ on another system."""
    crlf = [
        path.name
        for path in tracked()
        if path.suffix not in {".png", ".pdf", ".ttf", ".woff2"} and b"\r\n" in path.read_bytes()
    ]
    assert not crlf


@pytest.mark.parametrize("guide", GUIDES)
def test_links_between_files(guide):
    """Catch a guide that sends its reader to a file that isn't there."""
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)\)", read(guide))
    missing = [target for target in targets if not (ROOT / target).exists()]
    assert not missing


@pytest.mark.parametrize("guide", GUIDES)
def test_make_commands_in_guides(guide):
    """Catch a guide that tells its reader to run a target that the Makefile doesn't have."""
    named = set(re.findall(r"(?:`|^)make ([a-z]+)", read(guide), re.MULTILINE))
    assert named <= set(make_targets())


def test_make_help_lists_every_target():
    """Catch a target that nobody can discover."""
    done = subprocess.run(["make", "--no-print-directory"], cwd=ROOT, check=True, capture_output=True, text=True)
    listed = [line.split()[1] for line in done.stdout.splitlines()]
    assert sorted(listed) == sorted(make_targets())


def test_pythons_are_the_same_everywhere():
    """Catch a Python version that is promised but not tested."""
    promised = ["3.11", "3.12", "3.13"]
    assert PROJECT["requires-python"] == f">={promised[0]},<3.14"
    workflow = yaml.safe_load(read(".github/workflows/test.yml"))
    assert workflow["jobs"]["test"]["strategy"]["matrix"]["python"] == promised
    assert "PYTHON := >=3.11,<3.14" in read("Makefile")
    assert "3.11, 3.12 or 3.13" in read("README.md")


def test_citation_names_this_version():
    """Catch a citation of another edition than the one in the folder."""
    citation = yaml.safe_load(read("CITATION.cff"))
    assert citation["version"] == PROJECT["version"]
    assert f"Edition {PROJECT['version']}" in read("README.md")


def test_the_report_is_what_is_cited():
    """Catch a citation file that sends its reader to the code, or names the report in two ways."""
    citation = yaml.safe_load(read("CITATION.cff"))
    report = citation["preferred-citation"]
    assert report["type"] == "report"
    for name in ("title", "authors", "version", "date-released"):
        assert report[name] == citation[name], name
    assert report["number"] == citation["version"] == citation["identifiers"][-1]["value"]
    assert (report["year"], report["month"]) == (citation["date-released"].year, citation["date-released"].month)


@pytest.mark.parametrize("port", ["taken", "nonsense", "99999"])
def test_a_port_that_cannot_be_used_is_named(tmp_path, port):
    """Catch a traceback about an address in use, which names no way out."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        given = str(taken.getsockname()[1]) if port == "taken" else port
        (tmp_path / "_build" / "edition" / "html").mkdir(parents=True)
        for name in ("_build/edition/html/index.html", "requirements.lock", "pyproject.toml", "stamp"):
            (tmp_path / name).touch()
        done = subprocess.run(
            [
                "make",
                "--no-print-directory",
                "-f",
                ROOT / "Makefile",
                "serve",
                f"PORT={given}",
                f"BIN={Path(sys.executable).parent}",
                "STAMP=stamp",
                "FETCHED_UV=",
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    assert done.returncode == 2
    assert f"Port {given} can't be used" in done.stdout
    assert "make serve PORT=8001" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
