"""An entry's text in a form's field: as people read it, and back without losing what stands behind a name.

A field knows no markup. A mention is shown there as ``@Ann Lee``; where that stands in what comes back, it is the
mention again. Only what stood in the text before can come back in this way, so nobody can type a mention, a link
or a broadcast into the record.
Pure: no I/O, no clock.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.text import escape, parse, unescape, visible

_TOKEN = re.compile(r"<[^<>\n]*>")


def shown(text: str, names: Mapping[str, str]) -> str:
    """The text as it is put into a field; ``names``: user id to name."""
    parts = _TOKEN.split(text)
    tokens = [_as_typed(token, names) for token in _TOKEN.findall(text)]
    return "".join(
        piece for index, part in enumerate(parts) for piece in (unescape(part), *tokens[index : index + 1])
    )


def reworded(typed: str, text: str, names: Mapping[str, str]) -> str:
    """What came back from the field, in Slack's escaped form; ``text``: what :func:`shown` was given."""
    if typed.strip() == shown(text, names).strip():
        return text
    known = {escape(_as_typed(token, names)): token for token in _TOKEN.findall(text)}
    written = escape(typed.strip())
    if not known:
        return written
    # The longest first: @Ann Lee before @Ann.
    pattern = "|".join(re.escape(words) for words in sorted(known, key=len, reverse=True))
    return re.sub(rf"(?:{pattern})(?![\w])", lambda found: known[found[0]], written)


def _as_typed(token: str, names: Mapping[str, str]) -> str:
    inside = token[1:-1]
    if inside.startswith("@"):
        user, _, label = inside[1:].partition("|")
        return f"@{names.get(user) or label or user}"
    if inside[:1] in {"#", "!"}:
        return "".join(map(visible, parse(token)))
    url, _, label = inside.partition("|")
    return unescape(f"{label} ({url})" if label and label != url else url)
