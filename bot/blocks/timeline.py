"""A page of the timeline for one person, each entry with what can be done about it.

An entry is its time with the menu beside it, and its sentence below: on a phone both keep their full width.
Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.answers.short import shorten
from bot.blocks.cut import fitted
from bot.blocks.elements import Block, actions, button, option, overflow, rich_text
from bot.blocks.inline import Line, Writer
from bot.blocks.posting import BLOCKS, TEXT, Posting, size
from bot.corrections import can_move, can_remove, can_reword
from bot.curating import LATEST, REMOVED, Cursor, Target
from bot.locales import Catalogue
from bot.model import Audience, Entry, Incident
from bot.phrases import Phrase, When, Who, phrase
from bot.text import Words
from bot.timeline import position, sentence

#: Entries on a page: two blocks each, and with their menus as much as fits into a message.
ENTRIES = 8
#: Buttons that turn to another page, and what they are called.
_TURNS = {
    "earlier": "timeline_earlier",
    "later": "timeline_later",
    "latest": "timeline_page",
    "timeline": "timeline_page",
    "removed": "timeline_removed",
}
#: Characters of one line's JSON; the longest with which the page fits counts.
_LINES = (700, 450, 300, 150)
#: Visible characters of people's words in one line.
_WORDS = 300


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A page of an incident's timeline, and where it is shown."""

    incident: Incident
    entries: Sequence[Entry]
    cursor: Cursor
    earlier: bool = False
    later: bool = False
    #: Whether the entries may be corrected here.
    here: bool = True
    notice: Phrase | None = None
    undo: Target | None = None


def timeline_page(shown: Shown, catalogue: Catalogue, names: Mapping[str, str]) -> Posting:
    """The page, oldest entry first; ``names``: user id to name."""
    writer = Writer(catalogue=catalogue, names=names)
    made = [Posting(text="", blocks=())]
    for limit in _LINES:
        made.append(_page(shown, catalogue, writer, limit))
        if size(made[-1].blocks) <= BLOCKS:
            break
    return made[-1]


def _page(shown: Shown, catalogue: Catalogue, writer: Writer, limit: int) -> Posting:
    lines = [_within(writer.spans(line), limit, writer) for line in _heading(shown)]
    blocks: list[Block] = [rich_text(writer.paragraphs(lines))]
    for entry in shown.entries:
        told = [_within(writer.spans(line), limit, writer) for line in _told(entry)]
        blocks += [_time(shown, entry, catalogue, writer), rich_text(writer.paragraphs(told))]
        lines += [_line(entry, told[0], writer)]
    if buttons := list(_buttons(shown, catalogue)):
        blocks.append(actions(buttons))
    text = "\n".join(map(writer.fallback, lines))
    return Posting(text=text if len(text) <= TEXT else writer.fallback(lines[0]), blocks=tuple(blocks))


def _heading(shown: Shown) -> Iterator[Phrase]:
    if shown.notice:
        yield shown.notice
    key = "timeline.removed" if shown.cursor.side == "removed" else "timeline.title"
    if shown.entries:
        yield phrase(key, id=shown.incident.id)
    else:
        yield phrase("timeline.none_removed" if shown.cursor.side == "removed" else "timeline.none")
    if not shown.here and shown.entries:
        yield phrase("timeline.elsewhere")


def _within(line: Line, limit: int, writer: Writer) -> Line:
    return fitted(line, lambda spans: size(writer.paragraphs([spans])) <= limit)


def _told(entry: Entry) -> Iterator[Phrase]:
    yield sentence(replace(entry, text=shorten(entry.text, _WORDS)))
    if entry.audience is Audience.CUSTOMER:
        yield phrase("timeline.customer")
    if entry.corrections:
        last = entry.corrections[-1]
        key = "timeline.removed_by" if entry.removed else "timeline.edited_by"
        yield phrase(key, who=Who(user=last.by), when=When(at=last.at))


def _line(entry: Entry, told: Line, writer: Writer) -> Line:
    return (*writer.spans(phrase("timeline.at", when=When(at=entry.at))), Words(text=": "), *told)


def _time(shown: Shown, entry: Entry, catalogue: Catalogue, writer: Writer) -> Block:
    at = writer.fallback(writer.spans(phrase("timeline.at", when=When(at=entry.at))))
    target = Target(incident=shown.incident.number, cursor=shown.cursor).of(entry)
    block: Block = {
        "type": "section",
        "block_id": target.written(),
        "text": {"type": "mrkdwn", "text": f"*{at}*", "verbatim": True},
    }
    if not shown.here:
        return block
    if entry.removed:
        return block | {"accessory": button(catalogue.text("button.restore"), "restore", target.written())}
    choices = [option(catalogue.text(f"button.entry_{name}"), name) for name in _possible(entry)]
    if not choices:
        return block
    if len(choices) == 1:
        (only,) = _possible(entry)
        return block | {"accessory": button(catalogue.text(f"button.entry_{only}"), "entry", only)}
    return block | {"accessory": overflow("entry", choices)}


def _possible(entry: Entry) -> list[str]:
    """What the menu of an entry offers; the names are those of ``bot.incidents.correcting``."""
    other = "internal" if entry.audience is Audience.CUSTOMER else "customer"
    offered = {
        "edit": can_reword(entry),
        "move": can_move(entry),
        # What is marked as the company's own stays that, whatever the record says.
        other: not entry.locked,
        "remove": can_remove(entry),
    }
    return [name for name, possible in offered.items() if possible]


def _buttons(shown: Shown, catalogue: Catalogue) -> Iterator[Block]:
    page = Target(incident=shown.incident.number)

    def to(label: str, cursor: Cursor) -> Block:
        value = replace(page, cursor=cursor).written()
        return button(catalogue.text(f"button.{label}"), _TURNS[label], value)

    if shown.undo and shown.here:
        yield button(catalogue.text("button.undo"), "restore", shown.undo.written())
    removed = shown.cursor.side == "removed"
    if shown.earlier:
        yield to("earlier", Cursor(side="removed" if removed else "before", at=position(shown.entries[0])))
    if removed:
        if shown.later:
            yield to("removed", REMOVED)
        yield to("timeline", LATEST)
        return
    if shown.later:
        yield to("later", Cursor(side="after", at=position(shown.entries[-1])))
        yield to("latest", LATEST)
    yield to("removed", REMOVED)
    if shown.here:
        yield button(catalogue.text("button.suggestions"), "suggestions", str(shown.incident.number))
