"""Times and dates as people type them in the middle of an incident.

    time = "now" | duration "ago" | [day] clock [zone] | clock [zone] day
    day  = 2024-02-09 | 09.02.[2024] | 9 Feb [2024] | Feb 9 [2024] | Mon | today | yesterday
    zone = UTC | +02:00 | Europe/Berlin | PT | CET | … (see ``bot.times.zones``)

Accepted: ``14:05``, ``14:05:30``, ``14.05``, ``2:05 pm``, ``2pm``, ``noon``, ``yesterday 23:50``,
    ``10 minutes ago``, ``an hour ago``, ``2h ago``, ``now``, ``2024-02-09 15:55 UTC``,
    ``2024-02-09T15:55Z``, ``2024-02-09 15:55``, ``09.02. 16:55 MEZ``, ``9 Feb 15:55``,
    ``Feb 9 2024 3:55 PM PT``, ``Mon 14:05``, ``Fri, 9 Feb 2024 15:55 +0100``, ``two hours ago``,
    ``last Friday 10:00``, ``this morning 8:00``, and in eight languages, the typist's first,
    ``9. Februar 15:55``, ``vor einer Stunde``, ``14 Uhr``, ``hier à 23h50``, ``ieri alle 14:05``, ``14시 반``.
Doubtful, and so asked about before anything is saved: ``9/2 14:05`` (which comes first?), ``9 Feb`` typed in
    January (this year's or last year's?), ``last Tuesday`` typed on a Friday, a time still to come, one that
    happened twice in an autumn night (the nearer one is offered first, unless an offset or ``CET``, ``CEST``
    … says which), a wall time that the change to daylight saving left out.
Refused: ``9:5``, ``25:99``, ``24:00``, ``5``, ``2h``, ``may``, ``second``, ``yesterday`` (when?), ``14:05 XYZ`` (no
    such zone); where nobody can be asked, the doubtful ones as well.

A time without a day is the nearest such time in the past; a day without a year likewise, unless in doubt.
The patterns are our own: dateparser reads "may" and "5" as times, guesses where this grammar refuses, and would
add a tenth of a second to every start.

Pure: no I/O (but the zones' own tables), no clock; ``now`` is always a parameter.
"""

from bot.times.dates import parse_date, trailing_date
from bot.times.instants import (
    Doubt,
    Understood,
    leading_time,
    parse_time,
    starts_with_time,
    understand,
    understand_leading,
)
from bot.times.written import in_full, to_type

__all__ = [
    "Doubt",
    "Understood",
    "in_full",
    "leading_time",
    "parse_date",
    "parse_time",
    "starts_with_time",
    "to_type",
    "trailing_date",
    "understand",
    "understand_leading",
]
