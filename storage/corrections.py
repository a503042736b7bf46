"""Stored entries as their corrections leave them.

The row of an entry is how it reads now; what stood before is in ``corrections``, to which rows are only added.
A marked message becomes a stored entry when it is first corrected, so that it outlives its marks. Its row has no
text until somebody rewords it: it reads as the message stands, whatever comes first, the correction or an edit.
Once the message is deleted, neither the entry nor any text of it is left, corrected or not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import ColumnElement, Join, Select, and_, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Audience, Correction, Entry, EntryKind, Place, Wording
from storage import rows, tables
from storage.rows import AnyRow
from storage.statements import Values, insert_new, portions

_entries, _messages, _corrections = tables.entries, tables.messages, tables.corrections

#: What a stored entry that is a message takes from the message.
_FOLLOWED = [
    _messages.c[name].label(f"message_{name}")
    for name in ("text", "files", "permalink", "edited_at", "recovered")
]


def entry_id(place: Place) -> str:
    """The id of the entry that a marked message is."""
    return f"{place.channel}:{place.ts}"


def stored(*conditions: ColumnElement[bool]) -> Select[tuple[object, ...]]:
    """Stored entries that meet the conditions; those whose message is deleted are left out."""
    return select(_entries, *_FOLLOWED).select_from(_with_message()).where(_stands(), *conditions)


def _with_message() -> Join:
    of_message = and_(
        _entries.c.kind == EntryKind.MESSAGE.value,
        _messages.c.channel == _entries.c.source_channel,
        _messages.c.ts == _entries.c.source_ts,
    )
    return _entries.outerjoin(_messages, of_message)


def _stands() -> ColumnElement[bool]:
    return or_(_messages.c.deleted.is_(None), _messages.c.deleted.is_(False))


def to_entry(row: AnyRow) -> Entry:
    """An entry of :func:`stored`, without its corrections."""
    entry = replace(rows.to_entry(row), removed=row.removed)
    if row.message_text is None:
        return entry
    return replace(
        entry,
        text=entry.text if row.reworded else row.message_text,
        files=rows.to_files(row.message_files),
        permalink=row.message_permalink,
        edited_at=row.message_edited_at,
        recovered=row.message_recovered,
    )


async def completed(
    connection: AsyncConnection, entries: Iterable[Entry], number: int | None = None
) -> list[Entry]:
    """The entries with their corrections; ``number``: the incident, when they are all of its timeline."""
    found = list(entries)
    query = select(_corrections).order_by(_corrections.c.entry, _corrections.c.number)
    made: dict[str, list[Correction]] = {}
    if number is not None:
        selections = [query.where(_corrections.c.incident == number)]
    else:
        ids = [entry.id for entry in found]
        selections = [query.where(_corrections.c.entry.in_(some)) for some in portions(ids)]
    for selection in selections:
        for row in await connection.execute(selection):
            made.setdefault(row.entry, []).append(_to_correction(row))
    return [replace(entry, corrections=tuple(made.get(entry.id, ()))) for entry in found]


async def correct(connection: AsyncConnection, entry: Entry, correction: Correction, number: int) -> None:
    """Adds a correction of an entry of that incident's timeline, and lets the entry read as it says."""
    if entry.kind is EntryKind.MESSAGE:
        row = rows.from_entry(entry, number) | {"text": ""}
        await connection.execute(insert_new(connection, _entries), [row])
    await connection.execute(insert(_corrections), [_from_correction(entry.id, correction, number)])
    now = correction.after
    values: Values = {"at": now.at, "audience": now.audience.value, "removed": now.removed}
    if now.text != correction.before.text:
        values |= {"text": now.text, "reworded": True}
    await connection.execute(update(_entries).where(_entries.c.id == entry.id).values(**values))


async def hold(connection: AsyncConnection, place: Place) -> None:
    """Keeps a message as it is until the transaction ends, so that no deletion passes its correction by."""
    query = select(_messages.c.ts).where(_messages.c.channel == place.channel, _messages.c.ts == place.ts)
    await connection.execute(query.with_for_update())


def _to_correction(row: AnyRow) -> Correction:
    return Correction(
        number=row.number,
        by=row.author,
        at=row.made_at,
        before=_wording(row, "old"),
        after=_wording(row, "new"),
    )


def _wording(row: AnyRow, prefix: str) -> Wording:
    text, at, audience, removed = (
        getattr(row, f"{prefix}_{name}") for name in ("text", "at", "audience", "removed")
    )
    return Wording(text=text, at=at, audience=Audience(audience), removed=removed)


def _from_correction(entry: str, correction: Correction, number: int) -> Values:
    return {
        "incident": number,
        "entry": entry,
        "number": correction.number,
        "author": correction.by,
        "made_at": correction.at,
        **_columns("old", correction.before),
        **_columns("new", correction.after),
    }


def _columns(prefix: str, wording: Wording) -> Values:
    return {
        f"{prefix}_text": wording.text,
        f"{prefix}_at": wording.at,
        f"{prefix}_audience": wording.audience.value,
        f"{prefix}_removed": wording.removed,
    }
