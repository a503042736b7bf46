"""canvases.*, conversations.canvases.create: documents in Markdown."""

from __future__ import annotations

import re

from bot.sandbox.call import Call, Handler
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Canvas, Json, Section
from bot.sandbox.workspace import Workspace

LARGEST = 1024**2
OPERATIONS = frozenset(
    {"insert_after", "insert_before", "insert_at_start", "insert_at_end", "replace", "delete", "rename"}
)
WITH_SECTION = frozenset({"insert_after", "insert_before", "delete"})
ACCESS = frozenset({"read", "write", "owner"})


def _sections(workspace: Workspace, markdown: str) -> list[Section]:
    parts = [part.strip("\n") for part in re.split(r"\n{2,}|\n(?=#)", markdown)]
    return [Section(id=f"temp:C:{workspace.new_id('')}", markdown=part) for part in parts if part.strip()]


def _document(call: Call, content: object, error: str) -> list[Section]:
    if content is None:
        return []
    if not isinstance(content, dict) or content.get("type") != "markdown":
        raise ApiError(
            "invalid_arguments", ["must be of type markdown [json-pointer:/document_content/type]"]
        )
    markdown = content.get("markdown")
    if not isinstance(markdown, str) or set(content) != {"type", "markdown"}:
        raise ApiError(
            "invalid_arguments", ["must provide a string [json-pointer:/document_content/markdown]"]
        )
    if len(markdown.encode()) > LARGEST:
        raise ApiError(error)
    return _sections(call.workspace, markdown)


def _make(call: Call, channel: str | None) -> Canvas:
    sections = _document(call, call.args.json("document_content"), "canvas_creation_failed")
    canvas = Canvas(
        id=call.workspace.new_id("F"),
        title=call.args.text("title"),
        owner=call.me,
        channel=channel,
        sections=sections,
    )
    call.workspace.canvases[canvas.id] = canvas
    call.workspace.touch()
    return canvas


def create(call: Call) -> Json:
    """canvases.create: one of its own; not on the free plan, unless as a channel's tab."""
    tab = call.joined("channel_id") if call.args.has("channel_id") else None
    if tab is None and not call.workspace.paid:
        raise ApiError("free_teams_cannot_create_non_tabbed_canvases")
    canvas = _make(call, None)
    if tab is not None:
        canvas.channel_access[tab.id] = "read"
    return {"canvas_id": canvas.id}


def create_for_channel(call: Call) -> Json:
    """conversations.canvases.create: the channel's one canvas."""
    channel = call.joined("channel_id")
    if channel.archived:
        raise ApiError("channel_canvas_creation_failed")
    if channel.canvas is not None:
        paid = call.workspace.paid
        raise ApiError("channel_canvas_already_exists" if paid else "free_team_canvas_tab_already_exists")
    canvas = _make(call, channel.id)
    channel.canvas = canvas.id
    return {"canvas_id": canvas.id}


def _canvas(call: Call, *, write: bool = True) -> Canvas:
    canvas = call.workspace.canvases.get(call.args.text("canvas_id"))
    channels = [] if canvas is None else [canvas.channel, *canvas.channel_access]
    inside = [c for c in channels if c and call.me in call.workspace.channels[c].members]
    if canvas is None or not (inside or canvas.owner == call.me or call.me in canvas.user_access):
        raise ApiError("canvas_not_found")
    levels = {canvas.user_access.get(call.me), *(canvas.channel_access.get(c) for c in inside)}
    may = canvas.owner == call.me or canvas.channel in inside or levels & {"write", "owner"}
    if write and not may:
        raise ApiError("restricted_action")
    return canvas


def edit(call: Call) -> Json:
    """canvases.edit: exactly one change."""
    canvas = _canvas(call)
    changes = call.args.json("changes")
    if not isinstance(changes, list) or len(changes) != 1 or not isinstance(changes[0], dict):
        raise ApiError("invalid_arguments", ["exactly one change is supported [json-pointer:/changes]"])
    change: Json = changes[0]
    operation = change.get("operation")
    if operation not in OPERATIONS:
        raise ApiError("invalid_arguments", ["must be a known operation [json-pointer:/changes/0/operation]"])
    if operation == "rename":
        title = _document(call, change.get("title_content"), "canvas_editing_failed")
        canvas.title = "\n".join(section.markdown for section in title)
    else:
        _change(call, canvas, str(operation), change)
    call.workspace.touch()
    return {}


def _change(call: Call, canvas: Canvas, operation: str, change: Json) -> None:
    if operation != "delete" and "document_content" not in change:
        raise ApiError(
            "invalid_arguments", ["missing required field: document_content [json-pointer:/changes/0]"]
        )
    new = _document(call, change.get("document_content"), "canvas_editing_failed")
    wanted = change.get("section_id")
    if operation in WITH_SECTION and wanted is None:
        raise ApiError("invalid_arguments", ["missing required field: section_id [json-pointer:/changes/0]"])
    place = next((i for i, section in enumerate(canvas.sections) if section.id == wanted), None)
    if wanted is not None and place is None:
        raise ApiError("canvas_editing_failed")
    end = len(canvas.sections)
    at = place if place is not None else 0
    cut = {
        "insert_at_start": (0, 0),
        "insert_at_end": (end, end),
        "insert_before": (at, at),
        "insert_after": (at + 1, at + 1),
        "delete": (at, at + 1),
        "replace": (0, end) if place is None else (at, at + 1),
    }[operation]
    after = [*canvas.sections[: cut[0]], *new, *canvas.sections[cut[1] :]]
    if sum(len(section.markdown.encode()) for section in after) > LARGEST:
        raise ApiError("canvas_editing_failed")
    canvas.sections = after


def delete(call: Call) -> Json:
    """canvases.delete."""
    canvas = _canvas(call)
    del call.workspace.canvases[canvas.id]
    for channel in call.workspace.channels.values():
        channel.canvas = None if channel.canvas == canvas.id else channel.canvas
    call.workspace.touch()
    return {}


def lookup(call: Call) -> Json:
    """canvases.sections.lookup: by kind of heading, by text, or both."""
    canvas = _canvas(call, write=False)
    criteria = call.args.json("criteria")
    if not isinstance(criteria, dict) or not criteria or set(criteria) - {"section_types", "contains_text"}:
        raise ApiError(
            "invalid_arguments", ["must hold section_types or contains_text [json-pointer:/criteria]"]
        )
    kinds = criteria.get("section_types", [])
    if not isinstance(kinds, list) or set(kinds) - {"h1", "h2", "h3", "any_header"}:
        raise ApiError(
            "invalid_arguments", ["must be kinds of headings [json-pointer:/criteria/section_types]"]
        )
    text = str(criteria.get("contains_text", ""))
    found = [s for s in canvas.sections if text in s.markdown and (not kinds or _is_heading(s, kinds))]
    return {"sections": [{"id": section.id} for section in found]}


def _is_heading(section: Section, kinds: list[str]) -> bool:
    heading = re.match(r"(#{1,3}) ", section.markdown)
    return heading is not None and ("any_header" in kinds or f"h{len(heading.group(1))}" in kinds)


def set_access(call: Call) -> Json:
    """canvases.access.set: for people or for channels, not both."""
    canvas = _canvas(call)
    level = call.args.text("access_level")
    users, channels = call.args.names("user_ids"), call.args.names("channel_ids")
    if level not in ACCESS or bool(users) == bool(channels) or (level == "owner" and channels):
        raise ApiError("invalid_parameters")
    if any(user not in call.workspace.users for user in users):
        raise ApiError("user_not_found")
    if any(channel not in call.workspace.channels for channel in channels):
        raise ApiError("channel_not_found")
    canvas.user_access |= dict.fromkeys(users, level)
    canvas.channel_access |= dict.fromkeys(channels, level)
    return {}


HANDLERS: dict[str, Handler] = {
    "canvases.create": create,
    "canvases.edit": edit,
    "canvases.delete": delete,
    "canvases.sections.lookup": lookup,
    "canvases.access.set": set_access,
    "conversations.canvases.create": create_for_channel,
}
