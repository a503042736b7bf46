"""The house itself: what a fresh clone needs to install and to run."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())

PINNED = re.compile(r"^([a-z0-9][a-z0-9.-]*)(?:\[[^]]*\])?==([^ ;]+)", re.MULTILINE)


def pins(lock: str) -> dict[str, str]:
    """The version of each package in a lock file."""
    return dict(PINNED.findall((ROOT / lock).read_text()))


def names(requirements: list[str]) -> set[str]:
    """The packages that these requirements name."""
    return {re.split(r"[\[<>=;]", requirement)[0] for requirement in requirements}


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_name_no_place(lock: str) -> None:
    """A lock file names neither a host nor a folder, so that everybody's own index serves it."""
    text = (ROOT / lock).read_text()

    assert "://" not in text
    assert [] == re.findall(r"^\s*(?:-i|-f|--index-url|--extra-index-url|--find-links).*", text, re.MULTILINE)
    assert [] == re.findall(r"(?<![\w.])/\w+/", text)


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_have_hashes(lock: str) -> None:
    """Every package of a lock file carries the hashes of its files."""
    entries = re.split(r"^(?=[a-z0-9])", (ROOT / lock).read_text(), flags=re.MULTILINE)[1:]

    assert len(pins(lock)) == len(entries)
    assert all("--hash=sha256:" in entry for entry in entries)


def test_what_runs_is_what_is_tested() -> None:
    """The tests run with the same versions as the program."""
    assert pins("requirements.lock").items() <= pins("requirements-dev.lock").items()


def test_locks_are_complete() -> None:
    """What the project requires is locked: to run and for PostgreSQL in one file, all of it in the other."""
    extras = PROJECT["project"]["optional-dependencies"]
    to_run = names(PROJECT["project"]["dependencies"] + extras["postgresql"])

    assert set() == to_run - set(pins("requirements.lock"))
    assert set() == (to_run | names(extras["tests"])) - set(pins("requirements-dev.lock"))


def test_every_dependency_has_a_reason() -> None:
    """Each line of ``pyproject.toml`` that requires a package says what it is for."""
    lines = re.findall(r'^ *"[a-z][^"]*>=.*', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)

    assert lines
    assert [] == [line for line in lines if "  # " not in line]


def test_data_is_packaged() -> None:
    """Every file that the packages need besides Python is part of an installation."""
    patterns = PROJECT["tool"]["setuptools"]["package-data"]["*"]
    data = [
        file
        for package in ("bot", "handlers", "storage")
        for file in (ROOT / package).rglob("*")
        if file.is_file() and file.suffix not in {".py", ".pyc"}
    ]

    assert [] == [file.name for file in data if not any(fnmatch(file.name, pattern) for pattern in patterns)]


@pytest.mark.parametrize("arguments", [[], ["dance"]])
def test_the_helper_explains_itself(arguments: list[str]) -> None:
    """Without a word it knows, ``dev.py`` prints its usage and fails."""
    result = subprocess.run(
        [sys.executable, ROOT / "dev.py", *arguments], capture_output=True, text=True, check=False
    )

    assert 2 == result.returncode
    assert "Usage: python3 dev.py demo" in result.stderr


def test_the_helper_needs_nothing_installed() -> None:
    """``dev.py`` imports the standard library alone, for it runs before anything is installed."""
    imported = re.findall(r"^(?:import|from) (\w+)", (ROOT / "dev.py").read_text(), re.MULTILINE)

    assert [] == [name for name in imported if name not in sys.stdlib_module_names]


def test_green_is_one_thing() -> None:
    """What must hold before a change lands is what a developer runs."""
    lines = (ROOT / ".ci" / "run").read_text().splitlines()

    assert ["python3 dev.py check", "python3 dev.py test"] == [line for line in lines if "dev.py" in line]
