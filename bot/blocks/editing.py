"""Editing a post-mortem in Slack: the buttons that lead to it, and the form for one section.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.blocks.elements import TEXT, VIEW_TITLE, Block, actions, button, field, plain_text, text_input
from bot.blocks.inline import Line, Writer
from bot.blocks.posting import posting
from bot.blocks.versions import VERSIONS
from bot.editing import State
from bot.locales import Catalogue
from bot.postmortem.document import Document

#: Characters of a part when the form opens: people want to add some to each before Slack's own limit.
_PART = 2_400
#: Parts of one text; with their labels they stay within the blocks that a form may have.
PARTS = 40
#: Before a section's key, the name of the button that edits it.
EDIT = "edit_section"
#: What a part that begins a new line is joined with, and one that goes on in the same.
_JOINS = {"n": "\n", "-": ""}


def buttons(document: Document, catalogue: Catalogue, incident: int) -> tuple[Block, ...]:
    """A button for each section, and for what can become of the document."""
    value = f"{incident} {document.edition} {document.language}"
    edit = tuple(
        button(catalogue.text("button.edit", section=section.heading), f"{EDIT}:{section.key}", value)
        for section in document.sections
        if section.blocks
    )
    states = {State.IN_REVIEW: "ready_for_review", State.APPROVED: "approve"}
    return (*edit, *(button(catalogue.text(f"button.{name}"), name, value) for name in states.values()))


def parts_of(text: str) -> tuple[tuple[str, ...], str]:
    """A long text in parts, and how they are joined again; parts end where lines do if lines allow it."""
    parts: list[str] = []
    joins = ""
    rest = text
    while len(rest) > _PART:
        end = rest.rfind("\n", 1, _PART)
        parts.append(rest[: end if end > 0 else _PART])
        rest = rest[end + 1 if end > 0 else _PART :]
        joins += "n" if end > 0 else "-"
    return (*parts, rest), joins


def joined(fields: Mapping[str, str], joins: str) -> str:
    """The text that the parts of a sent form are; one that was emptied is left out."""
    text = fields.get("part_0", "")
    for index, join in enumerate(joins, 1):
        part = fields.get(f"part_{index}", "")
        text += (_JOINS.get(join, "\n") if text and part else "") + part
    return text.strip("\n")


def edit_form(
    heading: str,
    parts: Sequence[str],
    notes: Sequence[Line],
    context: str,
    catalogue: Catalogue,
    *,
    earlier: str = "",
) -> Block:
    """A section's text in fields, with what there is to know about it above.

    ``earlier``: what the button to its earlier versions carries, if there are any.
    """
    writer = Writer(catalogue=catalogue, names={})
    above = list(posting(notes, writer).blocks) if notes else []
    if earlier:
        section = earlier.split()[-1]
        above.append(actions([button(catalogue.text("form.versions"), f"{VERSIONS}:{section}", earlier)]))
    return {
        "type": "modal",
        "callback_id": EDIT,
        "private_metadata": context,
        "title": plain_text(catalogue.text("form.edit_section"), VIEW_TITLE),
        "submit": plain_text(catalogue.text("form.edit_submit"), VIEW_TITLE),
        "close": plain_text(catalogue.text("form.close"), VIEW_TITLE),
        "blocks": [*above, *_fields(heading, parts, catalogue.text("form.edit_hint"))],
    }


def _fields(heading: str, parts: Sequence[str], hint: str) -> Iterator[Block]:
    for index, part in enumerate(parts):
        label = heading if len(parts) == 1 else f"{heading} ({index + 1}/{len(parts)})"
        text = text_input(part, TEXT, multiline=True, focus=not index)
        yield field(f"part_{index}", label, text, hint="" if index else hint, optional=True)
