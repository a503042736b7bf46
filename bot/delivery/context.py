"""What every delivery works with."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.blocks.posting import Posting
from bot.delivery.claims import Claims
from bot.directory import SlackDirectory
from bot.gateway import Gateway, Identity
from bot.keeping import is_kept
from bot.locales import Catalogue, Catalogues
from bot.model import Incident, Person, Place, Severity, Subject
from bot.ports import Delivery, Store
from bot.rooms import Rooms
from bot.said import Said
from bot.settings import Settings
from bot.slack_errors import SlackRefused
from bot.throttle import Throttle
from bot.translating.collecting import Translations
from bot.upkeep import ReviseSaid

log = structlog.get_logger()


class Undeliverable(Exception):
    """A telling that has nothing to refer to (any more), for example an edit of a card in a lost channel."""


@dataclass(frozen=True, kw_only=True)
class Context:
    """The collaborators of a delivery."""

    store: Store
    claims: Claims
    gateway: Gateway
    throttle: Throttle
    rooms: Rooms
    directory: SlackDirectory
    identity: Identity
    settings: Settings
    catalogues: Catalogues
    clock: Callable[[], datetime]
    translations: Translations

    async def incident(self, number: int) -> Incident:
        """The incident as it is now. Raises :class:`Undeliverable` when there is none."""
        async with self.store.read() as reader:
            incident = await reader.incident(number)
        if incident is None:
            raise Undeliverable(f"no incident {number}")
        return incident

    async def incident_with_channel(self, number: int) -> Incident:
        """The incident as it is now, in its channel. Raises :class:`Undeliverable` when there is none."""
        incident = await self.incident(number)
        if not incident.channel:
            raise Undeliverable("the incident has no channel")
        return incident

    async def settle(self, delivery: Delivery) -> None:
        """Commits that a delivery is done, when there is nothing else to commit with it."""
        async with self.store.change() as change:
            await change.settle(delivery)

    async def is_muted(self, incident: Incident, user: str, about: Subject) -> bool:
        """Whether that person does not want to be reminded of that of that incident directly."""
        async with self.store.read() as reader:
            return user in await reader.muted(incident.number, about)

    async def catalogue_for(self, user: str, otherwise: Catalogue) -> Catalogue:
        """The language of what is said to one person; ``otherwise`` while Slack does not tell about them.

        One not met before is asked of Slack first.
        """
        person = await self._met(user)
        return self.catalogues.for_locale(person.locale) if person else otherwise

    def catalogue(self, incident: Incident) -> Catalogue:
        """The language of what is posted for everybody."""
        return self.catalogues.for_locale(incident.language)

    def severity(self, incident: Incident) -> Severity:
        """The incident's severity as the settings define it now; a bare one if it is no longer there."""
        return self.settings.severity(incident.severity)

    async def names(self, ids: set[str]) -> dict[str, str]:
        """The names of people, by id; those not met before are asked of Slack first.

        Whom Slack does not tell about for now is left out.
        """
        async with self.store.read() as reader:
            known = await reader.people(ids)
        for user in sorted(ids - known.keys()):
            if person := await self._met(user):
                known[user] = person
        return {person.id: person.name for person in known.values()}

    async def _met(self, user: str) -> Person | None:
        if known := await self.directory.known(user):
            return known
        await self.directory.person(user)
        return await self.directory.known(user)

    async def post_once(
        self,
        delivery: Delivery,
        channel: str,
        posting: Posting,
        thread: str | None = None,
        *,
        join: bool = True,
    ) -> Place:
        """Posts, in that thread if one is named, unless an earlier attempt of this delivery did so already.

        What no part of the record renders anew is kept, so that texts that are removed later leave it.
        With ``join`` into a public channel that the bot is no member of as well, which it joins.
        """
        known = await self.rooms.find(channel)
        if delivery.attempts and (found := await self._posted_before(delivery, known, thread)):
            await self._keep_place(delivery, found, None)
            return found
        await self._keep(delivery, posting)
        place = await self._posted(delivery, known, posting, thread, join=join)
        await self._keep_place(delivery, place, posting)
        return place

    async def _keep(self, delivery: Delivery, posting: Posting) -> None:
        if not is_kept(delivery.telling):
            return
        number: int | None = getattr(delivery.telling, "incident", None)
        async with self.store.change(number) as change:
            await change.posts.keep(Said(key=delivery.key, incident=number, posting=posting))

    async def _keep_place(self, delivery: Delivery, place: Place, posting: Posting | None) -> None:
        """Records where it is; what was removed from it meanwhile, or may have been, is removed there as well."""
        if not is_kept(delivery.telling):
            return
        async with self.store.change() as change:
            now = await change.posts.posted(delivery.key, place)
            if now is not None and now != posting:
                await change.tell((ReviseSaid(key=delivery.key),), self.clock())

    async def _posted(
        self, delivery: Delivery, known: str, posting: Posting, thread: str | None, *, join: bool
    ) -> Place:
        try:
            return await self._post(delivery, known, posting, thread)
        except SlackRefused as refusal:
            if not join or refusal.error not in ("not_in_channel", "channel_not_found"):
                raise
            joined = await self.rooms.join(known)
            return await self._post(delivery, joined, posting, thread)

    async def _post(self, delivery: Delivery, channel: str, posting: Posting, thread: str | None) -> Place:
        # Nothing is waited for between this look and the call.
        self.claims.check(delivery)
        return await self.gateway.post(channel, posting, key=delivery.key, thread=thread)

    async def edited(
        self, place: Place, posting: Posting, gone: Container[str] = ("message_not_found",)
    ) -> bool:
        """Edits a message; whether it is still there. ``gone``: Slack's words for one that is not."""
        try:
            await self.gateway.edit(place, posting)
        except SlackRefused as refusal:
            if refusal.error not in gone:
                raise
            return False
        return True

    async def settled(self, place: Place, posting: Posting) -> None:
        """Edits a message that is kept into what is left of it, from which removed texts go as well."""
        async with self.store.change() as change:
            key = await change.posts.edited(place, posting)
        await self.edited(place, posting)
        if not key:
            return
        async with self.store.change() as change:
            found = await change.posts.find(key)
            if found is not None and found[1] != posting:
                # A text was removed from it while the edit was on its way.
                await change.tell((ReviseSaid(key=key),), self.clock())

    async def _posted_before(self, delivery: Delivery, channel: str, thread: str | None) -> Place | None:
        """What an earlier attempt has posted. Where Slack does not let us look, once more is better than never."""
        try:
            conversation = await self._conversation(channel)
            return await self.gateway.posted(conversation, delivery.key, delivery.created_at, thread)
        except SlackRefused as refusal:
            log.warning("earlier attempt cannot be looked up", channel=channel, reason=refusal.error)
            return None

    async def _conversation(self, channel: str) -> str:
        """The conversation's id, since a direct message is posted to a person but read in a channel."""
        if not channel.startswith(("U", "W")):
            return channel
        return str((await self.gateway.call("conversations.open", users=channel))["channel"]["id"])
