"""Who may look after the record, and how long it keeps what nobody needs."""

from __future__ import annotations

from datetime import timedelta

from bot.settings.kinds import Duration, Invited
from bot.settings.table import Table


class Permissions(Table):
    """Who may do what not everybody may."""

    #: People and user groups, besides the workspace's own administrators.
    administrators: tuple[Invited, ...] = ()


class Retention(Table):
    """How long what is not on a timeline is kept after its incident."""

    #: After the incident has ended; nothing: for ever.
    messages: Duration = timedelta(0)
