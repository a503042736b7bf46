"""bookmarks.*: links at the top of a channel."""

from __future__ import annotations

from bot.sandbox.call import Call, Handler
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Channel, Json

BOOKMARKS = 100


def _channel(call: Call) -> Channel:
    channel = call.visible("channel_id")
    if call.me not in channel.members:
        raise ApiError("permission_denied")
    return channel


def add(call: Call) -> Json:
    """bookmarks.add: links only."""
    channel = _channel(call)
    if channel.archived:
        raise ApiError("permission_denied")
    if call.args.text("type") != "link":
        raise ApiError("invalid_bookmark_type")
    if not call.args.text("link").startswith(("http://", "https://")):
        raise ApiError("invalid_link")
    if len(channel.bookmarks) >= BOOKMARKS:
        raise ApiError("too_many_bookmarks")
    now = call.workspace.seconds()
    bookmark: Json = {
        "id": call.workspace.new_id("Bk"),
        "channel_id": channel.id,
        "title": call.args.text("title"),
        "link": call.args.text("link"),
        "emoji": call.args.text("emoji") or None,
        "icon_url": None,
        "type": "link",
        "entity_id": None,
        "date_created": now,
        "date_updated": 0,
        "rank": f"{len(channel.bookmarks):05d}",
        "last_updated_by_user_id": call.me,
        "last_updated_by_team_id": call.workspace.team_id,
        "shortcut_id": None,
        "app_id": call.app.app_id,
    }
    channel.bookmarks.append(bookmark)
    call.workspace.touch()
    return {"bookmark": bookmark}


def listing(call: Call) -> Json:
    """bookmarks.list."""
    return {"bookmarks": list(_channel(call).bookmarks)}


HANDLERS: dict[str, Handler] = {"bookmarks.add": add, "bookmarks.list": listing}
