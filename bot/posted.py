"""What an app says in a message: its text, its blocks and its attachments, each thing once.

Many apps send a short ``text`` for notifications and the substance in blocks or attachments. Previews of links and
copies of other messages, which Slack attaches, are not the app's words.
Pure: no I/O, no clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot import rich_text
from bot.text import escape, parse, plain

Payload = Mapping[str, Any]

#: What shows that Slack attached it.
_PREVIEW = ("from_url", "original_url", "is_msg_unfurl", "is_app_unfurl")


def whole_text(raw: Payload) -> str:
    """The text of an app's message in Slack's escaped form, with what its blocks and attachments say besides."""
    text = raw.get("text") or ""
    attached = [each for each in raw.get("attachments") or () if not (text and any(map(each.get, _PREVIEW)))]
    parts = [text, *_blocks(raw), *(part for each in attached for part in _attachment(each))]
    return "\n".join(_once([part for part in parts if part.strip()]))


def _once(parts: list[str]) -> Iterator[str]:
    """The parts without those whose words, in their order, stand in another one."""
    words = [" ".join(["", *re.findall(r"\w+", plain(parse(part)).casefold()), ""]) for part in parts]
    for index, (part, said) in enumerate(zip(parts, words, strict=True)):
        others = (
            other
            for position, other in enumerate(words)
            if position != index and (other != said or position < index)
        )
        # Of emoji and lines alone there is nothing to repeat.
        if not said.strip() or not any(said in other for other in others):
            yield part


def _attachment(raw: Payload) -> Iterator[str]:
    title = raw.get("title") or ""
    link = str(raw.get("title_link") or "")
    linked = (
        f"<{link}|{title}>" if title and link.startswith("http") and not set(link) & set("<>|") else title
    )
    fields = [
        ": ".join(part for part in (field.get("title", ""), field.get("value", "")) if part)
        for field in raw.get("fields") or ()
    ]
    said = [raw.get("pretext") or "", linked, raw.get("text") or "", *fields, *_blocks(raw)]
    found = [part for part in said if part]
    yield from found or [raw.get("fallback") or ""]


def _blocks(raw: Payload) -> Iterator[str]:
    yield from (part for block in raw.get("blocks") or () for part in _block(block))


def _block(block: Payload) -> Iterator[str]:
    kind = block.get("type")
    if kind == "rich_text":
        yield rich_text.written(block)
        return
    if kind == "markdown":
        yield escape(str(block.get("text", "")))
        return
    texts = [block.get("text"), *(block.get("fields") or ())]
    if kind == "context":
        texts += block.get("elements") or ()
    yield from (text["text"] for text in texts if isinstance(text, dict) and text.get("text"))
