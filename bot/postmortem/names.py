"""People and plain text: what a reader sees of spans where no markup is possible.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.model import Person
from bot.text import Mention, Span, parse, plain


def name_of(user: str, people: Mapping[str, Person]) -> str:
    """The name that people call somebody by; the id of somebody unknown."""
    person = people.get(user)
    return (person.name if person else "") or user


def visible(spans: tuple[Span, ...], people: Mapping[str, Person]) -> str:
    """The characters that a reader sees, with people by their names."""
    return "".join(
        name_of(span.user, people) if isinstance(span, Mention) else plain((span,)) for span in spans
    )


def title_text(title: str, people: Mapping[str, Person]) -> str:
    """A title as plain text of one line: asterisks and the like are part of it."""
    return " ".join(visible(parse(title, formatting=False), people).split())


def capitalised(name: str) -> str:
    """The name of a thing as it stands at the beginning of a line."""
    return name[:1].upper() + name[1:]
