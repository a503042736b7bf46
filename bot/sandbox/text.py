"""Text on its way in: what Slack makes of what people and apps type."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from bot.sandbox.records import Json

TOKEN = re.compile(r"<(?:[@#][A-Z0-9]+(?:\|[^<>]*)?|![^<>]+|(?:https?://|mailto:|tel:)[^<>]+)>")
_LOOSE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt);)")
_BARE_URL = re.compile(r"(?<![<|\w])https?://[^\s<>|]+[^\s<>|.,;:!?)\]'\"]")
_NAME = re.compile(r"(?<![\w<])([@#])([\w.-]*\w)")


def normalised(text: str) -> str:
    """Escapes what is no entity and no token, as Slack does before it stores a text."""
    parts: list[str] = []
    last = 0
    for token in TOKEN.finditer(text):
        parts += [escaped(text[last : token.start()]), _LOOSE_AMPERSAND.sub("&amp;", token.group())]
        last = token.end()
    return "".join([*parts, escaped(text[last:])])


def escaped(text: str) -> str:
    """The three characters that Slack escapes; entities that are already there stay."""
    return _LOOSE_AMPERSAND.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")


def typed(text: str, people: dict[str, str], channels: dict[str, str], *, with_names: bool = False) -> str:
    """What a client sends for typed text: names become mentions, addresses become links.

    ``people`` and ``channels`` map names to tokens' ids; ``with_names`` is the form of slash commands.
    """

    def mention(found: re.Match[str]) -> str:
        sign, name = found.groups()
        known = people if sign == "@" else channels
        if name not in known:
            return found.group()
        token = known[name]
        if token.startswith("!"):
            return f"<{token}|@{name}>" if with_names and "^" in token else f"<{token}>"
        return f"<{sign}{token}|{name}>" if with_names or sign == "#" else f"<{sign}{token}>"

    parts: list[str] = []
    last = 0
    for token in TOKEN.finditer(text):
        parts += [_linked(text[last : token.start()], mention), token.group()]
        last = token.end()
    return normalised("".join([*parts, _linked(text[last:], mention)]))


def _linked(text: str, mention: Callable[[re.Match[str]], str]) -> str:
    linked = _BARE_URL.sub(lambda found: f"<{found.group()}>", text)
    parts = TOKEN.split(linked)
    tokens = [*TOKEN.findall(linked), ""]
    return "".join(_NAME.sub(mention, part) + token for part, token in zip(parts, tokens, strict=True))


def rich_text(text: str) -> list[Json]:
    """The ``rich_text`` block that the client sends along with a person's text."""
    elements = list(_elements(text))
    if not elements:
        return []
    return [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}]


def _elements(text: str) -> Iterator[Json]:
    last = 0
    for token in TOKEN.finditer(text):
        if token.start() > last:
            yield {"type": "text", "text": plain(text[last : token.start()])}
        yield _element(token.group()[1:-1])
        last = token.end()
    if last < len(text):
        yield {"type": "text", "text": plain(text[last:])}


def _element(token: str) -> Json:
    target, _, label = token.partition("|")
    if target.startswith("@"):
        return {"type": "user", "user_id": target[1:]}
    if target.startswith("#"):
        return {"type": "channel", "channel_id": target[1:]}
    if target.startswith("!subteam^"):
        return {"type": "usergroup", "usergroup_id": target.removeprefix("!subteam^")}
    if target in {"!here", "!channel", "!everyone"}:
        return {"type": "broadcast", "range": target[1:]}
    if target.startswith("!"):
        return {"type": "text", "text": label}
    return {"type": "link", "url": plain(target)} | ({"text": plain(label)} if label else {})


def plain(text: str) -> str:
    """The characters behind Slack's three entities."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
