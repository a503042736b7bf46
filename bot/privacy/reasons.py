"""Why something is kept from customers. Pure: no I/O, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why is it left out?"""

    #: A person is named or mentioned.
    NAME = "name"
    #: A host or a text of the deny-list, an internal or private host.
    HOST = "host"
    #: A link to a page that customers are not sent to.
    LINK = "link"
    CHANNEL = "channel"
    #: The key of a ticket.
    TICKET = "ticket"
    #: An e-mail address or a Slack id.
    ADDRESS = "address"
    #: An emoji: custom ones are named after people and projects.
    EMOJI = "emoji"
    #: Somebody marked it as the company's own.
    LOCKED = "locked"
    #: A file, of which nobody has looked into.
    FILE = "file"
    #: A remediation item that is not on its way.
    STATE = "state"


@dataclass(frozen=True, kw_only=True)
class Found:
    """One thing that was taken out of a text."""

    reason: Reason
    #: As it stood there.
    what: str


@dataclass(frozen=True, kw_only=True, order=True)
class Stretch:
    """From where to where in a text something stands that must not leave."""

    start: int
    end: int
    reason: Reason
