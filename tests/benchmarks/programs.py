"""The programs under load, each a process of its own."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from tests.benchmarks.workspace import Line, Workspace

ROOT = Path(__file__).parents[2]

BARE = ("-m", "tests.benchmarks.bare")
CHRONIK = ("-m", "bot", "run")

START_SECONDS = 60.0


@asynccontextmanager
async def connected(
    workspace: Workspace, name: str, program: Sequence[str], folder: Path, database: str = ""
) -> AsyncIterator[Line]:
    """The program under that name, connected, until the block ends; its log is ``NAME.log`` in the folder."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "SLACK_BOT_TOKEN": f"xoxb-{name}",
        "SLACK_APP_TOKEN": f"xapp-{name}",
        "SLACK_API_URL": f"{workspace.address}/api/",
        "CHRONIK_PORT": "0",
    }
    if database:
        environment["DATABASE_URL"] = database
    line = workspace.line(name)
    with (folder / f"{name}.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *program, cwd=folder, env=environment, stdout=log, stderr=log
        )
        try:
            async with asyncio.timeout(START_SECONDS):
                await line.connected.wait()
            yield line
        finally:
            process.terminate()
            await process.wait()
