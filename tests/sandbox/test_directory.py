"""users.*, usergroups.*, team.info: who is there."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Person, Sandbox
from tests.sandbox.doubles import Clock, error


async def test_user_info(box: Sandbox, client: AsyncWebClient) -> None:
    """A person's zone, offset and language are told; an unknown id is refused."""
    eva = box.add_person("eva", real_name="Eva Au", tz="Europe/Berlin", locale="de-DE", admin=True)
    user = (await client.users_info(user=eva.id, include_locale=True))["user"]
    assert ("Eva Au", "Europe/Berlin", 3600) == (user["real_name"], user["tz"], user["tz_offset"])
    assert ("de-DE", True, "eva@example.com") == (user["locale"], user["is_admin"], user["profile"]["email"])
    assert "user_not_found" == await error(client.users_info(user="U404"))


async def test_addresses_need_their_scope(clock: Clock) -> None:
    """Without users:read.email no address is shown or looked up."""
    async with Sandbox(clock=clock, bot_scopes=["users:read"]) as box:
        ann = box.add_person("ann")
        client = AsyncWebClient(token=box.bot_token, base_url=box.api_url)
        assert "email" not in (await client.users_info(user=ann.id))["user"]["profile"]
        assert "missing_scope" == await error(client.users_lookupByEmail(email="ann@example.com"))


async def test_lookup(client: AsyncWebClient, ann: Person) -> None:
    """A person is found by address, whatever its case."""
    assert ann.id == (await client.users_lookupByEmail(email="Ann@Example.com"))["user"]["id"]
    assert "users_not_found" == await error(client.users_lookupByEmail(email="eve@example.com"))


async def test_user_list(client: AsyncWebClient, ann: Person) -> None:
    """The list holds people, apps and Slackbot, in pages."""
    page = await client.users_list(limit=2)
    rest = await client.users_list(cursor=page["response_metadata"]["next_cursor"])
    members = [*page["members"], *rest["members"]]
    assert ["slackbot", "bot", "ann"] == [member["name"] for member in members]
    assert [False, True, False] == [member["is_bot"] for member in members]


async def test_user_groups(box: Sandbox, client: AsyncWebClient, ann: Person) -> None:
    """A group has a handle and members, shown on request."""
    group = box.add_usergroup("oncall", [ann])
    listed = (await client.usergroups_list(include_users=True))["usergroups"]
    assert [("oncall", [ann.id])] == [(entry["handle"], entry["users"]) for entry in listed]
    assert [ann.id] == (await client.usergroups_users_list(usergroup=group.id))["users"]
    assert "no_such_subteam" == await error(client.usergroups_users_list(usergroup="S404"))


async def test_team(box: Sandbox, client: AsyncWebClient) -> None:
    """The workspace has an id and a domain."""
    team = (await client.team_info())["team"]
    assert (box.workspace.team_id, "sandbox") == (team["id"], team["domain"])
    assert "team_not_found" == await error(client.team_info(team="T404"))
