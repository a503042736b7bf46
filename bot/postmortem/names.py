"""People and plain text: what a reader sees of spans where no markup is possible.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.model import Person
from bot.text import Channel, Mention, Span, parse, plain


def name_of(user: str, people: Mapping[str, Person]) -> str:
    """The name that people call somebody by; the id of somebody unknown."""
    person = people.get(user)
    return (person.name if person else "") or user


def visible(spans: tuple[Span, ...], people: Mapping[str, Person]) -> str:
    """The characters that a reader sees, with people, user groups and channels by their names."""
    return "".join(_visible(span, people) for span in spans)


def _visible(span: Span, people: Mapping[str, Person]) -> str:
    match span:
        case Mention(user=user):
            return name_of(user, people)
        case Channel(id=id, name=""):
            return f"#{name_of(id, people)}"
    return plain((span,))


def title_text(title: str, people: Mapping[str, Person]) -> str:
    """A title as plain text of one line: asterisks and the like are part of it."""
    return " ".join(visible(parse(title, formatting=False), people).split())


def capitalised(name: str) -> str:
    """The name of a thing as it stands at the beginning of a line."""
    return name[:1].upper() + name[1:]
