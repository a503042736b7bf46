"""``python -m tests.benchmarks.drafts``: how long a draft from a Slack export takes, and how much memory.

The export is a zip file of as many messages as asked for, with the blocks, reactions and files that real ones have;
of every hundredth message, the timeline is made. ``chronik draft`` runs as a process, so that its start counts too.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

START = datetime(2025, 5, 8, 20, tzinfo=UTC)
CHANNEL = "inc-1-a-long-week"
ROOT = Path(__file__).parent.parent.parent


def message(number: int, count: int) -> dict[str, Any]:
    """Messages are spread over a week; every hundredth is marked, every twentieth shares a file."""
    at = START + number * timedelta(days=7) / count
    user = f"U{number % 60:07}"
    text = f"Node {number} of *pool* is up again, <@U0000001> watches `worker_{number}` \N{PARTY POPPER} – see it"
    said: dict[str, Any] = {
        "client_msg_id": f"{number:032}", "type": "message", "text": text, "user": user, "team": "T0ACME",
        "user_team": "T0ACME", "source_team": "T0ACME", "ts": f"{at.timestamp():.6f}",
        "user_profile": {"real_name": f"Person {user}", "display_name": user, "image_72": "x" * 100},
        "blocks": [{"type": "rich_text", "block_id": "b", "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}]}],
    }  # fmt: skip
    if number % 100 == 0:
        said["reactions"] = [{"name": "pushpin", "users": [user], "count": 1}]
    if number % 20 == 0:
        link = f"https://acme.slack.com/files/{user}/F{number}/graph.png"
        said["files"] = [
            {"id": f"F{number}", "name": "graph.png", "permalink": link, "url_private": link + "x" * 200}
        ]
    return said


def write(path: Path, count: int, *, days: int) -> None:
    """The export with its messages in so many files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        people = [{"id": f"U{number:07}", "name": f"person{number}"} for number in range(1000)]
        archive.writestr("users.json", json.dumps(people))
        archive.writestr("channels.json", json.dumps([{"id": "C0BENCH", "name": CHANNEL}]))
        for day in range(days):
            first, end = day * count // days, (day + 1) * count // days
            name = f"{CHANNEL}/{START + timedelta(days=day):%Y-%m-%d}.json"
            # Bit by bit: what this process holds would count as the other's peak, which begins as its copy.
            with archive.open(name, "w") as file:
                for number in range(first, end):
                    file.write(b"," if number > first else b"[")
                    file.write(json.dumps(message(number, count), indent=4).encode())
                file.write(b"]")


def measure(count: int, *, days: int) -> tuple[float, float, float]:
    """Seconds by the clock and of computing, and the peak of resident megabytes, of one ``chronik draft``."""
    with tempfile.TemporaryDirectory(prefix="chronik-drafts-") as folder:
        export = Path(folder) / "export.zip"
        write(export, count, days=days)
        start = time.perf_counter()
        command = [sys.executable, "-m", "bot", "draft", str(export), "-o", "draft.md"]
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
        process = subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.DEVNULL)  # noqa: S603
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode or not (Path(folder) / "draft.md").stat().st_size:
            raise RuntimeError(f"chronik draft ended with {process.returncode}")
        return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / 1e6


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the options, measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.drafts", description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    given = parser.parse_args(arguments)
    shown = Table("messages", "files", "seconds", "of computing", "MB")
    for count, days in ((given.messages // 100, 7), (given.messages, 7), (given.messages, 1)):
        seconds, computing, megabytes = measure(count, days=days)
        shown.add_row(f"{count:,}", str(days), f"{seconds:.1f}", f"{computing:.1f}", f"{megabytes:.0f}")
    Console().print(shown)


if __name__ == "__main__":
    main()
