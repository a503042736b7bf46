"""What Slack delivers, with its secrets masked; and the word to whoever wrote one."""

from __future__ import annotations

from dataclasses import replace

from bot.masking.texts import kinds, mask
from bot.model import File, Message
from bot.phrases import Several, phrase
from bot.requests import (
    ButtonPressed,
    CommandTyped,
    FormSubmitted,
    Joined,
    Marked,
    MessageSeen,
    Origin,
    Request,
)
from bot.tellings import Answer


def masked_arrival(arrived: Request | MessageSeen) -> Request | MessageSeen:
    """The same without secrets; what holds none is the very same object."""
    match arrived:
        case MessageSeen(message=message):
            seen = masked_message(message)
            return arrived if seen is message else MessageSeen(message=seen)
        case CommandTyped(text=text, origin=origin):
            return replace(arrived, text=mask(text), origin=origin and _masked_origin(origin))
        case FormSubmitted(fields=fields):
            return replace(arrived, fields={name: mask(text) for name, text in fields.items()})
        case ButtonPressed() | Marked() | Joined():
            return arrived


def masked_message(message: Message) -> Message:
    """The message without secrets in its text and in the names and addresses of its files."""
    text = mask(message.text)
    files = _masked_files(message.files)
    if text == message.text and files == message.files:
        return message
    return replace(message, text=text, files=files)


def _masked_files(files: tuple[File, ...]) -> tuple[File, ...]:
    return files and tuple(map(_masked_file, files))


def _masked_file(file: File) -> File:
    name, address = mask(file.name), mask(file.permalink)
    if (name, address) == (file.name, file.permalink):
        return file
    # The address ends with the name, in small letters and other signs; Slack finds the file by its id alone.
    before, id_, _ = address.partition(f"/{file.id}") if file.id else (address, "", "")
    return replace(file, name=name, permalink=before + id_)


def _masked_origin(origin: Origin) -> Origin:
    return replace(origin, files=_masked_files(origin.files))


def warning(user: str, channel: str, found: tuple[str, ...], *, permalink: str = "") -> Answer:
    """To whoever wrote a secret, privately: what to do about it. Without a permalink it was typed as a command."""
    what = Several(of=found)
    line = (
        phrase("secret.message", what=what, link=permalink)
        if permalink
        else phrase("secret.command", what=what)
    )
    return Answer(user=user, channel=channel, lines=(line,))


def secrets_of(request: Request) -> tuple[str, ...]:
    """What was masked in a request."""
    match request:
        case CommandTyped(text=text):
            return kinds(text)
        case FormSubmitted(fields=fields):
            return kinds("\n".join(fields.values()))
        case _:
            return ()
