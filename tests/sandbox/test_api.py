"""What stands before every Web API method: token, scope, arguments, headers."""

from __future__ import annotations

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Channel, Sandbox
from bot.sandbox.contracts import load_contracts
from bot.sandbox.methods import METHODS
from tests.sandbox.doubles import Clock, error, refusal


async def test_without_token(box: Sandbox) -> None:
    """A call without a token is not authed."""
    assert "not_authed" == await error(AsyncWebClient(base_url=box.api_url).api_call("auth.test"))


async def test_wrong_token(box: Sandbox) -> None:
    """A token that nobody issued is refused."""
    assert "invalid_auth" == await error(AsyncWebClient(token="xoxb-1", base_url=box.api_url).auth_test())


async def test_token_of_the_wrong_kind(box: Sandbox, client: AsyncWebClient) -> None:
    """An app token posts nothing and a bot token opens no connection."""
    assert "not_allowed_token_type" == await error(client.api_call("apps.connections.open"))
    app = AsyncWebClient(token=box.app_token, base_url=box.api_url)
    assert "not_allowed_token_type" == await error(app.chat_postMessage(channel="C1", text="x"))


async def test_missing_scope(clock: Clock) -> None:
    """A missing scope is named together with those that were granted."""
    async with Sandbox(clock=clock, bot_scopes=["users:read", "chat:write"]) as box:
        client = AsyncWebClient(token=box.bot_token, base_url=box.api_url)
        body = await refusal(client.pins_list(channel="C1"))
    assert ("missing_scope", "pins:read", "chat:write,users:read") == (
        body["error"],
        body["needed"],
        body["provided"],
    )


async def test_scope_by_kind_of_channel(clock: Clock) -> None:
    """Reading a private channel takes groups:history even with channels:history at hand."""
    async with Sandbox(clock=clock, bot_scopes=["channels:history"]) as box:
        ann = box.add_person("ann")
        secret = box.add_channel("secret", [ann], private=True, bot=True)
        client = AsyncWebClient(token=box.bot_token, base_url=box.api_url)
        body = await refusal(client.conversations_history(channel=secret.id))
    assert ("missing_scope", "groups:history") == (body["error"], body["needed"])


async def test_unknown_method(client: AsyncWebClient) -> None:
    """A method that Slack does not have is unknown."""
    assert "unknown_method" == await error(client.api_call("chat.shout"))


async def test_method_not_offered(client: AsyncWebClient) -> None:
    """A method that Slack has and the workspace does not is refused openly, never pretended."""
    assert "method_not_in_sandbox" == await error(client.api_call("auth.revoke"))


async def test_unknown_argument(client: AsyncWebClient, talk: Channel) -> None:
    """An argument that the method does not document is refused by name."""
    body = await refusal(client.chat_postMessage(channel=talk.id, text="x", client_msg_id="1"))
    assert "invalid_arguments" == body["error"]
    assert ["[ERROR] unknown argument: client_msg_id"] == body["response_metadata"]["messages"]


async def test_missing_argument(client: AsyncWebClient) -> None:
    """A required argument that is missing is named."""
    body = await refusal(client.api_call("conversations.info"))
    assert "invalid_arguments" == body["error"]
    assert ["[ERROR] missing required field: channel"] == body["response_metadata"]["messages"]


@pytest.mark.parametrize(
    ("method", "args"),
    [
        ("conversations.info", {"include_num_members": "maybe"}),
        ("conversations.history", {"limit": "many"}),
        ("conversations.invite", {"users": 3}),
    ],
)
async def test_argument_of_the_wrong_type(
    client: AsyncWebClient, talk: Channel, method: str, args: dict[str, object]
) -> None:
    """A value of the wrong type is refused."""
    assert await error(client.api_call(method, json={"channel": talk.id, **args})) in {
        "invalid_arguments",
        "invalid_limit",
    }


async def test_form_and_json_bodies(box: Sandbox, session: aiohttp.ClientSession, talk: Channel) -> None:
    """Forms, JSON and queries are understood alike, and the token may stand in a form."""
    headers = {"Authorization": f"Bearer {box.bot_token}"}
    arguments = {"channel": talk.id, "text": "hello"}
    url = box.api_url + "chat.postMessage"
    async with session.post(url, json=arguments, headers=headers) as response:
        assert (await response.json())["ok"]
    async with session.post(url, data={**arguments, "token": box.bot_token}) as response:
        assert (await response.json())["ok"]
    async with session.post(url, params=arguments, headers=headers) as response:
        assert (await response.json())["ok"]
    async with session.post(url, params={**arguments, "token": box.bot_token}) as response:
        assert "not_authed" == (await response.json())["error"]


async def test_headers(box: Sandbox, client: AsyncWebClient) -> None:
    """Every answer names the granted scopes and the workspace's time."""
    response = await client.auth_test()
    assert ",".join(sorted(box.app.scopes)) == response.headers["x-oauth-scopes"]
    assert "Tue, 04 Mar 2025 12:00:00 GMT" == response.headers["Date"]


async def test_journal_tells_sequence_from_overlap(
    box: Sandbox, client: AsyncWebClient, talk: Channel
) -> None:
    """The journal holds each call with its arguments, times and outcome."""
    await client.chat_postMessage(channel=talk.id, text="one")
    await error(client.chat_postMessage(channel="C404", text="two"))
    first, second = box.calls[-2:]
    assert ("chat.postMessage", "bot", True, None) == (first.method, first.token_kind, first.ok, first.error)
    assert {"channel": talk.id, "text": "one"} == first.args
    assert (False, "channel_not_found", 200) == (second.ok, second.error, second.status)
    assert not first.overlaps(second)


async def test_auth_test_names_the_app(box: Sandbox, client: AsyncWebClient) -> None:
    """auth.test tells the app its user, its bot id and its workspace."""
    answer = await client.auth_test()
    assert (box.bot_user, box.app.bot_id) == (answer["user_id"], answer["bot_id"])
    assert box.workspace.team_id == answer["team_id"]


def test_every_offered_method_is_documented() -> None:
    """Each method has its contract."""
    assert set() == set(METHODS) - set(load_contracts())


async def test_broken_json(box: Sandbox, session: aiohttp.ClientSession) -> None:
    """A body that is no JSON object is refused."""
    headers = {"Authorization": f"Bearer {box.bot_token}", "Content-Type": "application/json"}
    for body in ("{", "[]"):
        async with session.post(box.api_url + "auth.test", data=body, headers=headers) as response:
            assert "invalid_arguments" == (await response.json())["error"]


async def test_lists_in_json(box: Sandbox, client: AsyncWebClient, talk: Channel) -> None:
    """Users may be given as a list in JSON."""
    eve = box.add_person("eve")
    await client.api_call("conversations.invite", json={"channel": talk.id, "users": [eve.id]})
    assert eve.id in talk.members
