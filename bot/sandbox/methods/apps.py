"""apps.connections.open, auth.test: who am I, and where do I connect?"""

from __future__ import annotations

from bot.sandbox.call import Call, Handler
from bot.sandbox.records import Json


def open_connection(call: Call) -> Json:
    """apps.connections.open: an address that takes one connection."""
    return {"url": call.services.socket_url()}


def test(call: Call) -> Json:
    """auth.test."""
    workspace = call.workspace
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": call.app.user.name,
        "team_id": workspace.team_id,
        "user_id": call.me,
        "bot_id": call.app.bot_id,
        "is_enterprise_install": False,
    }


HANDLERS: dict[str, Handler] = {"apps.connections.open": open_connection, "auth.test": test}
