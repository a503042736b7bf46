"""A customer edition as data, for programs: the shape of the record's JSON, with what customers may know alone.

``customer.schema.json`` beside this publishes it. Instants are ISO 8601 in UTC with ``Z``; what is not told is
``null`` or empty, so that a program that reads records reads this, too.
Pure: no I/O but reading the schema, no clock.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import resources
from typing import Any

from bot.model import Incident
from bot.postmortem.document import Block, Document, Items, OpenNotice, Paragraph, Timeline, language_of
from bot.postmortem.names import visible
from bot.text import Span

VERSION = 1

#: A JSON object.
Json = dict[str, Any]


def to_customer_json(document: Document, incident: Incident) -> str:
    """The edition as a JSON text that ends with one newline; of the incident, only its id, severity and status."""
    record: Json = {
        "version": VERSION,
        "edition": document.edition.value,
        "language": document.language,
        "id": incident.id,
        "title": visible(document.title, {}),
        "severity": incident.severity,
        "status": incident.status.value,
        "moments": {},
        "timeline": [row for block in _blocks(document) for row in _timeline(block)],
        "items": [row for block in _blocks(document) for row in _items(block)],
        "sections": {
            section.key: {
                "heading": section.heading,
                "text": _text(section.blocks),
                "sources": [],
                "edited_by": None,
                **_language(_said(section.blocks)),
            }
            for section in document.sections
            if section.blocks
        },
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def schema() -> Json:
    """The JSON schema that every customer edition follows."""
    text = (resources.files("bot.export") / "customer.schema.json").read_text(encoding="utf-8")
    loaded: Json = json.loads(text)
    return loaded


def _blocks(document: Document) -> Iterator[Block]:
    for section in document.sections:
        yield from section.blocks


def _timeline(block: Block) -> Iterator[Json]:
    for row in block.rows if isinstance(block, Timeline) else ():
        yield {
            "at": _instant(row.at),
            "stamp": row.stamp,
            "kind": "notice",
            "text": _plain(row.spans),
            "author": None,
            "audience": "customer",
            "permalink": None,
            "edited": None,
            **_language(row.spans),
        }


def _items(block: Block) -> Iterator[Json]:
    for row in block.rows if isinstance(block, Items) else ():
        text, state = _plain(row.spans), row.state.value
        yield {
            "text": text,
            "state": state,
            "owner": None,
            "due": None,
            "permalink": None,
            **_language(row.spans),
        }


def _text(blocks: tuple[Block, ...]) -> str | None:
    """What stands in a section in words; ``null`` where nothing does yet, or where it is a list of its own."""
    said = [_plain(block.spans) for block in blocks if isinstance(block, Paragraph)]
    open_ones = any(isinstance(block, OpenNotice) for block in blocks)
    return "\n\n".join(said) or ("TBD" if open_ones else None)


def _said(blocks: tuple[Block, ...]) -> tuple[Span, ...]:
    return tuple(span for block in blocks if isinstance(block, Paragraph) for span in block.spans)


def _language(spans: tuple[Span, ...]) -> Json:
    """Which language people's words are in, where they, or some of them, are not in the edition's."""
    language = language_of(spans)
    return {"language": language} if language else {}


def _plain(spans: tuple[Span, ...]) -> str:
    return visible(spans, {})


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
