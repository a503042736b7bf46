"""The people around an incident, as ``bot.company`` names them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.company import Offer, OfferState
from bot.marks import Meanings
from bot.model import Place
from storage import tables
from storage.company_tables import looks, offers
from storage.entries import on_timeline
from storage.rows import AnyRow
from storage.statements import insert_into, upsert


class StoredCompany:
    """Implements :class:`bot.company.Company` on one connection."""

    def __init__(self, connection: AsyncConnection, marks: Meanings) -> None:
        self._connection = connection
        self._marks = marks

    async def offer(self, incident: int, id: str) -> Offer | None:
        """That offer of that incident, whatever became of it."""
        query = select(offers).where(offers.c.incident == incident, offers.c.id == id)
        return _to_offer((await self._connection.execute(query)).first())

    async def open_offer(self, incident: int) -> Offer | None:
        """The offer that is neither answered nor withdrawn; there is one at most."""
        query = select(offers).where(
            offers.c.incident == incident, offers.c.state == OfferState.OFFERED.value
        )
        return _to_offer((await self._connection.execute(query)).first())

    async def keep_offer(self, offer: Offer) -> None:
        """Stores an offer, new or changed."""
        row = {
            "id": offer.id,
            "incident": offer.incident,
            "author": offer.by,
            "person": offer.to,
            "at": offer.at,
            "state": offer.state.value,
            "card_channel": offer.card.channel if offer.card else None,
            "card_ts": offer.card.ts if offer.card else None,
        }
        await self._connection.execute(upsert(self._connection, offers), [row])

    async def looked_at(self, incident: int, person: str, before: datetime) -> datetime | None:
        """When that person last looked at an incident or wrote about it, before that instant; ``None``: never."""
        said, told, own = tables.messages.c, tables.entries.c, tables.incidents.c
        looked = select(looks.c.at).where(looks.c.incident == incident, looks.c.person == person)
        channel = select(own.channel).where(own.number == incident).scalar_subquery()
        wrote = select(said.at).where(said.channel == channel, said.author == person)
        did = select(told.recorded_at).where(told.incident == incident, told.author == person)
        times = union_all(looked, wrote, did).subquery()
        query = select(func.max(times.c.at)).where(times.c.at < before)
        latest: datetime | None = (await self._connection.execute(query)).scalar_one()
        return latest

    async def look(self, incident: int, person: str, at: datetime) -> None:
        """Records that a person sees how an incident stands; an earlier look changes nothing."""
        statement = insert_into(self._connection, looks).values(incident=incident, person=person, at=at)
        later = statement.on_conflict_do_update(
            index_elements=[looks.c.incident, looks.c.person],
            set_={"at": statement.excluded.at},
            where=looks.c.at < statement.excluded.at,
        )
        await self._connection.execute(later)

    async def marked_since(self, incident: int, since: datetime) -> set[str]:
        """The messages of an incident's channel, by ``ts``, that were put on its timeline after that instant."""
        put, own = tables.marks.c, tables.incidents.c
        query = (
            select(put.ts)
            .join(tables.incidents, own.channel == put.channel)
            .where(own.number == incident, own.channel != "", put.present, on_timeline(self._marks))
            .group_by(put.ts)
            .having(func.min(put.at) > since)
        )
        return set((await self._connection.execute(query)).scalars())


def _to_offer(row: AnyRow | None) -> Offer | None:
    if row is None:
        return None
    return Offer(
        id=row.id,
        incident=row.incident,
        by=row.author,
        to=row.person,
        at=row.at,
        state=OfferState(row.state),
        card=Place(channel=row.card_channel, ts=row.card_ts) if row.card_ts else None,
    )
