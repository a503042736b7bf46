"""The yardstick: a Bolt app with default settings whose one message listener does nothing."""

from __future__ import annotations

import asyncio
import os

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient


async def main() -> None:
    """Connects to the workspace that the environment names, and stays."""
    token = os.environ["SLACK_BOT_TOKEN"]
    app = AsyncApp(client=AsyncWebClient(token=token, base_url=os.environ["SLACK_API_URL"]))

    @app.event("message")
    async def message() -> None:
        pass

    @app.command("/incident")
    async def command(ack) -> None:  # type: ignore[no-untyped-def]
        await ack()

    await AsyncSocketModeHandler(app, os.environ["SLACK_APP_TOKEN"]).start_async()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    asyncio.run(main())
