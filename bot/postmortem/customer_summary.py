"""The summary of a customer edition: from when to when, which product, and what customers met.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC

from bot.model import KeyMoment, Moment, SectionName
from bot.phrases import Param, phrase
from bot.postmortem.customer_parts import Parts
from bot.postmortem.document import Block, DocumentSection, OpenNotice, Paragraph, Spans
from bot.postmortem.record import Record
from bot.postmortem.times import long_date
from bot.text import Words, plain

_OPEN = "TBD"


@dataclass(frozen=True, kw_only=True)
class EditionWindow:
    """From when to when customers were affected; the resolution stands in for an end that nobody recorded."""

    #: ``None`` when nobody recorded it, or when it would lie after the end.
    start: KeyMoment | None
    #: ``None`` while the incident goes on.
    end: KeyMoment | None


def edition_window(record: Record) -> EditionWindow:
    """The window as customers are told it. A declaration is no beginning: customers were affected before."""
    start = record.moment(Moment.BEGAN)
    end = record.moment(Moment.ENDED) or record.moment(Moment.RESOLVED)
    if start and end and end.at < start.at:
        start = None
    return EditionWindow(start=start, end=end)


def summary(parts: Parts, product: str) -> DocumentSection:
    """One sentence from data, and the impact in people's words."""
    record, found = parts.record, edition_window(parts.record)
    impact = parts.written(SectionName.IMPACT)
    opening = Paragraph(
        spans=_sentence(record, found, product or _OPEN),
        sources=record.sources(*(moment.entry for moment in (found.start, found.end) if moment)),
        inputs=("incident.moments.began", "incident.moments.ended", "settings.customer.product"),
    )
    _note_missing(parts, found, product)
    blocks = _joined(opening, impact)
    return DocumentSection(key="summary", heading=record.words("summary"), blocks=blocks)


def _joined(opening: Paragraph, impact: Paragraph | OpenNotice) -> tuple[Block, ...]:
    """An impact of one line ends the sentence; a longer one stands below it."""
    if isinstance(impact, OpenNotice) or "\n" in plain(impact.spans).strip():
        return opening, impact
    one = replace(
        impact,
        spans=(*opening.spans, Words(text=" "), *impact.spans),
        sources=tuple(dict.fromkeys((*opening.sources, *impact.sources))),
        inputs=(*opening.inputs, *impact.inputs),
    )
    return (one,)


def _note_missing(parts: Parts, found: EditionWindow, product: str) -> None:
    began, ended = parts.record.moment(Moment.BEGAN), parts.record.moment(Moment.ENDED)
    if began is None:
        parts.miss("missing_moment", command="moment began at TIME", moment=Moment.BEGAN)
    elif found.start is None:
        parts.miss("contradiction", command="moment began at TIME")
    if ended is None:
        key = "missing_end" if found.end else "missing_moment"
        parts.miss(key, command="moment ended at TIME", moment=Moment.ENDED)
    if not product:
        parts.missing.append(phrase("preview.missing_product"))


def _sentence(record: Record, found: EditionWindow, product: str) -> Spans:
    params: dict[str, Param] = {"product": product}
    language = record.catalogue.language
    if found.start:
        start = found.start.at.astimezone(UTC)
        params |= {"date": long_date(start, language), "start": f"{start:%H:%M} UTC"}
    if found.end is None:
        return record.spans("customers_open" if found.start else "customers_unknown", **params)
    end = found.end.at.astimezone(UTC)
    params |= {"end_date": long_date(end, language), "end": f"{end:%H:%M} UTC"}
    if not found.start:
        return record.spans("customers_until", **params)
    same = found.start.at.astimezone(UTC).date() == end.date()
    return record.spans("customers_day" if same else "customers_days", **params)
