"""People and other apps, as a test or a demo moves them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.sandbox import conversations, messages
from bot.sandbox.errors import ClientRefusal
from bot.sandbox.forms import Value
from bot.sandbox.hands import Hands
from bot.sandbox.interactions import Interactions, Reply
from bot.sandbox.modals import View
from bot.sandbox.records import Channel, ChannelKind, Json, Message, StoredFile, User
from bot.sandbox.text import rich_text, typed
from bot.sandbox.workspace import Workspace

Place = Channel | str


def place(workspace: Workspace, where: Place) -> Channel:
    """A conversation by itself, by id or by name."""
    if isinstance(where, Channel):
        return where
    found = workspace.channels.get(where) or workspace.channel_named(where)
    if found is None:
        names = [channel.name for channel in workspace.channels.values()]
        raise ClientRefusal(f"there is no channel {where!r}; there are {names}")
    return found


class Person:
    """Someone at a Slack client. Channels are given by name, id or record, messages by ``ts``."""

    def __init__(
        self, workspace: Workspace, user: User, interactions: Interactions, commands: Sequence[str]
    ) -> None:
        self.user = user
        self._workspace = workspace
        self._interactions = interactions
        self._hands = Hands(user, interactions)
        self._commands = commands

    @property
    def id(self) -> str:
        """The user id."""
        return self.user.id

    @property
    def name(self) -> str:
        """The name behind the @."""
        return self.user.name

    async def says(
        self,
        channel: Place,
        text: str = "",
        *,
        thread_ts: str | None = None,
        broadcast: bool = False,
        files: Sequence[tuple[str, bytes]] = (),
        blocks: list[Json] | None = None,
    ) -> str:
        """Posts and returns the ``ts``; @names, #channels and addresses become what Slack makes of them."""
        there = self._writable(channel)
        parent = there.messages.get(thread_ts or "")
        if thread_ts is not None and (parent is None or parent.is_reply):
            raise ClientRefusal(f"there is no message {thread_ts} to reply to")
        sent = typed(text, self._mentionable(), self._channel_ids())
        subtype = "thread_broadcast" if thread_ts and broadcast else None
        draft = Message(
            channel=there.id,
            ts="",
            user=self.id,
            text=sent,
            blocks=blocks if blocks is not None else rich_text(sent),
            files=[self._upload(name, content) for name, content in files],
            thread_ts=thread_ts,
            subtype="file_share" if files else subtype,
            client_msg_id=f"00000000-0000-4000-8000-{self._workspace.new_id('m')[1:]:0>12}".lower(),
        )
        return messages.post(self._workspace, draft, there).ts

    async def edits(self, channel: Place, ts: str, text: str) -> None:
        """Changes one's own message."""
        there, found = self._message(channel, ts, own=True)
        sent = typed(text, self._mentionable(), self._channel_ids())
        messages.edit(self._workspace, there, found, {"text": sent, "blocks": rich_text(sent)}, self.id)

    async def deletes(self, channel: Place, ts: str) -> None:
        """Deletes one's own message; an administrator may delete any."""
        there, found = self._message(channel, ts, own=not self.user.is_admin)
        messages.delete(self._workspace, there, found)

    async def reacts(self, channel: Place, ts: str, name: str) -> None:
        """Adds a reaction, as ``pushpin``."""
        messages.react(self._workspace, *self._message(channel, ts), self.id, name)

    async def unreacts(self, channel: Place, ts: str, name: str) -> None:
        """Takes a reaction back."""
        messages.unreact(self._workspace, *self._message(channel, ts), self.id, name)

    async def pins(self, channel: Place, ts: str) -> None:
        """Pins a message."""
        messages.pin(self._workspace, *self._message(channel, ts), self.id)

    async def unpins(self, channel: Place, ts: str) -> None:
        """Takes a pin off."""
        messages.unpin(self._workspace, *self._message(channel, ts), self.id)

    async def joins(self, channel: Place) -> None:
        """Joins a public channel."""
        there = place(self._workspace, channel)
        if there.private or there.archived:
            raise ClientRefusal(f"{there.name} cannot be joined")
        if self.id not in there.members:
            conversations.join(self._workspace, there, self.id)

    async def leaves(self, channel: Place) -> None:
        """Leaves a channel."""
        conversations.leave(self._workspace, self._writable(channel), self.id)

    async def invites(self, channel: Place, *users: Person | str) -> None:
        """Invites people, or an app by its user id."""
        there = self._writable(channel)
        for user in users:
            invited = user if isinstance(user, str) else user.id
            if invited in there.members:
                raise ClientRefusal(f"{invited} is already in {there.name}")
            conversations.join(self._workspace, there, invited, inviter=self.id)

    async def archives(self, channel: Place) -> None:
        """Archives a channel."""
        conversations.archive(self._workspace, self._writable(channel), self.id)

    async def unarchives(self, channel: Place) -> None:
        """Opens an archived channel again."""
        conversations.unarchive(self._workspace, place(self._workspace, channel), self.id)

    async def renames(self, channel: Place, name: str) -> None:
        """Gives a channel another name."""
        conversations.rename(self._workspace, self._writable(channel), self.id, name)

    async def types(self, command: str, text: str, channel: Place) -> Reply:
        """Types a slash command and waits for its acknowledgement."""
        if command not in self._commands or "commands" not in self._interactions.app.scopes:
            raise ClientRefusal(f"{command} is not a valid command; there are {list(self._commands)}")
        there = place(self._workspace, channel)
        if there.archived or (there.private and self.id not in there.members):
            raise ClientRefusal(f"commands cannot be typed in {there.name}")
        sent = typed(text, self._mentionable(), self._channel_ids(), with_names=True)
        return await self._interactions.command(self.user, command, sent, there)

    async def clicks(
        self, channel: Place, ts: str, action_id: str, value: Value = None, block_id: str | None = None
    ) -> Reply:
        """Presses a button or chooses in a menu; ``value`` is the option, or tells buttons apart, as the block does."""
        there = place(self._workspace, channel)
        return await self._hands.click_message(there, self._seen(there, ts), action_id, value, block_id)

    async def clicks_in_view(self, action_id: str, value: Value = None, block_id: str | None = None) -> Reply:
        """The same in the modal that is on top."""
        if self.view is None:
            raise ClientRefusal(f"no modal is open before {self.name}")
        return await self._hands.click_view(self.view, action_id, value, block_id)

    async def clicks_in_home(self, action_id: str, value: Value = None, block_id: str | None = None) -> Reply:
        """The same in the Home tab."""
        if self.home is None:
            raise ClientRefusal(f"{self.name} has no Home tab")
        return await self._hands.click_view(self.home, action_id, value, block_id)

    async def submits(
        self, view: View | None, values: Mapping[str, Mapping[str, Value]] | None = None
    ) -> Reply:
        """Fills in a modal (None: the one on top) by block id and action id, and submits it."""
        shown = view or self.view
        if shown is None:
            raise ClientRefusal(f"no modal is open before {self.name}")
        return await self._hands.submit(shown, values or {})

    async def closes(self, view: View | None = None, *, all_of_them: bool = False) -> Reply | None:
        """Closes a modal, or all; the app is told if it asked for that."""
        shown = view or self.view
        if shown is None:
            raise ClientRefusal(f"no modal is open before {self.name}")
        return await self._hands.close(shown, all_of_them=all_of_them)

    async def chooses(self, callback_id: str, channel: Place | None = None, ts: str | None = None) -> Reply:
        """Chooses a shortcut: a message's with channel and ``ts``, else a global one."""
        if channel is None or ts is None:
            return await self._interactions.shortcut(self.user, callback_id)
        there, found = self._message(channel, ts)
        return await self._interactions.message_action(self.user, callback_id, there, found)

    async def opens_home(self, tab: str = "home") -> None:
        """Looks at the app's Home tab, or its ``messages`` tab."""
        direct = self._workspace.direct(self.id, self._interactions.app.user.id)
        event: Json = {"type": "app_home_opened", "user": self.id, "channel": direct.id, "tab": tab}
        event["event_ts"] = self._workspace.stamp(direct)
        if self.home is not None and tab == "home":
            event["view"] = self._interactions.services.modals.json(self.home)
        self._workspace.announce("app_home_opened", event)

    def sees(self, channel: Place) -> list[Message]:
        """All messages of a channel, threads and what only she sees included, oldest first."""
        there = place(self._workspace, channel)
        shown = list(there.messages.values()) if self._may_read(there) else []
        return sorted([*shown, *self.ephemerals(there)], key=lambda found: float(found.ts))

    def ephemerals(self, channel: Place) -> list[Message]:
        """What only she sees in a channel."""
        return [found for found in place(self._workspace, channel).ephemerals if found.only_for == self.id]

    @property
    def direct(self) -> Channel:
        """Her conversation with the app; it is opened when there is none."""
        return self._workspace.direct(self.id, self._interactions.app.user.id)

    @property
    def view(self) -> View | None:
        """The modal on top, if one is open."""
        stack = self._interactions.services.modals.stacks.get(self.id)
        return stack[-1] if stack else None

    @property
    def home(self) -> View | None:
        """What the app published as her Home tab."""
        return self._interactions.services.modals.homes.get(self.id)

    def _may_read(self, channel: Channel) -> bool:
        return channel.kind is ChannelKind.PUBLIC or self.id in channel.members

    def _writable(self, where: Place) -> Channel:
        channel = place(self._workspace, where)
        if self.id not in channel.members or channel.archived:
            raise ClientRefusal(f"{self.name} is not in {channel.name}, or it is archived")
        return channel

    def _seen(self, channel: Channel, ts: str) -> Message:
        found = next((seen for seen in self.sees(channel) if seen.ts == ts), None)
        if found is None:
            raise ClientRefusal(f"{self.name} sees no message {ts} in {channel.name}")
        return found

    def _message(self, where: Place, ts: str, *, own: bool = False) -> tuple[Channel, Message]:
        channel = place(self._workspace, where)
        found = channel.messages.get(ts)
        if found is None or not self._may_read(channel) or (own and found.user != self.id):
            raise ClientRefusal(f"{self.name} cannot do that to message {ts} in {channel.name}")
        return channel, found

    def _mentionable(self) -> dict[str, str]:
        groups = {group.handle: f"!subteam^{group.id}" for group in self._workspace.usergroups.values()}
        people = {user.name: user.id for user in self._workspace.users.values()}
        return {"here": "!here", "channel": "!channel", "everyone": "!everyone"} | groups | people

    def _channel_ids(self) -> dict[str, str]:
        return {c.name: c.id for c in self._workspace.channels.values() if c.name and self._may_read(c)}

    def _upload(self, name: str, content: bytes) -> StoredFile:
        file = StoredFile(
            id=self._workspace.new_id("F"),
            name=name,
            title=name,
            user=self.id,
            created=self._workspace.now(),
            length=len(content),
            content=content,
            completed=True,
        )
        self._workspace.files[file.id] = file
        return file
