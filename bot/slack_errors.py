"""What the failures of a call to Slack mean.

A call has three ways to fail, and delivery treats each differently: Slack refused it (it did not happen), Slack is
busy (it did not happen; later), or the outcome is unknown (it may have happened; look before trying again).
"""

from __future__ import annotations

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

log = structlog.get_logger()


class SlackError(Exception):
    """A call to Slack that did not end well."""


class SlackRefused(SlackError):
    """Slack said no; nothing happened."""

    def __init__(self, error: str) -> None:
        """``error`` is Slack's own word, for example ``name_taken``."""
        super().__init__(error)
        self.error = error


class SlackBusy(SlackError):
    """Slack asks to wait; nothing happened."""

    def __init__(self, seconds: float, key: str = "", reason: str = "") -> None:
        """``seconds`` as Slack's ``Retry-After`` says; ``key`` is what it concerns, if Slack itself said so."""
        super().__init__(reason or f"Slack asks to wait {seconds:g} s")
        self.seconds = seconds
        self.key = key


class OutcomeUnknown(SlackError):
    """No answer came, or one that says nothing: the call may have taken effect."""


def word_of(error: SlackApiError) -> str:
    """Slack's own word for it; empty where the answer has none."""
    data = error.response.data
    return str(data.get("error", "")) if isinstance(data, dict) else ""


def meaning(error: SlackApiError, key: str = "") -> SlackError:
    """What an answer of Slack that is not ``ok`` means; ``key``: what a pause would concern."""
    response = error.response
    status = getattr(response, "status_code", 200)
    if status == 429:
        return SlackBusy(float(response.headers.get("Retry-After", "1")), key)
    data = response.data if isinstance(response.data, dict) else {}
    word = word_of(error)
    if word in ("ratelimited", "rate_limited"):
        return SlackBusy(float(response.headers.get("Retry-After", "1")), key)
    if status >= 500 or not word or word in _VAGUE:
        return OutcomeUnknown(word or f"HTTP {status}")
    if word in OPERATORS_BUSINESS:
        log.error("slack does not accept the token", error=word)
        return SlackBusy(30)
    if word == "missing_scope" and data.get("needed"):
        return SlackRefused(f"{word}: {data['needed']}")
    return SlackRefused(word)


#: Errors that Slack documents as possible after the call took effect.
_VAGUE = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})

#: Errors that end when somebody mends the token; until then what is to be told waits.
OPERATORS_BUSINESS = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "not_allowed_token_type",
        "not_authed",
        "token_expired",
        "token_revoked",
    }
)


def lost(error: BaseException) -> SlackError:
    """What it means that no answer came."""
    if isinstance(error, aiohttp.ClientConnectorError):
        return SlackBusy(1, reason=str(error))  # Never connected, so nothing was sent.
    return OutcomeUnknown(type(error).__name__)
