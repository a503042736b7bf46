"""Messages as Slack describes them, in events and in history, turned into evidence.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.marks import PIN
from bot.model import File, Message, Place, instant
from bot.posted import whole_text

Payload = Mapping[str, Any]
Permalink = Callable[[Place], str]

#: Subtypes of messages that people and apps write; all others are Slack's own book-keeping.
WRITTEN = frozenset({None, "thread_broadcast", "file_share", "me_message", "bot_message"})


#: A second has passed for Slack as well, whose clock need not agree with ours.
_OVER = timedelta(seconds=5)


def read_message(
    channel: str, raw: Payload, permalink: Permalink, *, read_back: datetime | None = None
) -> Message:
    """A message that somebody wrote; ``read_back`` is when it was asked for, where no event has told it."""
    place = Place(channel=channel, ts=raw["ts"], thread=raw.get("thread_ts"))
    name = raw.get("username") or (raw.get("bot_profile") or {}).get("name", "")
    edited = (raw.get("edited") or {}).get("ts")
    return Message(
        place=place,
        at=place.at,
        author=raw.get("user") or raw.get("bot_id", ""),
        author_name=name if raw.get("bot_id") else "",
        # What people write stands in their text, and their blocks repeat it.
        text=whole_text(raw) if raw.get("bot_id") or not raw.get("text") else raw["text"],
        files=tuple(_file(file) for file in raw.get("files", ())),
        permalink=permalink(place),
        edited_at=_edited_at(instant(edited), read_back) if edited else None,
        recovered=read_back is not None,
    )


def tombstone(channel: str, ts: str) -> Message:
    """What is left of a deleted message."""
    place = Place(channel=channel, ts=ts)
    return Message(place=place, at=place.at, author="", text="", deleted=True)


def read_marks(raw: Payload, channel: str) -> Iterator[tuple[str, set[str], bool]]:
    """The marks on a message of history: the name, whose they are, and whether these are all."""
    for reaction in raw.get("reactions", ()):
        users = set(reaction.get("users", ()))
        yield reaction["name"], users, len(users) >= reaction.get("count", 0)
    if "pinned_to" in raw:
        yield PIN, {""} if channel in raw["pinned_to"] else set(), True


def _edited_at(second: datetime, read_back: datetime | None) -> datetime:
    """Slack dates edits to the second; what is read when that is over, is how the message stood at its end."""
    is_over = read_back is not None and read_back - second > _OVER
    return second.replace(microsecond=999_999) if is_over else second


def _file(raw: Payload) -> File:
    return File(id=raw.get("id", ""), name=raw.get("name") or "file", permalink=raw.get("permalink", ""))
