"""What this process may tell Slack now: a delivery is claimed for a while, and another process takes it after that.

A process can stand still at any moment, with its machine even, for longer than that. So a claim is looked at once more
right before each call that must not happen twice. What remains is a process that stands still between this look and
the network: until the request is on its way, Slack itself has no means of refusing it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from bot.ports import CLAIM, Attempt, Delivery
from bot.slack_errors import SlackBusy

#: A claim ends that much earlier here than for others: the call takes time, and clocks differ a little.
MARGIN = timedelta(seconds=2)


class ClaimEnded(SlackBusy):
    """The delivery is somebody else's to take by now; Slack was not called."""

    def __init__(self) -> None:
        super().__init__(0, reason="the claim has ended")


class Claims:
    """Until when the deliveries of this process are its own."""

    def __init__(self, *clocks: Callable[[], datetime]) -> None:
        """By each of the ``clocks``: of a machine that was stopped, some stand still and others jump ahead."""
        self._clocks = clocks
        #: By each of them, by attempt: an earlier one may still be standing where it lost its claim.
        self._until: dict[Attempt, tuple[datetime, ...]] = {}

    def begin(self) -> tuple[datetime, ...]:
        """To be noted before a claim is asked for, or renewed."""
        return tuple(clock() for clock in self._clocks)

    def hold(self, attempts: Iterable[Attempt], begun: tuple[datetime, ...]) -> None:
        """These are claimed, or claimed on, since then."""
        self._until.update(dict.fromkeys(attempts, tuple(at + CLAIM - MARGIN for at in begun)))

    def drop(self, delivery: Delivery) -> None:
        """The attempt is over."""
        self._until.pop(delivery.attempt, None)

    def check(self, delivery: Delivery) -> None:
        """Raises :class:`ClaimEnded` when the claim may have ended, by any of the clocks."""
        if any(now >= end for now, end in zip(self.begin(), self._until[delivery.attempt], strict=True)):
            raise ClaimEnded
