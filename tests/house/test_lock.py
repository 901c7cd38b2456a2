"""The locked environment: complete, hashed, free of addresses, in step with pyproject.toml."""

import re
import tomllib
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKS = ("requirements.lock", "requirements-extras.lock")
EXTRAS = PROJECT["optional-dependencies"]
DECLARED = {
    "requirements.lock": PROJECT["dependencies"] + EXTRAS["build"],
    "requirements-extras.lock": EXTRAS["cluster"] + EXTRAS["parquet"] + EXTRAS["test"],
}
UNUSED = set(re.search(r"^UNUSED := (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)[1].split())


def entries(lock: str) -> list[tuple[Requirement, str]]:
    """Each locked requirement with the lines that follow it."""
    blocks = re.split(r"\n(?=\S)", (ROOT / lock).read_text(encoding="utf-8"))
    return [(Requirement(block.split("\\\n")[0]), block) for block in blocks if block[0].isalnum()]


def names(lock: str) -> set[str]:
    """The names of the packages in a lock."""
    return {canonicalize_name(entry.name) for entry, _ in entries(lock)}


@pytest.mark.parametrize("lock", LOCKS)
def test_no_address(lock):
    """Catch a lock that only readers near one mirror can install."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.findall(r"\S+://\S+|file:\S+|--(?:extra-)?index-url|--find-links", text)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_hashed(lock):
    """Catch a package whose content nobody checks."""
    assert len(entries(lock)) > 20
    assert not [str(entry) for entry, block in entries(lock) if "--hash=sha256:" not in block]


@pytest.mark.parametrize(("lock", "text"), [(lock, text) for lock, texts in DECLARED.items() for text in texts])
def test_lock_holds_what_is_declared(lock, text):
    """Catch a dependency that was edited without locking again (`make lock`)."""
    requirement = Requirement(text)
    name = canonicalize_name(requirement.name)
    versions = [entry.specifier for entry, _ in entries(lock) if canonicalize_name(entry.name) == name]
    assert versions, f"{name} is not in {lock}: run make lock"
    for exact in versions:
        assert requirement.specifier.contains(str(exact).removeprefix("=="), prereleases=True)


def test_a_reader_installs_no_tools_of_tests():
    """Catch a reader's environment that grows by what only tests, clusters or Parquet need."""
    extras = {canonicalize_name(Requirement(text).name) for text in DECLARED["requirements-extras.lock"]}
    assert not names("requirements.lock") & (extras | names("requirements-extras.lock"))


def test_a_reader_installs_all_that_is_used_and_nothing_of_what_is_not():
    """Catch a package that is left out by mistake, as a lock is installed without asking further.

    The few that others ask for and never need, 70 MB, are with the extras.
    """
    locked = names("requirements.lock")
    asked = {
        canonicalize_name(requirement.name)
        for entry, _ in entries("requirements.lock")
        if entry.marker is None or entry.marker.evaluate()
        for requirement in map(Requirement, requires(entry.name) or ())
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""})
    }
    assert asked - locked == UNUSED - {"parso"}, "parso is asked for by jedi alone"
    assert names("requirements-extras.lock") >= UNUSED


def test_one_numpy_for_all_pythons():
    """Catch simulated numbers that differ between Python versions because numpy does."""
    assert len([entry for entry, _ in entries("requirements.lock") if entry.name == "numpy"]) == 1
