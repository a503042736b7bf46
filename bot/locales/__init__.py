"""The catalogues: every sentence shown to a person, by language.

Each ``<language>.po`` beside this module maps symbolic keys to sentences with ``{placeholders}``.
In a sentence ``*…*`` is bold and a pair of backticks is code; parameters are never read as markup.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cache
from importlib import resources

from babel.messages.pofile import read_po

from bot.errors import UserError
from bot.locales import wording
from bot.phrases import Lasting, Link, OnDay, Param, Phrase, Prose, Room, Several, When, Who
from bot.text import Anchor, Channel, Instant, Mention, Span, Words, parse

_STYLE = re.compile(r"(\*|`)")
#: Placeholders for numbers that name something and can be typed back, so that they are not grouped by thousands.
_NAMING = frozenset({"number"})


class Catalogue:
    """The sentences of one language."""

    def __init__(self, language: str, messages: Mapping[str, tuple[str, ...]]) -> None:
        """``messages``: key to its forms: one form, or one for "one" and one for all other numbers."""
        self.language = language
        self._messages = messages
        self._plural = wording.locale_of(language).plural_form

    @property
    def keys(self) -> frozenset[str]:
        """All keys this catalogue has a sentence for."""
        return frozenset(self._messages)

    def text(self, key: str, **params: str | int) -> str:
        """A sentence as a plain string; raises ``KeyError`` for a key that is missing."""
        shown = {name: self._shown(name, value) for name, value in params.items()}
        return _STYLE.sub("", self._form(key, params)).format(**shown)

    def raw(self, key: str) -> str:
        """A sentence as the catalogue has it, with its placeholders; raises ``KeyError`` for a missing key."""
        return self._messages[key][-1]

    def spans(self, phrase: Phrase, prose: Callable[[str], tuple[Span, ...]] = parse) -> tuple[Span, ...]:
        """A phrase as spans, with its parameters in their places; raises ``KeyError`` for a missing key.

        ``prose`` says how people's own words, in Slack's escaped form, are to read.
        """
        return tuple(span for span in self._fill(phrase, prose) if not isinstance(span, Words) or span.text)

    def error(self, error: UserError) -> tuple[Span, ...]:
        """A refusal as spans; its parameters are literal text."""
        return self.spans(error.phrase)

    def lasting(self, length: timedelta) -> str:
        """A duration in words, exact to the minute (to the second below one): ``1 hr 48 min``."""
        if length < timedelta(seconds=1):
            return self.raw("lasting.moment")
        return wording.lasting(length, self.language)

    def _form(self, key: str, params: Mapping[str, object]) -> str:
        forms = self._messages[key]
        count = params.get("count")
        if len(forms) == 1 or not isinstance(count, int):
            return forms[-1]
        # What the CLDR calls "many" in Romance languages is for millions, and none of our languages has more.
        return forms[0] if self._plural(count) == "one" else forms[-1]

    def _fill(self, phrase: Phrase, prose: Callable[[str], tuple[Span, ...]]) -> Iterator[Span]:
        style = Words(text="")
        for literal, name, _, _ in string.Formatter().parse(self._form(phrase.key, phrase.params)):
            for piece in _STYLE.split(literal):
                match piece:
                    case "*":
                        style = replace(style, bold=not style.bold)
                    case "`":
                        style = replace(style, code=not style.code)
                    case _:
                        yield replace(style, text=piece)
            if name is not None:
                spans = self._param(name, phrase.params[name], prose)
                yield from (_styled(span, style) for span in spans)

    def _param(self, name: str, value: Param, prose: Callable[[str], tuple[Span, ...]]) -> tuple[Span, ...]:
        match value:
            case Prose():
                return prose(value.text)
            case Who():
                return (Mention(user=value.user, ping=value.ping),)
            case When():
                return (Instant(at=value.at),)
            case Room():
                return (Channel(id=value.channel, name=value.name),)
            case Link():
                return (Anchor(url=value.url, label=value.label),)
            case Phrase():
                return self.spans(value, prose)
            case Several():
                return tuple(self._several(name, value, prose))
        return (Words(text=self._shown(name, value)),)

    def _several(
        self, name: str, things: Several, prose: Callable[[str], tuple[Span, ...]]
    ) -> Iterator[Span]:
        before, *after = wording.separators(len(things.of), self.language) if things.of else [""]
        yield Words(text=before)
        for thing, separator in zip(things.of, after, strict=True):
            yield from self._param(name, thing, prose)
            yield Words(text=separator)

    def _shown(self, name: str, value: str | int | OnDay | Lasting) -> str:
        match value:
            case OnDay():
                return wording.due_day(value.on, self.language)
            case Lasting():
                return self.lasting(value.length)
            case int() if name not in _NAMING:
                return wording.number(value, self.language)
        return str(value)


def _styled(span: Span, style: Words) -> Span:
    if not isinstance(span, Words):
        return span
    return replace(span, bold=span.bold or style.bold, code=span.code or style.code)


class Catalogues:
    """All languages at hand; ``de-AT`` finds ``de``, an unknown locale the official language."""

    def __init__(self, official: str) -> None:
        """Each is read when it is first wanted; raises ``KeyError`` when the official language has none."""
        self.languages = languages()
        if official not in self.languages:
            raise KeyError(official)
        self.official = load(official)

    def for_locale(self, locale: str) -> Catalogue:
        """The catalogue of a person's or document's locale."""
        language, _, _ = locale.partition("-")
        near = (known for known in self.languages if known.partition("-")[0] == language)
        return load(named(locale) or next(near, self.official.language))


@cache
def languages() -> tuple[str, ...]:
    """The languages that have a catalogue, sorted."""
    files = resources.files(__package__).iterdir()
    return tuple(sorted(file.name.removesuffix(".po") for file in files if file.name.endswith(".po")))


def named(typed: str) -> str | None:
    """The language of a catalogue that is meant: ``pt_br`` is ``pt-BR``; ``None`` for one that has none."""
    wanted = typed.replace("_", "-").casefold()
    return next((language for language in languages() if language.casefold() == wanted), None)


@cache
def load(language: str) -> Catalogue:
    """One language's catalogue, read once in a process; raises ``FileNotFoundError`` when there is none."""
    with (resources.files(__package__) / f"{language}.po").open("rb") as file:
        parsed = read_po(file, locale=language.replace("-", "_"))
    messages = {
        (message.id if isinstance(message.id, str) else message.id[0]): (
            (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        )
        for message in parsed
        if message.id
    }
    return Catalogue(language, messages)
