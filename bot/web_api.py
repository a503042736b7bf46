"""Calling Slack's Web API: one call by its name, paged lists, and what time Slack says it is.

How a call can fail stands in ``bot.slack_errors``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack_clock import SlackClock
from bot.slack_errors import OPERATORS_BUSINESS, SlackBusy, SlackRefused, lost, meaning, word_of
from bot.throttle import Throttle

#: Rows read at once; Slack takes up to 1,000 and recommends no more than 200.
PAGE = 200


class WebApi:
    """The Web API. Raises :class:`bot.slack_errors.SlackError` of the kind that fits."""

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
            answer = await self.timed(send(**given))
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

    async def tried(self, call: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
        """A call that tries a token: a bad one is refused, where any other call would wait for its mending."""
        try:
            return await self.timed(call)
        except SlackApiError as error:
            word = word_of(error)
            raise (SlackRefused(word) if word in OPERATORS_BUSINESS else meaning(error)) from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise lost(error) from error

    async def timed(self, call: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
        """A call, of whose answer the clock learns what time it is."""
        asked = self._clock.steady()
        answer = await call
        self._clock.heard(answer.headers.get("Date"), asked)
        return answer

    async def pages(self, method: str, field: str, **arguments: Any) -> Sequence[Mapping[str, Any]]:
        """All rows of a paged list."""
        return [row async for row in self.rows(method, field, **arguments)]

    async def rows(self, method: str, field: str, **arguments: Any) -> AsyncIterator[Mapping[str, Any]]:
        """The rows of a paged list; a page is asked for when the rows before it have been looked at."""
        cursor: str | None = ""
        while cursor is not None:
            page = await self.call(method, limit=PAGE, cursor=cursor or None, **arguments)
            for row in page.get(field, ()):
                yield row
            cursor = next_cursor(page)


def next_cursor(page: Mapping[str, Any]) -> str | None:
    """Where the page after this one begins; ``None`` for the last."""
    return (page.get("response_metadata") or {}).get("next_cursor") or None
