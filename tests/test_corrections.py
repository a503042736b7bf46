"""What a correction changes, and what follows from it for the incident."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot import corrections
from bot.corrections import Corrected
from bot.decisions import Act
from bot.errors import UserError
from bot.model import Audience, Entry, EntryKind, Incident, KeyMoment, Moment, Section, SectionName
from tests.blocks.samples import OPEN, at, entry

ACT = Act(by="U3", at=at(90), id="act")
NOTE = entry(1, "We lost 40 orders")


def correct(
    subject: Entry, incident: Incident = OPEN, siblings: tuple[Entry, ...] = (), **changes: Any
) -> Corrected:
    """The entry corrected by Chi at minute 90."""
    wording = replace(subject.wording, **changes)
    return corrections.correct(incident, ACT, subject, wording, (subject, *siblings))


def test_a_correction_stands_beside_what_it_corrects() -> None:
    """What stood before, what stands since, by whom and when: nothing of it is lost by the next one."""
    first = correct(NOTE, text="We lost 4 orders").entry
    second = correct(first, at=at(7), audience=Audience.CUSTOMER).entry

    assert ("We lost 4 orders", at(7), Audience.CUSTOMER) == (second.text, second.at, second.audience)
    assert ["We lost 40 orders", "We lost 4 orders"] == [made.before.text for made in second.corrections]
    assert [(1, "U3", at(90)), (2, "U3", at(90))] == [
        (made.number, made.by, made.at) for made in second.corrections
    ]
    assert 3 == len({NOTE.version, first.version, second.version})


def test_an_edit_of_the_message_is_another_version() -> None:
    """Who corrects a message that its author has edited meanwhile is told so."""
    assert NOTE.version != replace(NOTE, edited_at=at(5)).version


def test_no_change_is_no_correction() -> None:
    """An entry that reads like that already is not corrected."""
    with pytest.raises(UserError) as refused:
        correct(NOTE, text="We lost 40 orders")
    assert "error.correction_same" == refused.value.key


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        (EntryKind.DECLARED, {"text": "Another title"}),
        (EntryKind.DECLARED, {"at": at(9)}),
        (EntryKind.RESOLVED, {"removed": True}),
        (EntryKind.ITEM, {"text": "Another item"}),
        (EntryKind.STATUS, {"text": "Words"}),
    ],
)
def test_what_has_its_own_command_is_not_corrected_here(kind: EntryKind, changes: dict[str, Any]) -> None:
    """Beginning, ends and items keep their time and place, and no words are put where there are none."""
    words = "" if kind is EntryKind.STATUS else "Words of people"
    with pytest.raises(UserError) as refused:
        correct(entry(1, words, kind, to="identified"), **changes)
    assert "error.correction_fixed" == refused.value.key


def test_a_moment_follows_its_entry() -> None:
    """The key moment is where its entry was moved to; once that is removed, the word before it counts."""
    earlier = entry(1, "", EntryKind.MOMENT, moment="began")
    later = replace(entry(2, "", EntryKind.MOMENT, moment="began"), id="later")
    known = OPEN.but(moments={Moment.BEGAN: KeyMoment(at=later.at, entry="later")})
    moved = correct(later, known, (earlier,), at=at(-30))
    removed = correct(moved.entry, moved.incident, (earlier,), removed=True)

    assert KeyMoment(at=at(-30), entry="later") == moved.incident.moments[Moment.BEGAN]
    assert KeyMoment(at=earlier.at, entry=earlier.id) == removed.incident.moments[Moment.BEGAN]
    assert (
        moved.incident.moments
        == correct(removed.entry, removed.incident, (earlier,), removed=False).incident.moments
    )


def test_a_moment_that_nobody_says_any_more_is_unknown() -> None:
    """Without any entry that says so, there is no such moment; nothing is guessed."""
    said = entry(1, "", EntryKind.MOMENT, moment="mitigated")
    known = OPEN.but(moments={Moment.MITIGATED: KeyMoment(at=said.at, entry=said.id)})

    assert {} == correct(said, known, removed=True).incident.moments


def test_a_section_follows_its_entry() -> None:
    """A corrected section reads so in the post-mortem, and says who wrote it so."""
    written = entry(1, "A valve", EntryKind.SECTION, section="cause")
    known = OPEN.but(
        sections={SectionName.CAUSE: Section(text="A valve", author="U1", at=at(1), entry=written.id)}
    )
    corrected = correct(written, known, text="Two valves")

    expected = Section(text="Two valves", author="U3", at=at(90), entry=written.id)
    assert {SectionName.CAUSE: expected} == corrected.incident.sections
    assert {} == correct(corrected.entry, corrected.incident, removed=True).incident.sections


def test_the_latest_update_follows_its_entry() -> None:
    """The card shows the latest update as it was corrected; an older one's correction does not show there."""
    old, new = entry(1, "Old", EntryKind.UPDATE), replace(entry(2, "New", EntryKind.UPDATE), id="new")
    known = OPEN.but(latest="New", latest_at=new.recorded_at)

    assert "Newer" == correct(new, known, (old,), text="Newer").incident.latest
    assert "New" == correct(old, known, (new,), text="Older").incident.latest
    assert ("Old", old.recorded_at) == (
        correct(new, known, (old,), removed=True).incident.latest,
        correct(new, known, (old,), removed=True).incident.latest_at,
    )
    ended = known.but(latest="Fixed", latest_at=new.recorded_at + timedelta(hours=1))
    assert "Fixed" == correct(new, ended, (old,), text="Newer").incident.latest
