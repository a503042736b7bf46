"""Other apps of the workspace, such as one that posts alerts."""

from __future__ import annotations

from bot.sandbox import messages
from bot.sandbox.blocks import BlockRules
from bot.sandbox.composing import checked, message
from bot.sandbox.errors import ClientRefusal
from bot.sandbox.people import Place, place
from bot.sandbox.records import Installation, Json
from bot.sandbox.workspace import Workspace


class OtherApp:
    """Another bot; ``token`` opens the Web API for it, too."""

    def __init__(self, workspace: Workspace, rules: BlockRules, installation: Installation) -> None:
        self._workspace = workspace
        self._rules = rules
        self._installation = installation

    @property
    def id(self) -> str:
        """Its user id."""
        return self._installation.user.id

    @property
    def token(self) -> str:
        """Its bot token."""
        return self._installation.token

    async def says(
        self,
        channel: Place,
        text: str = "",
        *,
        blocks: list[Json] | None = None,
        attachments: list[Json] | None = None,
        thread_ts: str | None = None,
    ) -> str:
        """Posts and returns the ``ts``."""
        there = place(self._workspace, channel)
        if self.id not in there.members or there.archived:
            raise ClientRefusal(f"{self._installation.user.name} is not in {there.name}, or it is archived")
        draft = message(self._installation, there, checked(self._rules, text, blocks, attachments), thread_ts)
        return messages.post(self._workspace, draft, there).ts
