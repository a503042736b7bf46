"""Due dates: always the nearest one ahead, today included.

Accepted: ``2024-03-01``, ``01.03.``, ``1.3.2024``, ``1 March``, ``Mar 1 2024``, ``Friday`` (today, if it is
    one), ``next Friday`` (in the calendar week after this one), ``today``, ``tomorrow``, ``in 2 weeks``,
    ``in a month``, ``next week`` (seven days from today), ``next month``.
Refused: ``30 Feb``, ``5``, ``May``, ``soon``, a date that has passed.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta, tzinfo

from bot.errors import UserError
from bot.phrases import OnDay
from bot.times.days import valid
from bot.times.words import Day, Names, day_at, names_for

_IN = re.compile(r"in\s(?P<count>[0-9]{1,3}|an?)\s(?P<unit>day|week|month)s?", re.IGNORECASE)
_NEXT = re.compile(r"next\s(?P<unit>week|month)", re.IGNORECASE)
_LEAD = re.compile(r"(?:by|on|until|this)\s", re.IGNORECASE)
_BY = re.compile(r"(?:^|\s)by\s", re.IGNORECASE)
_YEARS_AHEAD = 9
_LONGEST_DATE = 60  # characters from "by" to the end, so that a long text costs no more than a short one


def parse_date(typed: str, *, now: datetime, zone: tzinfo, locale: str = "en") -> date:
    """The day a person means, in their zone: the nearest in the future, today allowed.

    Raises :class:`UserError` with ``typed``: ``error.date_unreadable``, or ``error.date_past``.
    """
    text = _clean(typed)
    today = now.astimezone(zone).date()
    names = names_for(locale)
    found = _ahead(text, today) or _next_weekday(text, today, names) or _named(text, today, names)
    if found is None:
        raise UserError("error.date_unreadable", typed=typed.strip())
    if found < today:
        raise UserError("error.date_past", typed=typed.strip(), date=OnDay(on=found))
    return found


def trailing_date(text: str, *, locale: str = "en") -> tuple[str, str] | None:
    """Splits ``by DATE`` off the end of a text: what stands before it, and the date as typed, both trimmed.

    ``None`` when the text ends otherwise. The test is lexical: ``by 30 Feb`` is split off, and refused by
    :func:`parse_date`, while ``by 10%``, ``by hand`` and ``by May`` are prose.
    """
    names = names_for(locale)
    for match in reversed(list(_BY.finditer(text, max(0, len(text) - _LONGEST_DATE)))):
        candidate = text[match.end() :].strip()
        if _is_date(_clean(candidate), names):
            return text[: match.start()].strip(), candidate
    return None


def _clean(typed: str) -> str:
    text = " ".join(typed.replace("’", "'").split())
    text = _LEAD.sub("", text, count=1) if _LEAD.match(text) else text
    # The dot of "01.03." is the date's own, and day_at needs it.
    return text if re.fullmatch(r".*[0-9]\.\s?[0-9]{1,2}\.", text) else text.rstrip(".!")


def _is_date(text: str, names: Names) -> bool:
    if _IN.fullmatch(text) or _NEXT.fullmatch(text):
        return True
    return _day(re.sub(r"^next\s", "", text, flags=re.IGNORECASE), names) is not None


def _day(text: str, names: Names) -> Day | None:
    found = day_at(text, 0, names)
    # "9/2" could be either day, and a due date is not asked about.
    return found[0] if found and found[1] == len(text) and not found[0].slashed else None


def _ahead(text: str, today: date) -> date | None:
    match = _IN.fullmatch(text) or _NEXT.fullmatch(text)
    if not match:
        return None
    word = match.groupdict().get("count", "1").lower()
    count = 1 if word.startswith("a") else int(word)
    if match["unit"].lower() == "month":
        return _months_after(today, count)
    return today + timedelta(days=count * (7 if match["unit"].lower() == "week" else 1))


def _months_after(day: date, count: int) -> date:
    years, month = divmod(day.month - 1 + count, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _next_weekday(text: str, today: date, names: Names) -> date | None:
    if not text.lower().startswith("next "):
        return None
    found = _day(text[5:], names)
    if found is None or found.day is not None or found.weekday is None:
        return None
    monday = today + timedelta(days=7 - today.weekday())
    return monday + timedelta(days=found.weekday)


def _named(text: str, today: date, names: Names) -> date | None:
    found = _day(text, names)
    if found is None:
        return None
    if found.distance is not None:
        return today + timedelta(days=found.distance)
    if found.day is None:
        return today + timedelta(days=((found.weekday or 0) - today.weekday()) % 7)
    years = [found.year] if found.year else range(today.year, today.year + _YEARS_AHEAD)
    dates = [day for year in years if (day := valid(year, found.month, found.day))]
    nearest = next((day for day in dates if day >= today), dates[-1] if dates else None)
    agrees = nearest is None or found.weekday is None or nearest.weekday() == found.weekday
    return nearest if agrees else None
