"""The images of a timeline's messages, read from Slack for the page of the internal edition.

They are read with the bot's own token, when the app may (``files:read``), and become part of the page. Nothing is
made public, and nothing is stored. What cannot be had stays a link.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import structlog

from bot.export.pictures import Picture, picture
from bot.gateway import Gateway
from bot.model import Entry, File
from bot.slack_errors import SlackError, SlackRefused

log = structlog.get_logger()

#: Bytes of one image, of all on a page, and how many there may be.
EACH, ALL, MOST = 3_000_000, 12_000_000, 40


@dataclass(frozen=True, kw_only=True)
class Pictures:
    """What was read."""

    #: By the permalink of the file.
    found: Mapping[str, Picture] = field(default_factory=dict)
    #: How many images stay links, and Slack's reason for the last of them, if it gave one.
    missing: int = 0
    reason: str = ""


def images(entries: Iterable[Entry]) -> tuple[File, ...]:
    """The files that are called as images are, each once, in the order of the timeline."""
    files = {file.id: file for entry in entries for file in entry.files if file.id and file.permalink}
    return tuple(file for file in files.values() if _kind(file).startswith("image/"))


async def pictures(gateway: Gateway, entries: Iterable[Entry]) -> Pictures:
    """Reads the images. Nothing is raised: whatever Slack does not give stays a link."""
    files, found, rest, reason = images(entries), dict[str, Picture](), ALL, ""
    for file in files[:MOST]:
        try:
            content = await gateway.file(file.id, min(EACH, rest))
        except SlackError as error:
            reason = str(error)
            log.info("image stays a link", file=file.id, reason=reason)
            if isinstance(error, SlackRefused) and error.error.startswith("missing_scope"):
                break
            continue
        if shown := picture(content):
            found[file.permalink] = shown
            rest -= len(content)
    return Pictures(found=found, missing=len(files) - len(found), reason=reason)


def _kind(file: File) -> str:
    return mimetypes.guess_type(file.name)[0] or ""
