"""Commands, clicks, modals and shortcuts, from the person to the app and back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Channel, ClientRefusal, Person, Sandbox
from tests.sandbox.doubles import Clock, SocketApp, error

Json = dict[str, Any]


def words(text: str) -> Json:
    """Plain text."""
    return {"type": "plain_text", "text": text}


def form(**more: Any) -> Json:
    """A modal with a text input and two menus."""
    options = [{"text": words("One"), "value": "1"}, {"text": words("Two"), "value": "2"}]
    select = {"type": "static_select", "action_id": "pick", "options": options, "initial_option": options[0]}
    text = {"type": "plain_text_input", "action_id": "text", "max_length": 20}
    people = {"type": "multi_users_select", "action_id": "people"}
    return {
        "type": "modal",
        "callback_id": "form",
        "title": words("Form"),
        "submit": words("Send"),
        "notify_on_close": True,
        "private_metadata": "secret",
        "blocks": [
            {"type": "input", "block_id": "name", "label": words("Name"), "element": text},
            {"type": "input", "block_id": "kind", "label": words("Kind"), "element": select},
            {"type": "input", "block_id": "who", "label": words("Who"), "element": people, "optional": True},
        ],
    } | more


def card(action_id: str = "go") -> list[Json]:
    """A message with a button and a menu."""
    options = [{"text": words("One"), "value": "1"}]
    menu = {"type": "overflow", "action_id": "more", "options": options}
    button = {"type": "button", "action_id": action_id, "text": words("Go"), "value": "7"}
    return [{"type": "actions", "block_id": "row", "elements": [button, menu]}]


def no_modal(person: Person) -> bool:
    """Whether nothing is open before the person."""
    return person.view is None


def last(app: SocketApp) -> Json:
    """The command or interaction that came last."""
    payloads: list[Json] = [envelope["payload"] for envelope in app.envelopes]
    return [payload for payload in payloads if "event" not in payload][-1]


Opened = Callable[[], Awaitable[str]]


@pytest.fixture
def trigger(app: SocketApp, ann: Person, talk: Channel) -> Opened:
    """Types a command and returns its trigger id."""

    async def fresh() -> str:
        await ann.types("/greet", "", talk)
        return str(last(app)["trigger_id"])

    return fresh


class TestCommands:
    """Slash commands."""

    async def test_payload(
        self, app: SocketApp, ann: Person, bob: Person, talk: Channel, box: Sandbox
    ) -> None:
        """Names become tokens with their names, the rest is escaped, and there is no thread."""
        group = box.add_usergroup("oncall", [bob])
        reply = await ann.types("/greet", "@bob @oncall #talk <b> & @nobody", talk)
        payload = last(app)
        expected = f"<@{bob.id}|bob> <!subteam^{group.id}|@oncall> <#{talk.id}|talk> &lt;b&gt; &amp; @nobody"
        assert expected == payload["text"]
        assert ("/greet", "talk", "ann") == tuple(
            payload[n] for n in ("command", "channel_name", "user_name")
        )
        assert "thread_ts" not in payload
        assert ("slash_commands", True) == (
            app.envelopes[-1]["type"],
            app.envelopes[-1]["accepts_response_payload"],
        )
        assert (True, {}, None) == (reply.acknowledged, reply.ack_payload, reply.problem)

    async def test_answers(self, app: SocketApp, ann: Person, bob: Person, talk: Channel) -> None:
        """An answer with the acknowledgement is for the typist only, unless it says otherwise."""
        app.answers["/greet"] = {"text": "psst"}
        await ann.types("/greet", "", talk)
        app.answers["/greet"] = {"text": "all", "response_type": "in_channel"}
        await ann.types("/greet", "", talk)
        assert ["psst"] == [message.text for message in ann.ephemerals(talk)]
        assert ["all"] == [message.text for message in bob.sees(talk) if message.bot_id]

    async def test_bad_answer(self, app: SocketApp, ann: Person, talk: Channel) -> None:
        """Blocks that Slack refuses do not show, and the reply tells why."""
        app.answers["/greet"] = {"blocks": [{"type": "section"}]}
        reply = await ann.types("/greet", "", talk)
        assert reply.problem is not None
        assert reply.problem.startswith("invalid_blocks")
        assert [] == ann.ephemerals(talk)

    async def test_timeout(self, clock: Clock, session: aiohttp.ClientSession) -> None:
        """Without an acknowledgement in time the person sees operation_timeout, and it is not sent again."""
        async with Sandbox(clock=clock, commands=("/greet",), ack_timeout=0.02) as box:
            ann = box.add_person("ann")
            talk = box.add_channel("talk", [ann])
            app = SocketApp(box, session)
            app.deaf = True
            await app.connect()
            reply = await ann.types("/greet", "", talk)
            box.hasten()
            await box.settled()
            assert ("operation_timeout", 1) == (reply.problem, len(app.envelopes))
            await app.close()

    async def test_refused(self, box: Sandbox, app: SocketApp, ann: Person, bob: Person) -> None:
        """Unknown commands and channels out of sight are refused by the client."""
        secret = box.add_channel("secret", [bob], private=True)
        with pytest.raises(ClientRefusal, match="not a valid command"):
            await ann.types("/other", "", secret)
        with pytest.raises(ClientRefusal, match="cannot be typed"):
            await ann.types("/greet", "", secret)
        with pytest.raises(ClientRefusal, match="no channel"):
            await ann.types("/greet", "", "nowhere")


class TestResponseAddress:
    """The address for later answers."""

    async def _post(self, session: aiohttp.ClientSession, url: str, **body: Any) -> tuple[int, str]:
        async with session.post(url, json=body) as response:
            return response.status, str((await response.json()).get("error"))

    async def test_five_times(
        self, app: SocketApp, session: aiohttp.ClientSession, ann: Person, talk: Channel
    ) -> None:
        """It works five times."""
        await ann.types("/greet", "", talk)
        url = last(app)["response_url"]
        answers = [await self._post(session, url, text=str(number)) for number in range(6)]
        assert [(200, "None")] * 5 + [(404, "used_url")] == answers
        assert 5 == len(ann.ephemerals(talk))

    async def test_half_an_hour(
        self, app: SocketApp, session: aiohttp.ClientSession, clock: Clock, ann: Person, talk: Channel
    ) -> None:
        """It works for thirty minutes."""
        await ann.types("/greet", "", talk)
        clock.forward(minutes=31)
        assert (404, "expired_url") == await self._post(session, last(app)["response_url"], text="x")

    async def test_refusals(
        self, app: SocketApp, session: aiohttp.ClientSession, ann: Person, talk: Channel
    ) -> None:
        """What Slack would refuse is refused and does not count as a use."""
        await ann.types("/greet", "", talk)
        url = last(app)["response_url"]
        assert (400, "no_text") == await self._post(session, url)
        assert (400, "invalid_blocks") == await self._post(session, url, blocks=[{"type": "section"}])
        assert (400, "invalid_arguments") == await self._post(session, url, text="x", colour="red")
        assert (400, "invalid_arguments") == await self._post(session, url, text="x", response_type="all")
        assert (400, "message_not_found") == await self._post(session, url, text="x", replace_original=True)

    async def test_original(
        self,
        box: Sandbox,
        app: SocketApp,
        client: AsyncWebClient,
        session: aiohttp.ClientSession,
        ann: Person,
        talk: Channel,
    ) -> None:
        """The message that was clicked can be replaced and deleted, an ephemeral one too."""
        ts = (await client.chat_postMessage(channel=talk.id, text="card", blocks=card()))["ts"]
        await ann.clicks(talk, ts, "go")
        url = last(app)["response_url"]
        await self._post(session, url, text="done", replace_original=True)
        assert ("done", []) == (talk.messages[ts].text, talk.messages[ts].blocks)
        await self._post(session, url, delete_original=True)
        assert ts not in talk.messages
        whisper = await client.chat_postEphemeral(channel=talk.id, user=ann.id, text="psst", blocks=card())
        await ann.clicks(talk, whisper["message_ts"], "go")
        assert last(app)["container"]["is_ephemeral"]
        url = last(app)["response_url"]
        await self._post(session, url, text="done", replace_original=True)
        assert ["done"] == [message.text for message in ann.ephemerals(talk)]
        await self._post(session, url, delete_original=True)
        assert [] == ann.ephemerals(talk)


class TestClicks:
    """Buttons and menus in messages."""

    async def test_payload(
        self, box: Sandbox, app: SocketApp, client: AsyncWebClient, ann: Person, talk: Channel
    ) -> None:
        """A click tells who, where, which message and which element with its value."""
        ts = (await client.chat_postMessage(channel=talk.id, text="card", blocks=card()))["ts"]
        await ann.clicks(talk, ts, "go")
        payload = last(app)
        assert ("block_actions", ann.id, talk.id) == (
            payload["type"],
            payload["user"]["id"],
            payload["channel"]["id"],
        )
        assert ("go", "row", "7", "button") == tuple(
            payload["actions"][0][name] for name in ("action_id", "block_id", "value", "type")
        )
        assert ts == payload["message"]["ts"] == payload["container"]["message_ts"]
        await ann.clicks(talk, ts, "more", "1")
        assert "1" == last(app)["actions"][0]["selected_option"]["value"]

    async def test_only_what_is_there(
        self, box: Sandbox, app: SocketApp, client: AsyncWebClient, ann: Person, bob: Person, talk: Channel
    ) -> None:
        """A missing button or option, another's whisper and people's own messages cannot be clicked."""
        ts = (await client.chat_postMessage(channel=talk.id, text="card", blocks=card()))["ts"]
        with pytest.raises(ClientRefusal, match="there is no 'stop'"):
            await ann.clicks(talk, ts, "stop")
        with pytest.raises(ClientRefusal, match="no option"):
            await ann.clicks(talk, ts, "more", "9")
        with pytest.raises(ClientRefusal, match="not the app's"):
            await ann.clicks(talk, await ann.says(talk, "mine", blocks=card()), "go")
        answer = await client.chat_postEphemeral(channel=talk.id, user=ann.id, text="x", blocks=card())
        with pytest.raises(ClientRefusal, match="sees no message"):
            await bob.clicks(talk, answer["message_ts"], "go")

    async def test_shortcuts(self, app: SocketApp, ann: Person, talk: Channel) -> None:
        """A message's shortcut carries the message, a global one does not."""
        ts = await ann.says(talk, "look")
        await ann.chooses("note", talk, ts)
        payload = last(app)
        assert ("message_action", "note", "look") == (
            payload["type"],
            payload["callback_id"],
            payload["message"]["text"],
        )
        await ann.chooses("new")
        assert ("shortcut", "new") == (last(app)["type"], last(app)["callback_id"])


class TestTriggers:
    """Trigger ids."""

    async def test_once(self, client: AsyncWebClient, trigger: Opened) -> None:
        """A trigger opens one modal."""
        key = await trigger()
        await client.views_open(trigger_id=key, view=form())
        assert "exchanged_trigger_id" == await error(client.views_open(trigger_id=key, view=form()))

    async def test_three_seconds(self, client: AsyncWebClient, clock: Clock, trigger: Opened) -> None:
        """A trigger lives for three seconds of the workspace's clock."""
        key = await trigger()
        clock.forward(seconds=3.1)
        assert "expired_trigger_id" == await error(client.views_open(trigger_id=key, view=form()))

    async def test_made_up(self, client: AsyncWebClient) -> None:
        """A trigger that was never issued is refused, and so is none at all."""
        assert "invalid_trigger_id" == await error(client.views_open(trigger_id="1.2.x", view=form()))
        call = client.api_call("views.open", json={"view": form()})
        assert "invalid_arguments" == await error(call)


class TestModals:
    """The life of modals."""

    async def test_submission(
        self, app: SocketApp, client: AsyncWebClient, ann: Person, bob: Person, trigger: Opened
    ) -> None:
        """What was filled in arrives raw, what was not touched as the app set it; then the modal closes."""
        await client.views_open(trigger_id=await trigger(), view=form())
        await ann.submits(ann.view, {"name": {"text": "<a> & b"}, "who": {"people": [bob.id]}})
        view = last(app)["view"]
        values = view["state"]["values"]
        assert ("form", "secret") == (view["callback_id"], view["private_metadata"])
        assert {"type": "plain_text_input", "value": "<a> & b"} == values["name"]["text"]
        assert "1" == values["kind"]["pick"]["selected_option"]["value"]
        assert [bob.id] == values["who"]["people"]["selected_users"]
        assert ann.view is None

    async def test_errors(self, app: SocketApp, client: AsyncWebClient, ann: Person, trigger: Opened) -> None:
        """Errors show at their inputs and the modal stays; errors for other blocks are a mistake of the app."""
        await client.views_open(trigger_id=await trigger(), view=form())
        app.answers["view_submission"] = {"response_action": "errors", "errors": {"name": "too plain"}}
        await ann.submits(None, {"name": {"text": "x"}})
        assert ann.view is not None
        assert {"name": "too plain"} == ann.view.errors
        app.answers["view_submission"] = {"response_action": "errors", "errors": {"other": "?"}}
        reply = await ann.submits(None, {"name": {"text": "x"}})
        assert reply.problem is not None
        assert "must name input blocks" in reply.problem

    async def test_update_push_clear(
        self, app: SocketApp, client: AsyncWebClient, ann: Person, trigger: Opened
    ) -> None:
        """The acknowledgement can replace the modal, put one on top, or clear all."""
        await client.views_open(trigger_id=await trigger(), view=form())
        for action, title in (("update", "Second"), ("push", "Third")):
            view = form(title=words(title))
            app.answers["view_submission"] = {"response_action": action, "view": view}
            await ann.submits(None, {"name": {"text": "x"}})
            assert ann.view is not None
            assert title == ann.view.title
        app.answers["view_submission"] = {"response_action": "clear"}
        await ann.submits(None, {"name": {"text": "x"}})
        assert ann.view is None

    async def test_stack(self, app: SocketApp, client: AsyncWebClient, ann: Person, trigger: Opened) -> None:
        """Three modals are the most; closing shows the one below and is told on request."""
        code = await error(client.views_push(trigger_id=await trigger(), view=form()))
        assert "not_found" == code
        await client.views_open(trigger_id=await trigger(), view=form(title=words("1")))
        for title in "23":
            await client.views_push(trigger_id=await trigger(), view=form(title=words(title)))
        code = await error(client.views_push(trigger_id=await trigger(), view=form()))
        assert "push_limit_reached" == code
        await ann.closes()
        assert "view_closed" == last(app)["type"]
        assert ann.view is not None
        assert "2" == ann.view.title
        await ann.closes(all_of_them=True)
        assert last(app)["is_cleared"]
        assert no_modal(ann)

    async def test_update_by_id(self, client: AsyncWebClient, ann: Person, trigger: Opened) -> None:
        """An open modal is updated by id or external id, guarded by its hash; a closed one is not found."""
        opened = (await client.views_open(trigger_id=await trigger(), view=form(external_id="e")))["view"]
        code = await error(client.views_open(trigger_id=await trigger(), view=form(external_id="e")))
        assert "duplicate_external_id" == code
        await client.views_update(view_id=opened["id"], hash=opened["hash"], view=form(external_id="e"))
        code = await error(client.views_update(view_id=opened["id"], hash=opened["hash"], view=form()))
        assert "hash_conflict" == code
        await client.views_update(external_id="e", view=form(title=words("New")))
        assert ann.view is not None
        assert "New" == ann.view.title
        await ann.closes()
        assert "not_found" == await error(client.views_update(view_id=opened["id"], view=form()))

    async def test_client_checks(self, client: AsyncWebClient, ann: Person, trigger: Opened) -> None:
        """The client wants required inputs filled, within their lengths."""
        await client.views_open(trigger_id=await trigger(), view=form())
        with pytest.raises(ClientRefusal, match="name/text"):
            await ann.submits(None)
        with pytest.raises(ClientRefusal, match="21 characters"):
            await ann.submits(None, {"name": {"text": "x" * 21}})

    async def test_actions_in_modals(
        self, app: SocketApp, client: AsyncWebClient, ann: Person, trigger: Opened
    ) -> None:
        """A choice in a modal arrives with the whole state and stays chosen."""
        options = [{"text": words("One"), "value": "1"}]
        boxes = {"type": "checkboxes", "action_id": "tick", "options": options}
        view = form()
        view["blocks"].append({"type": "actions", "block_id": "row", "elements": [boxes]})
        await client.views_open(trigger_id=await trigger(), view=view)
        await ann.clicks_in_view("tick", ["1"])
        payload = last(app)
        assert options == payload["actions"][0]["selected_options"]
        assert options == payload["view"]["state"]["values"]["row"]["tick"]["selected_options"]
        assert ("view", payload["view"]["id"]) == (
            payload["container"]["type"],
            payload["container"]["view_id"],
        )
        with pytest.raises(ClientRefusal, match="sent with the form"):
            await ann.clicks_in_view("text", "x")


async def test_home(app: SocketApp, client: AsyncWebClient, ann: Person) -> None:
    """A Home tab is published per person, guarded by its hash, and can be clicked."""
    view = {"type": "home", "blocks": card()}
    published = (await client.views_publish(user_id=ann.id, view=view))["view"]
    await client.views_publish(user_id=ann.id, view=view, hash=published["hash"])
    code = await error(client.views_publish(user_id=ann.id, view=view, hash=published["hash"]))
    assert "hash_conflict" == code
    assert "invalid_arguments" == await error(client.views_publish(user_id="U404", view=view))
    assert "invalid_arguments" == await error(client.views_publish(user_id=ann.id, view=form()))
    await ann.clicks_in_home("go")
    assert "home" == last(app)["view"]["type"]


class TestRefusedByTheClient:
    """What a person could not do in Slack's client."""

    async def test_modals(self, client: AsyncWebClient, ann: Person, trigger: Opened) -> None:
        """Only the modal on top is submitted, and only one with a submit button."""
        with pytest.raises(ClientRefusal, match="no modal is open"):
            await ann.submits(None)
        with pytest.raises(ClientRefusal, match="no modal is open"):
            await ann.clicks_in_view("x")
        with pytest.raises(ClientRefusal, match="no modal is open"):
            await ann.closes()
        with pytest.raises(ClientRefusal, match="no Home tab"):
            await ann.clicks_in_home("x")
        await client.views_open(trigger_id=await trigger(), view=form())
        below = ann.view
        plain = {"type": "modal", "title": words("Plain"), "blocks": []}
        await client.views_push(trigger_id=await trigger(), view=plain)
        with pytest.raises(ClientRefusal, match="on top"):
            await ann.submits(below)
        with pytest.raises(ClientRefusal, match="no submit button"):
            await ann.submits(None)
        assert await ann.closes() is None

    async def test_archived(self, app: SocketApp, client: AsyncWebClient, ann: Person, talk: Channel) -> None:
        """Buttons in an archived channel are dead, and an answer in it is refused."""
        ts = (await client.chat_postMessage(channel=talk.id, text="card", blocks=card()))["ts"]
        await ann.archives(talk)
        with pytest.raises(ClientRefusal, match="archived"):
            await ann.clicks(talk, ts, "go")


async def test_unknown_response_action(
    app: SocketApp, client: AsyncWebClient, ann: Person, trigger: Opened
) -> None:
    """A response_action that Slack does not know is a mistake of the app."""
    await client.views_open(trigger_id=await trigger(), view=form())
    app.answers["view_submission"] = {"response_action": "explode"}
    reply = await ann.submits(None, {"name": {"text": "x"}})
    assert "unknown response_action: explode" in str(reply.problem)
    assert ann.view is not None


async def test_update_without_id(client: AsyncWebClient) -> None:
    """An update must say which view."""
    assert "invalid_arguments" == await error(client.api_call("views.update", json={"view": form()}))


async def test_command_in_a_direct_conversation(app: SocketApp, ann: Person) -> None:
    """A command typed in a direct conversation comes from ``directmessage``."""
    await ann.types("/greet", "", ann.direct)
    assert ("directmessage", ann.direct.id) == (last(app)["channel_name"], last(app)["channel_id"])


async def test_response_body_that_is_no_json(
    app: SocketApp, session: aiohttp.ClientSession, ann: Person, talk: Channel
) -> None:
    """A response address takes JSON objects only."""
    await ann.types("/greet", "", talk)
    for body in ("text", "[]"):
        async with session.post(last(app)["response_url"], data=body) as response:
            assert (400, "invalid_payload") == (response.status, (await response.json())["error"])
