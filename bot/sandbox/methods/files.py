"""files.*: the upload in three steps, and what can be done to a file afterwards."""

from __future__ import annotations

from bot.sandbox.call import Call, Handler
from bot.sandbox.composing import checked, thread
from bot.sandbox.errors import ApiError
from bot.sandbox.messages import post
from bot.sandbox.records import Channel, Json, Message, StoredFile
from bot.sandbox.rendering import file_json
from bot.sandbox.text import normalised

LARGEST = 1024**3
LARGEST_SNIPPET = 1024**2
ALT_TEXT = 1000


def get_upload_url(call: Call) -> Json:
    """files.getUploadURLExternal: where to send the bytes."""
    length = call.args.number("length")
    if not length or not call.args.text("filename"):
        raise ApiError("missing_argument")
    if length > LARGEST:
        raise ApiError("file_upload_size_restricted")
    snippet = call.args.text("snippet_type") or None
    if snippet and length > LARGEST_SNIPPET:
        raise ApiError("snippet_too_large")
    if len(call.args.text("alt_txt")) > ALT_TEXT:
        raise ApiError("alt_txt_too_large")
    workspace = call.workspace
    name = call.args.text("filename")
    file = StoredFile(
        id=workspace.new_id("F"),
        name=name,
        title=name,
        user=call.me,
        created=workspace.now(),
        length=length,
        snippet_type=snippet,
    )
    workspace.files[file.id] = file
    return {"upload_url": f"{workspace.base_url}/upload/{file.id}", "file_id": file.id}


def complete(call: Call) -> Json:
    """files.completeUploadExternal: shares what was uploaded, or keeps it private without a channel."""
    files = _uploaded(call)
    channels = _channels(call)
    blocks = call.args.json("blocks", "invalid_blocks")
    comment = call.args.text("initial_comment")
    if blocks is not None:
        checked(call.services.rules, comment, blocks, None)
    parents = [thread(channel, call.args) for channel in channels]
    for file, title in files:
        file.title, file.completed = title or file.title, True
    for channel, parent in zip(channels, parents, strict=True):
        share = Message(
            channel=channel.id,
            ts="",
            user=call.me,
            text=normalised(comment),
            blocks=list(blocks or []),
            files=[file for file, _ in files],
            subtype="file_share",
            thread_ts=parent,
            bot_id=call.app.bot_id,
            app_id=call.app.app_id,
        )
        post(call.workspace, share, channel)
    call.workspace.touch()
    return {"files": [file_json(call.workspace, file) for file, _ in files]}


def _uploaded(call: Call) -> list[tuple[StoredFile, str]]:
    entries = call.args.json("files")
    if (
        not isinstance(entries, list)
        or not entries
        or not all(isinstance(e, dict) and "id" in e for e in entries)
    ):
        raise ApiError("invalid_arguments", ["must be a list of objects with an id [json-pointer:/files]"])
    found: list[tuple[StoredFile, str]] = []
    for entry in entries:
        file = call.workspace.files.get(entry["id"])
        if file is None or file.content is None or file.completed or file.user != call.me:
            raise ApiError("file_not_found")
        found.append((file, str(entry.get("title", ""))))
    return found


def _channels(call: Call) -> list[Channel]:
    wanted = call.args.names("channels") or call.args.names("channel_id")
    found: list[Channel] = []
    for name in wanted:
        channel = call.workspace.channels.get(name)
        if channel is None or (channel.private and call.me not in channel.members):
            raise ApiError("channel_not_found")
        if call.me not in channel.members:
            raise ApiError("not_in_channel")
        if channel.archived:
            raise ApiError("posting_to_channel_denied")
        found.append(channel)
    return found


def _file(call: Call) -> StoredFile:
    file = call.workspace.files.get(call.args.text("file"))
    shared = file is not None and any(
        call.me in call.workspace.channels[channel].members for channel, _ in file.shares
    )
    if file is None or not file.completed or not (shared or file.user == call.me):
        raise ApiError("file_not_found")
    return file


def info(call: Call) -> Json:
    """files.info."""
    file = _file(call)
    shares: dict[str, dict[str, list[Json]]] = {}
    for channel, ts in file.shares:
        kind = "private" if call.workspace.channels[channel].private else "public"
        shares.setdefault(kind, {}).setdefault(channel, []).append({"ts": ts})
    return {"file": file_json(call.workspace, file) | {"shares": shares}, "comments": []}


def delete(call: Call) -> Json:
    """files.delete: the app's own."""
    file = _file(call)
    if file.user != call.me:
        raise ApiError("cant_delete_file")
    del call.workspace.files[file.id]
    call.workspace.touch()
    return {}


HANDLERS: dict[str, Handler] = {
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete,
    "files.info": info,
    "files.delete": delete,
}
