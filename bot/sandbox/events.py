"""Which happenings an app hears of, and the envelope in which the Events API sends them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.sandbox.records import ChannelKind, Installation, Json
from bot.sandbox.workspace import Happening, Workspace

VERIFICATION_TOKEN = "verification-token"  # noqa: S105  # Slack's legacy field, proves nothing
MESSAGE_EVENTS = {
    ChannelKind.PUBLIC: "message.channels",
    ChannelKind.PRIVATE: "message.groups",
    ChannelKind.IM: "message.im",
    ChannelKind.MPIM: "message.mpim",
}
SCOPES: dict[str, str] = {
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "app_mention": "app_mentions:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "pin_added": "pins:read",
    "pin_removed": "pins:read",
    "channel_created": "channels:read",
    "channel_rename": "channels:read",
    "channel_archive": "channels:read",
    "channel_unarchive": "channels:read",
    "channel_left": "channels:read",
    "group_rename": "groups:read",
    "group_archive": "groups:read",
    "group_unarchive": "groups:read",
    "group_left": "groups:read",
}
WITHOUT_MEMBERSHIP = frozenset({"channel_created", "channel_rename", "channel_archive", "channel_unarchive"})
BOT_EVENTS = (*SCOPES, "member_joined_channel", "member_left_channel", "app_home_opened")


class Feed:
    """Passes on to one app what it subscribed to, may read, and is there to hear."""

    def __init__(
        self,
        workspace: Workspace,
        app: Installation,
        bot_events: Iterable[str],
        send: Callable[[str, Json], None],
    ) -> None:
        self._workspace = workspace
        self._app = app
        self._subscribed = frozenset(bot_events)
        self._send = send

    def hear(self, happening: Happening) -> None:
        """Sends the event if it concerns this app."""
        if self._concerns(happening):
            self._send(happening.event, self.envelope(happening.payload))

    def _concerns(self, happening: Happening) -> bool:
        name, channel = happening.event, happening.channel
        if name == "message" and channel is not None:
            name = MESSAGE_EVENTS[channel.kind]
        scope = SCOPES.get(name)
        if name in {"member_joined_channel", "member_left_channel"} and channel is not None:
            scope = "groups:read" if channel.private else "channels:read"
        if name not in self._subscribed or (scope is not None and scope not in self._app.scopes):
            return False
        if happening.event in {"channel_left", "group_left"}:
            return happening.to == self._app.user.id
        if happening.event == "app_mention" and happening.to != self._app.user.id:
            return False
        return channel is None or name in WITHOUT_MEMBERSHIP or self._app.user.id in channel.members

    def envelope(self, event: Json) -> Json:
        """The outer payload around an inner event."""
        authorization = {
            "enterprise_id": None,
            "team_id": self._workspace.team_id,
            "user_id": self._app.user.id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        return self._outer() | {
            "context_team_id": self._workspace.team_id,
            "context_enterprise_id": None,
            "event": event,
            "type": "event_callback",
            "event_id": self._workspace.new_id("Ev"),
            "event_time": int(float(event["event_ts"])),
            "authorizations": [authorization],
            "is_ext_shared_channel": False,
        }

    def rate_limited(self) -> None:
        """Sends ``app_rate_limited``, which has no inner event."""
        payload = self._outer() | {
            "type": "app_rate_limited",
            "minute_rate_limited": self._workspace.seconds(),
        }
        self._send("app_rate_limited", payload)

    def _outer(self) -> Json:
        return {
            "token": VERIFICATION_TOKEN,
            "team_id": self._workspace.team_id,
            "api_app_id": self._app.app_id,
        }
