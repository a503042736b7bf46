"""What Slack documents about each Web API method: arguments, scopes, rate tier."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, kw_only=True)
class Contract:
    """One method's; an app needs any one of ``scopes``, ``tier`` is None for special limits."""

    method: str
    required: frozenset[str]
    optional: frozenset[str]
    scopes: tuple[str, ...]
    tier: int | None

    def scopes_for(self, family: str) -> list[str]:
        """The scopes among those needed that concern one kind of conversation, as ``channels`` or ``groups``."""
        return [scope for scope in self.scopes if scope.startswith(f"{family}:")]

    @property
    def by_kind(self) -> bool:
        """Whether the scope depends on the kind of conversation."""
        return any(scope.split(":")[0] in {"channels", "groups", "im", "mpim"} for scope in self.scopes)


def load_contracts() -> dict[str, Contract]:
    """All documented methods by name."""
    source = files("bot.sandbox").joinpath("data/methods.json").read_text(encoding="utf-8")
    return {
        method: Contract(
            method=method,
            required=frozenset(entry["required"]),
            optional=frozenset(entry["optional"]),
            scopes=tuple(entry["scopes"]),
            tier=entry["tier"],
        )
        for method, entry in json.loads(source).items()
    }
