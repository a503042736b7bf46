"""Looking things up, and looking after the record.

    timeline     summary [INC-N]     brief [INC-N]     list [SEV] [STATUS] [mine]     stats [90d]     find WORDS
    doctor
    postmortem [INC-N] [internal|customer] [LANG] [markdown|html|json|canvas]     redact PERMALINK REASON

Accepted: ``summary``, ``summary INC-12``, ``summary #inc-12``, ``summary 12``, ``stats 90d``,
    ``list``, ``list SEV1 mine``, ``list monitoring``,
    ``postmortem de customer INC-12 html`` (any order), ``postmortem md``,
    ``redact https://example.slack.com/archives/C1/p1707494100000100 a password``.
Refused: ``summary of today``, ``stats 90`` (of what?), ``find``, ``postmortem klingon``,
    ``postmortem en de`` (two languages), ``redact https://example.com/ …`` (no message),
    ``redact PERMALINK`` (why?).
"""

from __future__ import annotations

from datetime import timedelta

from bot.commands.request import Request
from bot.commands.values import (
    LANGUAGES,
    Doctor,
    DocumentFormat,
    Find,
    ListIncidents,
    Redact,
    ShowBrief,
    ShowPostmortem,
    ShowStats,
    ShowSummary,
    ShowTimeline,
)
from bot.commands.words import (
    bare,
    first_word,
    folded,
    known_severity,
    leading_id,
    number_of,
    permalink_of,
    shown,
)
from bot.durations import duration_within
from bot.errors import UserError
from bot.model import Audience, Status

_FORMATS = {str(name): name for name in DocumentFormat} | {"md": DocumentFormat.MARKDOWN}
_LANGUAGES = {name.casefold(): name for name in LANGUAGES} | {"pt": "pt-BR"}
#: How people call what is their own business.
_MINE = ("mine", "my", "me")
_LONGEST_PERIOD = timedelta(days=3660)


def read_timeline(request: Request) -> ShowTimeline:
    """Reads ``timeline``."""
    return ShowTimeline(incident=request.only_incident())


def read_summary(request: Request) -> ShowSummary:
    """Reads ``summary [INC-N]``."""
    return ShowSummary(incident=request.only_incident())


def read_brief(request: Request) -> ShowBrief:
    """Reads ``brief``."""
    return ShowBrief(incident=request.only_incident())


def read_list(request: Request) -> ListIncidents:
    """Reads ``list [SEV] [STATUS] [mine]``, in any order."""
    severity, status, mine = None, None, False
    for word in request.rest.split():
        name = folded(bare(word))
        if name in _MINE and not mine:
            mine = True
        elif name in tuple(Status) and status is None:
            status = _open_status(name)
        elif (known := known_severity(word, request.severities)) and severity is None:
            severity = known
        else:
            request.nothing_more(word)
    return ListIncidents(severity=severity, status=status, mine=mine)


def _open_status(name: str) -> Status:
    status = Status(name)
    if not status.is_open:
        raise UserError("error.list_ended")
    return status


def read_doctor(request: Request) -> Doctor:
    """Reads ``doctor``."""
    request.nothing_more(request.rest)
    return Doctor()


def read_stats(request: Request) -> ShowStats:
    """Reads ``stats [90d]``."""
    if not request.rest:
        return ShowStats()
    period = duration_within(shown(request.rest), timedelta(seconds=1), _LONGEST_PERIOD)
    return ShowStats(period=period)


def read_find(request: Request) -> Find:
    """Reads ``find WORDS``."""
    return Find(words=request.text())


def read_redact(request: Request) -> Redact:
    """Reads ``redact PERMALINK REASON``."""
    typed, reason = first_word(request.text())
    permalink = permalink_of(typed)
    if permalink is None:
        raise UserError("error.permalink", typed=shown(typed), usage=request.usage)
    return Redact(permalink=permalink, reason=request.needed(reason))


def read_postmortem(request: Request) -> ShowPostmortem:
    """Reads ``postmortem [INC-N] [internal|customer] [LANG] [markdown|html|json|canvas]``, in any order."""
    incident, edition, language, form = request.incident, None, None, None
    for word in request.rest.split():
        option = _option(word, request)
        match option:
            case Audience() if edition is None:
                edition = option
            case DocumentFormat() if form is None:
                form = option
            case int() if incident is None:
                incident = option
            case str() if language is None and not isinstance(option, Audience | DocumentFormat):
                language = option
            case _:
                request.nothing_more(word)
    return ShowPostmortem(incident=incident, edition=edition, language=language, format=form)


def _option(word: str, request: Request) -> Audience | DocumentFormat | int | str:
    name = folded(bare(word)).replace("_", "-")
    if name in _FORMATS:
        return _FORMATS[name]
    if name in _LANGUAGES:
        return _LANGUAGES[name]
    if name in tuple(Audience):
        return Audience(name)
    incident, rest = leading_id(word)
    if incident is not None and not rest:
        return incident
    if name.isascii() and name.isdigit():
        return number_of(name)
    raise UserError(
        "error.postmortem_option", typed=shown(word), languages=", ".join(LANGUAGES), usage=request.usage
    )
