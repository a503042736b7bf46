"""The one gateway to Slack: every Web API call the bot makes, and what its failures mean.

How a call is made, and can fail, stands in ``bot.web_api`` and ``bot.slack_errors``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.blocks.posting import Posting
from bot.model import Person, Place
from bot.slack_errors import (
    OutcomeUnknown,
    SlackBusy,
    SlackError,
    SlackRefused,
    lost,
)
from bot.web_api import WebApi

#: The event type of the metadata that marks our posts, so that a post can be found again.
METADATA = "chronik_delivery"

#: All Web API methods that are called here; the manifest's scopes are checked against them.
METHODS = frozenset(
    {
        "apps.connections.open",
        "auth.test",
        "chat.deleteScheduledMessage",
        "chat.postEphemeral",
        "chat.postMessage",
        "chat.scheduleMessage",
        "chat.scheduledMessages.list",
        "chat.update",
        "conversations.create",
        "conversations.history",
        "conversations.info",
        "conversations.invite",
        "conversations.join",
        "conversations.list",
        "conversations.open",
        "conversations.rename",
        "conversations.replies",
        "conversations.setTopic",
        "files.completeUploadExternal",
        "files.delete",
        "files.info",
        "files.getUploadURLExternal",
        "pins.add",
        "usergroups.list",
        "usergroups.users.list",
        "users.info",
        "users.list",
        "views.open",
        "views.push",
    }
)


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who the bot is in this workspace."""

    user: str
    bot: str
    team: str
    #: The workspace's address, ending in a slash; empty where Slack does not tell.
    url: str

    def permalink(self, place: Place) -> str:
        """A message's address, made as Slack makes it, without a call for each message."""
        address = f"{self.url or 'https://slack.com/'}archives/{place.channel}/p{place.ts.replace('.', '')}"
        if place.thread and place.thread != place.ts:
            return f"{address}?thread_ts={place.thread}&cid={place.channel}"
        return address


class Gateway(WebApi):
    """Slack, as the bot uses it. Raises :class:`SlackError` of the kind that fits."""

    async def whoami(self) -> Identity:
        """Who the token belongs to; with it comes what time it is."""
        identity, _ = await self.introduced()
        return identity

    async def introduced(self) -> tuple[Identity, frozenset[str] | None]:
        """Who the token belongs to and its scopes; ``None`` where Slack does not name those beside its answer."""
        answer = await self.tried(self._client.auth_test())
        self.refusal = ""
        identity = Identity(
            user=answer.get("user_id", ""),
            bot=answer.get("bot_id", ""),
            team=answer.get("team_id", ""),
            url=answer.get("url", ""),
        )
        named = answer.headers.get("x-oauth-scopes")
        if named is None:
            return identity, None
        return identity, frozenset(scope.strip() for scope in named.split(",") if scope.strip())

    async def check(self) -> None:
        """Asks Slack what time it is, or whether it takes the token again, where that is in doubt."""
        if self._clock.is_doubtful or self.refusal:
            with suppress(SlackError):
                await self.whoami()

    async def ticket(self, app_token: str) -> str:
        """The address of a new Socket Mode connection, good for one handshake. A bad token is refused."""
        answer = await self.tried(self._client.apps_connections_open(app_token=app_token))
        return str(answer["url"])

    async def post(
        self, channel: str, posting: Posting, *, key: str = "", thread: str | None = None
    ) -> Place:
        """Posts a message, marked with the delivery's key; ``channel`` may be an id or ``#name``."""
        metadata = {"event_type": METADATA, "event_payload": {"key": key}} if key else None
        answer = await self.call(
            "chat.postMessage",
            channel=channel,
            text=posting.text,
            blocks=list(posting.blocks),
            metadata=metadata,
            thread_ts=thread,
            unfurl_links=False,
            unfurl_media=False,
        )
        return Place(channel=answer.get("channel", channel), ts=answer["ts"], thread=thread)

    async def edit(self, place: Place, posting: Posting) -> None:
        """Replaces one of the bot's own messages."""
        await self.call(
            "chat.update", channel=place.channel, ts=place.ts, text=posting.text, blocks=list(posting.blocks)
        )

    async def whisper(self, channel: str, user: str, posting: Posting, thread: str | None = None) -> None:
        """Shows a message to one member of a channel alone."""
        await self.call(
            "chat.postEphemeral",
            channel=channel,
            user=user,
            text=posting.text,
            blocks=list(posting.blocks),
            thread_ts=thread,
        )

    async def respond(self, url: str, posting: Posting, *, replace: bool = False) -> None:
        """Answers a command or a button at the address Slack gave for it, to that person alone.

        With ``replace`` the message in which the button stands becomes the answer.
        """
        body = {
            "response_type": "ephemeral",
            "replace_original": replace,
            "text": posting.text,
            "blocks": list(posting.blocks),
        }
        try:
            async with self._session.post(url, json=body) as answer:
                if answer.status == 429:
                    raise SlackBusy(float(answer.headers.get("Retry-After", "1")))
                if answer.status >= 500:
                    raise OutcomeUnknown(f"HTTP {answer.status}")
                if answer.status >= 400:
                    raise SlackRefused((await answer.text())[:100] or f"HTTP {answer.status}")
        except (TimeoutError, aiohttp.ClientError) as error:
            raise lost(error) from error

    async def upload(
        self, channel: str, name: str, title: str, content: bytes, check: Callable[[], None]
    ) -> str:
        """Shares a file in a channel, by Slack's three steps; the file's id. ``check`` may forbid the last."""
        target = await self.call("files.getUploadURLExternal", filename=name, length=len(content))
        try:
            async with self._session.post(target["upload_url"], data=content) as answer:
                if answer.status >= 500 or answer.status == 429:
                    raise SlackBusy(float(answer.headers.get("Retry-After", "1")))
                if answer.status != 200:
                    raise SlackRefused(f"upload: HTTP {answer.status}")
        except (aiohttp.ClientError, TimeoutError) as error:
            raise SlackBusy(1, reason=str(error)) from error  # Nothing is shared before the third step.
        check()
        await self.call(
            "files.completeUploadExternal",
            files=[{"id": target["file_id"], "title": title}],
            channel_id=channel,
        )
        return str(target["file_id"])

    async def file(self, id: str, limit: int) -> bytes:
        """The content of a file that is kept by Slack itself, read with the bot's token.

        One that has more than ``limit`` bytes, or is kept elsewhere, is refused: the token goes to nobody else.
        """
        info = (await self.call("files.info", file=id))["file"]
        address = str(info.get("url_private") or "")
        if info.get("is_external") or not self._is_slacks(address):
            raise SlackRefused("file_elsewhere")
        if int(info.get("size") or 0) > limit:
            raise SlackRefused("file_too_large")
        headers = {"Authorization": f"Bearer {self._client.token}"}
        try:
            async with self._session.get(address, headers=headers, allow_redirects=False) as answer:
                if answer.status != 200:
                    raise SlackRefused(f"file: HTTP {answer.status}")
                content = await answer.content.read(limit + 1)
                while len(content) <= limit and (more := await answer.content.read(limit + 1 - len(content))):
                    content += more
        except (TimeoutError, aiohttp.ClientError) as error:
            raise lost(error) from error
        if len(content) > limit:
            raise SlackRefused("file_too_large")
        return content

    def _is_slacks(self, address: str) -> bool:
        """Whether an address is where Slack's Web API is, or one of Slack's own hosts."""
        there, api = urlsplit(address), urlsplit(self._client.base_url)
        if (there.scheme, there.netloc) == (api.scheme, api.netloc):
            return True
        return there.scheme == "https" and (there.hostname or "").endswith(".slack.com")

    async def posted(
        self, channel: str, key: str, since: datetime, thread: str | None = None
    ) -> Place | None:
        """The message that carries that delivery's key, if it was posted there since then, in Slack's time."""
        async for message in self._history(channel, since, thread):
            metadata = message.get("metadata") or {}
            if metadata.get("event_type") == METADATA and metadata.get("event_payload", {}).get("key") == key:
                return Place(channel=channel, ts=message["ts"], thread=thread)
        return None

    async def said(self, channel: str, text: str, since: datetime) -> bool:
        """Whether a message of an app with exactly that text was posted since then, in Slack's time."""
        async for message in self._history(channel, since):
            if message.get("bot_id") and message.get("text") == text:
                return True
        return False

    async def shared(self, channel: str, name: str, since: datetime) -> str | None:
        """The id of a file of that name that was shared in the channel since then."""
        async for message in self._history(channel, since):
            for file in message.get("files", ()):
                if file.get("name") == name:
                    return str(file["id"])
        return None

    def _history(
        self, channel: str, since: datetime, thread: str | None = None
    ) -> AsyncIterator[Mapping[str, Any]]:
        # Both instants are Slack's; a minute earlier, since not all its machines need agree to the second.
        asked = {"channel": channel, "oldest": f"{since.timestamp() - 60:.6f}", "include_all_metadata": True}
        if thread:
            return self.rows("conversations.replies", "messages", ts=thread, **asked)
        return self.rows("conversations.history", "messages", **asked)

    async def person(self, user: str) -> Person:
        """Name, zone and locale of a member, as Slack knows them; of a user group or channel the name."""
        if user.startswith("S"):
            groups = (await self.call("usergroups.list", include_disabled=True)).get("usergroups", ())
            handle = next((group["handle"] for group in groups if group["id"] == user), user)
            return Person(id=user, name=handle, is_bot=True)
        if user.startswith("C"):
            return Person(id=user, name=await self._channel_name(user), is_bot=True)
        info = (await self.call("users.info", user=user, include_locale=True))["user"]
        return read_person(info)

    async def _channel_name(self, channel: str) -> str:
        try:
            return str((await self.call("conversations.info", channel=channel))["channel"]["name"])
        except SlackRefused:
            # What the bot is not told of is private, whatever else it is.
            return "private-channel"


def read_person(info: Mapping[str, Any]) -> Person:
    """A member from Slack's own description of them."""
    profile = info.get("profile") or {}
    # Documents outlive nicknames, so the full name comes first.
    names = (info.get("real_name"), profile.get("real_name"), profile.get("display_name"), info.get("name"))
    return Person(
        id=info["id"],
        name=next((name for name in names if name), info["id"]),
        zone=info.get("tz") or "UTC",
        locale=info.get("locale") or "en-US",
        is_bot=bool(info.get("is_bot")),
    )
