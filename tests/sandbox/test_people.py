"""People at their clients, and waiting for what they cause."""

from __future__ import annotations

import asyncio

import pytest

from bot.sandbox import Channel, ClientRefusal, Person, Sandbox
from bot.sandbox.text import normalised, plain, typed


async def test_only_members_speak(box: Sandbox, ann: Person, bob: Person) -> None:
    """Someone outside cannot speak, but may join a public channel."""
    public = box.add_channel("public", [bob])
    with pytest.raises(ClientRefusal, match="not in public"):
        await ann.says(public, "x")
    await ann.joins("#public")
    await ann.says(public.id, "x")
    assert "x" == box.messages("public")[-1].text


async def test_others_messages(ann: Person, bob: Person, talk: Channel) -> None:
    """Nobody edits or deletes what another wrote."""
    ts = await ann.says(talk, "mine")
    with pytest.raises(ClientRefusal):
        await bob.edits(talk, ts, "yours")
    with pytest.raises(ClientRefusal):
        await bob.deletes(talk, ts)


async def test_private_channels_stay_private(box: Sandbox, ann: Person, bob: Person) -> None:
    """What happens in a private channel is seen by its members only."""
    secret = box.add_channel("secret", [ann], private=True)
    ts = await ann.says(secret, "x")
    assert [] == bob.sees(secret)
    with pytest.raises(ClientRefusal):
        await bob.reacts(secret, ts, "eyes")
    with pytest.raises(ClientRefusal):
        await bob.joins(secret)


async def test_until_wakes_at_a_change(box: Sandbox, ann: Person, talk: Channel) -> None:
    """Waiting ends as soon as something happens, and gives the value."""

    async def later() -> None:
        await asyncio.sleep(0)
        await ann.says(talk, "now")

    task = asyncio.create_task(later())
    found = await box.until(lambda: [m for m in box.messages(talk) if m.text == "now"], seconds=1)
    assert ["now"] == [message.text for message in found]
    await task


async def test_until_tells_what_was_there(box: Sandbox, ann: Person, talk: Channel) -> None:
    """Waiting in vain fails with the condition and what happened instead."""
    await ann.says(talk, "something else")
    with pytest.raises(AssertionError) as raised:
        await box.until(lambda: box.messages(talk)[-1].text == "never", seconds=0.01)
    assert '"never"' in str(raised.value)
    assert "something else" in str(raised.value)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("a & b", "a &amp; b"),
        ("a &amp; b", "a &amp; b"),
        ("1 < 2 > 0", "1 &lt; 2 &gt; 0"),
        ("<@U1> <#C1|talk> <!here> <https://e.com|x>", "<@U1> <#C1|talk> <!here> <https://e.com|x>"),
        ("<script>", "&lt;script&gt;"),
    ],
)
def test_normalised(text: str, stored: str) -> None:
    """Tokens and entities stay, everything else is escaped."""
    assert stored == normalised(text)


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("@ann: look", "<@U1>: look"),
        ("ann@example.com", "ann@example.com"),
        ("@here", "<!here>"),
        ("#talk", "<#C1|talk>"),
        ("see https://e.com/#talk.", "see <https://e.com/#talk>."),
        ("https://e.com/?a=1&b=2", "<https://e.com/?a=1&amp;b=2>"),
        ("<@U1> & <https://e.com|@ann>", "<@U1> &amp; <https://e.com|@ann>"),
    ],
)
def test_typed(text: str, sent: str) -> None:
    """Known names and addresses become tokens, once."""
    assert sent == typed(text, {"ann": "U1", "here": "!here"}, {"talk": "C1"})


def test_plain() -> None:
    """The entities are undone in one pass."""
    assert "<&lt;>" == plain("&lt;&amp;lt;&gt;")


async def test_refused_by_the_client(box: Sandbox, ann: Person, bob: Person, talk: Channel) -> None:
    """Replies need their parent, invitations someone who is not there yet, other apps their membership."""
    with pytest.raises(ClientRefusal, match="no message"):
        await ann.says(talk, "x", thread_ts="1.000001")
    with pytest.raises(ClientRefusal, match="already in"):
        await ann.invites(talk, bob)
    with pytest.raises(ClientRefusal, match="is not in"):
        await box.add_app("alerts").says(talk, "x")
