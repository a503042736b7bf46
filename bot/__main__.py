"""The console script, and ``python -m bot``."""

import importlib
import signal
import sys
from types import FrameType
from typing import NoReturn


def main() -> None:
    """Runs the command line. A bot that is told to stop while it is still being loaded stops in order."""
    if sys.argv[1:2] == ["run"]:
        signal.signal(signal.SIGTERM, _end)
    # Loading takes a while, and the handler must be there before.
    importlib.import_module("bot.cli").main()


def _end(_: int, __: FrameType | None) -> NoReturn:
    raise SystemExit(0)


if __name__ == "__main__":
    main()
