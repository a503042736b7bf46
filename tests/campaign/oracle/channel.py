"""The channels as people see them: echoes, card, pin, topic, announcement, people, drafts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations

from bot.blocks.announcement import announcement
from bot.blocks.card import card
from bot.blocks.topic import topic
from bot.model import Entry, EntryKind, Incident
from bot.reminders import responsible, spoken_at
from bot.sandbox import Message
from tests.campaign.asking import DRAFT
from tests.campaign.oracle.corrections import tells_of_one
from tests.campaign.oracle.evidence import Evidence
from tests.campaign.oracle.folding import as_stored, folded

#: How the overview of a draft begins.
OVERVIEW = "Post-mortem INC-"
#: What is so near is not taken back any more.
SOON = timedelta(minutes=2)


def wrong(evidence: Evidence) -> Iterator[str]:
    """What is wrong with the channels."""
    yield from _twice(evidence)
    yield from _announced(evidence)
    for incident in evidence.incidents:
        if not incident.channel:
            yield f"{incident.id} has no channel"
            continue
        for check in (_echoed, _ordered, _folded, _shown, _armed, _peopled, _drafted):
            for complaint in check(evidence, incident):
                yield f"{incident.id}: {complaint}"


def _twice(evidence: Evidence) -> Iterator[str]:
    """No delivery's mark is on two messages."""
    for channel in evidence.stage.box.channels:
        keys = Counter(
            message.metadata["event_payload"]["key"]
            for message in evidence.posts(channel)
            if message.metadata
        )
        for message in evidence.posts(channel):
            count = keys[message.metadata["event_payload"]["key"]] if message.metadata else 1
            if count > 1:
                yield f"{count} times in #{channel.name}: {message.text[:80]!r} at {message.ts}"


def _entries(evidence: Evidence, incident: Incident) -> list[Entry]:
    return [entry for entry in evidence.told[incident.number] if entry.kind is not EntryKind.MESSAGE]


def _lines(evidence: Evidence, incident: Incident) -> list[Message]:
    """What the bot said there besides card, drafts and files: echoes and reminders."""
    return [
        message
        for message in evidence.posts(evidence.room(incident))
        if message.ts != incident.card and not message.files and OVERVIEW not in message.text
        if not tells_of_one(message)
    ]


def _echoed(evidence: Evidence, incident: Incident) -> Iterator[str]:
    """Each entry has one echo, and each echo its entry."""
    echoes = {message.ts: message for message in _lines(evidence, incident)}
    told = Counter(entry.source.ts if entry.source else "" for entry in _entries(evidence, incident))
    words = [deed.word for deed in evidence.stage.typed if deed.word]
    for entry in _entries(evidence, incident):
        ts = entry.source.ts if entry.source else ""
        if ts not in echoes:
            yield f"{entry.kind} {entry.text!r} has no echo"
        elif any(word in entry.text and word not in echoes[ts].text for word in words):
            yield f"{entry.kind} {entry.text!r} is echoed as {echoes[ts].text!r}"
    texts = {echoes[ts].text for ts in told if ts in echoes}
    for ts, message in echoes.items():
        # Whatever else the bot says, reminders say, has no such words.
        like_an_echo = message.text in texts or any(word in message.text for word in words)
        if told[ts] > 1 or (like_an_echo and not told[ts]):
            yield f"{message.text!r} at {ts} is the echo of {told[ts]} entries"


def _ordered(evidence: Evidence, incident: Incident) -> Iterator[str]:
    """Echoes come in the order of the commands."""
    found = [
        (deed, float(entry.source.ts))
        for deed in sorted(evidence.stage.typed, key=lambda deed: deed.sent)
        for entry in _entries(evidence, incident)
        if deed.became(entry) and entry.source
    ]
    for (first, first_ts), (second, second_ts) in combinations(found, 2):
        if first.before(second) and first_ts > second_ts:
            yield f"{second.kind} {second.word} is echoed before {first.kind} {first.word}, typed earlier"


def _folded(evidence: Evidence, incident: Incident) -> Iterator[str]:
    """What the entries say, in the order they were told, is how the incident stands."""
    told, stored = folded(_entries(evidence, incident)), as_stored(incident)
    yield from told.wrong
    for name, value in vars(told).items():
        if name != "wrong" and value != getattr(stored, name):
            yield f"its {name} is {getattr(stored, name)}; told was {value}"


def _shown(evidence: Evidence, incident: Incident) -> Iterator[str]:
    """One card, current and pinned once; the topic is current."""
    bot, room = evidence.bot, evidence.room(incident)
    catalogue = bot.catalogues.for_locale(incident.language)
    means = bot.settings.severity(incident.severity).means
    entries = evidence.entries[incident.number]
    expected = card(incident, catalogue, evidence.names, "/incident", means, entries)
    cards = [m for m in evidence.posts(room) if m.blocks and m.blocks[0]["type"] == "header" and m.ts]
    cards = [m for m in cards if m.blocks[0]["text"]["text"].startswith(f"{incident.id} ")]
    if [incident.card] != [message.ts for message in cards]:
        yield f"the cards are {[message.ts for message in cards]}, the record knows {incident.card!r}"
    elif cards[0].text != expected.text:
        yield f"the card is {cards[0].text!r}, not {expected.text!r}"
    pinned = [pin.ts for pin in room.pins if pin.by == evidence.stage.box.bot_user]
    lines = [m for m in room.messages.values() if m.subtype == "pinned_item"]
    if [incident.card] != pinned or 1 != sum(line.user == evidence.stage.box.bot_user for line in lines):
        yield f"the bot's pins are {pinned}"
    if room.topic.value != topic(incident, catalogue, evidence.names):
        yield f"the topic is {room.topic.value!r}"


def _armed(evidence: Evidence, incident: Incident) -> Iterator[str]:
    """Slack would speak once if the bot were dead when the promise is broken, and not at all otherwise."""
    bot, promise = evidence.bot, incident.promise
    found = [waiting for waiting in evidence.stage.box.scheduled if waiting.channel == incident.channel]
    if promise is None or promise.is_reminded:
        if found:
            yield f"Slack would speak at {[waiting.post_at for waiting in found]} of no promise"
        return
    ladder = bot.settings.severity(incident.severity).ladder
    at = spoken_at(promise, bot.settings.promise.grace, ladder)
    if at - bot.clock() <= SOON:
        return
    if [(incident.dead_man, int(at.timestamp()))] != [(waiting.id, waiting.post_at) for waiting in found]:
        yield f"Slack would speak {found}, not {incident.dead_man} at {at}"
    elif f"<@{responsible(incident)}>" not in found[0].text:
        yield f"Slack would ask {found[0].text[:40]!r}, not {responsible(incident)}"


def _peopled(evidence: Evidence, incident: Incident) -> Iterator[str]:
    """The opener is in the channel, brought once, and was told where it is."""
    room = evidence.room(incident)
    joined = [m for m in room.messages.values() if m.subtype == "channel_join" and m.user == incident.opener]
    if incident.opener not in room.members or len(joined) != 1:
        yield f"the opener came {len(joined)} times"
    opener = next(person for person in evidence.stage.people if person.id == incident.opener)
    told = [*opener.ephemerals(evidence.stage.general), *opener.direct.messages.values()]
    if not any(incident.channel in message.text for message in told):
        yield "the opener was not told"


def _announced(evidence: Evidence) -> Iterator[str]:
    posts = evidence.posts(evidence.stage.announcements)
    for incident in evidence.incidents:
        catalogue = evidence.bot.catalogues.for_locale(incident.language)
        expected = announcement(incident, catalogue, evidence.names).text
        found = [message.text for message in posts if f" {incident.id} " in message.text]
        if [expected] != found:
            yield f"{incident.id}: announced {found}, not {expected!r}"


def _drafted(evidence: Evidence, incident: Incident) -> Iterator[str]:
    """One draft and one file for each time it was resolved, and for each time somebody asked for them."""
    resolved = sum(entry.kind is EntryKind.RESOLVED for entry in _entries(evidence, incident))
    asked = [deed for deed in evidence.stage.typed if deed.value == DRAFT and deed.about == incident.channel]
    people = [person for person in evidence.stage.people if any(deed.user == person.id for deed in asked)]
    whispers = [m for person in people for m in person.ephemerals(incident.channel)]
    # Where the incident does not know its channel yet, the asker was told that.
    refused = sum("no incident's" in message.text for message in whispers)
    answered = sum(deed.acknowledged is not None for deed in asked) - refused
    posts = evidence.posts(evidence.room(incident))
    drafts = len([message for message in posts if OVERVIEW in message.text and not message.files])
    files = len([file for message in posts for file in message.files])
    if drafts != files or not resolved + answered <= drafts <= resolved + len(asked):
        wanted = f"asked for {len(asked)} times ({answered} acknowledged)"
        yield f"resolved {resolved} times, draft {wanted}, {drafts} drafts and {files} files"
