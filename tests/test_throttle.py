"""How fast Slack may be called."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.throttle import BURST, EVERY, Throttle

NOW = datetime(2024, 2, 7, 1, 30, tzinfo=UTC)


class Clock:
    """Stands still until it is moved."""

    now = NOW

    def __call__(self) -> datetime:
        """The present instant."""
        return self.now


def test_a_burst_of_posts_then_one_a_second() -> None:
    """Some posts to a channel may come at once; after them one more each second."""
    clock = Clock()
    throttle = Throttle(clock)
    burst = [throttle.wait("chat.postMessage", "C1") for _ in range(BURST)]
    next_one = throttle.wait("chat.postMessage", "C1")
    clock.now += EVERY

    assert [0.0] * BURST == burst
    assert 1.0 == next_one
    assert 0.0 == throttle.wait("chat.postMessage", "C1")
    assert 1.0 == throttle.wait("chat.postMessage", "C1")


def test_channels_do_not_slow_each_other() -> None:
    """A full channel leaves the others and other methods alone."""
    throttle = Throttle(Clock())
    for _ in range(BURST):
        throttle.wait("chat.postMessage", "C1")

    assert throttle.wait("chat.postMessage", "C1") > 0
    assert 0.0 == throttle.wait("chat.postMessage", "C2")
    assert 0.0 == throttle.wait("chat.update", "C1")


def test_a_pause_concerns_its_method_alone() -> None:
    """What Slack asked to wait with waits until then, in every channel for most methods, in one for posts."""
    clock = Clock()
    throttle = Throttle(clock)
    throttle.learn(
        {"chat.update": NOW + timedelta(seconds=3), "chat.postMessage:C1": NOW + timedelta(seconds=2)}
    )

    assert 3.0 == throttle.wait("chat.update", "C2")
    assert 2.0 == throttle.wait("chat.postMessage", "C1")
    assert 0.0 == throttle.wait("chat.postMessage", "C2")
    clock.now += timedelta(seconds=3)
    assert 0.0 == throttle.wait("chat.update", "C1")


def test_the_longer_of_two_pauses_counts() -> None:
    """An older, shorter pause does not shorten a newer one."""
    throttle = Throttle(Clock())
    throttle.pause("pins.add", NOW + timedelta(seconds=9))
    throttle.pause("pins.add", NOW + timedelta(seconds=1))

    assert 9.0 == throttle.wait("pins.add", "C1")
