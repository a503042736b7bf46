"""Recordings: what people did in one incident, minute by minute, as a TOML file.

    title = "…"                                  # shown while it replays
    [settings]                                   # as in chronik.toml
    [[person]]                                   # who takes part
    name = "ana"                                 # how events call them
    real_name = "Ana Souza"
    zone = "America/Sao_Paulo"
    [[app]]                                      # other bots that post
    name = "alerts"
    [[event]]                                    # in order of time
    at = 2024-03-06T22:52:10Z
    who = "ana"                                  # a person or an app
    command = "open SEV2 Webhooks are paused"    # what follows the slash command, or
    says = "…"                                   # a message, or
    reacts = "pushpin"                           # a reaction (`unreacts` takes it back), or
    pins = true                                  # a native pin, or
    edits = "…"                                  # a message's new text, or
    deletes = true                               # a message taken away
    message = "m1"                               # names what is said, or says which message is meant
    thread = "m1"                                # the message that this one replies to
    file = "graph.png"                           # a file shared with what is said
    channel = "general"                          # where; else the incident's channel
    twice = true                                 # Slack delivers this event again

Mentions are written ``@name``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError, model_validator

_DEEDS = ("command", "says", "reacts", "unreacts", "pins", "edits", "deletes")
_ABOUT_A_MESSAGE = ("reacts", "unreacts", "pins", "edits", "deletes")


class RecordingError(Exception):
    """The recording cannot be replayed; ``lines`` says why, one sentence per problem."""

    def __init__(self, lines: list[str]) -> None:
        """``lines`` for the person at the command line."""
        super().__init__("\n".join(lines))
        self.lines = lines


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PersonRecorded(_Table):
    """Somebody who takes part."""

    name: str
    real_name: str
    zone: str = "UTC"
    locale: str = "en-US"


class AppRecorded(_Table):
    """Another bot that posts."""

    name: str


class Event(_Table):
    """One thing that somebody did; exactly one of the deeds is given."""

    at: AwareDatetime
    who: str
    command: str | None = None
    says: str | None = None
    reacts: str | None = None
    unreacts: str | None = None
    pins: bool = False
    edits: str | None = None
    deletes: bool = False
    message: str = ""
    thread: str = ""
    file: str = ""
    channel: str = ""
    twice: bool = False

    @property
    def deed(self) -> str:
        """Which of the deeds it is."""
        return next(name for name in _DEEDS if getattr(self, name))

    @model_validator(mode="after")
    def _one_deed(self) -> Event:
        given = [name for name in _DEEDS if getattr(self, name)]
        if len(given) != 1:
            raise ValueError(
                f"an event is one of {', '.join(_DEEDS)}; this one is {', '.join(given) or 'none'}"
            )
        if given[0] in _ABOUT_A_MESSAGE and not self.message:
            raise ValueError(f"{given[0]} needs `message`, the name of the message that is meant")
        return self


class Recording(_Table):
    """A whole recording."""

    title: str
    settings: Mapping[str, Any] = {}
    person: tuple[PersonRecorded, ...]
    app: tuple[AppRecorded, ...] = ()
    event: tuple[Event, ...]

    @property
    def start(self) -> datetime:
        """When the first event was."""
        return self.event[0].at

    @model_validator(mode="after")
    def _hangs_together(self) -> Recording:
        if not self.event:
            raise ValueError("there is no event in it")
        names = {person.name for person in self.person} | {app.name for app in self.app}
        said: set[str] = set()
        for number, event in enumerate(self.event, start=1):
            where = f"event {number} ({event.at:%Y-%m-%d %H:%M})"
            if event.who not in names:
                raise ValueError(f"{where}: nobody is called {event.who}")
            if number > 1 and event.at < self.event[number - 2].at:
                raise ValueError(f"{where} is earlier than the one before it")
            for meant in (event.thread, event.message if event.deed != "says" else ""):
                if meant and meant not in said:
                    raise ValueError(f"{where}: no message before it is called {meant}")
            said |= {event.message} if event.deed == "says" else set()
        return self


def load(path: Path) -> Recording:
    """Reads a recording. Raises :class:`RecordingError` with all that is wrong."""
    try:
        return Recording.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise RecordingError([f"{path} cannot be read: {error.strerror}."]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RecordingError([f"{path} is not TOML: {error}."]) from error
    except ValidationError as error:
        raise RecordingError([_sentence(path, problem) for problem in error.errors()]) from error


def _sentence(path: Path, problem: Mapping[str, Any]) -> str:
    place = ".".join(str(part + 1) if isinstance(part, int) else part for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        *_, key = problem["loc"]
        near = get_close_matches(str(key), _KEYS, n=1)
        return f"{path}: {place} is not part of a recording.{f' Did you mean {near[0]}?' if near else ''}"
    if problem["type"] == "missing":
        return f"{path}: {place} is missing."
    reason = problem["msg"].removeprefix("Value error, ")
    return f"{path}: {place}: {reason}." if place else f"{path}: {reason}."


_KEYS = sorted(
    {key for table in (Recording, Event, PersonRecorded, AppRecorded) for key in table.model_fields}
)
