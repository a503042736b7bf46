"""Texts that are longer than one field of a form takes, as several fields.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.blocks.elements import TEXT, Block, field, text_input

#: So many characters a form takes in all; a modal has room for 250 kB.
LONGEST = 20 * TEXT

#: What stood between two fields, as it is remembered: a line end, a blank, or nothing.
_JOINTS = {"n": "\n", "b": " ", "x": ""}


@dataclass(frozen=True, kw_only=True)
class Split:
    """A text in pieces that fit into a field each, cut at line ends or blanks where there are any."""

    pieces: tuple[str, ...]
    #: What stands between each two of them: one letter for each.
    joints: str


def split(text: str) -> Split:
    """The text in pieces; :func:`joined` makes it the same text again."""
    pieces, joints, rest = [], "", text
    while len(rest) > TEXT:
        # A piece that ends or begins with blanks might come back without them.
        at = max(rest.rfind("\n", 1, TEXT), 0) or max(rest.rfind(" ", 1, TEXT), 0)
        joint = {"\n": "n", " ": "b"}[rest[at]] if at else "x"
        at = at or TEXT
        pieces.append(rest[:at])
        joints += joint
        rest = rest[at + len(_JOINTS[joint]) :]
    return Split(pieces=(*pieces, rest), joints=joints)


def joined(fields: Mapping[str, str], joints: str) -> dict[str, str]:
    """The fields of a form with its text in one, as :func:`split` and :func:`text_fields` made several of it."""
    others = {name: value for name, value in fields.items() if not name.startswith("text_")}
    text = fields.get("text", "")
    for number, joint in enumerate(joints, start=2):
        more = fields.get(f"text_{number}", "")
        text = f"{text}{_JOINTS.get(joint, ' ')}{more}" if text and more else text or more
    return others | ({"text": text} if text else {})


def text_fields(label: str, text: str, *, focus: bool = False) -> list[Block]:
    """Fields for a text: ``text``, and when it is long ``text_2`` and so on."""
    pieces = split(text).pieces
    if len(pieces) == 1:
        return [field("text", label, text_input(text, TEXT, multiline=True, focus=focus))]
    return [
        field(
            "text" if number == 1 else f"text_{number}",
            f"{label} ({number}/{len(pieces)})",
            text_input(piece, TEXT, multiline=True, focus=focus and number == 1),
            optional=number > 1,
        )
        for number, piece in enumerate(pieces, start=1)
    ]
