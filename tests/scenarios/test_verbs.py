"""Every verb by slash command, and what each leaves in the channel, on the card and on the timeline."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.scenarios.conftest import START, Night


async def test_an_update_reaches_channel_card_and_announcement(night: Night) -> None:
    """`update` is echoed in the channel and shown on the card and in the announcement, edited in place."""
    await night.opens()
    await night.types(night.ann, "update Failing over to the second region next 45m")

    assert any("Failing over to the second region" in text for text in night.heard())
    assert "Failing over to the second region" in night.card.text
    (announcement,) = night.posts(night.announcements)
    assert "Failing over to the second region" in announcement.text
    assert announcement.edited


async def test_a_moment_corrects_the_announcement(night: Night) -> None:
    """The announcement says how long it took, also when people say afterwards when it began."""
    await night.opens()
    await night.types(night.ann, "resolve Done")
    await night.types(night.ann, "moment began at 2 hours ago")

    (announcement,) = night.posts(night.announcements)
    assert "resolved after 2 hr" in announcement.text


async def test_an_update_without_text_opens_the_form(night: Night) -> None:
    """`update` alone shows the form; sent, it tells, changes the status and promises the time that was chosen."""
    await night.opens()
    await night.types(night.ann, "update")
    await night.ann.submits(
        night.ann.view,
        {
            "text": {"value": "Cause found *really* <@U1>"},
            "status": {"value": "identified"},
            "next": {"value": "2h"},
        },
    )
    await night.settles()

    assert "Cause found really &lt;@U1&gt;" in night.card.text
    assert "identified" in night.channel.topic.value
    async with night.bot.store.read() as reader:
        incident = await reader.incident(1)
    assert incident is not None
    assert incident.promise is not None
    assert START + timedelta(hours=2) == incident.promise.due_at


async def test_the_card_has_a_button_for_the_update(night: Night) -> None:
    """The button on the card opens the update form."""
    await night.opens()
    await night.bob.joins(night.channel)
    await night.bob.clicks(night.channel, night.card.ts, "update")
    await night.settles()

    assert night.bob.view is not None
    assert "update" == night.bob.view.callback_id


async def test_status_severity_and_title_show_everywhere(night: Night) -> None:
    """A change of status, severity or title shows in topic, card and announcement."""
    await night.opens()
    await night.types(night.ann, "status identified")
    await night.types(night.ann, "severity SEV1")
    await night.types(night.ann, "title Checkout and search are down")

    (announcement,) = night.posts(night.announcements)
    for shown in (night.channel.topic.value, night.card.text, announcement.text):
        assert "SEV1" in shown
        assert "identified" in shown
        assert "Checkout and search are down" in shown
    assert "inc-1-checkout-is-down" == night.channel.name


async def test_a_role_is_taken_or_given(night: Night) -> None:
    """`role` without a name takes the role, with one it gives it; the card says who has it."""
    await night.opens()
    await night.types(night.ann, "role commander")
    await night.types(night.ann, "role communications @bob")

    assert "Ann Lee" in night.card.text
    assert "Bob Marsh" in night.card.text


async def test_a_note_can_tell_of_an_earlier_time(night: Night) -> None:
    """A back-dated note is read in the typist's zone, stands at its own time and says so in the channel."""
    await night.opens()
    await night.types(night.ann, "note We look at the load balancer")
    await night.types(night.ann, "note at 17:05 Deploy of build 4711 <!channel>")

    async with night.bot.store.read() as reader:
        notes = [entry for entry in await reader.entries(1) if entry.kind == "note"]
    # 17:05 in Los Angeles on 6 February is 01:05 UTC on the 7th.
    assert [START - timedelta(minutes=25), START] == [note.at for note in notes]
    assert "Deploy of build 4711 @channel" in night.heard()[-1]
    assert f"<!date^{int(notes[0].at.timestamp())}" in night.heard()[-1]


async def test_a_note_that_may_have_had_a_time(night: Night) -> None:
    """It is kept as it was typed, and its author is told that it stands at the present."""
    await night.opens()
    await night.types(night.ann, "note at banana we saw it")

    assert "noted: at banana we saw it" in night.heard()[-1]
    assert "“at banana” as part of the text" in night.told(night.ann, night.channel)


async def test_echoes_say_what_was_understood(night: Night) -> None:
    """A new item's owner and date, a snooze's end, and the promise that a severity brought forward."""
    await night.opens("SEV3 Search is slow")
    await night.types(night.ann, "action Add an alarm by nobody")
    await night.types(night.ann, "action Add an alarm @bob by 2024-03-01")
    await night.types(night.ann, "severity SEV1")
    await night.types(night.ann, "severity SEV2")
    await night.types(night.ann, "snooze 40m the vendor is on it")
    bare, full, sooner, same, snoozed = night.heard()[-5:]

    assert bare.endswith("Add an alarm by nobody\nno owner, no due date")
    assert full.endswith("Add an alarm\n@Bob Marsh, due 2024-03-01")
    assert sooner.endswith("|2024-02-07 02:00 UTC>")
    assert "Next update by" in sooner
    assert "Next update" not in same
    assert "|2024-02-07 02:10 UTC>: the vendor" in snoozed


async def test_moments_notices_and_sections(night: Night) -> None:
    """`moment`, `notice`, `impact`, `cause` and `fix` each fill their place in the draft."""
    await night.opens()
    for text in (
        "moment began at 2024-02-06 23:50 UTC",
        "moment detected at 10 minutes ago",
        "notice at 01:25 UTC We are looking into it",
        "impact Some customers on pod 7 cannot pay",
        "cause A migration locked the table",
        "fix We rolled the migration back",
    ):
        await night.types(night.ann, text)
    document = await night.draft()

    assert "2024-02-06 23:50 UTC" in document
    assert "2024-02-07 01:20 UTC" in document
    for text in ("We are looking into it", "Some customers on pod 7", "A migration locked", "We rolled the"):
        assert text in document


async def test_remediation_items_have_owner_due_date_and_state(night: Night) -> None:
    """`action` adds an item and changes its state, `actions` lists them for the asker alone."""
    await night.opens()
    await night.types(night.ann, "action Add an alert on lock time @bob by 2024-02-20")
    await night.types(night.ann, "action Write the runbook")
    await night.types(night.ann, "action 1 in progress")
    await night.types(night.ann, "action 2 won't do")
    await night.types(night.bob, "actions", night.channel)

    listed = night.told(night.bob, night.channel)
    assert "Add an alert on lock time" in listed
    assert "in progress" in listed
    assert "won't do" in listed
    assert "2024-02-20" in listed or "20 Feb" in listed or "Feb 20" in listed
    assert "Bob Marsh" in listed


async def test_timeline_summary_list_and_help_answer_the_asker_alone(night: Night) -> None:
    """Questions are answered ephemerally and leave nothing in the channel."""
    await night.opens()
    posted = len(night.box.messages(night.channel))
    for question, answer in (
        ("timeline", "declared"),
        ("summary", "Checkout is down"),
        ("list", "INC-1"),
        ("help", "update"),
        ("help handover", "accept"),
        ("help update", "next 45m"),
    ):
        await night.types(night.ann, question)
        assert answer in night.told(night.ann, night.channel)

    assert posted == len(night.box.messages(night.channel))


async def test_a_manager_asks_from_anywhere(night: Night) -> None:
    """`summary INC-1` works in any channel, also one the bot is no member of."""
    await night.opens()
    await night.types(night.bob, "summary INC-1", night.general)

    assert "Checkout is down" in night.told(night.bob)
    assert night.box.bot_user not in night.general.members


async def test_commands_work_elsewhere_with_an_id(night: Night) -> None:
    """A change made from elsewhere is echoed in the incident's channel and confirmed to the asker."""
    await night.opens()
    await night.types(night.bob, "note INC-1 The provider has an outage", night.general)

    assert "The provider has an outage" in night.heard()[-1]
    assert "INC-1" in night.told(night.bob)


async def test_resolve_reopen_and_cancel(night: Night) -> None:
    """The lifecycle's ends: resolved, reopened, cancelled; each shows and each is refused where it makes no sense."""
    await night.opens()
    await night.types(night.ann, "resolve All customers can pay again")
    assert "resolved" in night.channel.topic.value
    await night.types(night.ann, "resolve")
    assert "resolved" in night.told(night.ann, night.channel)
    await night.types(night.ann, "reopen It is back")
    assert "investigating" in night.channel.topic.value
    await night.types(night.ann, "cancel A test was mistaken for the real thing")
    assert "cancelled" in night.channel.topic.value
    await night.types(night.bob, "list", night.general)
    assert "INC-1" not in night.told(night.bob)


async def test_fixed_in_chat_resolves_nothing(night: Night) -> None:
    """Only a command resolves."""
    await night.opens()
    await night.says(night.ann, "fixed! all resolved")

    assert "investigating" in night.channel.topic.value


async def test_the_command_alone_is_a_panel(night: Night) -> None:
    """`/incident` alone shows how it stands in an incident's channel, and the declare form elsewhere."""
    await night.types(night.ann, "", night.general)
    assert night.ann.view is not None
    assert "declare" == night.ann.view.callback_id
    await night.ann.closes()
    await night.opens()
    await night.types(night.ann, "")
    assert "Checkout is down" in night.told(night.ann, night.channel)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("updat something", "update"),
        ("xyzzy", "help"),
        ("severity SEV9", "SEV1"),
        ("status fixed", "resolve"),
        ("note at 25:99 too late", "25:99"),
        ("note at 23:59 tomorrow", "note"),
        ("moment began at 2031-01-01 10:00 UTC", "2031"),
        ("action 7 completed", "7"),
        ("summary INC-99", "INC-99"),
        ("title " + "x" * 3000, "150"),
        ("role captain", "commander"),
        ("handover @nobody", "nobody"),
        ("snooze 15m", "snooze"),
        ("snooze 9h asleep", "1h"),
        ("snooze 99d asleep", "1h"),
        ("snooze 0m asleep", "1h"),
        ("notice at 14:05", "notice [at"),
        ("update text next banana", "next banana"),
        ("action text @nobody", "@nobody"),
        ("update text next 0m", "0m"),
    ],
)
async def test_bad_input_is_answered_and_changes_nothing(night: Night, typed: str, answer: str) -> None:
    """Whatever cannot be read is answered with a sentence, and the record stays as it was."""
    await night.opens()
    before = await night.timeline(), night.channel.topic.value
    await night.types(night.ann, typed)

    assert answer in night.told(night.ann, night.channel)
    assert before == (await night.timeline(), night.channel.topic.value)


async def test_a_command_outside_an_incident_says_so(night: Night) -> None:
    """A command that needs an incident says which channel it belongs to."""
    await night.types(night.bob, "update all is well", night.general)

    assert "INC-12" in night.told(night.bob)


@pytest.mark.parametrize(
    "template",
    [
        "open {}",
        "title {}",
        "update {}",
        "note {}",
        "notice {}",
        "impact {}",
        "cause {}",
        "fix {}",
        "action {}",
        "resolve {}",
    ],
)
async def test_hostile_text_pings_nobody_and_loses_nothing(night: Night, template: str) -> None:
    """Broadcasts, markup and entities in any text are shown as typed, and nobody is notified."""
    hostile = "<!channel> <!here> @everyone *_~`x`~_* &<b> <@U000> end"
    if template != "open {}":
        await night.opens()
        await night.types(night.ann, template.format(hostile))
    else:
        await night.opens(hostile)
    everything = [*night.posts(), *night.posts(night.announcements)]

    for message in everything:
        shown = f"{message.text} {message.blocks}"
        for ping in ("<!channel", "<!here", "<!everyone", "<!subteam", "'type': 'broadcast'"):
            assert ping not in shown
    assert any("&lt;b&gt;" in message.text for message in everything)


async def test_stats_tell_counts_times_and_promises(night: Night) -> None:
    """A manager asks in chat: how many, how long, how promises were kept, what is left to do."""
    await night.opens("SEV2 Checkout is down")
    await night.types(night.ann, "moment began at 01:10 UTC")
    await night.types(night.ann, "action Add an alarm <@U1> by 2024-02-06")
    await night.passes(timedelta(minutes=70))
    await night.types(night.ann, "update Found it")
    await night.passes(timedelta(minutes=10))
    await night.types(night.ann, "resolve Rolled back")
    await night.opens("SEV3 Search is slow", by=night.bob)
    await night.types(night.bob, "stats 30d", night.general)
    told = night.told(night.bob)

    assert "2 incidents within 30 days" in told
    assert "1 open, 1 resolved, 0 cancelled" in told
    assert "By severity: 🟧 SEV2 1 and 🟨 SEV3 1" in told
    assert "Week of 2024-02-05: 🟧🟨 2" in told
    assert "Time to declare: median 20 min" in told
    assert "Time to mitigate: not known" in told
    assert "Time to resolve: median 1 hr 40 min" in told
    assert "1 of 2 updates on time, longest silence 1 hr 10 min" in told
    assert "Action items of all incidents: 1 open, 1 overdue" in told
