"""A health report in words: what is found in the facts, and what to do about it.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from bot.doctor import Backlog, Condition, Examination, Finding, Level, SlackSide, State
from bot.phrases import Lasting, Param, Phrase, Several, When, phrase

#: What waits longer than this does so because of something.
PATIENCE = timedelta(minutes=1)
#: A commit that takes longer delays every acknowledgement.
SLOW = timedelta(milliseconds=100)
#: A clock that is wrong by more is worth mending, though Slack's counts.
SKEW = timedelta(seconds=5)

#: What does not work without a scope: the catalogue's name of a feature.
_FEATURES: Mapping[str, str] = {
    "commands": "commands",
    "app_mentions:read": "mentions",
    "chat:write": "posting",
    "channels:manage": "opening",
    "channels:read": "opening",
    "channels:history": "record",
    "channels:join": "announcing",
    "groups:read": "private",
    "groups:history": "private",
    "groups:write": "private",
    "im:write": "direct",
    "im:history": "direct",
    "users:read": "names",
    "usergroups:read": "groups",
    "pins:write": "pins",
    "pins:read": "pins",
    "reactions:read": "marks",
    "files:write": "files",
}


def findings(examination: Examination, scopes: Sequence[str], idle: Sequence[str]) -> tuple[Finding, ...]:
    """The lines of a report, Slack's side first.

    Args:
        examination: the facts.
        scopes: those that the manifest asks for.
        idle: names of settings that are given and have no effect.
    """
    return (
        *_slack(examination.slack, scopes),
        *_record(examination.record, examination.at),
        *([_finding(State.WARNING, "idle", settings=_names(idle))] if idle else []),
    )


def report(found: Sequence[Finding]) -> tuple[Phrase, ...]:
    """The report as it is answered in Slack: the verdict first."""
    return (phrase(f"doctor.all_{worst(found)}"), *(marked(each) for each in found))


def marked(finding: Finding) -> Phrase:
    """A finding behind the sign that says how bad it is."""
    return phrase(f"doctor.{finding.state}", finding=finding.line)


def worst(found: Sequence[Finding]) -> State:
    """How bad it is altogether."""
    states = {each.state for each in found}
    return next((state for state in (State.PROBLEM, State.WARNING) if state in states), State.FINE)


def _slack(slack: SlackSide | None, scopes: Sequence[str]) -> Iterator[Finding]:
    if slack is None:
        yield _finding(State.PROBLEM, "no_token")
        return
    if slack.trouble:
        yield _finding(State.PROBLEM, "bot_token", reason=slack.trouble)
    else:
        yield _finding(State.FINE, "slack", url=slack.url or "Slack")
        yield from _scopes(slack.scopes, scopes)
        yield _clock(slack.ahead)
    if slack.socket_trouble is None:
        yield _finding(State.FINE, "http") if slack.signed else _finding(State.PROBLEM, "no_way")
    elif slack.socket_trouble:
        yield _finding(State.PROBLEM, "app_token", reason=slack.socket_trouble)
    else:
        yield _finding(State.FINE, "socket")


def _scopes(granted: frozenset[str] | None, wanted: Sequence[str]) -> Iterator[Finding]:
    if granted is None:
        yield _finding(State.WARNING, "scopes_unknown")
        return
    missing = [scope for scope in wanted if scope not in granted]
    if not missing:
        yield _finding(State.FINE, "scopes")
    for scope in missing:
        feature = phrase(f"doctor.feature_{_FEATURES[scope]}")
        yield _finding(State.PROBLEM, "scope_missing", scope=scope, feature=feature)


def _clock(ahead: timedelta) -> Finding:
    if abs(ahead) <= SKEW:
        return _finding(State.FINE, "clock")
    way = "ahead" if ahead > timedelta(0) else "behind"
    return _finding(State.WARNING, f"clock_{way}", length=Lasting(length=abs(ahead)))


def _record(record: Condition | str, now: datetime) -> Iterator[Finding]:
    if isinstance(record, str):
        yield _finding(State.PROBLEM, "database", reason=record)
        return
    if record.level is not Level.CURRENT:
        state = State.PROBLEM if record.level is Level.NEWER else State.WARNING
        yield _finding(state, f"tables_{record.level}")
        return
    milliseconds = max(1, round(record.commit / timedelta(milliseconds=1)))
    slow = record.commit > SLOW
    key = "commit_slow" if slow else "commit"
    yield _finding(State.WARNING if slow else State.FINE, key, milliseconds=milliseconds)
    yield _backlog("undone", record.undone, now)
    yield _backlog("untold", record.untold, now)
    if record.refused:
        yield _finding(State.WARNING, "refused", count=record.refused)
    yield _finding(State.FINE, "open", count=record.open, armed=record.armed)
    if record.heard_at is None:
        yield _finding(State.WARNING, "never_heard")
    else:
        yield _finding(State.FINE, "heard", at=When(at=record.heard_at))


def _backlog(name: str, waiting: Backlog, now: datetime) -> Finding:
    if waiting.since is None:
        return _finding(State.FINE, f"{name}_none")
    length = max(now - waiting.since, timedelta(0))
    state = State.PROBLEM if length > PATIENCE else State.FINE
    return _finding(state, name, count=waiting.count, length=Lasting(length=length))


def _names(names: Sequence[str]) -> Several:
    return Several(of=tuple(names))


def _finding(state: State, key: str, **params: Param) -> Finding:
    return Finding(state=state, line=phrase(f"doctor.{key}", **params))
