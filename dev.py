"""The checkout's own helper: makes ``.venv`` from the lock files when it has to, then runs.

Usage: python3 dev.py demo [ARGS] | test [ARGS] | browser [ARGS] | check | lock

demo   replays a recorded incident, no Slack needed, and writes ./chronik-demo/ into the current folder
test   runs the tests; ARGS go to pytest
browser
       opens the HTML page in a headless Chromium, which must be on the path; ARGS go to pytest
check  lint, format, types and the direction of imports
lock   writes the lock files anew from pyproject.toml; needs uv

Standard library only, and no syntax that an older Python cannot read: it is to be told so in a sentence.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - the one place that an older Python may reach
    sys.exit(f"Chronik needs Python 3.11 or newer; this is {sys.version.split()[0]}.")

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / "python"
#: Holds the digest of what is installed; written last, so that an interrupted set-up is begun again.
STAMP = VENV / "installed"

RUN = ROOT / "requirements.lock"
#: Has all of the other and the tools, at the same versions.
DEV = ROOT / "requirements-dev.lock"

Command = Sequence[str | Path]


def main(arguments: list[str]) -> int:
    """Run one of the five; the exit code says whether it went well."""
    command, *rest = arguments or [""]
    if command == "demo":
        # -P: a folder of the caller's that is called bot must not be taken for this one.
        return install(RUN, DEV) or run([PYTHON, "-P", "-m", "bot", "demo", *rest])
    if command == "test":
        return install(DEV) or run([PYTHON, "-m", "pytest", *(rest or ["-n", "auto"])], folder=ROOT)
    if command == "browser":
        return install(DEV) or run([PYTHON, "-m", "pytest", "tests/browser", *rest], folder=ROOT)
    if command == "check":
        return install(DEV) or check()
    if command == "lock":
        return lock()
    return refuse((__doc__ or "").strip())


def refuse(sentence: str) -> int:
    """Say why not; exit code 2."""
    print(sentence, file=sys.stderr)
    return 2


def run(command: Command, folder: Path | None = None) -> int:
    """Run it in that folder, else in the caller's own; Ctrl-C ends the program, not the wait for it."""
    program = subprocess.Popen(command, cwd=folder)
    while True:
        try:
            return program.wait()
        except KeyboardInterrupt:
            continue


def check() -> int:
    """Run every check, also after one that failed."""
    checks: list[Command] = [
        [PYTHON, "-m", "ruff", "check"],
        [PYTHON, "-m", "ruff", "format", "--check"],
        [PYTHON, "-m", "mypy"],
        [SCRIPTS / "lint-imports"],
    ]
    codes = [run(command, folder=ROOT) for command in checks]
    return max(map(abs, codes))


def install(lock_file: Path, *or_more: Path) -> int:
    """Make ``.venv`` hold what ``lock_file`` names, unless it does, or holds one of ``or_more``."""
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text() in map(digest, (lock_file, *or_more)):
        return 0
    if importlib.util.find_spec("ensurepip") is None:
        return refuse("This Python lacks ensurepip: install python3-venv (Debian, Ubuntu) or a full Python.")
    began = time.monotonic()
    pip: Command = [PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    steps: list[tuple[str, Command]] = [
        ("making .venv", [sys.executable, "-m", "venv", "--clear", VENV]),
        (f"installing {lock_file.name}", [*pip, "--require-hashes", "--requirement", lock_file]),
        ("installing Chronik", [*pip, "--no-deps", "--no-build-isolation", "--editable", ROOT]),
    ]
    for name, command in steps:
        say(f"{name} …")
        if code := run(command):
            return code
    STAMP.write_text(digest(lock_file))
    say(f"set up in {time.monotonic() - began:.0f} s")
    return 0


def digest(lock_file: Path) -> str:
    """What an installation from this lock file depends on, as one word."""
    machine = f"{sys.version} {ROOT}".encode()
    parts = [machine, lock_file.read_bytes(), (ROOT / "pyproject.toml").read_bytes()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def lock() -> int:
    """Write both lock files anew from ``pyproject.toml``."""
    uv = shutil.which("uv")
    if uv is None:
        return refuse("Locking needs uv on the path.")
    compile_ = [uv, "pip", "compile", "--quiet", "--universal", "--python-version=3.11", "--generate-hashes"]
    compile_ += ["--custom-compile-command=python3 dev.py lock", "--group=build", "pyproject.toml"]
    return run([*compile_, "--extra=postgresql", "-o", RUN.name], folder=ROOT) or run(
        [*compile_, "--all-extras", "--constraint", RUN.name, "-o", DEV.name], folder=ROOT
    )


def say(progress: str) -> None:
    """One line of progress, apart from what the program itself prints."""
    print(f"chronik: {progress}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
