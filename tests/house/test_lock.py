"""The locked environment: complete, hashed, free of addresses, in step with pyproject.toml."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
NOT_LOCKED = {"lab"}


def entries() -> list[tuple[Requirement, str]]:
    """Each locked requirement with the lines that follow it."""
    blocks = re.split(r"\n(?=\S)", LOCK)
    return [(Requirement(block.split("\\\n")[0]), block) for block in blocks if block[0].isalnum()]


def declared() -> list[Requirement]:
    """Requirements of the package, of its tests and of its build."""
    extras = PROJECT["optional-dependencies"]
    named = [extras[name] for name in extras if name not in NOT_LOCKED]
    return [Requirement(text) for text in sum(named, PROJECT["dependencies"])]


def test_no_address():
    """Catch a lock that only readers near one mirror can install."""
    assert not re.findall(r"\S+://\S+|file:\S+|--(?:extra-)?index-url|--find-links", LOCK)


def test_every_package_is_hashed():
    """Catch a package whose content nobody checks."""
    assert len(entries()) > 100
    unchecked = [str(entry) for entry, block in entries() if "--hash=sha256:" not in block]
    assert not unchecked


@pytest.mark.parametrize("requirement", declared(), ids=lambda requirement: requirement.name)
def test_lock_holds_what_is_declared(requirement):
    """Catch a dependency that was edited without locking again (`make lock`)."""
    name = canonicalize_name(requirement.name)
    versions = [entry.specifier for entry, _ in entries() if canonicalize_name(entry.name) == name]
    assert versions, f"{name} is not in requirements.lock: run make lock"
    for exact in versions:
        assert requirement.specifier.contains(str(exact).removeprefix("=="), prereleases=True)


def test_one_numpy_for_all_pythons():
    """Catch simulated numbers that differ between Python versions because numpy does."""
    assert len([entry for entry, _ in entries() if entry.name == "numpy"]) == 1
