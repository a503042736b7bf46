"""One Web API call in progress: who calls, with what, and where it may reach."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.sandbox.arguments import Arguments
from bot.sandbox.blocks import BlockRules
from bot.sandbox.contracts import Contract
from bot.sandbox.errors import ApiError
from bot.sandbox.modals import Modals
from bot.sandbox.pages import page
from bot.sandbox.records import Channel, ChannelKind, Installation, Json, User
from bot.sandbox.triggers import Keys
from bot.sandbox.workspace import Workspace


@dataclass(kw_only=True)
class Services:
    """What the methods work on."""

    workspace: Workspace
    rules: BlockRules
    modals: Modals
    keys: Keys
    socket_url: Callable[[], str]
    bots_unarchive: bool = False
    metadata_bytes: int = 8000


@dataclass(kw_only=True)
class Call:
    """A call that has passed token, scope and argument checks; ``me`` is the calling app's user id."""

    contract: Contract
    app: Installation
    args: Arguments
    services: Services

    @property
    def workspace(self) -> Workspace:
        """The workspace."""
        return self.services.workspace

    @property
    def me(self) -> str:
        """The calling app's user id."""
        return self.app.user.id

    def need(self, scopes: Sequence[str]) -> None:
        """Refuses with ``missing_scope`` unless one of the scopes was granted."""
        if scopes and not self.app.scopes.intersection(scopes):
            provided = ",".join(sorted(self.app.scopes))
            raise ApiError("missing_scope", needed=",".join(scopes), provided=provided)

    def need_for(self, kind: ChannelKind) -> None:
        """Refuses unless the scope for this kind of conversation was granted."""
        if not self.contract.by_kind:
            return
        scopes = self.contract.scopes_for(kind.scope_family)
        if not scopes:
            raise ApiError("method_not_supported_for_channel_type")
        self.need(scopes)

    def visible(self, name: str = "channel") -> Channel:
        """The conversation by id; one that the app cannot see is not found."""
        channel = self.workspace.channels.get(self.args.text(name))
        if channel is None or (channel.private and self.me not in channel.members):
            raise ApiError("channel_not_found")
        self.need_for(channel.kind)
        return channel

    def joined(self, name: str = "channel") -> Channel:
        """The conversation, with the app in it."""
        channel = self.visible(name)
        if self.me not in channel.members:
            raise ApiError("not_in_channel")
        return channel

    def writable(self, name: str = "channel") -> Channel:
        """The conversation, with the app in it and not archived."""
        channel = self.visible(name)
        if channel.archived:
            raise ApiError("is_archived")
        if self.me not in channel.members:
            raise ApiError("not_in_channel")
        return channel

    def named(self, channel: Channel) -> Channel:
        """The same channel, unless it is a direct conversation."""
        if channel.kind in (ChannelKind.IM, ChannelKind.MPIM):
            raise ApiError("method_not_supported_for_channel_type")
        return channel

    def user(self, name: str = "user") -> User:
        """A user by id."""
        user = self.workspace.users.get(self.args.text(name))
        if user is None:
            raise ApiError("user_not_found")
        return user

    def page(self, items: Sequence[Json], *, most: int, default: int) -> tuple[list[Json], str]:
        """One page of the items and the next cursor."""
        limit = self.args.number("limit", "invalid_limit")
        if limit is not None and limit < 0:
            raise ApiError("invalid_limit")
        return page(items, self.args.text("cursor"), min(limit or default, most))


Handler = Callable[[Call], Json]
