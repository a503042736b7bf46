"""What the demonstration shows on the terminal: progress, the channel as it looked, the document."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import UTC
from pathlib import Path

from rich.console import Console
from rich.markdown import Markdown
from rich.rule import Rule
from rich.text import Text

from bot.demo.recording import Event
from bot.model import instant
from bot.sandbox import Channel, Message, Sandbox
from bot.text import Anchor, Emoji, Instant, Mention, Span, Words, parse, unescape
from bot.text import Channel as ChannelSpan


def console() -> Console:
    """Standard output; at least wide enough to read when it is not a terminal."""
    return Console(highlight=False)


@contextlib.contextmanager
def progress(
    box: Sandbox, title: str, total: int
) -> Iterator[Callable[[Event, list[tuple[str, str]]], None]]:
    """A line for each event as it is replayed, and what one person alone was told because of it."""
    out = console()
    out.print(Rule(Text(f"Replaying: {title}")))
    done = 0

    def step(event: Event, told_alone: list[tuple[str, str]]) -> None:
        nonlocal done
        done += 1
        told = event.command or event.says or event.edits or event.reacts or event.unreacts or event.deed
        told = f"/incident {told}" if event.command else told
        line = Text.assemble(
            (f"{done:>3}/{total} ", "dim"),
            (f"{event.at.astimezone(UTC):%d %b %H:%M:%S} ", "dim"),
            (f"{event.who:<8}", "bold"),
            f"{event.deed:<9}" if event.deed not in ("command", "says") else "",
            told.replace("\n", " "),
        )
        line.truncate(out.width, overflow="ellipsis")
        out.print(line)
        for name, text in told_alone:
            out.print(Text(f"        (only {name} sees)  {_plain(box, text)}", style="dim"))

    yield step


def channel(box: Sandbox, shown: Channel) -> None:
    """The channel as everybody saw it at the end, threads under their parents."""
    out = console()
    out.print(Rule(Text(f"#{shown.name}")))
    out.print(Text(unescape(shown.topic.value), style="italic"))
    messages = box.messages(shown)
    pinned = {pin.ts for pin in box.pins(shown)}
    for message in messages:
        if message.thread_ts in (None, message.ts):
            _message(out, box, message, pinned, indent=0)
            for reply in messages:
                if reply.thread_ts == message.ts and reply.ts != message.ts:
                    _message(out, box, reply, pinned, indent=4)


def announced(box: Sandbox, name: str) -> None:
    """What everybody else was told."""
    out = console()
    out.print(Rule(Text(f"#{name}")))
    for message in box.messages(name):
        _message(out, box, message, set(), indent=0)


def document(markdown: str) -> None:
    """The finished post-mortem."""
    out = console()
    out.print(Rule(Text("The post-mortem draft")))
    out.print(Markdown(markdown))


def written(files: list[Path]) -> None:
    """Where the files are."""
    out = console()
    out.print(Rule())
    for file in files:
        out.print(f"Written: ./{file.parent.name}/{file.name}", soft_wrap=True)


def closing(box: Sandbox, events: int) -> None:
    """What went over the wire, and what to do next."""
    out = console()
    out.print(
        f"{events} events replayed over Socket Mode, answered with {len(box.calls)} calls of the Web API.",
        soft_wrap=True,
    )
    out.print("Your own night: `chronik demo FILE` (the format is in the README).", soft_wrap=True)


def _message(out: Console, box: Sandbox, message: Message, pinned: set[str], indent: int) -> None:
    if message.subtype in ("channel_join", "channel_topic", "channel_name", "pinned_item", "tombstone"):
        return
    user = box.workspace.users.get(message.user)
    name = (user.real_name or user.name) if user else message.user
    marks = [f":{reaction}:" for reaction in message.reactions]
    marks += [":pinned:"] if message.ts in pinned else []
    marks += ["(edited)"] if message.edited else []
    head = Text.assemble(
        " " * indent,
        (f"{instant(message.ts):%H:%M} ", "dim"),
        (name, "bold cyan" if user and user.bot_id else "bold"),
        "  ",
        (" ".join(marks), "yellow"),
    )
    out.print(head)
    body = _plain(box, message.text) or ", ".join(file.name for file in message.files)
    for line in body.splitlines() or [""]:
        out.print(Text(" " * (indent + 6) + line))


def _plain(box: Sandbox, text: str) -> str:
    return "".join(_words(box, span) for span in parse(text))


def _words(box: Sandbox, span: Span) -> str:
    match span:
        case Words(text=text):
            return text
        case Mention(user=user):
            known = box.workspace.users.get(user)
            return f"@{known.real_name if known else user}"
        case ChannelSpan(id=id):
            known_channel = box.workspace.channels.get(id)
            return f"#{known_channel.name if known_channel else id}"
        case Anchor(label=label):
            return label
        case Instant(at=at):
            return f"{at:%d %b %H:%M} UTC"
        case Emoji(name=name):
            return f":{name}:"
