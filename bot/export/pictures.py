"""Pictures that are part of a page: only kinds that every browser shows and that hold nothing but a picture.

Pure: no I/O, no clock.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

#: What the content of each kind begins with. An SVG may hold scripts and links, and is none of them.
_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture's content and its kind, as ``image/png``."""

    kind: str
    content: bytes

    @property
    def address(self) -> str:
        """The picture itself as an address."""
        return f"data:{self.kind};base64,{base64.b64encode(self.content).decode()}"


def picture(content: bytes) -> Picture | None:
    """The picture that the content is, whatever it was called; ``None`` for anything else."""
    for beginning, kind in _BEGINNINGS:
        if content.startswith(beginning):
            return Picture(kind=kind, content=content)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Picture(kind="image/webp", content=content)
    return None
