"""Making the incident's channel and bringing people into it.

Two calls put the opener into the channel: create, invite. Topic, card, announcement and first message go out at the
same time as the invitation, since each is a delivery of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from bot.answers import opened
from bot.channels import channel_names
from bot.delivery.context import Context, Undeliverable
from bot.model import Incident
from bot.phrases import Param, Several, phrase
from bot.ports import Change, Delivery
from bot.slack_errors import SlackRefused
from bot.tellings import (
    Answer,
    ArmDeadMan,
    CatchUp,
    CreateChannel,
    Invite,
    PinCard,
    Say,
    ShowAnnouncement,
    ShowCard,
    ShowTopic,
    Telling,
)
from bot.timeline import echo

#: How many names are tried when a channel of that name exists already.
TRIES = 5

#: Slack takes that many people in one invitation.
INVITED_AT_ONCE = 100

#: Answers to an invitation that mean there is nothing left to do.
_ALREADY_THERE = frozenset({"already_in_channel", "cant_invite_self"})


async def create_channel(context: Context, delivery: Delivery, telling: CreateChannel) -> None:
    """Makes the channel and queues all that needs one."""
    incident = await context.incident(telling.incident)
    channel, name = await _made(context, delivery, incident)
    async with context.store.change(incident.number) as change:
        current = await change.incident(incident.number)
        if current is None:
            raise Undeliverable("the incident is gone")
        known = current.but(channel=channel, channel_name=name)
        await change.save(known)
        late = delivery.attempts > 0
        await change.tell(await _furnishing(context, change, known, telling, late=late), context.clock())
        await change.settle(delivery)


async def _furnishing(
    context: Context, change: Change, incident: Incident, telling: CreateChannel, *, late: bool
) -> tuple[Telling, ...]:
    number = incident.number
    answer = Answer(
        user=incident.opener,
        channel=telling.asked_in,
        response_url=telling.response_url,
        lines=opened(incident),
    )
    said = [
        Say(incident=number, entry=entry.id, lines=(echo(entry),))
        for entry in await change.entries(number)
        if entry.source is None
    ]
    invited = context.severity(incident).invite
    announced = bool(context.settings.channels.announcements)
    return (
        Invite(incident=number, people=(incident.opener,)),
        *said,
        ShowCard(incident=number),
        ShowTopic(incident=number),
        *((ShowAnnouncement(incident=number),) if announced else ()),
        ArmDeadMan(incident=number),
        *((Invite(incident=number, names=invited),) if invited else ()),
        answer,
        # A channel whose making was in doubt has been there for a while; people may have begun without us.
        *((CatchUp(incident=number),) if late else ()),
    )


async def _made(context: Context, delivery: Delivery, incident: Incident) -> tuple[str, str]:
    names = channel_names(context.settings.channels.prefix, incident.number, incident.title)
    for name in islice(names, TRIES):
        try:
            answer = await context.gateway.call("conversations.create", name=name)
        except SlackRefused as refusal:
            if refusal.error != "name_taken":
                raise
            # The number in it makes the name ours: an attempt whose answer was lost, or one beside this, made it.
            if own := await _made_before(context, delivery, name):
                return own, name
        else:
            return answer["channel"]["id"], answer["channel"].get("name", name)
    raise SlackRefused("name_taken")


async def _made_before(context: Context, delivery: Delivery, name: str) -> str | None:
    """The channel of that name, if another attempt of this delivery has made it."""
    rows = await context.gateway.pages("conversations.list", "channels", types="public_channel")
    since = delivery.created_at.timestamp() - 60
    for row in rows:
        mine = row.get("creator") == context.identity.user and row.get("created", 0) >= since
        if row.get("name") == name and mine:
            return str(row["id"])
    return None


async def invite(context: Context, delivery: Delivery, telling: Invite) -> None:
    """Invites people; those who are there already are left where they are."""
    incident = await context.incident_with_channel(telling.incident)
    people = list(telling.people)
    troubles: list[Param] = []
    if telling.names:
        named, unknown = await _named(context, telling.names)
        # The opener has an invitation of their own, and a group fails as a whole for one who is there already.
        people += [user for user in named if user != incident.opener]
        troubles += [phrase("trouble.not_found", name=name) for name in unknown]
    for start in range(0, len(people), INVITED_AT_ONCE):
        troubles += await _invited(context, incident.channel, people[start : start + INVITED_AT_ONCE])
    async with context.store.change() as change:
        if troubles:
            line = phrase("trouble.invited", who=Several(of=tuple(troubles)), incident=incident.id)
            told = Answer(user=incident.opener, channel=incident.channel, lines=(line,))
            await change.tell((told,), context.clock())
        await change.settle(delivery)


async def _invited(context: Context, channel: str, people: Sequence[str]) -> list[str]:
    """Invites a group at once, or one by one when somebody among them cannot come; returns who cannot."""
    try:
        await context.gateway.call("conversations.invite", channel=channel, users=list(people))
    except SlackRefused as refusal:
        if refusal.error in _ALREADY_THERE:
            # Said of a group, it need not be true of all.
            return [] if len(people) == 1 else await _one_by_one(context, channel, people)
        if len(people) == 1:
            return [f"{people[0]} ({refusal.error})"]
        return await _one_by_one(context, channel, people)
    return []


async def _one_by_one(context: Context, channel: str, people: Sequence[str]) -> list[str]:
    return [trouble for person in people for trouble in await _invited(context, channel, [person])]


async def _named(context: Context, names: Sequence[str]) -> tuple[list[str], list[str]]:
    """User ids for what the settings name (ids, ``@handle`` of a group or a person), and what nobody is called."""
    people = [name for name in names if name.startswith(("U", "W"))]
    handles = {name.removeprefix("@").casefold(): name for name in names if not name.startswith(("U", "W"))}
    if not handles:
        return people, []
    found: set[str] = set()
    for group in (await context.gateway.call("usergroups.list")).get("usergroups", ()):
        if matched := {group["id"].casefold(), group.get("handle", "").casefold()} & handles.keys():
            found |= matched
            members = await context.gateway.call("usergroups.users.list", usergroup=group["id"])
            people += members.get("users", ())
    if missing := handles.keys() - found:
        for member in await context.gateway.pages("users.list", "members"):
            name = member.get("name", "").casefold()
            if name in missing and not member.get("deleted"):
                found.add(name)
                people.append(member["id"])
    return list(dict.fromkeys(people)), [handles[handle] for handle in handles if handle not in found]


async def pin_card(context: Context, delivery: Delivery, telling: PinCard) -> None:
    """Pins the card; a card that is pinned already is fine."""
    incident = await context.incident(telling.incident)
    try:
        await context.gateway.call("pins.add", channel=incident.channel, timestamp=incident.card)
    except SlackRefused as refusal:
        if refusal.error != "already_pinned":
            raise
    await context.settle(delivery)
