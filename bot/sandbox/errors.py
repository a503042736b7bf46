"""How the workspace says no: to an app over the Web API, and to a person in the client."""

from __future__ import annotations

from collections.abc import Sequence

from bot.sandbox.records import Json


class ApiError(Exception):
    """A refusal in Slack's form: ``error`` is the code, ``messages`` the details with their JSON pointers."""

    def __init__(self, error: str, messages: Sequence[str] = (), **more: object) -> None:
        super().__init__(error, *messages)
        self.error = error
        self.messages = list(messages)
        self.more = more

    def answer(self) -> Json:
        """The body that Slack would answer with."""
        body: Json = {"ok": False, "error": self.error, **self.more}
        if self.messages:
            body["response_metadata"] = {"messages": [f"[ERROR] {message}" for message in self.messages]}
        return body


class ClientRefusal(Exception):  # it is what the client shows, not a fault of the program
    """What Slack's own client would refuse a person, such as pressing a button that is not there."""
