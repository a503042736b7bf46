"""Who does what: roles and remediation items.

    role ROLE [@user]     handover @user     action TEXT [@owner] [by DATE]     action N STATE     actions

Accepted: ``role commander <@U1|ann>``, ``role comms`` (the typist), ``handover to <@U1>``,
    ``action Alert on replication lag <@U1> by 1 March``, ``action … by Friday <@U1>``,
    ``action 3 in progress``, ``action 2 won’t do``, ``actions``.
Kept as prose: ``action Cut the start-up time by 10%``, ``action Ask <@U1> about the quota``.
Refused: ``action … @ann`` and ``action … <@U1> by nonsense`` (see ``bot.commands.slips``),
    ``role pilot`` (with the list), ``role scribe @ann`` (Slack did not link it), ``handover``,
    ``action``, ``action 3 soon`` (with the list of states).
"""

from __future__ import annotations

import re

from bot.commands.request import Request
from bot.commands.slips import require_readable_item
from bot.commands.values import AddItem, AssignRole, Handover, SetItemState, ShowItems
from bot.commands.words import first_word, folded, person, shown, trailing_person
from bot.errors import UserError
from bot.model import ItemState
from bot.times import trailing_date

#: Other words for a role, each counting only where the role exists.
_ROLES = {
    "lead": "commander", "ic": "commander", "incident commander": "commander", "leader": "commander",
    "vice": "deputy", "second": "deputy", "comms": "communications", "comm": "communications",
    "communication": "communications", "communicator": "communications", "secretary": "scribe",
}  # fmt: skip
_STATES = {str(state): state for state in ItemState} | {
    "open": ItemState.PROPOSED, "planned": ItemState.SCHEDULED, "started": ItemState.IN_PROGRESS,
    "inprogress": ItemState.IN_PROGRESS, "progress": ItemState.IN_PROGRESS, "doing": ItemState.IN_PROGRESS,
    "wip": ItemState.IN_PROGRESS, "complete": ItemState.COMPLETED, "done": ItemState.COMPLETED,
    "finished": ItemState.COMPLETED, "wont do": ItemState.WONT_DO, "wontdo": ItemState.WONT_DO,
    "won't": ItemState.WONT_DO, "will not do": ItemState.WONT_DO,
}  # fmt: skip
_NUMBERED = re.compile(r"#?(?P<number>[0-9]{1,6})(?:[.:)]?\s+(?P<state>.*))?", re.DOTALL)


def read_role(request: Request) -> AssignRole:
    """Reads ``role ROLE [@user]``; ``me`` is the typist, as is nobody."""
    words, user = trailing_person(request.text())
    role = _role(words, request)
    if role is None and user is None and " " in words:
        words, last = words.rsplit(maxsplit=1)
        role = _role(words, request)
        if role is not None and last.casefold() != "me":
            person(last)
    if role is None:
        typed = shown(words.split(maxsplit=1)[0] if words else request.rest)
        raise UserError("error.role_unknown", typed=typed, roles=", ".join(request.roles))
    return AssignRole(incident=request.incident, role=role, user=user)


def read_handover(request: Request) -> Handover:
    """Reads ``handover @user``."""
    word, rest = first_word(re.sub(r"^to\s+", "", request.text(), flags=re.IGNORECASE))
    user = person(word)
    request.nothing_more(rest)
    return Handover(incident=request.incident, user=user)


def read_action(request: Request) -> AddItem | SetItemState:
    """Reads ``action TEXT [@owner] [by DATE]`` and ``action N STATE``."""
    numbered = _NUMBERED.fullmatch(request.text())
    if numbered:
        return _state(request, int(numbered["number"]), request.needed(numbered["state"]))
    text, owner = trailing_person(request.rest)
    dated = trailing_date(text)
    text, due = dated or (text, None)
    if owner is None and due is not None:
        text, owner = trailing_person(text)
    require_readable_item(text)
    return AddItem(incident=request.incident, text=request.needed(text.rstrip(" ,;–—")), owner=owner, due=due)


def read_actions(request: Request) -> ShowItems:
    """Reads ``actions``."""
    return ShowItems(incident=request.only_incident())


def _role(words: str, request: Request) -> str | None:
    wanted = folded(words).removesuffix(":")
    wanted = wanted if wanted in map(folded, request.roles) else _ROLES.get(wanted, wanted)
    return next((role for role in request.roles if folded(role) == wanted), None)


def _state(request: Request, number: int, typed: str) -> SetItemState:
    word = re.sub(r"[-_\s]+", " ", folded(typed))
    if word not in _STATES:
        raise UserError("error.item_state_unknown", typed=shown(typed), states=", ".join(ItemState))
    return SetItemState(incident=request.incident, number=number, state=_STATES[word])
