"""The small words of the grammar, as Slack delivers them: white space, IDs, people, severities.

Slack sends a command's text escaped: ``&amp;``, ``&lt;``, ``&gt;``, people as ``<@U1|name>``, channels as
``<#C1|name>``, links as ``<https://…|label>``.
Phones turn straight quotes into curly ones, ``--`` into a dash and blanks into non-breaking ones.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.errors import UserError
from bot.text import parse as parse_text
from bot.text import plain, undirected, unescape

#: What may stand around a keyword without meaning anything, with the invisible characters of copied text.
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_BLANK = _INVISIBLE + "".join(filter(str.isspace, map(chr, range(0x3001))))
_QUOTES = "\"'“”„‟‘’‚«»‹›`*" + _INVISIBLE

_WORD = re.compile(r"\s*(?P<word>\S+)\s*(?P<rest>.*)", re.DOTALL)
_ID = re.compile(
    rf"[{_QUOTES}]*(?:inc[-‐‑–]?(?P<bare>[0-9]+)|\#inc-(?P<hash>[0-9]+)(?:-[\w-]*)?"
    rf"|<\#[A-Z0-9]+\|inc-(?P<channel>[0-9]+)(?:-[^<>]*)?>)[{_QUOTES}]*[:,.]?(?=\s|$)\s*",
    re.IGNORECASE,
)
_PERSON = r"<@(?P<user>[UW][A-Z0-9]+)(?:\|[^<>]*)?>"
_WHOLE_PERSON = re.compile(_PERSON)
_LAST_PERSON = re.compile(rf"(?P<before>.*?)\s*{_PERSON}[.,;]?\s*", re.DOTALL)
_SEVERITY_LIKE = re.compile(
    r"[\[(*]*(?P<name>(?:sev|severity)[\W_]{0,2}(?:[0-9]+|[xn])|[ps][0-9])(?![^\W_])(?P<after>[\])*:;,.!?–—-]*)(?=\s|\w|$)\s*",
    re.IGNORECASE,
)
_PERMALINK = re.compile(r"https?://[^/\s]+/archives/[A-Z0-9]+/p[0-9]+(?:\?\S*)?")
_LINK = re.compile(r"<(?P<url>[^<>|]+)(?:\|[^<>]*)?>")
_MOST_DIGITS = 9  # more would not fit a database's integer
LONGEST_TITLE = 150


def shown(text: str) -> str:
    """A typed text as plain words for an answer, cut to one short line."""
    words = " ".join(plain(parse_text(text)).split())
    return words if len(words) <= 60 else words[:59] + "…"


def trimmed(text: str) -> str:
    """The text without white space and invisible characters at its ends."""
    return text.strip(_BLANK)


def first_word(text: str) -> tuple[str, str]:
    """Splits off the first word, without quotes and a colon around it; two empty texts when there is none."""
    match = _WORD.fullmatch(trimmed(text))
    if not match:
        return "", ""
    return bare(match["word"]), trimmed(match["rest"])


def permalink_of(word: str) -> str | None:
    """The web address of a message, not escaped; ``None`` for any other word."""
    link = _LINK.fullmatch(word)
    permalink = unescape(link["url"] if link else word)
    return permalink if _PERMALINK.fullmatch(permalink) else None


def split_permalink(text: str) -> tuple[str | None, str]:
    """Takes the first web address of a message out of a text."""
    for word in text.split():
        if (permalink := permalink_of(word)) is not None:
            return permalink, trimmed(text.replace(word, " ", 1))
    return None, text


def bare(word: str) -> str:
    """A keyword without quotes around it and without a colon, comma or full stop after it."""
    return word.strip(_QUOTES).rstrip(":,.").strip(_QUOTES) or word


def folded(words: str) -> str:
    """Words for comparing: lower case, single blanks, straight apostrophes, no quotes around."""
    return " ".join(words.replace("’", "'").split()).strip(_QUOTES).rstrip(".!").casefold()


def leading_id(text: str) -> tuple[int | None, str]:
    """Splits ``INC-12``, ``#inc-12`` or the link of a channel ``inc-12-…`` off the beginning of a text."""
    match = _ID.match(text)
    if not match:
        return None, text
    return number_of(match["bare"] or match["hash"] or match["channel"]), text[match.end() :]


def number_of(digits: str) -> int:
    """An incident's number; raises ``UserError("error.incident_number")`` for one that cannot exist."""
    if len(digits.lstrip("0")) > _MOST_DIGITS or not int(digits):
        raise UserError("error.incident_number", typed=digits[:20])
    return int(digits)


def person(word: str) -> str:
    """The user id of a mention; raises ``UserError("error.person_unknown")`` for anything else."""
    match = _WHOLE_PERSON.fullmatch(word.strip(_QUOTES).rstrip(".,;"))
    if not match:
        raise UserError("error.person_unknown", typed=shown(word))
    return match["user"]


def trailing_person(text: str) -> tuple[str, str | None]:
    """Splits a person off the end of a text."""
    match = _LAST_PERSON.fullmatch(text)
    return (match["before"].strip(), match["user"]) if match else (text, None)


def severity(typed: str, severities: Sequence[str]) -> str:
    """A severity as the settings spell it; ``sev 1``, ``SEV-1:`` and ``1`` find ``SEV1``.

    Raises ``UserError("error.severity_unknown")`` with ``typed`` and ``severities``.
    """
    found = known_severity(typed, severities)
    if found is None:
        raise UserError("error.severity_unknown", typed=shown(typed), severities=", ".join(severities))
    return found


def leading_severity(text: str, severities: Sequence[str]) -> tuple[str | None, str]:
    """Splits a severity off the beginning of a title.

    A first word that looks like a severity (``SEV9``, ``severity 7``, ``P1``, ``s1``) but is none is refused
    with ``UserError("error.severity_in_title")``.
    """
    word, rest = first_word(text)
    known = known_severity(word, severities) if word and not word.isdigit() else None
    if known:
        return known, _after_dash(rest)
    like = _SEVERITY_LIKE.match(text)
    if not like:
        return None, text
    known = known_severity(like["name"], severities)
    if known is None:
        raise UserError(
            "error.severity_in_title", typed=shown(like["name"]), severities=", ".join(severities)
        )
    return known, _after_dash(text[like.end() :])


def title(text: str) -> str | None:
    """A title as one line that turns no writing around; ``None`` when there is nothing to see.

    Raises ``UserError("error.title_too_long")`` with ``length`` and ``limit``, in characters as people read
    them.
    """
    line = " ".join(trimmed(undirected(text)).split())
    length = len(plain(parse_text(line)))
    if length > LONGEST_TITLE:
        raise UserError("error.title_too_long", length=length, limit=LONGEST_TITLE)
    return line if line.strip(_INVISIBLE) else None


def known_severity(typed: str, severities: Sequence[str]) -> str | None:
    """A severity as the settings spell it; ``None`` for anything else."""
    key = _severity_key(typed)
    spellings = (key, f"sev{key}") if key.isdigit() else (key, key.replace("severity", "sev", 1))
    return next((name for name in severities if key and _severity_key(name) in spellings), None)


def _severity_key(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _after_dash(text: str) -> str:
    return re.sub(r"^[-–—:|]\s+(?=\S)", "", text)
