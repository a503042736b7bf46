"""Records in the shapes of Slack's JSON."""

from __future__ import annotations

import mimetypes
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.sandbox.records import Channel, ChannelKind, Json, Message, Note, StoredFile, User, Usergroup
from bot.sandbox.workspace import SLACKBOT, Workspace


def user_json(workspace: Workspace, user: User, *, email: bool = False, locale: bool = False) -> Json:
    """A user object; the address only for those who may read it."""
    zone = workspace.now().astimezone(ZoneInfo(user.tz))
    profile: Json = {
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": "" if user.bot_id else user.name,
        "display_name_normalized": "" if user.bot_id else user.name,
        "status_text": "",
        "status_emoji": "",
        "team": workspace.team_id,
    }
    if user.bot_id:
        profile |= {"bot_id": user.bot_id, "api_app_id": user.app_id, "always_active": True}
    if email and user.email:
        profile["email"] = user.email
    return {
        "id": user.id,
        "team_id": workspace.team_id,
        "name": user.name,
        "deleted": user.deleted,
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": zone.tzname() or user.tz,
        "tz_offset": int((zone.utcoffset() or timedelta()).total_seconds()),
        "profile": profile,
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": False,
        "is_bot": user.bot_id is not None,
        "is_app_user": False,
        "updated": workspace.seconds(),
        **({"locale": user.locale} if locale else {}),
    }


def channel_json(workspace: Workspace, channel: Channel, viewer: str, *, members: bool = False) -> Json:
    """A conversation object as ``viewer`` (a user id) gets it; ``members`` adds their number."""
    shared: Json = {
        "id": channel.id,
        "created": int(channel.created.timestamp()),
        "updated": int(channel.created.timestamp() * 1000),
        "is_archived": channel.archived,
        "is_im": channel.kind is ChannelKind.IM,
        "is_org_shared": False,
        "context_team_id": workspace.team_id,
    }
    if channel.kind is ChannelKind.IM:
        other = next((member for member in channel.members if member != viewer), viewer)
        return shared | {"user": other, "is_user_deleted": False, "priority": 0}
    shown: Json = shared | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind is ChannelKind.PUBLIC or channel.kind is ChannelKind.PRIVATE,
        "is_group": False,
        "is_mpim": channel.kind is ChannelKind.MPIM,
        "is_private": channel.private,
        "is_general": channel.general,
        "is_shared": False,
        "is_ext_shared": False,
        "is_member": viewer in channel.members and not channel.archived,
        "creator": channel.creator,
        "unlinked": 0,
        "topic": note_json(channel.topic),
        "purpose": note_json(channel.purpose),
        "previous_names": channel.previous_names,
        "parent_conversation": None,
    }
    if channel.canvas:
        shown["properties"] = {"canvas": {"file_id": channel.canvas, "is_empty": False}}
    if members:
        shown["num_members"] = len(channel.members)
    return shown


def note_json(note: Note) -> Json:
    """A topic or purpose."""
    return {"value": note.value, "creator": note.creator, "last_set": note.last_set}


def message_json(workspace: Workspace, channel: Channel, message: Message, *, metadata: bool = False) -> Json:
    """A message as history returns it; metadata only when asked for."""
    shown: Json = {"type": "message", "user": message.user, "text": message.text, "ts": message.ts}
    shown |= {"team": workspace.team_id} if message.subtype is None else {}
    shown |= _origin(workspace, message)
    given = {name: getattr(message, name) for name in ("subtype", "client_msg_id", "edited", "username")}
    shown |= {name: value for name, value in given.items() if value is not None}
    shown |= _optional(workspace, channel, message)
    if metadata and message.metadata:
        shown["metadata"] = message.metadata
    return shown | _thread(workspace, channel, message) | message.extra


def _optional(workspace: Workspace, channel: Channel, message: Message) -> Json:
    reactions = [
        {"name": name, "users": list(users), "count": len(users)} for name, users in message.reactions.items()
    ]
    possible: Json = {
        "blocks": message.blocks,
        "attachments": message.attachments,
        "hidden": message.hidden,
        "files": [file_json(workspace, file) for file in message.files],
        "upload": bool(message.files),
        "reactions": reactions,
        "pinned_to": [channel.id] if any(pin.ts == message.ts for pin in channel.pins) else [],
    }
    return {name: value for name, value in possible.items() if value}


def _origin(workspace: Workspace, message: Message) -> Json:
    app = workspace.installation(message.app_id)
    if message.bot_id is None or app is None:
        return {}
    profile = {
        "id": app.bot_id,
        "app_id": app.app_id,
        "user_id": app.user.id,
        "name": app.user.name,
        "deleted": False,
        "team_id": workspace.team_id,
    }
    return {"bot_id": message.bot_id, "app_id": message.app_id, "bot_profile": profile}


def _thread(workspace: Workspace, channel: Channel, message: Message) -> Json:
    if message.is_reply:
        parent = channel.messages.get(str(message.thread_ts))
        shown: Json = {"thread_ts": message.thread_ts}
        if parent is not None:
            shown["parent_user_id"] = parent.user
            if message.subtype == "thread_broadcast":
                shown["root"] = message_json(workspace, channel, parent)
        return shown
    replies = channel.replies(message.ts)
    if not replies:
        return {}
    users = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "latest_reply": replies[-1].ts,
        "reply_users": users,
        "is_locked": False,
        "subscribed": False,
    }


def file_json(workspace: Workspace, file: StoredFile) -> Json:
    """A file object; its address needs a token with ``files:read``."""
    kind = file.name.rpartition(".")[2].lower() if "." in file.name else "text"
    address = f"{workspace.base_url}/files/{file.id}/{file.name}"
    public = any(not workspace.channels[channel].private for channel, _ in file.shares)
    return {
        "id": file.id,
        "created": int(file.created.timestamp()),
        "timestamp": int(file.created.timestamp()),
        "name": file.name,
        "title": file.title,
        "mimetype": mimetypes.guess_type(file.name)[0] or "application/octet-stream",
        "filetype": file.snippet_type or kind,
        "pretty_type": kind.upper(),
        "user": file.user,
        "user_team": workspace.team_id,
        "editable": file.snippet_type is not None,
        "size": file.length,
        "mode": "snippet" if file.snippet_type else "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": public,
        "public_url_shared": False,
        "display_as_bot": False,
        "url_private": address,
        "url_private_download": address,
        "permalink": f"https://{workspace.domain}.slack.com/files/{file.user}/{file.id}/{file.name}",
        "has_rich_preview": False,
        "file_access": "visible",
    }


def usergroup_json(workspace: Workspace, group: Usergroup, *, users: bool, count: bool) -> Json:
    """A user group, with its members or their number when asked for."""
    return {
        "id": group.id,
        "team_id": workspace.team_id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "description": "",
        "handle": group.handle,
        "is_external": False,
        "date_create": int(group.created.timestamp()),
        "date_update": int(group.created.timestamp()),
        "date_delete": 0,
        "auto_type": None,
        "created_by": group.creator,
        "user_count": len(group.users) if count else None,
        "prefs": {"channels": [], "groups": []},
    } | ({"users": list(group.users)} if users else {})


def tombstone(message: Message) -> Message:
    """What is left of a deleted message that has replies."""
    return Message(
        channel=message.channel,
        ts=message.ts,
        user=SLACKBOT,
        text="This message was deleted.",
        subtype="tombstone",
        hidden=True,
        thread_ts=message.thread_ts,
    )
