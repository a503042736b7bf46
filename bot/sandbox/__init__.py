"""A Slack-compatible workspace on 127.0.0.1, at least as strict as Slack.

A real Bolt app talks to it unchanged: give its client ``base_url=box.api_url``, use Socket Mode or
``await box.deliver_to(url)`` for signed HTTP (several: behind a balancer). People are moved in-process::

    async with Sandbox(clock=clock, commands=("/greet",)) as box:
        ann = box.add_person("ann", real_name="Ann Lee", tz="Europe/Paris", locale="fr-FR", admin=False)
        general = box.add_channel("general", members=[ann], private=False, bot=True)
        box.add_usergroup("oncall", members=[ann]); alerts = box.add_app("alertbot")

        ts = await ann.says("general", "hello @bot", thread_ts=None, broadcast=False, files=[("a.txt", b"…")])
        await ann.edits("general", ts, "hi"); await ann.deletes("general", ts)
        await ann.reacts("general", ts, "pushpin"); await ann.pins("general", ts)   # unreacts, unpins
        await ann.joins("general")                       # leaves, invites, archives, unarchives, renames
        reply = await ann.types("/greet", "@bob", "general")
        reply.acknowledged, reply.seconds, reply.ack_payload, reply.problem, reply.message
        await ann.clicks("general", ts, "action_id", value=None)      # clicks_in_view, clicks_in_home
        await ann.submits(ann.view, {"block_id": {"action_id": "value"}}); ann.view.errors; await ann.closes()
        await ann.chooses("callback_id", "general", ts)  # a message shortcut; without channel a global one
        await ann.opens_home(); ann.home; ann.view; ann.direct; ann.sees("general"); ann.ephemerals("general")

        await box.until(lambda: box.messages("general")[-1].text == "hello")
        await box.settled()                              # no delivery and no call under way
        box.channel("general"), box.channels, box.messages("general"), box.pins("general"), box.files
        box.canvases, box.scheduled, box.calls, box.deliveries, box.violations

        box.faults.add(Fault(kind=Trouble.LOST_ANSWER, method="chat.postMessage"))
        box.faults.add(DeliveryFault(kind=DeliveryTrouble.DUPLICATE, name="message"))
        await box.sockets.disconnect("refresh_requested"); await box.sockets.drop(); box.sockets.freeze()
        box.sockets.refuse_handshakes = True; box.hasten(); box.tick(); box.rate_limit_events()
        box.unfurls("general", ts, [{"title": "Example"}])

Channels are named by name, id or record. A refusal that Slack's client would make is :class:`ClientRefusal`.
Windows (rate limits, triggers, response addresses, scheduled messages, redeliveries) run on ``clock``;
acknowledgements must come within ``ack_timeout`` real seconds. Nothing here knows what the app is for.
"""

from bot.sandbox.box import BOT_SCOPES, Sandbox
from bot.sandbox.errors import ApiError, ClientRefusal
from bot.sandbox.events import BOT_EVENTS
from bot.sandbox.faults import DeliveryFault, DeliveryTrouble, Fault, Faults, Trouble
from bot.sandbox.interactions import Reply
from bot.sandbox.journal import ApiCall, Attempt, Delivery, Violation
from bot.sandbox.limits import Limits
from bot.sandbox.modals import View
from bot.sandbox.other_apps import OtherApp
from bot.sandbox.people import Person
from bot.sandbox.records import Canvas, Channel, ChannelKind, Message, StoredFile, Usergroup

__all__ = [
    "BOT_EVENTS",
    "BOT_SCOPES",
    "ApiCall",
    "ApiError",
    "Attempt",
    "Canvas",
    "Channel",
    "ChannelKind",
    "ClientRefusal",
    "Delivery",
    "DeliveryFault",
    "DeliveryTrouble",
    "Fault",
    "Faults",
    "Limits",
    "Message",
    "OtherApp",
    "Person",
    "Reply",
    "Sandbox",
    "StoredFile",
    "Trouble",
    "Usergroup",
    "View",
    "Violation",
]
