"""What the linter has to say of a document: each remark with its rule, its section and the words it is about.

It reads what people wrote: blame, a person as the subject of a failure, one cause stated without evidence, numbers
that nothing else in the record has, an impact without figures, and, for customers, hedges.
Pure: no I/O, no clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum
from functools import cache

from bot.model import Audience, Entry, EntryKind, Person
from bot.phrases import Phrase, phrase
from bot.postmortem.document import Document, DocumentSection, ItemRow, Origin, Paragraph, Row, Timeline
from bot.postmortem.names import visible
from bot.privacy import Names
from bot.text import Anchor, Mention, Span
from bot.wording.tables import NONE, TABLES, Table

_DIGITS = re.compile(r"\d+(?:[.,'’ \u00a0\u202f]\d{3}(?!\d))*(?:[.,]\d+)?")
#: A number that claims something: no part of a name, a version or a list.
_CLAIM = re.compile(rf"(?<![\w.,:/#-]){_DIGITS.pattern}(?![\d:/])(?:\s?[%‰])?")
_TIME = re.compile(r"(?<![\d:.])\d{1,2}:\d{2}(?![\d:])")
_LIST_NUMBER = re.compile(r"^[ \t]*\d+[.)][ \t]+", re.MULTILINE)
_SECTIONS = ("impact", "summary", "cause", "fix", "lessons", "items")
_CLAIMING = ("impact", "summary", "cause", "fix")
_EXCERPT = 80


class Rule(StrEnum):
    """What is the matter?"""

    BLAME = "blame"
    PERSON = "person"
    SINGLE_CAUSE = "single_cause"
    NUMBER = "number"
    IMPACT = "impact"
    HEDGE = "hedge"


@dataclass(frozen=True, kw_only=True)
class Remark:
    """One warning."""

    rule: Rule
    #: The section's key, and its heading in the document's language.
    section: str
    heading: str
    #: The words it is about; empty where words are missing.
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class _Said:
    """What a person wrote, as a reader sees it."""

    section: DocumentSection
    text: str
    spans: tuple[Span, ...]


def remarks(
    document: Document, entries: Iterable[Entry], people: Mapping[str, Person], *, language: str
) -> tuple[Remark, ...]:
    """The linter's remarks on a document with its sources; ``language`` is the one people wrote in."""
    table = TABLES.get(language.partition("-")[0], NONE)
    customer = document.edition is Audience.CUSTOMER
    said = list(_said(document, people, customer=customer))
    found = [remark for each in said for remark in _of_words(each, table, people, customer=customer)]
    evidence = _evidence(entries, document)
    found += [remark for each in said for remark in _of_numbers(each, evidence)]
    if not customer:
        found += _of_impact(document, said)
    return tuple(dict.fromkeys(found))


def lines(found: Sequence[Remark], limit: int = 12) -> tuple[Phrase, ...]:
    """The remarks as sentences for one person; beyond the limit, how many there are."""
    told = tuple(
        phrase(f"wording.{each.rule}", section=each.heading, words=each.words) for each in found[:limit]
    )
    rest = len(found) - limit
    return (*told, phrase("wording.more", count=rest)) if rest > 0 else told


def _said(document: Document, people: Mapping[str, Person], *, customer: bool) -> Iterator[_Said]:
    for section in document.sections:
        if section.key not in _SECTIONS and not (customer and section.key == "timeline"):
            continue
        for part in _written(section):
            yield _Said(section=section, text=visible(part.spans, people), spans=part.spans)


def _written(section: DocumentSection) -> Iterator[Paragraph | Row | ItemRow]:
    for block in section.blocks:
        match block:
            case Paragraph() if block.origin is not Origin.DATA:
                yield block
            case Timeline(rows=rows):
                yield from rows
            case _:
                yield from (row for row in getattr(block, "rows", ()) if isinstance(row, ItemRow))


def _of_words(said: _Said, table: Table, people: Mapping[str, Person], *, customer: bool) -> Iterator[Remark]:
    for match in _matches(table.blame, said.text, spaced=table.spaced):
        yield _remark(Rule.BLAME, said, match)
    yield from _of_people(said, table, people)
    linked = any(isinstance(span, Anchor) for span in said.spans)
    if said.section.key == "cause" and not linked and not customer:
        for match in _matches(table.single_cause, said.text, spaced=table.spaced):
            yield _remark(Rule.SINGLE_CAUSE, said, match)
    if customer:
        for match in _matches(table.hedges, said.text, spaced=table.spaced):
            yield _remark(Rule.HEDGE, said, match)


def _of_people(said: _Said, table: Table, people: Mapping[str, Person]) -> Iterator[Remark]:
    failing = _pattern(table.failing, table.spaced)
    if failing is None:
        return
    mentioned = [
        people[span.user] for span in said.spans if isinstance(span, Mention) and span.user in people
    ]
    names = Names([*people.values(), *mentioned])
    for start, end in names.find(said.text):
        after = re.compile(rf"\s+(?:\w+\s+)?(?:{failing.pattern})", re.IGNORECASE).match(said.text, end)
        if after:
            yield _remark(Rule.PERSON, said, said.text[start : after.end()])


def _of_numbers(said: _Said, evidence: frozenset[str]) -> Iterator[Remark]:
    if said.section.key not in _CLAIMING:
        return
    text = _LIST_NUMBER.sub("", said.text)
    for time in _TIME.findall(text):
        if time.zfill(5) not in evidence:
            yield _remark(Rule.NUMBER, said, time)
    for match in _CLAIM.finditer(_TIME.sub(" ", text)):
        if _bare(match[0]) not in evidence:
            yield _remark(Rule.NUMBER, said, match[0])


def _of_impact(document: Document, said: list[_Said]) -> Iterator[Remark]:
    section = next((each for each in document.sections if each.key == "impact"), None)
    written = [each.text for each in said if each.section.key == "impact"]
    if section and not any(map(_DIGITS.search, written)):
        yield Remark(rule=Rule.IMPACT, section=section.key, heading=section.heading)


def _evidence(entries: Iterable[Entry], document: Document) -> frozenset[str]:
    """The numbers and times that stand elsewhere in the record than in what people wrote into sections."""
    found: set[str] = set()
    for entry in entries:
        second = document.clock.zones.second
        found |= {f"{entry.at.astimezone(zone):%H:%M}" for zone in (UTC, *([second] if second else []))}
        found |= {str(part) for part in (entry.at.year, entry.at.month, entry.at.day)}
        if entry.kind in (EntryKind.SECTION, EntryKind.ITEM):
            continue
        texts = (entry.text, *entry.data.values(), *(file.name for file in entry.files))
        for text in texts:
            found.update(map(_bare, _DIGITS.findall(text)))
            found.update(time.zfill(5) for time in _TIME.findall(text))
    return frozenset(found)


def _bare(number: str) -> str:
    """A number's digits, however they are grouped: ``40 000`` is ``40,000``."""
    return re.sub(r"\D", "", number)


def _matches(patterns: tuple[str, ...], text: str, *, spaced: bool) -> Iterator[str]:
    pattern = _pattern(patterns, spaced)
    if pattern:
        yield from (match[0] for match in pattern.finditer(text))


@cache
def _pattern(patterns: tuple[str, ...], spaced: bool) -> re.Pattern[str] | None:
    if not patterns:
        return None
    either = "|".join(patterns)
    return re.compile(rf"\b(?:{either})\b" if spaced else either, re.IGNORECASE)


def _remark(rule: Rule, said: _Said, words: str) -> Remark:
    shown = " ".join(words.split())
    return Remark(
        rule=rule,
        section=said.section.key,
        heading=said.section.heading,
        words=shown if len(shown) <= _EXCERPT else shown[: _EXCERPT - 1] + "…",
    )
