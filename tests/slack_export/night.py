"""An invented export of two nights in a workspace without Chronik, with everything that exports are awkward about."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

#: The files of an export by their path, as values that JSON can hold.
Files = dict[str, Any]

CHANNEL = "inc-31-labels-print-blank"
LEA, JON, GONE, GUEST = "U0LEA", "U0JON", "U0GONE", "U0GUEST"


def ts(day: int, clock: str, micros: int = 100) -> str:
    """A Slack timestamp in May 2025: ``ts(8, "22:41")``."""
    at = datetime.fromisoformat(f"2025-05-{day:02}T{clock}").replace(tzinfo=UTC)
    return f"{int(at.timestamp())}.{micros:06}"


def said(when: str, user: str, text: str, **more: Any) -> dict[str, Any]:
    """A message as exports have it, with the blocks that repeat its text."""
    blocks = [{"type": "rich_text", "elements": [{"type": "text", "text": text}]}]
    return {
        "type": "message", "ts": when, "user": user, "text": text, "client_msg_id": "x", "team": "T0ACME",
        "blocks": blocks, **more,
    }  # fmt: skip


def marked(name: str = "pushpin", *users: str) -> list[dict[str, Any]]:
    """The reactions of a message that somebody has marked."""
    who = list(users or (LEA,))
    return [{"name": "eyes", "users": [JON], "count": 1}, {"name": name, "users": who, "count": len(who)}]


def member(user: str, name: str, **more: Any) -> dict[str, Any]:
    """An element of ``users.json``."""
    return {
        "id": user, "name": name.lower(), "real_name": name, "tz": "Europe/Berlin", "deleted": False,
        "is_bot": False, "profile": {"real_name": name, "display_name": name.split()[0]}, **more,
    }  # fmt: skip


FIRING = ts(8, "22:41")
FIRST_NIGHT = [
    {"type": "message", "subtype": "channel_join", "ts": ts(8, "22:44"), "user": LEA, "text": "<@U0LEA> has joined",
     "reactions": marked()},
    {"type": "message", "subtype": "bot_message", "ts": FIRING, "bot_id": "B0ALERT", "username": "Watch_tower",
     "text": "", "icons": {"emoji": ":fire:"}, "pinned_to": ["C0INC31"],
     "attachments": [{"title": "[FIRING] blank_labels > 5 %", "fallback": "never shown"}], "thread_ts": FIRING},
    said(ts(8, "22:46"), GONE,
         "I see *nothing* on pod_4, see <#C0PRINT|printing> &amp; <https://wiki.acme.example/p?a=1&amp;b=2|the page>",
         reactions=marked("pushpin::skin-tone-3", LEA, JON),
         attachments=[{"from_url": "https://wiki.acme.example/p", "title": "Printing wiki", "text": "unfurled noise"}]),
    said(ts(8, "22:50"), JON, "brb, kettle"),
    said(ts(8, "22:58"), JON,
         "<@U0LEA> rolled back `labels_v2` to 1.9 🎉\n```\nlease &lt;expired&gt;\n```\n> was me &lt;3",
         thread_ts=FIRING, parent_user_id="USLACKBOT", subtype="thread_broadcast", reactions=marked(),
         edited={"user": JON, "ts": ts(8, "23:01", 0)}, root={"ts": FIRING, "text": "a copy of the alert"}),
    said(ts(8, "23:10"), LEA, "The key is hunter2, keep it inside", reactions=[*marked(), *marked("lock")]),
]  # fmt: skip
SECOND_NIGHT = [
    said(ts(8, "22:58"), JON, "the same reply, as the export repeats it", thread_ts=FIRING),
    said(ts(9, "00:20"), GUEST, "Labels of *eu-1* print again", thread_ts=FIRING, reactions=marked("white_check_mark"),
         user_profile={"real_name": "Mäx O'Neil_", "display_name": "max"},
         files=[{"id": "F1", "name": "labels [9].png", "permalink": "https://acme.slack.com/files/U0GUEST/F1/labels.png"}]),
    {"type": "message", "subtype": "tombstone", "ts": ts(9, "00:30"), "text": "This message was deleted."},
    said(ts(9, "06:05"), LEA, "All printers checked, closing"),
]  # fmt: skip


def night() -> Files:
    """The export: two channels, of which one is the incident's."""
    return {
        "users.json": [member(LEA, "Lea *Star* Brandt"), member(JON, "Jon_Field"),
                       member(GONE, "Nora Gone", deleted=True)],
        "channels.json": [
            {"id": "C0INC31", "name": CHANNEL, "created": 1746744000, "creator": LEA, "members": [LEA, JON],
             "topic": {"value": "SEV2 | all hands"}, "purpose": {"value": ""},
             "pins": [{"id": ts(9, "06:05"), "type": "C", "created": 1, "user": LEA, "owner": LEA}]},
            {"id": "C0GEN", "name": "general", "topic": {"value": ""}, "purpose": {"value": "Everybody"}},
        ],
        "integration_logs.json": [{"user_id": LEA, "service_type": "Watchtower"}],
        f"{CHANNEL}/2025-05-08.json": FIRST_NIGHT,
        f"{CHANNEL}/2025-05-09.json": SECOND_NIGHT,
        "general/2025-05-08.json": [said(ts(8, "09:00"), LEA, "Good morning")],
    }  # fmt: skip


def as_bytes(files: Files) -> dict[str, bytes]:
    """The files as they lie on a disk: indented, in ASCII, as Slack writes them; bytes stay as they are."""
    return {
        name: value if isinstance(value, bytes) else json.dumps(value, indent=4).encode()
        for name, value in files.items()
    }


def folder(root: Path, files: Files) -> Path:
    """The export as a folder."""
    for name, data in as_bytes(files).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    return root


def zipped(path: Path, files: Files, below: str = "") -> Path:
    """The export as a zip file, perhaps with everything below one folder."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in as_bytes(files).items():
            archive.writestr(f"{below}{name}", data)
    return path
