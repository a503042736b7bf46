"""What is known of one message, from the events about it, in whatever order and however often they arrive.

A message's texts are a set, each known by when it was written; the newest is how the message stands, the
others are its versions. Once it is deleted, all of them are emptied, and so is whatever arrives later. Adding
to a set and remembering a deletion do not depend on the order, so neither does the record.
Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.model import File, Message, Place
from storage.columns import EPOCH


@dataclass(frozen=True)
class Text:
    """One version of a message's words."""

    text: str = ""
    files: tuple[File, ...] = ()


_EMPTY = Text()


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """One message and all its texts."""

    place: Place
    at: datetime
    author: str
    author_name: str
    permalink: str
    deleted: bool
    #: Whether all that is known of it was read back from Slack, because no event ever told.
    recovered: bool
    #: By when they were written; the epoch stands for the text as first posted.
    texts: Mapping[datetime, Text] = field(default_factory=dict)

    @property
    def current(self) -> Message:
        """The message as it stands."""
        written_at = max(self.texts, default=EPOCH)
        text = _EMPTY if self.deleted else self.texts[written_at]
        return Message(
            place=self.place,
            at=self.at,
            author=self.author,
            author_name=self.author_name,
            text=text.text,
            files=text.files,
            permalink=self.permalink,
            edited_at=None if written_at == EPOCH else written_at,
            deleted=self.deleted,
            recovered=self.recovered,
        )

    @property
    def versions(self) -> dict[datetime, Text]:
        """The texts it no longer has, by when they were written; all of them once it is deleted."""
        newest = None if self.deleted else max(self.texts)
        return {written_at: text for written_at, text in self.texts.items() if written_at != newest}


def arrived(message: Message) -> Evidence:
    """What one event tells. The text of a deletion is not kept."""
    text = Text(message.text, message.files)
    return Evidence(
        place=message.place,
        at=message.at,
        author=message.author,
        author_name=message.author_name,
        permalink=message.permalink,
        deleted=message.deleted,
        recovered=message.recovered,
        texts={} if message.deleted else {message.edited_at or EPOCH: text},
    )


def stored(message: Message, versions: Mapping[datetime, Text]) -> Evidence:
    """What the rows of a message tell."""
    known = arrived(message)
    return replace(known, texts=_kept({**versions, **known.texts}, known.deleted))


def merged(first: Evidence, second: Evidence) -> Evidence:
    """Both together. Of two texts written at the same instant the first stays."""
    deleted = first.deleted or second.deleted
    return Evidence(
        place=replace(first.place, thread=first.place.thread or second.place.thread),
        at=first.at,
        author=first.author or second.author,
        author_name=first.author_name or second.author_name,
        permalink=first.permalink or second.permalink,
        deleted=deleted,
        recovered=first.recovered and second.recovered,
        texts=_kept({**second.texts, **first.texts}, deleted),
    )


def _kept(texts: dict[datetime, Text], deleted: bool) -> Mapping[datetime, Text]:
    return dict.fromkeys(texts, _EMPTY) if deleted else texts
