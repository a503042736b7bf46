"""Rate limits, measured on the workspace's clock.

Numbers: docs.slack.dev, "Rate limits"; those of chat.postMessage are Slack's "about one a second per channel, short
bursts tolerated, several hundred a minute per workspace".
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.sandbox.contracts import Contract

PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100}
SPECIAL = {"chat.getPermalink": 600, "auth.test": 600, "oauth.v2.access": 600, "chat.postMessage": 300}
#: What one channel is told to wait with is no matter of the others.
PER_CHANNEL = frozenset({"chat.postMessage"})
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What is allowed; ``per_minute`` overrides single methods, ``None`` for ``enabled`` values means off."""

    enabled: bool = True
    per_minute: Mapping[str, int] = field(default_factory=dict)
    channel_burst: int = 10
    channel_per_second: float = 1.0


@dataclass
class _Bucket:
    tokens: float
    at: datetime


class RateLimiter:
    """Counts calls per app and method, and posts per channel."""

    def __init__(self, limits: Limits, clock: Callable[[], datetime]) -> None:
        self.limits = limits
        self._clock = clock
        self._windows: dict[tuple[str, str], deque[datetime]] = {}
        self._buckets: dict[tuple[str, str], _Bucket] = {}
        self._until: dict[tuple[str, str, str], datetime] = {}

    def wait(self, app: str, contract: Contract, channel: str) -> int:
        """Counts a call and returns the seconds to wait (0: go ahead)."""
        if not self.limits.enabled:
            return 0
        now = self._clock()
        scope = channel if contract.method in PER_CHANNEL else ""
        key = (app, contract.method, scope)
        until = self._until.get(key, now)
        if now < until:
            return _ceil(until - now)
        wait = self._window(app, contract, now) or (self._bucket(app, scope, now) if scope else 0)
        if wait:
            self._until[key] = now + timedelta(seconds=wait)
        return wait

    def block(self, app: str, method: str, channel: str, seconds: int) -> None:
        """Notes that a fault told the app to wait, so that an early call is refused again."""
        scope = channel if method in PER_CHANNEL else ""
        self._until[(app, method, scope)] = self._clock() + timedelta(seconds=seconds)

    def _window(self, app: str, contract: Contract, now: datetime) -> int:
        method = contract.method
        allowed = self.limits.per_minute.get(method) or SPECIAL.get(method) or PER_MINUTE[contract.tier or 3]
        window = self._windows.setdefault((app, method), deque())
        while window and now - window[0] >= MINUTE:
            window.popleft()
        if len(window) >= allowed:
            return _ceil(window[0] + MINUTE - now)
        window.append(now)
        return 0

    def _bucket(self, app: str, channel: str, now: datetime) -> int:
        full = float(self.limits.channel_burst)
        bucket = self._buckets.setdefault((app, channel), _Bucket(full, now))
        gained = (now - bucket.at).total_seconds() * self.limits.channel_per_second
        bucket.tokens, bucket.at = min(full, bucket.tokens + gained), now
        if bucket.tokens < 1:
            return max(1, math.ceil((1 - bucket.tokens) / self.limits.channel_per_second))
        bucket.tokens -= 1
        return 0


def _ceil(wait: timedelta) -> int:
    return max(1, math.ceil(wait.total_seconds()))
