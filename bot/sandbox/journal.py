"""What was asked and what was delivered, for tests to read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.sandbox.records import Json


@dataclass(kw_only=True)
class ApiCall:
    """One Web API call; ``started`` and ``ended`` are monotonic seconds, ``at`` is the workspace's time.

    ``ended`` is None while it is under way, ``error`` is None when it succeeded,
    ``applied`` tells whether it changed anything, even if the answer was lost.
    ``caller`` is the name in the address it came to, if any; ``retry_at`` the workspace's time before which an
    answer with status 429 told that caller not to call again.
    """

    number: int
    method: str
    args: Json
    token_kind: str
    started: float
    at: datetime
    ended: float | None = None
    ended_at: datetime | None = None
    status: int = 0
    error: str | None = None
    answer: Json = field(default_factory=dict)
    applied: bool = False
    fault: str | None = None
    caller: str = ""
    retry_at: datetime | None = None

    @property
    def ok(self) -> bool:
        """Whether it was answered with ``"ok": true``."""
        return self.status == 200 and self.error is None

    def overlaps(self, other: ApiCall) -> bool:
        """Whether both were under way at the same moment."""
        if self.ended is None or other.ended is None:
            return True
        return self.started < other.ended and other.started < self.ended


@dataclass(kw_only=True)
class Attempt:
    """One delivery over the wire; ``sent``, ``acknowledged`` and ``answered`` are monotonic seconds.

    ``connection`` numbers the socket, or the address behind a balancer. ``answered`` is set instead of
    ``acknowledged`` when the app's answer got lost on its way: the app has done its part, Slack does not know.
    """

    number: int
    transport: str
    connection: int | None
    sent: float
    sent_at: datetime
    acknowledged: float | None = None
    answered: float | None = None
    problem: str | None = None
    answer: Json = field(default_factory=dict)


@dataclass(kw_only=True)
class Delivery:
    """One event, command or interaction with every attempt to deliver it.

    ``kind`` is ``events_api``, ``slash_commands`` or ``interactive``; ``name`` the event's, command's or
    interaction's own name. ``lost`` is set once no further attempt will be made.
    """

    number: int
    kind: str
    name: str
    payload: Json
    created_at: datetime
    attempts: list[Attempt] = field(default_factory=list)
    lost: bool = False
    withheld: bool = False

    @property
    def acknowledged(self) -> bool:
        """Whether some attempt was acknowledged."""
        return any(attempt.acknowledged is not None for attempt in self.attempts)

    @property
    def answer(self) -> Json:
        """What the app sent along with its acknowledgement, if anything."""
        return next((a.answer for a in self.attempts if a.acknowledged is not None), {})


@dataclass(frozen=True, kw_only=True)
class Violation:
    """Something a well-behaved app does not do, as calling again before ``Retry-After`` is over.

    ``since`` is the real seconds that had passed since the app was told.
    """

    what: str
    method: str
    at: datetime
    since: float = 0.0
