"""What people write into a section stays theirs, whatever becomes of the record."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot import editing
from bot.editing import Version
from bot.export.markdown import bodies
from bot.locales import Catalogues
from bot.model import Audience
from bot.postmortem.document import Document, DocumentSection, Paragraph
from bot.postmortem.edited import with_edits
from bot.postmortem.markup import read
from bot.postmortem.times import UTC_ALONE, Clock
from bot.text import Words, plain

NOW = datetime(2024, 2, 7, 1, 30, tzinfo=UTC)
INTERNAL = Audience.INTERNAL
ENGLISH = Catalogues("en").official


def a_version(text: str, *, author: str = "U1", base: str = "", at: int = 0) -> Version:
    """What somebody wants to stand in the internal, English edition as its impact."""
    return Version(
        edition=INTERNAL,
        language="en",
        section="impact",
        number=0,
        text=text,
        author=author,
        at=NOW + timedelta(minutes=at),
        base=editing.prints(base),
    )


def saved(versions: tuple[Version, ...], wanted: Version, seen: int) -> tuple[Version, ...]:
    """The versions once this one has been saved."""
    new = editing.next_version(versions, wanted, seen=seen)
    return (*versions, new) if new else versions


def document(line: str) -> Document:
    """A document whose impact the bot words so."""
    block = Paragraph(spans=(Words(text=line),))
    section = DocumentSection(key="impact", heading="Impact", blocks=(block,))
    return Document(
        title=(Words(text="T"),), language="en", sections=(section,), clock=Clock(zones=UTC_ALONE)
    )


def shown(versions: tuple[Version, ...], line: str) -> str:
    """The impact of that document as its readers see it."""
    alone, edits = document(line), editing.edited(versions)
    now = "\n\n".join(bodies(alone, {})["impact"])
    fresh = {key: editing.news(edit.base, now) for key, edit in edits.items()}
    return "\n\n".join(bodies(with_edits(alone, edits, fresh, (), ENGLISH), {})["impact"])


def test_the_first_of_two_counts_and_the_second_is_kept() -> None:
    """Who saves over words that they have not seen does not replace them."""
    versions = saved((), a_version("First"), seen=0)
    versions = saved(versions, a_version("Second", author="U2"), seen=0)

    assert ["First"] == [each.text for each in editing.edited(versions).values()]
    assert [(1, False), (2, True)] == [(each.number, each.beside) for each in versions]
    # Having seen the first, the second may put theirs in its place.
    assert (
        "Second" == editing.edited(saved(versions, a_version("Second", author="U2"), seen=1))["impact"].text
    )


def test_nothing_changed_is_no_version() -> None:
    """The bot's own words, or those that count already, saved again leave no trace."""
    assert () == saved((), a_version("As it was", base="As it was"), seen=0)
    versions = saved((), a_version("Mine"), seen=0)
    assert versions == saved(versions, a_version("Mine", author="U2"), seen=0)


def test_an_emptied_section_is_the_bots_again() -> None:
    """Nothing written means that the bot writes; what was there before is kept."""
    versions = saved(saved((), a_version("Mine"), seen=0), a_version(""), seen=1)

    assert {} == editing.edited(versions)
    assert ["Mine", ""] == [each.text for each in versions]
    assert "As compiled" == shown(versions, "As compiled")


def test_what_is_new_stands_beside() -> None:
    """The line that the bot would write now is shown below the person's words, with who wrote those and when."""
    versions = saved((), a_version("**All** of pod 7", base="Some of pod 7"), seen=0)

    assert "**All** of pod 7\n\nEdited by U1, 2024-02-07 01:30 UTC" == shown(versions, "Some of pod 7")
    text = shown(versions, "Some of pods 7 and 8")
    assert text.startswith("**All** of pod 7\n\n")
    assert "New in the record since this edit:\n\nSome of pods 7 and 8" in text
    assert text.endswith(
        "One line that I had written here before this edit no longer follows from the record."
    )


def test_other_documents_are_told() -> None:
    """An edition or language with other words for a section is named; one with the same words is not."""
    mine = replace(a_version("Mine"), number=1)
    theirs = replace(mine, edition=Audience.CUSTOMER, text="Theirs")
    same = replace(mine, language="de")

    assert (theirs,) == editing.elsewhere((mine, theirs, same), INTERNAL, "en")
    assert (mine, theirs, same) == editing.elsewhere((mine, theirs, same), INTERNAL, "fr")


def test_two_versions_compared() -> None:
    """Lines that went and lines that came, with the versions' numbers."""
    one, two = replace(a_version("a\nb"), number=1), replace(a_version("a\nc"), number=2)

    assert ("--- version 1", "+++ version 2", "@@ -1,2 +1,2 @@", " a", "-b", "+c") == editing.compared(
        one, two
    )


WORDS = st.text(alphabet="abcdefgh ", min_size=1, max_size=12).map(str.strip).filter(bool)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("record"), WORDS),
        st.tuples(st.just("looks"), st.sampled_from("AB")),
        st.tuples(st.sampled_from("AB"), WORDS),
    ),
    max_size=25,
)


@given(steps=STEPS)
def test_no_word_is_ever_lost(steps: list[tuple[str, str]]) -> None:
    """However edits and new evidence alternate, every word written is kept, and what counts is shown in full,
    with whatever the record has come to say since."""
    record = "start"
    versions: tuple[Version, ...] = ()
    before: dict[str, tuple[int, str]] = {"A": (0, "start"), "B": (0, "start")}
    written: list[str] = []
    for who, what in steps:
        counts = editing.standing(versions).get("impact")
        number = counts.number if counts else 0
        if who == "record":
            record = f"record {what}"
        elif who == "looks":
            before[what] = (number, record)
        else:
            seen, base = before[who]
            versions = saved(versions, a_version(what, author=who, base=base), seen)
            # Only what stood there already is no version of its own.
            assert what in {each.text for each in versions} or what == base
            written.append(what)
        document_text = shown(versions, record)
        for edit in editing.edited(versions).values():
            assert document_text.startswith(f"{edit.text}\n\n")
            assert edit.base == editing.prints(record) or f"\n\n{record}" in document_text
        if not editing.edited(versions):
            assert record == document_text
        assert [each.number for each in versions] == list(range(1, len(versions) + 1))
    assert {each.text for each in versions} <= set(written)


@given(text=st.text(alphabet="ab`*_~[]()<>#\\ \n-.:/&;lt", max_size=60))
def test_reading_markdown_keeps_every_letter(text: str) -> None:
    """Whatever is taken for markup, the letters are all there, in their order."""
    said = plain(read(text))

    assert [each for each in text if each in "ab"] == [each for each in said if each in "ab"]
