"""What an export's files say, as far as a draft needs it; whatever else they say is ignored.

A field of the wrong type counts as absent where the rest makes sense without it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from bot.gateway import read_person
from bot.model import Person

#: Who wrote a message that does not say.
_NOBODY = "?"
_TS = re.compile(r"^[0-9]{1,11}\.[0-9]{6}$")


def _ts(given: Any) -> str:
    """When an edit was made is told to the second in places."""
    found = given if isinstance(given, str) else ""
    found = found if "." in found else f"{found}.000000"
    return found if _TS.match(found) else ""


def _text(given: Any) -> str:
    return given if isinstance(given, str) else ""


def _texts(given: Any) -> list[str]:
    return [each for each in given if isinstance(each, str)] if isinstance(given, list) else []


def _tables(given: Any) -> list[Any]:
    return [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []


def _table(given: Any) -> Any:
    return given if isinstance(given, dict) else {}


def _count(given: Any) -> int:
    return given if isinstance(given, int) else 0


Text = Annotated[str, BeforeValidator(_text)]
Texts = Annotated[list[str], BeforeValidator(_texts)]
Tables = BeforeValidator(_tables)
Table = BeforeValidator(_table)
Ts = Annotated[str, Field(pattern=_TS.pattern)]
PerhapsTs = Annotated[str, BeforeValidator(_ts)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Words(_Shape):
    text: Text = ""


class _Block(_Shape):
    type: Text = ""
    text: Annotated[_Words, Table] = _Words()
    fields_: Annotated[list[_Words], Tables] = Field(default_factory=list, alias="fields")
    elements: Annotated[list[_Words], Tables] = Field(default_factory=list)


class _Field(_Shape):
    title: Text = ""
    value: Text = ""


class _Said(_Shape):
    pretext: Text = ""
    text: Text = ""
    title: Text = ""
    title_link: Text = ""
    fallback: Text = ""
    from_url: Text = ""
    fields_: Annotated[list[_Field], Tables] = Field(default_factory=list, alias="fields")
    blocks: Annotated[list[_Block], Tables] = Field(default_factory=list)


class _Reaction(_Shape):
    name: Text = ""
    users: Texts = Field(default_factory=list)
    count: Annotated[int, BeforeValidator(_count)] = 0


class _File(_Shape):
    id: Text = ""
    name: Text = ""
    title: Text = ""
    permalink: Text = ""


class _Edited(_Shape):
    ts: PerhapsTs = ""


class _Named(_Shape):
    id: Text = ""
    name: Text = ""
    real_name: Text = ""
    display_name: Text = ""


class RawMessage(_Shape):
    """One element of a day's file."""

    ts: Ts
    thread_ts: PerhapsTs = ""
    subtype: Text = ""
    user: Text = ""
    bot_id: Text = ""
    username: Text = ""
    bot_profile: Annotated[_Named, Table] = _Named()
    user_profile: Annotated[_Named, Table] = _Named()
    text: Text = ""
    blocks: Annotated[list[_Block], Tables] = Field(default_factory=list)
    attachments: Annotated[list[_Said], Tables] = Field(default_factory=list)
    files: Annotated[list[_File], Tables] = Field(default_factory=list)
    #: Before 2018, a message shared one file at most.
    file: Annotated[_File, Table] = _File()
    reactions: Annotated[list[_Reaction], Tables] = Field(default_factory=list)
    pinned_to: Texts = Field(default_factory=list)
    edited: Annotated[_Edited, Table] = _Edited()


class RawMember(_Shape):
    """One element of ``users.json``."""

    id: Annotated[str, Field(min_length=1)]
    name: Text = ""
    real_name: Text = ""
    tz: Text = ""
    is_bot: Annotated[bool, BeforeValidator(bool)] = False
    profile: Annotated[_Named, Table] = _Named()


class _Value(_Shape):
    value: Text = ""


class _Pin(_Shape):
    id: Text = ""


class RawChannel(_Shape):
    """One element of ``channels.json``, ``groups.json``, ``mpims.json`` or ``dms.json``."""

    id: Annotated[str, Field(min_length=1)]
    #: Empty for a direct message, whose folder bears its id.
    name: Text = ""
    topic: Annotated[_Value, Table] = _Value()
    purpose: Annotated[_Value, Table] = _Value()
    pins: Annotated[list[_Pin], Tables] = Field(default_factory=list)


def member(raw: Any) -> Person | None:
    """A person, also one who has left; ``None`` for what is none."""
    try:
        found = RawMember.model_validate(raw).model_dump()
    except ValidationError:
        return None
    return read_person(found)


def named_in(message: RawMessage) -> Person | None:
    """The author as the message itself tells of them, for exports without a list of people."""
    profile = message.user_profile
    name = profile.real_name or profile.display_name or profile.name
    return Person(id=message.user, name=name) if message.user and name else None


def channel(raw: Any) -> RawChannel | None:
    """A conversation; ``None`` for what is none."""
    try:
        return RawChannel.model_validate(raw)
    except ValidationError:
        return None


def message(raw: Any) -> RawMessage | None:
    """A message, whoever wrote it; ``None`` for what is none."""
    try:
        return RawMessage.model_validate(raw)
    except ValidationError:
        return None


def as_slack_says(message: RawMessage) -> Mapping[str, Any]:
    """The message as ``bot.messages`` reads it: without what is empty."""
    said = message.model_dump(exclude_defaults=True, by_alias=True)
    if message.file.id and not message.files:
        said["files"] = [message.file.model_dump()]
    if not message.user and not message.bot_id:
        said |= {"bot_id": _NOBODY, "username": message.username or message.bot_profile.name or _NOBODY}
    for file in said.get("files", ()):
        file["name"] = file.get("name") or file.get("title", "")
    return said
