"""Markdown that a person wrote, made fit to stand in a section of a document: nothing in it reaches beyond.

Pure: no I/O, no clock.
"""

from __future__ import annotations

import re

from bot.export.inline import clean

_FENCE = re.compile(r"[ ]{0,3}(`{3,}|~{3,})(.*)")
_HEADING = re.compile(r"(?P<space>[ ]{0,3})(?P<marks>#{1,6})(?=[ \t]|$)")
_UNDERLINE = re.compile(r"[ ]{0,3}(=+|-+)[ \t]*")
_CODE_OR_TAG = re.compile(
    r"(?P<code>(?<!`)(`+)(?!`)[^\n]+?(?<!`)\2(?!`))|<(?=[A-Za-z/!?])(?!(?:https?://|mailto:)\S+>)"
)


def section_text(markdown: str, level: int) -> str:
    """The text below a heading of that level: its own headings are deeper, tags are read, fences are closed.

    Done twice, it changes nothing more.
    """
    lines: list[str] = []
    fence = ""
    for line in clean(markdown).strip("\n").splitlines():
        found = _FENCE.fullmatch(line)
        if fence:
            if found and found[1].startswith(fence) and not found[2].strip():
                fence = ""
            lines.append(line)
        elif found:
            fence = found[1]
            lines.append(line)
        else:
            lines.append(_plain_line(line, lines[-1:], level))
    return "\n".join([*lines, *([fence] if fence else [])]).strip("\n")


def _plain_line(line: str, before: list[str], level: int) -> str:
    if heading := _HEADING.match(line):
        marks = "#" * min(6, max(level + 1, len(heading["marks"])))
        line = f"{heading['space']}{marks}{line[heading.end() :]}"
    elif _UNDERLINE.fullmatch(line) and before and before[-1].strip():
        # It would make the line above a heading.
        line = f"\\{line.strip()}"
    return _CODE_OR_TAG.sub(lambda match: match[0] if match["code"] else "&lt;", line)
