"""Modals and Home tabs: what is open before whom, and what was filled in."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.sandbox.blocks import BlockRules
from bot.sandbox.errors import ApiError
from bot.sandbox.messages import with_ids
from bot.sandbox.records import Installation, Json
from bot.sandbox.workspace import Workspace

STACK = 3


@dataclass(kw_only=True)
class View:
    """A modal or a Home tab: ``definition`` is as the app sent it, ``values`` by block id and action id."""

    id: str
    user: str
    app: Installation
    definition: Json
    hash: str
    root: str
    previous: str | None = None
    values: dict[str, Json] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The words at the top; empty for a Home tab."""
        return str(self.definition.get("title", {}).get("text", ""))

    @property
    def blocks(self) -> list[Json]:
        """Its blocks, each with a ``block_id``."""
        blocks: list[Json] = self.definition["blocks"]
        return blocks

    @property
    def callback_id(self) -> str:
        """The name under which the app knows it."""
        return str(self.definition.get("callback_id", ""))


class Modals:
    """Each person's stack of modals (three at most) and Home tab."""

    def __init__(self, workspace: Workspace, rules: BlockRules) -> None:
        self._workspace = workspace
        self._rules = rules
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}

    def json(self, view: View) -> Json:
        """A view object as Slack sends it."""
        shown: Json = {
            "id": view.id,
            "team_id": self._workspace.team_id,
            "callback_id": "",
            "private_metadata": "",
            "external_id": "",
            "clear_on_close": False,
            "notify_on_close": False,
            "close": None,
            "submit": None,
            "state": {"values": view.values},
            "hash": view.hash,
            "root_view_id": view.root,
            "previous_view_id": view.previous,
            "app_id": view.app.app_id,
            "bot_id": view.app.bot_id,
            "app_installed_team_id": self._workspace.team_id,
        }
        return shown | view.definition

    def open(self, app: Installation, user: str, definition: Json) -> View:
        """Shows a modal; it starts a new stack."""
        self._rules.check_view(definition, "modal")
        self._check_external_id(app, definition, None)
        view = self._view(app, user, definition)
        self.stacks[user] = [view]
        self._workspace.touch()
        return view

    def push(self, app: Installation, user: str, definition: Json) -> View:
        """Puts a modal on top of those that are open."""
        stack = self.stacks.get(user, [])
        if not stack:
            raise ApiError("not_found")
        if len(stack) >= STACK:
            raise ApiError("push_limit_reached")
        self._rules.check_view(definition, "modal")
        self._check_external_id(app, definition, None)
        view = self._view(app, user, definition)
        view.root, view.previous = stack[0].root, stack[-1].id
        stack.append(view)
        self._workspace.touch()
        return view

    def update(self, view: View, definition: Json, expected_hash: str | None = None) -> View:
        """Replaces what an open modal shows; values of blocks that stay are kept."""
        if expected_hash is not None and expected_hash != view.hash:
            raise ApiError("hash_conflict")
        self._rules.check_view(definition, str(view.definition["type"]))
        self._check_external_id(view.app, definition, view)
        view.definition = self._stored(definition)
        view.hash = self._hash()
        view.errors = {}
        kept = {block["block_id"] for block in view.blocks}
        view.values = {block: values for block, values in view.values.items() if block in kept}
        self._workspace.touch()
        return view

    def publish(self, app: Installation, user: str, definition: Json, expected_hash: str | None) -> View:
        """Shows a Home tab."""
        old = self.homes.get(user)
        if old is not None:
            if definition.get("type") != "home":
                self._rules.check_view(definition, "home")
            return self.update(old, definition, expected_hash)
        if expected_hash is not None:
            raise ApiError("hash_conflict")
        self._rules.check_view(definition, "home")
        self.homes[user] = view = self._view(app, user, definition)
        self._workspace.touch()
        return view

    def find(self, app: Installation, view_id: str | None, external_id: str | None) -> View:
        """An open modal or a Home tab of this app."""
        for view in self._all():
            named = view.id == view_id or (external_id and view.definition.get("external_id") == external_id)
            if named and view.app is app:
                return view
        raise ApiError("not_found")

    def close(self, view: View) -> View | None:
        """Takes a modal away; returns the one below, which now shows."""
        stack = self.stacks.get(view.user, [])
        if view in stack:
            stack.remove(view)
        self._workspace.touch()
        return stack[-1] if stack else None

    def clear(self, user: str) -> None:
        """Takes all modals of a person away."""
        self.stacks.pop(user, None)
        self._workspace.touch()

    def _all(self) -> list[View]:
        return [*(view for stack in self.stacks.values() for view in stack), *self.homes.values()]

    def _check_external_id(self, app: Installation, definition: Json, own: View | None) -> None:
        wanted = definition.get("external_id")
        taken = (v for v in self._all() if v.app is app and v is not own)
        if wanted and any(view.definition.get("external_id") == wanted for view in taken):
            raise ApiError("duplicate_external_id")

    def _view(self, app: Installation, user: str, definition: Json) -> View:
        key = self._workspace.new_id("V")
        stored = self._stored(definition)
        return View(id=key, user=user, app=app, definition=stored, hash=self._hash(), root=key)

    def _stored(self, definition: Json) -> Json:
        return definition | {"blocks": with_ids(self._workspace, definition["blocks"])}

    def _hash(self) -> str:
        return f"{self._workspace.seconds()}.{self._workspace.new_id('h')}"
