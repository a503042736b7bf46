"""The command, offered to one person: the card of the incident's state with its two answers.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.blocks.elements import button
from bot.blocks.inline import Writer
from bot.blocks.posting import Posting, posting
from bot.company import Offer
from bot.locales import Catalogue
from bot.phrases import Phrase, phrase


def offer_card(
    offer: Offer, said: Sequence[Phrase], catalogue: Catalogue, names: Mapping[str, str]
) -> Posting:
    """The state of the incident in lines, with *Accept* and *Decline*."""
    writer = Writer(catalogue=catalogue, names=names)
    buttons = [
        button(
            catalogue.text(f"button.{action}"),
            action,
            f"{offer.incident}|{offer.id}",
            primary=action == "handover_accept",
        )
        for action in ("handover_accept", "handover_decline")
    ]
    return posting(map(writer.spans, said), writer, buttons=buttons)


def settled_card(
    offer: Offer, said: Sequence[Phrase], catalogue: Catalogue, names: Mapping[str, str]
) -> Posting:
    """What is left of an offer once it is answered or withdrawn."""
    writer = Writer(catalogue=catalogue, names=names)
    return posting(map(writer.spans, (*said, phrase(f"handover.{offer.state}"))), writer)
