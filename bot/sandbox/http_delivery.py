"""Delivery to a request address, signed as Slack signs; several addresses stand behind a simple balancer."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import time
from asyncio import FIRST_COMPLETED
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from urllib.parse import urlencode

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    TraceConfig,
    TraceRequestChunkSentParams,
)

from bot.sandbox.deliveries import NO_RETRY
from bot.sandbox.events import VERIFICATION_TOKEN
from bot.sandbox.journal import Attempt, Delivery
from bot.sandbox.records import Json

FORM = "application/x-www-form-urlencoded"


class HttpDelivery:
    """Posts to an address, or to several behind a balancer.

    ``ack_timeout`` is in seconds of real time, as is the signature's timestamp. ``choose`` names one of so many
    addresses for each delivery; None: in turn.
    """

    name = "http"
    known = True
    lost = "connection_failed"

    def __init__(
        self,
        urls: Sequence[str],
        signing_secret: str,
        ack_timeout: float,
        choose: Callable[[int], int] | None = None,
    ) -> None:
        self.urls = tuple(urls)
        self._secret = signing_secret
        self._ack_timeout = ack_timeout
        self._turns = itertools.count()
        self._choose = choose or (lambda count: next(self._turns) % count)
        self._session = self._new_session()

    async def verify(self) -> None:
        """Sends each the ``url_verification`` challenge; raises ValueError unless it is answered."""
        challenge = "challenge-of-the-local-workspace"
        payload = {"token": VERIFICATION_TOKEN, "challenge": challenge, "type": "url_verification"}
        body = json.dumps(payload)
        headers = self._headers(body, "application/json")
        for url in self.urls:
            async with self._session.post(url, data=body, headers=headers) as response:
                text = await response.text()
            if response.status != 200 or challenge not in text:
                raise ValueError(f"{url} did not answer the challenge: {response.status} {text}")

    async def send(
        self, delivery: Delivery, attempt: Attempt, reason: str | None, cut: float | None = None
    ) -> None:
        """Posts once; any 2xx within the time is an acknowledgement."""
        body, kind = _body(delivery)
        headers = self._headers(body, kind)
        if attempt.number:
            headers |= {
                "X-Slack-Retry-Num": str(attempt.number),
                "X-Slack-Retry-Reason": reason or "unknown_error",
            }
        first = self._choose(len(self.urls))
        for number in range(len(self.urls)):
            attempt.connection = (first + number) % len(self.urls)
            try:
                await self._post(self.urls[attempt.connection], body, headers, attempt, cut)
            except ClientConnectorError:
                # Nobody listens there: a balancer asks the next.
                attempt.problem = self.lost
            except TimeoutError:
                attempt.problem = "http_timeout"
                return
            except ClientError:
                attempt.problem = self.lost
                return
            else:
                return

    async def drop(self) -> None:
        """Ends all connections, whatever is under way on them."""
        before, self._session = self._session, self._new_session()
        await before.close()

    async def close(self) -> None:
        """Ends the session."""
        await self._session.close()

    async def _post(
        self, url: str, body: str, headers: dict[str, str], attempt: Attempt, cut: float | None
    ) -> None:
        sent = asyncio.Event()
        posting = asyncio.ensure_future(self._answered(url, body, headers, sent))
        cutting = None if cut is None else asyncio.ensure_future(_after(sent, cut))
        try:
            await asyncio.wait({posting, *((cutting,) if cutting else ())}, return_when=FIRST_COMPLETED)
            if posting.done():
                attempt.problem = None
                _judge(*posting.result(), attempt)
            else:
                attempt.problem = self.lost
        finally:
            for task in (posting, cutting):
                if task is not None:
                    task.cancel()

    async def _answered(
        self, url: str, body: str, headers: dict[str, str], sent: asyncio.Event
    ) -> tuple[ClientResponse, str]:
        async with self._session.post(url, data=body, headers=headers, trace_request_ctx=sent) as response:
            return response, await response.text()

    def _new_session(self) -> ClientSession:
        tracing = TraceConfig()
        tracing.on_request_chunk_sent.append(_tell_sent)
        return ClientSession(timeout=ClientTimeout(total=self._ack_timeout), trace_configs=[tracing])

    def _headers(self, body: str, kind: str) -> dict[str, str]:
        stamp = str(int(time.time()))
        base = f"v0:{stamp}:{body}".encode()
        signature = hmac.new(self._secret.encode(), base, hashlib.sha256).hexdigest()
        return {
            "Content-Type": kind,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={signature}",
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        }


def _body(delivery: Delivery) -> tuple[str, str]:
    if delivery.kind == "events_api":
        return json.dumps(delivery.payload), "application/json"
    if delivery.kind == "slash_commands":
        return urlencode(delivery.payload), FORM
    return urlencode({"payload": json.dumps(delivery.payload)}), FORM


async def _tell_sent(_: ClientSession, context: SimpleNamespace, __: TraceRequestChunkSentParams) -> None:
    if context.trace_request_ctx is not None:
        context.trace_request_ctx.set()


async def _after(sent: asyncio.Event, seconds: float) -> None:
    await sent.wait()
    await asyncio.sleep(seconds)


def _judge(response: ClientResponse, text: str, attempt: Attempt) -> None:
    if not 200 <= response.status < 300:
        no_retry = response.headers.get("X-Slack-No-Retry") == "1"
        attempt.problem = NO_RETRY if no_retry else "http_error"
        return
    attempt.acknowledged = time.monotonic()
    attempt.answer = _answer(text)


def _answer(text: str) -> Json:
    if not text.strip():
        return {}
    try:
        parsed = json.loads(text)
    except ValueError:
        return {"text": text}
    return parsed if isinstance(parsed, dict) else {"text": text}
