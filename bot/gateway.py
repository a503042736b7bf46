"""The one gateway to Slack: every Web API call the bot makes, and what its failures mean.

How a call can fail stands in ``bot.slack_errors``.
The client has no retry handlers, because a blind retry is how messages come to be posted twice.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.blocks.posting import Posting
from bot.model import Person, Place
from bot.slack_clock import SlackClock
from bot.slack_errors import (
    OPERATORS_BUSINESS,
    OutcomeUnknown,
    SlackBusy,
    SlackError,
    SlackRefused,
    lost,
    meaning,
    word_of,
)
from bot.throttle import Throttle

#: Rows read at once; Slack takes up to 1,000 and recommends no more than 200.
PAGE = 200

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


class Gateway:
    """Slack, as the bot uses it. Raises :class:`SlackError` of the kind that fits."""

    def __init__(
        self, client: AsyncWebClient, session: aiohttp.ClientSession, throttle: Throttle, clock: SlackClock
    ) -> None:
        """``session`` is shared with the client and used for answers and uploads; ``clock`` hears what time it is."""
        self._client = client
        self._session = session
        self._throttle = throttle
        self._clock = clock
        #: Slack's word for what is wrong with the token, as long as something is.
        self.refusal = ""

    async def call(self, method: str, **arguments: Any) -> Mapping[str, Any]:
        """One Web API call by its own name; arguments that are ``None`` are left out.

        While Slack has asked to wait, the call is not made and :class:`SlackBusy` says how long.
        """
        channel = str(arguments.get("channel", ""))
        if wait := self._throttle.wait(method, channel):
            raise SlackBusy(wait)
        given = {name: value for name, value in arguments.items() if value is not None}
        # The SDK's methods know which of them Slack wants as JSON and which as a form.
        send = getattr(self._client, method.replace(".", "_"))
        try:
            answer = await self._timed(send(**given))
            self.refusal = ""
        except SlackApiError as error:
            self.refusal = word if (word := word_of(error)) in OPERATORS_BUSINESS else self.refusal
            failure = meaning(error, self._throttle.key(method, channel))
            if isinstance(failure, SlackBusy) and failure.key:
                self._throttle.busy(failure.key, failure.seconds)
            raise failure from error
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise lost(error) from error
        return answer.data if isinstance(answer.data, dict) else {}

    async def whoami(self) -> Identity:
        """Who the token belongs to; with it comes what time it is."""
        answer = await self._tried(self._client.auth_test())
        self.refusal = ""
        return Identity(
            user=answer.get("user_id", ""),
            bot=answer.get("bot_id", ""),
            team=answer.get("team_id", ""),
            url=answer.get("url", ""),
        )

    async def granted(self) -> frozenset[str] | None:
        """The scopes of the token, as Slack names them beside each answer; ``None`` where it does not."""
        answer = await self._tried(self._client.auth_test())
        named = answer.headers.get("x-oauth-scopes")
        return (
            None if named is None else frozenset(scope.strip() for scope in named.split(",") if scope.strip())
        )

    async def check(self) -> None:
        """Asks Slack what time it is, or whether it takes the token again, where that is in doubt."""
        if self._clock.is_doubtful or self.refusal:
            with suppress(SlackError):
                await self.whoami()

    async def ticket(self, app_token: str) -> str:
        """The address of a new Socket Mode connection, good for one handshake. A bad token is refused."""
        answer = await self._tried(self._client.apps_connections_open(app_token=app_token))
        return str(answer["url"])

    async def _tried(self, call: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
        """A call that tries a token: a bad one is refused, where any other call would wait for its mending."""
        try:
            return await self._timed(call)
        except SlackApiError as error:
            word = word_of(error)
            raise (SlackRefused(word) if word in OPERATORS_BUSINESS else meaning(error)) from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise lost(error) from error

    async def _timed(self, call: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
        asked = self._clock.steady()
        answer = await call
        self._clock.heard(answer.headers.get("Date"), asked)
        return answer

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
            return self._rows("conversations.replies", "messages", ts=thread, **asked)
        return self._rows("conversations.history", "messages", **asked)

    async def pages(self, method: str, field: str, **arguments: Any) -> Sequence[Mapping[str, Any]]:
        """All rows of a paged list."""
        return [row async for row in self._rows(method, field, **arguments)]

    async def _rows(self, method: str, field: str, **arguments: Any) -> AsyncIterator[Mapping[str, Any]]:
        """The rows of a paged list; a page is asked for when the rows before it have been looked at."""
        cursor: str | None = ""
        while cursor is not None:
            page = await self.call(method, limit=PAGE, cursor=cursor or None, **arguments)
            for row in page.get(field, ()):
                yield row
            cursor = next_cursor(page)

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


def next_cursor(page: Mapping[str, Any]) -> str | None:
    """Where the page after this one begins; ``None`` for the last."""
    return (page.get("response_metadata") or {}).get("next_cursor") or None


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
