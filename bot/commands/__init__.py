"""What people type after ``/incident``, turned into values: parsed once, never checked again.

    command = nothing | verb [INC-12] arguments

Each verb's grammar opens the module that reads it: ``declaring``, ``reporting``, ``people``, ``asking``.
The verbs themselves stand in ``table``; the values they become in ``values``.

Accepted: ````, ``open SEV1 Checkout is down``, ``UPDATE Failing over, next 45m``, ``“status” identified``,
    ``update INC-12: text``, ``resolve #inc-12``, ``help update``, ``?``.
Refused, each with a sentence that says what to do: ``updat text`` (the nearest command and its usage),
    ``xyzzy`` (help), ``list everything`` (words that have no place), ``INC-12`` alone (the command comes
    first).

Pure: no I/O, no clock. Refusals are :class:`bot.errors.UserError`.
"""

from bot.commands.parsing import parse
from bot.commands.readme import readme_table
from bot.commands.slips import untimed
from bot.commands.table import TABLE, CommandSpec, Group, Reach, spec_for, usage
from bot.commands.values import (
    LANGUAGES,
    AddItem,
    Adopt,
    AssignRole,
    Cancel,
    Command,
    Doctor,
    DocumentFormat,
    Find,
    Handover,
    Help,
    ListIncidents,
    Note,
    Notice,
    Open,
    Panel,
    Redact,
    Reopen,
    Resolve,
    SetItemState,
    SetMoment,
    SetSeverity,
    SetStatus,
    SetTitle,
    ShowBrief,
    ShowItems,
    ShowPostmortem,
    ShowStats,
    ShowSummary,
    ShowTimeline,
    Snooze,
    Update,
    WriteSection,
)

__all__ = [
    "LANGUAGES",
    "TABLE",
    "AddItem",
    "Adopt",
    "AssignRole",
    "Cancel",
    "Command",
    "CommandSpec",
    "Doctor",
    "DocumentFormat",
    "Find",
    "Group",
    "Handover",
    "Help",
    "ListIncidents",
    "Note",
    "Notice",
    "Open",
    "Panel",
    "Reach",
    "Redact",
    "Reopen",
    "Resolve",
    "SetItemState",
    "SetMoment",
    "SetSeverity",
    "SetStatus",
    "SetTitle",
    "ShowBrief",
    "ShowItems",
    "ShowPostmortem",
    "ShowStats",
    "ShowSummary",
    "ShowTimeline",
    "Snooze",
    "Update",
    "WriteSection",
    "parse",
    "readme_table",
    "spec_for",
    "untimed",
    "usage",
]
