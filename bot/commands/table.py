"""The one table of commands: parser, help and the README's table are derived from it."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from bot.commands import asking, declaring, people, reporting
from bot.commands.request import Request
from bot.commands.values import Command, Help
from bot.commands.words import first_word, shown
from bot.errors import UserError


class Group(StrEnum):
    """Under which heading does help show a command? The heading is the catalogue's ``help.group.<value>``."""

    DECLARE = "declare"
    REPORT = "report"
    RECORD = "record"
    PEOPLE = "people"
    LOOK = "look"
    CARE = "care"


class Reach(StrEnum):
    """Where does a command work?"""

    #: In any channel; it concerns no single incident.
    ANYWHERE = "anywhere"
    #: In an incident's channel, or anywhere with an ID such as ``INC-12``.
    INCIDENT = "incident"
    #: In the channel it is about, which is no incident's yet.
    CHANNEL = "channel"


@dataclass(frozen=True, kw_only=True)
class CommandSpec:
    """All that is to be known about one verb."""

    verb: str
    #: Further names that work the same.
    aliases: tuple[str, ...] = ()
    #: Words that people try instead: they find this verb as the nearest, and do nothing.
    tried: tuple[str, ...] = ()
    #: What follows the verb: capitals for what is to be replaced, brackets for what may be left out.
    arguments: str = ""
    group: Group
    reach: Reach = Reach.INCIDENT
    #: Turns what was typed into a command; raises :class:`UserError`.
    read: Callable[[Request], Command]

    @property
    def usage(self) -> str:
        """The line that shows how it is typed: ``update TEXT [next 45m]``."""
        return f"{self.verb} {self.arguments}".strip()

    @property
    def help_key(self) -> str:
        """The catalogue's key for what it does."""
        return f"help.{self.verb}"


def _read_help(request: Request) -> Help:
    typed, rest = first_word(request.rest)
    request.nothing_more(rest)
    return Help(verb=spec_for(typed).verb) if typed else Help()


_D, _U, _R, _P, _L, _C = Group.DECLARE, Group.REPORT, Group.RECORD, Group.PEOPLE, Group.LOOK, Group.CARE
_S = CommandSpec

#: All that is understood, in the order help shows it.
TABLE: tuple[CommandSpec, ...] = (
    _S(
        verb="open",
        arguments="[SEV] TITLE",
        aliases=("declare", "new"),
        reach=Reach.ANYWHERE,
        tried=("create", "start", "incident", "page"),
        group=_D,
        read=declaring.read_open,
    ),
    _S(
        verb="adopt",
        arguments="[SEV] [TITLE]",
        tried=("import", "convert", "here"),
        reach=Reach.CHANNEL,
        group=_D,
        read=declaring.read_adopt,
    ),
    _S(
        verb="update",
        arguments="TEXT [next 45m]",
        tried=("say", "report", "post"),
        group=_U,
        read=reporting.read_update,
    ),
    _S(
        verb="status",
        arguments="investigating|identified|monitoring",
        tried=("state", "investigating", "identified", "monitoring"),
        group=_U,
        read=declaring.read_status,
    ),
    _S(
        verb="severity",
        arguments="SEV",
        tried=("sev", "priority", "escalate"),
        group=_U,
        read=declaring.read_severity,
    ),
    _S(verb="title", arguments="TEXT", tried=("rename", "name"), group=_U, read=declaring.read_title),
    _S(
        verb="snooze",
        arguments="DURATION REASON",
        tried=("later", "delay", "postpone", "remind"),
        group=_U,
        read=reporting.read_snooze,
    ),
    _S(
        verb="resolve",
        arguments="[TEXT]",
        tried=("resolved", "close", "closed", "end", "done", "fixed", "finish"),
        group=_U,
        read=reporting.read_resolve,
    ),
    _S(verb="reopen", arguments="REASON", tried=("re-open", "again"), group=_U, read=reporting.read_reopen),
    _S(
        verb="cancel",
        arguments="REASON",
        tried=("abort", "false", "dismiss"),
        group=_U,
        read=reporting.read_cancel,
    ),
    _S(
        verb="note",
        arguments="[at TIME] TEXT",
        tried=("log", "add", "comment", "pin"),
        group=_R,
        read=reporting.read_note,
    ),
    _S(
        verb="notice",
        arguments="[at TIME] TEXT",
        tried=("customers", "announce", "told"),
        group=_R,
        read=reporting.read_notice,
    ),
    _S(
        verb="moment",
        arguments="NAME at TIME",
        tried=("time", "began", "started", "detected", "mitigated", "ended"),
        group=_R,
        read=reporting.read_moment,
    ),
    _S(verb="impact", arguments="TEXT", tried=("effect",), group=_R, read=reporting.read_section),
    _S(
        verb="cause",
        arguments="TEXT",
        tried=("rootcause", "root-cause", "rca", "why"),
        group=_R,
        read=reporting.read_section,
    ),
    _S(verb="fix", arguments="TEXT", tried=("resolution", "solution"), group=_R, read=reporting.read_section),
    _S(
        verb="role",
        arguments="ROLE [@user]",
        tried=("assign", "lead", "commander", "deputy", "communications", "scribe", "roles"),
        group=_P,
        read=people.read_role,
    ),
    _S(
        verb="handover",
        arguments="@user",
        tried=("hand", "transfer", "hand-over"),
        group=_P,
        read=people.read_handover,
    ),
    _S(
        verb="action",
        arguments="TEXT [@owner] [by DATE] | action N STATE",
        tried=("todo", "task", "item"),
        group=_P,
        read=people.read_action,
    ),
    _S(verb="actions", tried=("todos", "tasks", "items"), group=_P, read=people.read_actions),
    _S(verb="timeline", tried=("history", "entries"), group=_L, read=asking.read_timeline),
    _S(
        verb="summary",
        arguments="[INC-N]",
        tried=("summarise", "summarize", "overview", "show"),
        group=_L,
        read=asking.read_summary,
    ),
    _S(
        verb="brief",
        arguments="[INC-N]",
        tried=("catchup", "changes", "what", "briefing"),
        group=_L,
        read=asking.read_brief,
    ),
    _S(
        verb="postmortem",
        arguments="[INC-N] [customer] [LANG] [markdown|html|json]",
        aliases=("post-mortem",),
        tried=("draft", "export", "retro", "pm", "review"),
        group=_L,
        read=asking.read_postmortem,
    ),
    _S(
        verb="list",
        arguments="[SEV] [STATUS] [mine]",
        tried=("ls", "all", "incidents"),
        reach=Reach.ANYWHERE,
        group=_L,
        read=asking.read_list,
    ),
    _S(
        verb="stats",
        arguments="[90d]",
        tried=("statistics", "metrics"),
        reach=Reach.ANYWHERE,
        group=_L,
        read=asking.read_stats,
    ),
    _S(
        verb="find",
        arguments="WORDS",
        tried=("search", "grep"),
        reach=Reach.ANYWHERE,
        group=_L,
        read=asking.read_find,
    ),
    _S(
        verb="redact",
        arguments="PERMALINK REASON",
        tried=("delete", "remove", "erase"),
        reach=Reach.ANYWHERE,
        group=_C,
        read=asking.read_redact,
    ),
    _S(
        verb="help",
        arguments="[COMMAND]",
        aliases=("?", "--help", "-h"),
        tried=("usage", "commands"),
        reach=Reach.ANYWHERE,
        group=_C,
        read=_read_help,
    ),
    _S(
        verb="doctor",
        tried=("health", "check", "ping", "diagnose"),
        reach=Reach.ANYWHERE,
        group=_C,
        read=asking.read_doctor,
    ),
)


def spec_for(typed: str) -> CommandSpec:
    """The command of a verb or alias, in any case.

    Raises ``UserError("error.unknown_command")`` with ``typed``, ``nearest`` and ``usage``, or, when none is
    near, ``UserError("error.unknown_command_help")`` with ``typed``.
    """
    word = typed.casefold()
    for spec in TABLE:
        if word == spec.verb or word in spec.aliases:
            return spec
    near = _nearest(word)
    if near is None:
        raise UserError("error.unknown_command_help", typed=shown(typed))
    raise UserError("error.unknown_command", typed=shown(typed), nearest=near.verb, usage=near.usage)


def usage(verb: str) -> str:
    """How a verb or alias is typed; raises :class:`UserError` for an unknown one."""
    return spec_for(verb).usage


def _nearest(word: str) -> CommandSpec | None:
    owners = {name: spec for spec in TABLE for name in (*spec.tried, *spec.aliases, spec.verb)}
    found = [word] if word in owners else difflib.get_close_matches(word, owners, n=1, cutoff=0.67)
    return owners[found[0]] if found else None
