"""users.*, usergroups.*, team.info: who is in the workspace."""

from __future__ import annotations

from bot.sandbox.call import Call, Handler
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Json, User
from bot.sandbox.rendering import user_json, usergroup_json


def _shown(call: Call, user: User) -> Json:
    email = "users:read.email" in call.app.scopes
    return user_json(call.workspace, user, email=email, locale=call.args.flag("include_locale"))


def info(call: Call) -> Json:
    """users.info."""
    return {"user": _shown(call, call.user())}


def listing(call: Call) -> Json:
    """users.list; apps and Slackbot are among them."""
    items = [_shown(call, user) for user in call.workspace.users.values()]
    members, cursor = call.page(items, most=1000, default=1000)
    return {
        "members": members,
        "cache_ts": call.workspace.seconds(),
        "response_metadata": {"next_cursor": cursor},
    }


def lookup(call: Call) -> Json:
    """users.lookupByEmail."""
    wanted = call.args.text("email").lower()
    for user in call.workspace.users.values():
        if user.email and user.email.lower() == wanted and not user.deleted:
            return {"user": user_json(call.workspace, user, email=True)}
    raise ApiError("users_not_found")


def team(call: Call) -> Json:
    """team.info."""
    workspace = call.workspace
    if (call.args.text("team") or workspace.team_id) != workspace.team_id:
        raise ApiError("team_not_found")
    url = f"https://{workspace.domain}.slack.com/"
    named = {"id": workspace.team_id, "name": workspace.name, "domain": workspace.domain, "url": url}
    return {"team": named | {"email_domain": "", "icon": {}}}


def groups(call: Call) -> Json:
    """usergroups.list; user groups belong to the paid plans."""
    _paid(call)
    users, count = call.args.flag("include_users"), call.args.flag("include_count")
    found = call.workspace.usergroups.values()
    return {
        "usergroups": [usergroup_json(call.workspace, group, users=users, count=count) for group in found]
    }


def group_users(call: Call) -> Json:
    """usergroups.users.list."""
    _paid(call)
    group = call.workspace.usergroups.get(call.args.text("usergroup"))
    if group is None:
        raise ApiError("no_such_subteam")
    return {"users": list(group.users)}


def _paid(call: Call) -> None:
    if not call.workspace.paid:
        raise ApiError("plan_upgrade_required")


HANDLERS: dict[str, Handler] = {
    "users.info": info,
    "users.list": listing,
    "users.lookupByEmail": lookup,
    "team.info": team,
    "usergroups.list": groups,
    "usergroups.users.list": group_users,
}
