"""Two clocks: Slack's, which only goes forward, and the bot's, which somebody may set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

START = datetime(2024, 2, 7, 1, 30, tzinfo=UTC)
#: How far the bot's clock is set.
JUMP = timedelta(hours=1)
_TICK = timedelta(microseconds=1)


class SlackClock:
    """Moved by hand; no two looks at it show the same instant."""

    def __init__(self) -> None:
        self._now = START

    def __call__(self) -> datetime:
        """The instant, in UTC."""
        self._now += _TICK
        return self._now

    def forward(self, seconds: float) -> None:
        """Time passes."""
        self._now += timedelta(seconds=seconds)


class BotClock:
    """The clock of the machines that the bot runs on."""

    def __init__(self, slack: SlackClock) -> None:
        self._slack = slack
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        """The instant as those machines see it, in UTC."""
        return self._slack() + self.ahead
