"""What becomes of an exception in a listener: it is logged, and the payload is not acknowledged.

Slack then delivers again, or tells the person that the command failed. Words for people are the use cases'
business: they answer every ``UserError`` and give every defect a reference.
"""

from __future__ import annotations

from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse

from bot.store_errors import StoreUnreachable, TooLate

log = structlog.get_logger()


async def not_taken(error: Exception, body: dict[str, Any]) -> BoltResponse:
    """Refuses the payload, so that Slack delivers it again; message texts are not logged."""
    # Of these two the log tells already, once for many payloads.
    if not isinstance(error, StoreUnreachable | TooLate):
        log.error(
            "payload not taken",
            type=body.get("type") or body.get("command"),
            event_id=body.get("event_id"),
            error=type(error).__name__,
            exc_info=error,
        )
    return BoltResponse(status=500, body="")


def register(app: AsyncApp) -> None:
    """Registers the error handler."""
    app.error(not_taken)
