"""The arguments of one Web API call, read as the method documents them."""

from __future__ import annotations

import json
import re
from typing import Any

from bot.sandbox.contracts import Contract
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Json

TIMESTAMP = re.compile(r"\d{1,16}(\.\d{1,9})?")
EVERYWHERE = frozenset({"team_id"})  # the SDK's client, once it knows its workspace, sends it with every call
MISSING = {
    ("conversations.create", "name"): "invalid_name_required",
    ("conversations.rename", "name"): "invalid_name_required",
    ("conversations.invite", "users"): "no_user",
    ("apps.connections.open", "token"): "missing_args",
    ("files.getUploadURLExternal", "filename"): "missing_argument",
    ("files.getUploadURLExternal", "length"): "missing_argument",
}


class Arguments:
    """Checked against the method's contract at once; the readers refuse values of the wrong type."""

    def __init__(self, contract: Contract, raw: Json) -> None:
        self.raw = raw
        unknown = sorted(set(raw) - contract.required - contract.optional - EVERYWHERE)
        if unknown:
            raise ApiError("invalid_arguments", [f"unknown argument: {name}" for name in unknown])
        missing = sorted(name for name in contract.required if raw.get(name) is None)
        for name in missing:
            raise ApiError(
                MISSING.get((contract.method, name), "invalid_arguments"), [f"missing required field: {name}"]
            )

    def has(self, name: str) -> bool:
        """Whether it was given."""
        return self.raw.get(name) is not None

    def text(self, name: str, default: str = "") -> str:
        """A string."""
        value = self.raw.get(name)
        if value is None:
            return default
        if not isinstance(value, str):
            raise ApiError("invalid_arguments", [f"must provide a string [json-pointer:/{name}]"])
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A boolean: true, false, 1, 0."""
        value = self.raw.get(name)
        if value is None:
            return default
        known = {"true": True, "1": True, "false": False, "0": False}
        if str(value).lower() not in known:
            raise ApiError("invalid_arguments", [f"must provide a boolean [json-pointer:/{name}]"])
        return known[str(value).lower()]

    def number(self, name: str, error: str = "invalid_arguments") -> int | None:
        """A whole number, or None when it was not given."""
        value = self.raw.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not re.fullmatch(r"-?\d+", str(value)):
            raise ApiError(error, [f"must provide an integer [json-pointer:/{name}]"])
        return int(value)

    def names(self, name: str) -> list[str]:
        """A list, written with commas or in JSON."""
        value = self.raw.get(name)
        if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
            return list(value)
        return [part.strip() for part in self.text(name).split(",") if part.strip()]

    def timestamp(self, name: str, error: str = "bad_timestamp") -> str:
        """A message's ``ts``; refused with ``error`` when it is none."""
        value = self.raw.get(name)
        if not isinstance(value, str) or not TIMESTAMP.fullmatch(value):
            raise ApiError(error)
        return value

    def json(self, name: str, error: str = "invalid_arguments") -> Any:
        """A value that may be given as JSON or as JSON in a string; None when it was not given."""
        value = self.raw.get(name)
        if isinstance(value, str):
            if not value:
                return None
            try:
                return json.loads(value)
            except ValueError as problem:
                raise ApiError(error, [f"must be valid JSON [json-pointer:/{name}]"]) from problem
        return value
