"""Asks Slack and the record how they do, for a health report."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.doctor import Condition, Examination, SlackSide
from bot.gateway import Gateway
from bot.settings import Settings
from bot.slack_clock import SlackClock
from bot.slack_errors import SlackError


class Surgery:
    """Implements :class:`bot.doctor.Examiner`."""

    def __init__(
        self,
        gateway: Gateway,
        clock: SlackClock,
        settings: Settings,
        record: Callable[[], Awaitable[Condition | str]],
    ) -> None:
        """``record`` tells the record's condition, or in a sentence why it cannot be reached."""
        self._gateway = gateway
        self._clock = clock
        self._settings = settings
        self._record = record

    async def examine(self) -> Examination:
        """The facts as of now. What cannot be reached is one of them; nothing is raised."""
        slack = await self._slack() if self._settings.slack_bot_token else None
        return Examination(slack=slack, record=await self._record(), at=self._clock())

    async def _slack(self) -> SlackSide:
        signed = self._settings.slack_signing_secret is not None
        socket = await self._socket()
        try:
            identity, scopes = await self._gateway.introduced()
        except SlackError as error:
            return SlackSide(trouble=str(error), socket_trouble=socket, signed=signed)
        return SlackSide(
            url=identity.url, scopes=scopes, ahead=self._clock.ahead, socket_trouble=socket, signed=signed
        )

    async def _socket(self) -> str | None:
        token = self._settings.slack_app_token
        if token is None:
            return None
        try:
            await self._gateway.ticket(token.get_secret_value())
        except SlackError as error:
            return str(error)
        return ""


def idle(settings: Settings) -> tuple[str, ...]:
    """The settings that were given and have no effect beside the others, by name."""
    found = []
    if settings.slack_app_token and settings.slack_signing_secret:
        found.append("SLACK_SIGNING_SECRET")
    if "label" in settings.zones.model_fields_set and not settings.zones.second:
        found.append("zones.label")
    for name, severity in settings.severities.items():
        given = severity.model_fields_set
        if "managers" in given and severity.managers and not settings.channels.managers:
            found.append(f"severities.{name}.managers")
        if "days" in given and not severity.hours:
            found.append(f"severities.{name}.days")
    return tuple(found)
