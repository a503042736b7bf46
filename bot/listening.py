"""Bolt's application: where payloads of Slack are verified, and every listener is registered."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.gateway import Identity
from bot.incidents import Incidents
from bot.incidents.offering import Offers
from bot.intake import Intake
from bot.recovery import Recovery
from bot.settings import Settings
from handlers import actions, commands, errors, events, shortcuts, views


def listening(
    settings: Settings,
    identity: Identity,
    clock: Callable[[], datetime],
    intake: Intake,
    recovery: Recovery,
    incidents: Incidents,
    offers: Offers,
) -> AsyncApp:
    """The application with all its listeners; nothing is connected yet."""
    secret = settings.slack_signing_secret
    bolt = AsyncApp(
        logger=_bolt_logger(),
        signing_secret=secret.get_secret_value() if secret else "",
        authorize=_authorizing(settings, identity),
        before_authorize=events.Messages(intake, identity),
        # Listeners run before the acknowledgement: stored, then acknowledged.
        process_before_response=True,
    )
    events.register(bolt, intake, recovery.close_gap, identity)
    commands.register(bolt, intake, clock, settings.command)
    actions.register(bolt, intake, clock)
    shortcuts.register(bolt, offers.offer, clock, identity)
    views.register(bolt, intake, clock, incidents.check)
    errors.register(bolt)
    return bolt


def _authorizing(settings: Settings, identity: Identity) -> Callable[[], Awaitable[AuthorizeResult]]:
    token = settings.slack_bot_token
    result = AuthorizeResult(
        enterprise_id=None,
        team_id=identity.team,
        bot_token=token.get_secret_value() if token else "",
        bot_id=identity.bot,
        bot_user_id=identity.user,
    )

    async def authorize() -> AuthorizeResult:
        # Asked of Slack once, at start: an acknowledgement never waits for Slack.
        return result

    return authorize


def _bolt_logger() -> logging.Logger:
    # Bolt warns at every start that a token of the environment is not the one it uses; it is.
    logger = logging.getLogger("slack_bolt")
    logger.setLevel(logging.ERROR)
    return logger
