"""The people around an incident, as ``bot.company`` names them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.company import Offer, OfferState
from bot.model import Place
from storage.company_tables import offers
from storage.rows import AnyRow
from storage.statements import upsert


class StoredCompany:
    """Implements :class:`bot.company.Company` on one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

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
