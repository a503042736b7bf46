"""Message shortcuts: the form is opened at once, since Slack's trigger lives three seconds.

What the record knows (whose clock, whose names, which incident) makes the form better, but it is not waited for:
while the database is slow or away, the form opens in UTC and in the official language.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Coroutine, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import structlog

from bot.blocks.forms import adopt_form, message_form, redact_form
from bot.blocks.long_text import split
from bot.blocks.message_forms import item_form, timeline_form, tried_form, typed_text, typed_time
from bot.care import Redaction
from bot.errors import UserError
from bot.incidents.desk import Desk
from bot.incidents.redacted import redacted_already
from bot.locales import Catalogue
from bot.manifest import SHORTCUTS
from bot.masking import masked_message
from bot.model import Person
from bot.people import mentioned, zone_of
from bot.phrases import Phrase, phrase
from bot.requests import FormWanted

log = structlog.get_logger()

Answered = TypeVar("Answered")

#: How long the form waits for the record, and for Slack to tell who somebody is.
SOON = 0.6


@dataclass(frozen=True, kw_only=True)
class _Known:
    """What the record says in time: 0 when the channel is no incident's, ``None`` when it did not say."""

    incident: int | None = None
    people: Mapping[str, Person] = field(default_factory=dict)
    #: Who removed the message from the record, if somebody did.
    redaction: Redaction | None = None


class Offers:
    """Opens the forms of message shortcuts."""

    def __init__(self, desk: Desk) -> None:
        """``desk`` brings the collaborators."""
        self._desk = desk
        self._asking: set[asyncio.Task[Any]] = set()

    async def offer(self, chosen: FormWanted) -> None:
        """Opens the form of a shortcut. Raises what the store raises if not even a refusal can be told."""
        # What is masked in the record is masked in the form, so that nothing seems to have been changed there.
        chosen = replace(chosen, message=masked_message(chosen.message))
        known = await self._known(chosen)
        person = known.people.get(chosen.user)
        catalogues = self._desk.catalogues
        catalogue = catalogues.for_locale(person.locale) if person else catalogues.official
        try:
            await self._desk.windows.open(chosen.trigger_id, self._form(chosen, known, catalogue))
        except UserError as refusal:
            await self._desk.answer(chosen, refusal.phrase)

    async def _known(self, chosen: FormWanted) -> _Known:
        known = await self._soon(self._look_up(chosen)) or _Known()
        if known.incident is None or chosen.user in known.people:
            return known
        # Whom the bot has not met Slack knows, and hardly later.
        person = await self._soon(self._desk.directory.person(chosen.user))
        return replace(known, people={**known.people, chosen.user: person}) if person else known

    async def _soon(self, answer: Coroutine[Any, Any, Answered]) -> Answered | None:
        """The answer, if it comes soon."""
        asking = asyncio.create_task(answer)
        self._asking.add(asking)
        asking.add_done_callback(self._asked)
        done, _ = await asyncio.wait({asking}, timeout=SOON)
        return asking.result() if done and not asking.exception() else None

    def _asked(self, asking: asyncio.Task[Any]) -> None:
        self._asking.discard(asking)
        if not asking.cancelled() and (error := asking.exception()):
            log.warning("form opened without the record", error=str(error))

    async def _look_up(self, chosen: FormWanted) -> _Known:
        async with self._desk.store.read() as reader:
            incident = await reader.incident_in(chosen.channel)
            redaction = await reader.care.redaction(chosen.message.place)
            people = await reader.people({chosen.user, *mentioned(chosen.message.text)})
        return _Known(incident=incident.number if incident else 0, people=people, redaction=redaction)

    def _form(self, chosen: FormWanted, known: _Known, catalogue: Catalogue) -> Mapping[str, Any]:
        if refused := self._refused(chosen, known):
            return _refusal(refused, catalogue)
        person = known.people.get(chosen.user)
        names = {person.id: person.name for person in known.people.values()}
        zone, text = zone_of(person) if person else ZoneInfo("UTC"), typed_text(chosen.message.text, names)
        time = typed_time(chosen.message.at, zone)
        context = _context(
            chosen,
            incident=known.incident or 0,
            zone=str(zone),
            locale=person.locale if person else "en",
            shown={"time": digest(time), "text": digest(text)},
            joints=split(text).joints,
        )
        match chosen.shortcut:
            case "add_to_timeline":
                return timeline_form(time, text, zone, context, catalogue)
            case "make_item":
                return item_form(text, context, catalogue)
            case "adopt":
                severities = [self._desk.severity(name) for name in self._desk.settings.severities]
                return adopt_form(severities, self._desk.settings.default_severity, context, catalogue)
            case "redact":
                return redact_form(context, catalogue)
            case _:
                return tried_form(context, catalogue)

    def _refused(self, chosen: FormWanted, known: _Known) -> Phrase | None:
        """Why there is no form for a message, as far as is known in time."""
        if chosen.shortcut not in SHORTCUTS:
            return phrase("error.unknown_button")
        if chosen.shortcut == "adopt":
            if chosen.channel.startswith("D"):
                return phrase("error.adopt_direct")
            return (
                phrase("error.adopted_already", incident=f"INC-{known.incident}") if known.incident else None
            )
        if known.redaction:
            return redacted_already(known.redaction).phrase
        if known.incident == 0 and chosen.shortcut == "redact":
            return phrase("error.redact_elsewhere")
        if known.incident == 0:
            return phrase("error.not_in_incident", command=self._desk.settings.command)
        return phrase("error.own_message") if chosen.own and chosen.shortcut == "add_to_timeline" else None


def digest(text: str) -> str:
    """A short word that differs when a text does; line ends and blanks at the edges do not count."""
    return hashlib.sha256("\n".join(text.split("\r\n")).strip().encode()).hexdigest()[:16]


def _context(chosen: FormWanted, **more: Any) -> str:
    message = chosen.message
    origin = {"place": asdict(message.place), "permalink": message.permalink}
    about = {"channel": chosen.channel, "response_url": chosen.response_url, "origin": origin}
    return json.dumps(about | more)


def _refusal(line: Phrase, catalogue: Catalogue) -> Mapping[str, Any]:
    return message_form(phrase("form.not_here"), (line,), catalogue)
