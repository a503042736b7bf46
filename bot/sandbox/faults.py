"""Trouble on demand: what may go wrong between an app and Slack."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase

from bot.sandbox.records import Json


class Trouble(StrEnum):
    """What happens to a Web API call?"""

    RATELIMITED = "ratelimited"
    HTTP = "http"
    ERROR = "error"
    LOST_ANSWER = "lost_answer"
    REFUSED = "refused"
    LATENCY = "latency"
    CALLBACK = "callback"


class DeliveryTrouble(StrEnum):
    """What happens to an event, command or interaction on its way to the app?"""

    DUPLICATE = "duplicate"
    DELAY = "delay"
    WITHHOLD = "withhold"
    DROP_SOCKET = "drop_socket"
    CUT = "cut"
    LOST_ANSWER = "lost_answer"


#: What happens to each attempt to deliver, and not once to the delivery.
ON_ATTEMPT = frozenset({DeliveryTrouble.CUT, DeliveryTrouble.LOST_ANSWER})


def nothing() -> None:
    """What a fault without a callback does."""


@dataclass(kw_only=True)
class Fault:
    """Hits calls of ``method`` (a pattern), in ``channel`` if given, from the ``nth`` on, ``times`` times.

    ``times`` None: for ever. LOST_ANSWER applies the call and cuts the connection, REFUSED cuts it before.
    CALLBACK runs ``before`` when the call arrives and ``after`` when it was applied, before it is answered.
    Answers to a response address count as ``response``, the bytes of a file as ``upload``.
    ``hits`` counts what was hit.
    """

    kind: Trouble
    method: str = "*"
    channel: str | None = None
    nth: int = 1
    times: int | None = 1
    retry_after: int = 1
    status: int = 500
    error: str = "internal_error"
    seconds: float = 0.0
    before: Callable[[], None] = nothing
    after: Callable[[], None] = nothing
    seen: int = 0
    hits: int = 0

    def strikes(self, method: str, args: Json) -> bool:
        """Counts a call; true when this is one to hit."""
        channel = args.get("channel") or args.get("channel_id")
        if not fnmatchcase(method, self.method) or self.channel not in (None, channel):
            return False
        self.seen += 1
        return _due(self, self.times)


@dataclass(kw_only=True)
class DeliveryFault:
    """Hits deliveries by ``name`` (a pattern over event types, commands, interaction types), as :class:`Fault`.

    DUPLICATE sends ``copies`` more; DELAY waits ``seconds`` of real time, so that later ones overtake it;
    WITHHOLD never sends; DROP_SOCKET closes all connections before sending. Each redelivery counts for the other
    two: CUT ends the connection ``seconds`` after the payload was sent, unless it is answered by then;
    LOST_ANSWER loses the answer, so that it is delivered again although the app has acknowledged it.
    """

    kind: DeliveryTrouble
    name: str = "*"
    nth: int = 1
    times: int | None = 1
    copies: int = 1
    seconds: float = 0.05
    seen: int = 0
    hits: int = 0

    def strikes(self, name: str) -> bool:
        """Counts a delivery; true when this is one to hit."""
        if not fnmatchcase(name, self.name):
            return False
        self.seen += 1
        return _due(self, self.times)


def _due(fault: Fault | DeliveryFault, times: int | None) -> bool:
    if fault.seen < fault.nth or (times is not None and fault.hits >= times):
        return False
    fault.hits += 1
    return True


@dataclass
class Faults:
    """The faults in force; add to the lists, or use the words below."""

    calls: list[Fault] = field(default_factory=list)
    deliveries: list[DeliveryFault] = field(default_factory=list)

    def add(self, fault: Fault | DeliveryFault) -> None:
        """Puts one in force."""
        if isinstance(fault, Fault):
            self.calls.append(fault)
        else:
            self.deliveries.append(fault)

    def on_call(self, method: str, args: Json) -> list[Fault]:
        """The faults that hit this call."""
        return [fault for fault in self.calls if fault.strikes(method, args)]

    def on_delivery(self, name: str) -> list[DeliveryFault]:
        """The faults that hit this delivery as a whole."""
        return [fault for fault in self.deliveries if fault.kind not in ON_ATTEMPT and fault.strikes(name)]

    def on_attempt(self, name: str) -> list[DeliveryFault]:
        """The faults that hit this attempt to deliver."""
        return [fault for fault in self.deliveries if fault.kind in ON_ATTEMPT and fault.strikes(name)]

    def clear(self) -> None:
        """Ends all trouble."""
        self.calls.clear()
        self.deliveries.clear()
