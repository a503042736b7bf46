"""How fast Slack may be called: what it asked us to wait, and what it expects without saying.

Slack limits each method, and ``chat.postMessage`` each channel too ("about one a second, bursts tolerated";
docs.slack.dev, "Rate limits"). A call that has to wait is not made: its delivery is put off, and nothing else waits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

#: Posts to one channel that may come at once, and how often one more is allowed after that.
BURST = 5
EVERY = timedelta(seconds=1)

_PER_CHANNEL = frozenset({"chat.postMessage"})


class Throttle:
    """Remembers pauses, and counts posts per channel."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        """Nothing is paused at first."""
        self._clock = clock
        self._pauses: dict[str, datetime] = {}
        self._filled: dict[str, datetime] = {}

    def key(self, method: str, channel: str) -> str:
        """What a pause concerns: the method, or the method in one channel."""
        return f"{method}:{channel}" if method in _PER_CHANNEL else method

    def wait(self, method: str, channel: str) -> float:
        """Seconds until this call may be made; 0 means now, and that it is being made."""
        now = self._clock()
        key = self.key(method, channel)
        paused = (self._pauses.get(key, now) - now).total_seconds()
        if paused > 0:
            return paused
        return self._post(channel, now) if method in _PER_CHANNEL else 0.0

    def pause(self, key: str, until: datetime) -> None:
        """Slack asked to wait until then."""
        self._pauses[key] = max(until, self._pauses.get(key, until))

    def busy(self, key: str, seconds: float) -> None:
        """Slack has just asked to wait so long."""
        self.pause(key, self._clock() + timedelta(seconds=seconds))

    def learn(self, pauses: Mapping[str, datetime]) -> None:
        """Takes over what other replicas were asked."""
        for key, until in pauses.items():
            self.pause(key, until)

    def _post(self, channel: str, now: datetime) -> float:
        # A bucket, written as the instant at which it will be empty again.
        empty = max(self._filled.get(channel, now), now)
        full = empty + EVERY - now
        if full > BURST * EVERY:
            return (full - BURST * EVERY).total_seconds()
        self._filled[channel] = empty + EVERY
        return 0.0
