"""Where every request is worked on: the collaborators, and the one way in which anything changes.

Load, decide (pure), then one transaction stores the new state, the timeline, what is to be told and that the
request is done. Whatever fails before the commit leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol
from uuid import uuid4

from bot import handing_over
from bot.answers import recorded
from bot.decisions import Act, Decision
from bot.doctor import Examiner
from bot.errors import UserError
from bot.incidents.consequences import consequences
from bot.locales import Catalogue, Catalogues
from bot.model import Incident, Person, Severity
from bot.phrases import Phrase
from bot.ports import Change, Store
from bot.requests import CommandTyped, FormSubmitted, FormWanted, Joined, Marked, Request
from bot.settings import Settings
from bot.tellings import Answer, Telling

#: Whoever may be answered.
Asked = Request | FormWanted

Decide = Callable[[Incident, Act], Decision]
DecideWith = Callable[[Change, Incident, Act], Awaitable[Decision]]


class Directory(Protocol):
    """Who people are."""

    async def known(self, user: str) -> Person | None:
        """The person as far as the record goes; Slack is not asked."""

    async def person(self, user: str) -> Person:
        """The person; one that Slack does not tell about has the id as name, and UTC as zone."""

    async def is_member(self, user: str) -> bool:
        """Whether that is a person with an account here: no app, nobody unknown, nobody whose account is closed.

        Raises ``UserError`` when Slack does not answer.
        """

    async def is_administrator(self, user: str, named: Sequence[str]) -> bool:
        """Whether the person runs the workspace, or is among ``named`` (ids and ``@handles`` of people and groups)."""


class Windows(Protocol):
    """Opens modals."""

    async def open(self, trigger_id: str, view: Mapping[str, Any], *, on_top: bool = False) -> None:
        """Opens a modal, perhaps on top of another. Raises ``UserError`` when the trigger has expired."""


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What the use cases work with."""

    store: Store
    settings: Settings
    catalogues: Catalogues
    directory: Directory
    windows: Windows
    #: Asks Slack and the record how they do.
    examiner: Examiner
    clock: Callable[[], datetime]
    #: Called after each commit that leaves something to be told.
    wake: Callable[[], None]

    def act(self, request: Request) -> Act:
        """The asker's act, at the time they asked."""
        origin = request.origin if isinstance(request, CommandTyped | FormSubmitted) else None
        return Act(by=request.user, at=request.at, id=uuid4().hex, origin=origin)

    def severity(self, name: str) -> Severity:
        """A severity as the settings define it."""
        return self.settings.severity(name)

    async def catalogue(self, user: str) -> Catalogue:
        """The language of a person, so far as it is known; a modal cannot wait for Slack to tell."""
        person = await self.directory.known(user)
        return self.catalogues.for_locale(person.locale) if person else self.catalogues.official

    async def incident(self, request: Asked, number: int | None) -> Incident:
        """The incident a request means: the one named, else the channel's. Raises ``UserError`` for neither."""
        async with self.store.read() as reader:
            if number is None:
                found = await reader.incident_in(request.channel) if request.channel else None
            else:
                found = await reader.incident(number)
        if found is None and number is not None:
            raise UserError("error.no_such_incident", incident=f"INC-{number}", command=self.settings.command)
        if found is None:
            raise UserError("error.not_in_incident", command=self.settings.command)
        return found

    async def change(self, request: Request, number: int | None, decide: Decide) -> None:
        """Changes an incident as ``decide`` says; told elsewhere than in its channel, the asker is told there."""

        async def decided(change: Change, incident: Incident, act: Act) -> Decision:
            return decide(incident, act)

        await self.change_with(request, number, decided)

    async def change_with(self, request: Request, number: int | None, decide: DecideWith) -> None:
        """As :meth:`change`, for a decision that needs more of the record than the incident."""
        found = await self.incident(request, number)
        act = self.act(request)
        if act.origin and act.origin.place.channel != found.channel:
            # Who reads the incident may not see that channel: the echo is the source, as of any command.
            act = replace(act, origin=None)
        async with self.store.change(found.number) as change:
            before = await change.incident(found.number) or found
            decision = await decide(change, before, act)
            await self.commit(change, before, decision)
            if request.channel != decision.incident.channel:
                await change.tell((self.reply(request, *recorded(decision.incident)),), self.clock())
            await change.finish(request.key)
        self.wake()

    async def commit(self, change: Change, before: Incident, decision: Decision) -> None:
        """Stores a decision and all that is to be told because of it."""
        number = decision.incident.number
        if decision.incident != before:
            await change.save(decision.incident)
        await change.add(decision.entries, number)
        await _speak_again(change, before, decision.incident)
        withdrawn = await _withdrawn(change, before, decision.incident)
        told: tuple[Telling, ...] = (*consequences(before, decision), *decision.tell, *withdrawn)
        await change.tell(told, self.clock())

    async def answer(self, request: Asked, *lines: Phrase, also: Sequence[Telling] = ()) -> None:
        """Answers the asker alone, and has told what is asked for besides; nothing else changes."""
        await self.tell(request, *also, self.reply(request, *lines))

    async def tell(self, request: Asked, *told: Telling) -> None:
        """Has told what a request asks for, with which it is done; nothing else changes."""
        async with self.store.change() as change:
            await change.tell(told, self.clock())
            await change.finish(request.key)
        self.wake()

    async def finish(self, request: Request) -> None:
        """Marks a request as done that needs no answer."""
        async with self.store.change() as change:
            await change.finish(request.key)

    def reply(self, request: Asked, *lines: Phrase) -> Answer:
        """An answer to whoever asked, where they asked."""
        url = "" if isinstance(request, Marked | Joined) else request.response_url
        origin = request.origin if isinstance(request, CommandTyped) else None
        thread = (origin.place.thread or "") if origin else ""
        return Answer(
            user=request.user, channel=request.channel, response_url=url, lines=lines, thread=thread
        )


async def _speak_again(change: Change, before: Incident, after: Incident) -> None:
    """Who takes a role may be reminded again, and everybody when the incident is reopened."""
    taken = {holder for role, holder in after.roles.items() if before.roles.get(role) != holder}
    if after.status.is_open and not before.status.is_open:
        await change.unmute(after.number)
    elif taken:
        await change.unmute(after.number, taken)


async def _withdrawn(change: Change, before: Incident, after: Incident) -> tuple[Telling, ...]:
    """An offer of the command ends with the incident, and when the command goes elsewhere."""
    if not handing_over.withdraws(before, after):
        return ()
    offer = await change.company.open_offer(after.number)
    if offer is None:
        return ()
    await change.company.keep_offer(handing_over.withdrawn(offer))
    return handing_over.tidied(offer)
