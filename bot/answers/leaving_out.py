"""What whoever hands out a customer edition has to know: what is still missing, what was left out and why.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.answers.short import shorten
from bot.phrases import Phrase, phrase
from bot.postmortem.customer import CustomerEdition
from bot.postmortem.omissions import Omission
from bot.wording import Remark, lines

#: Omissions that are listed in chat, and visible characters of each.
_LISTED = 60
_WHAT = 120


def what_to_know(
    edition: CustomerEdition, remarks: Sequence[Remark], incident: str, *, listed: int | None = _LISTED
) -> tuple[Phrase, ...]:
    """The list, one line each; ``listed``: how many omissions at most, ``None`` for all."""
    return tuple(_lines(edition, remarks, incident, listed))


def _lines(
    edition: CustomerEdition, remarks: Sequence[Remark], incident: str, listed: int | None
) -> Iterator[Phrase]:
    if edition.missing:
        yield phrase("preview.missing")
        yield from edition.missing
    if edition.omissions:
        yield phrase("preview.left_out")
        headings = {section.key: section.heading for section in edition.document.sections}
        for omission in edition.omissions[:listed]:
            yield _omission(omission, headings)
        if rest := len(edition.omissions[listed:]) if listed is not None else 0:
            yield phrase("preview.more", count=rest, incident=incident)
    else:
        yield phrase("preview.nothing_left_out")
    yield phrase("preview.internal", count=edition.internal)
    if remarks:
        yield phrase("preview.remarks")
        yield from lines(remarks)


def _omission(omission: Omission, headings: dict[str, str]) -> Phrase:
    # The impact stands in the summary.
    key = "summary" if omission.section == "impact" else omission.section
    return phrase(
        "preview.omission",
        section=headings.get(key) or phrase("preview.title_section"),
        what=shorten(omission.what, _WHAT),
        reason=phrase(f"omission.{omission.reason}"),
    )
