"""What happens to channels, whoever does it: creation, joining, leaving, names, topics, archiving."""

from __future__ import annotations

from bot.sandbox.errors import ApiError
from bot.sandbox.messages import post
from bot.sandbox.names import check_channel_name
from bot.sandbox.records import Channel, ChannelKind, Json, Message, Note
from bot.sandbox.text import normalised
from bot.sandbox.workspace import Workspace

TOPIC_LENGTH = 250


def create(workspace: Workspace, name: str, creator: str, *, private: bool) -> Channel:
    """Creates a channel with its creator in it; refuses a bad name or one that is taken, by archived ones too."""
    check_channel_name(name)
    if workspace.channel_named(name):
        raise ApiError("name_taken")
    channel = Channel(
        id=workspace.new_id("C"),
        kind=ChannelKind.PRIVATE if private else ChannelKind.PUBLIC,
        name=name,
        creator=creator,
        created=workspace.now(),
        general=name == "general" and not private,
    )
    workspace.channels[channel.id] = channel
    brief = {"id": channel.id, "name": name, "name_normalized": name, "creator": creator, "is_channel": True}
    event = {"channel": brief | {"created": workspace.seconds(), "context_team_id": workspace.team_id}}
    if not private:
        workspace.announce(
            "channel_created", {"type": "channel_created", **event, **_when(workspace, channel)}, channel
        )
    join(workspace, channel, creator)
    return channel


def join(workspace: Workspace, channel: Channel, user: str, inviter: str | None = None) -> None:
    """Makes the user a member, with the line and the event that this causes."""
    channel.members.append(user)
    extra = {"inviter": inviter} if inviter else {}
    _line(workspace, channel, user, "channel_join", f"<@{user}> has joined the channel", extra)
    event = _membership(workspace, channel, user, "member_joined_channel") | extra
    workspace.announce("member_joined_channel", event, channel)


def leave(workspace: Workspace, channel: Channel, user: str) -> None:
    """Ends the membership; the one who left still hears of it, as ``channel_left``."""
    _line(workspace, channel, user, "channel_leave", f"<@{user}> has left the channel")
    event = _membership(workspace, channel, user, "member_left_channel")
    workspace.announce("member_left_channel", event, channel)
    left = "group_left" if channel.private else "channel_left"
    channel.members.remove(user)
    payload = {"type": left, "channel": channel.id, "actor_id": user, **_when(workspace, channel)}
    workspace.announce(left, payload, channel, to=user)


def rename(workspace: Workspace, channel: Channel, user: str, name: str) -> None:
    """Gives the channel another name."""
    check_channel_name(name)
    if (taken := workspace.channel_named(name)) and taken is not channel:
        raise ApiError("name_taken")
    old, channel.name = channel.name, name
    channel.previous_names.insert(0, old)
    text = f'has renamed the channel from "{old}" to "{name}"'
    _line(workspace, channel, user, "channel_name", text, {"old_name": old, "name": name})
    event = "group_rename" if channel.private else "channel_rename"
    brief = {
        "id": channel.id,
        "name": name,
        "name_normalized": name,
        "created": int(channel.created.timestamp()),
    }
    workspace.announce(event, {"type": event, "channel": brief, **_when(workspace, channel)}, channel)


def set_note(workspace: Workspace, channel: Channel, user: str, which: str, value: str) -> None:
    """Sets ``topic`` or ``purpose``; a line appears when it differs."""
    if len(value) > TOPIC_LENGTH:
        raise ApiError("too_long")
    stored = normalised(value)
    old: Note = getattr(channel, which)
    setattr(channel, which, Note(value=stored, creator=user, last_set=workspace.seconds()))
    if stored != old.value:
        text = f"set the channel {'topic' if which == 'topic' else 'description'}: {stored}"
        _line(workspace, channel, user, f"channel_{which}", text, {which: stored})


def archive(workspace: Workspace, channel: Channel, user: str) -> None:
    """Archives: from here on it can only be read."""
    _line(workspace, channel, user, "channel_archive", f"<@{user}> archived the channel")
    channel.archived = True
    event = "group_archive" if channel.private else "channel_archive"
    payload = {"type": event, "channel": channel.id, "user": user, "is_moved": 0, **_when(workspace, channel)}
    workspace.announce(event, payload, channel)


def unarchive(workspace: Workspace, channel: Channel, user: str) -> None:
    """Opens an archived channel again."""
    channel.archived = False
    _line(workspace, channel, user, "channel_unarchive", f"<@{user}> un-archived the channel")
    event = "group_unarchive" if channel.private else "channel_unarchive"
    payload = {"type": event, "channel": channel.id, "user": user, **_when(workspace, channel)}
    workspace.announce(event, payload, channel)


def _line(
    workspace: Workspace, channel: Channel, user: str, subtype: str, text: str, extra: Json | None = None
) -> None:
    message = Message(
        channel=channel.id, ts="", user=user, text=text, subtype=subtype, extra=dict(extra or {})
    )
    post(workspace, message, channel)


def _membership(workspace: Workspace, channel: Channel, user: str, event: str) -> Json:
    kind = "G" if channel.private else "C"
    place = {"channel": channel.id, "channel_type": kind, "team": workspace.team_id}
    return {"type": event, "user": user, **place, **_when(workspace, channel)}


def _when(workspace: Workspace, channel: Channel) -> Json:
    return {"event_ts": workspace.stamp(channel)}
