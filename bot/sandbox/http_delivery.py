"""Delivery to a request address, signed as Slack signs."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from urllib.parse import urlencode

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout

from bot.sandbox.deliveries import NO_RETRY
from bot.sandbox.events import VERIFICATION_TOKEN
from bot.sandbox.journal import Attempt, Delivery
from bot.sandbox.records import Json

FORM = "application/x-www-form-urlencoded"


class HttpDelivery:
    """Posts to one address; ``ack_timeout`` is in seconds of real time, as is the signature's timestamp."""

    name = "http"
    known = True

    def __init__(self, url: str, signing_secret: str, ack_timeout: float) -> None:
        self.url = url
        self._secret = signing_secret
        self._ack_timeout = ack_timeout
        self._session = ClientSession(timeout=ClientTimeout(total=ack_timeout))

    async def verify(self) -> None:
        """Sends the ``url_verification`` challenge; raises ValueError unless it is answered."""
        challenge = "challenge-of-the-local-workspace"
        payload = {"token": VERIFICATION_TOKEN, "challenge": challenge, "type": "url_verification"}
        body = json.dumps(payload)
        headers = self._headers(body, "application/json")
        async with self._session.post(self.url, data=body, headers=headers) as response:
            text = await response.text()
        if response.status != 200 or challenge not in text:
            raise ValueError(f"{self.url} did not answer the challenge: {response.status} {text}")

    async def send(self, delivery: Delivery, attempt: Attempt, reason: str | None) -> None:
        """Posts once; any 2xx within the time is an acknowledgement."""
        body, kind = _body(delivery)
        headers = self._headers(body, kind)
        if attempt.number:
            headers |= {
                "X-Slack-Retry-Num": str(attempt.number),
                "X-Slack-Retry-Reason": reason or "unknown_error",
            }
        try:
            async with self._session.post(self.url, data=body, headers=headers) as response:
                await _judge(response, attempt)
        except TimeoutError:
            attempt.problem = "http_timeout"
        except ClientError:
            attempt.problem = "connection_failed"

    async def drop(self) -> None:
        """Nothing to break: each delivery has its own connection."""

    async def close(self) -> None:
        """Ends the session."""
        await self._session.close()

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


async def _judge(response: ClientResponse, attempt: Attempt) -> None:
    text = await response.text()
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
