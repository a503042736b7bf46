"""files.* and canvases.*: what an app can attach to a channel."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Channel, Person, Sandbox
from tests.sandbox.doubles import Clock, error


def markdown(text: str) -> dict[str, str]:
    """A document in Markdown."""
    return {"type": "markdown", "markdown": text}


async def test_upload(
    box: Sandbox, client: AsyncWebClient, session: aiohttp.ClientSession, talk: Channel
) -> None:
    """The SDK's upload in three steps ends as a message with the file, which can be fetched and deleted."""
    answer = await client.files_upload_v2(
        channel=talk.id, filename="report.md", content="# Report", initial_comment="here & now"
    )
    share = box.messages(talk)[-1]
    assert ("file_share", "here &amp; now") == (share.subtype, share.text)
    assert b"# Report" == share.files[0].content
    info = (await client.files_info(file=answer["file"]["id"]))["file"]
    assert {"public": {talk.id: [{"ts": share.ts}]}} == info["shares"]
    async with session.get(
        info["url_private"], headers={"Authorization": f"Bearer {box.bot_token}"}
    ) as response:
        assert b"# Report" == await response.read()
    async with session.get(info["url_private"]) as response:
        assert 403 == response.status
    await client.files_delete(file=info["id"])
    assert "file_not_found" == await error(client.files_info(file=info["id"]))


async def test_refused_uploads(
    box: Sandbox, client: AsyncWebClient, session: aiohttp.ClientSession, ann: Person, talk: Channel
) -> None:
    """Empty, huge and unfinished uploads are refused, and so are channels without the app."""
    public = box.add_channel("public", [ann])
    start = client.files_getUploadURLExternal
    assert "missing_argument" == await error(start(filename="x", length=0))
    assert "file_upload_size_restricted" == await error(start(filename="x", length=2 * 1024**3))
    code = await error(start(filename="x", length=2 * 1024**2, snippet_type="text"))
    assert "snippet_too_large" == code
    assert "alt_txt_too_large" == await error(start(filename="x", length=1, alt_txt="x" * 1001))
    upload = await start(filename="x", length=3)
    files = [{"id": upload["file_id"], "title": "x"}]
    code = await error(client.files_completeUploadExternal(files=files, channel_id=talk.id))
    assert "file_not_found" == code
    async with session.post(upload["upload_url"], data=b"four") as response:
        assert 400 == response.status
    async with session.post(upload["upload_url"], data=b"two") as response:
        assert 200 == response.status
    complete = client.files_completeUploadExternal
    assert "not_in_channel" == await error(complete(files=files, channel_id=public.id))
    assert "channel_not_found" == await error(complete(files=files, channel_id="C404"))
    await complete(files=files, channel_id=talk.id)
    assert "file_not_found" == await error(complete(files=files, channel_id=talk.id))


async def test_channel_canvas(box: Sandbox, client: AsyncWebClient, talk: Channel) -> None:
    """A channel has one canvas, which the channel then shows."""
    answer = await client.conversations_canvases_create(
        channel_id=talk.id, document_content=markdown("# A\n\nb")
    )
    assert ["# A", "b"] == [section.markdown for section in box.canvases[0].sections]
    info = (await client.conversations_info(channel=talk.id))["channel"]
    assert answer["canvas_id"] == info["properties"]["canvas"]["file_id"]
    code = await error(
        client.conversations_canvases_create(channel_id=talk.id, document_content=markdown("x"))
    )
    assert "channel_canvas_already_exists" == code


async def test_free_plan(clock: Clock) -> None:
    """The free plan has no canvases of their own, and no user groups."""
    async with Sandbox(clock=clock, paid=False) as box:
        client = AsyncWebClient(token=box.bot_token, base_url=box.api_url)
        code = await error(client.canvases_create(document_content=markdown("x")))
        assert "free_teams_cannot_create_non_tabbed_canvases" == code
        assert "plan_upgrade_required" == await error(client.usergroups_list())


async def test_canvas_edits(box: Sandbox, client: AsyncWebClient) -> None:
    """Sections are found by heading and text, then inserted, replaced and deleted, one change a call."""
    key = (await client.canvases_create(title="T", document_content=markdown("# A\n\none\n\n## B\n\ntwo")))[
        "canvas_id"
    ]
    criteria = {"section_types": ["h2"], "contains_text": "B"}
    found = (await client.canvases_sections_lookup(canvas_id=key, criteria=criteria))["sections"]
    section = found[0]["id"]

    async def change(**values: Any) -> None:
        await client.canvases_edit(canvas_id=key, changes=[values])

    await change(operation="insert_after", section_id=section, document_content=markdown("new"))
    await change(operation="insert_at_start", document_content=markdown("first"))
    await change(operation="insert_at_end", document_content=markdown("last"))
    await change(operation="replace", section_id=section, document_content=markdown("## C"))
    assert "first\n\n# A\n\none\n\n## C\n\nnew\n\ntwo\n\nlast" == box.canvases[0].markdown
    await change(operation="rename", title_content=markdown("Other"))
    await change(operation="replace", document_content=markdown("all new"))
    assert ("Other", "all new") == (box.canvases[0].title, box.canvases[0].markdown)
    await client.canvases_delete(canvas_id=key)
    assert [] == box.canvases


@pytest.mark.filterwarnings("ignore:Sending a large body")  # the size is what is tested
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ([], "invalid_arguments"),
        ([{"operation": "insert_at_end", "document_content": markdown("x")}] * 2, "invalid_arguments"),
        ([{"operation": "append", "document_content": markdown("x")}], "invalid_arguments"),
        ([{"operation": "insert_at_end"}], "invalid_arguments"),
        ([{"operation": "delete"}], "invalid_arguments"),
        ([{"operation": "delete", "section_id": "nowhere"}], "canvas_editing_failed"),
        (
            [{"operation": "replace", "document_content": {"type": "html", "markdown": "x"}}],
            "invalid_arguments",
        ),
        (
            [{"operation": "replace", "document_content": markdown("x" * 1024**2 + "x")}],
            "canvas_editing_failed",
        ),
    ],
)
async def test_refused_edits(client: AsyncWebClient, changes: list[dict[str, Any]], code: str) -> None:
    """Exactly one known change with what it needs, at most 1 MiB, is accepted."""
    key = (await client.canvases_create(document_content=markdown("x")))["canvas_id"]
    body = {"canvas_id": key, "changes": changes}
    assert code == await error(client.api_call("canvases.edit", json=body))


@pytest.mark.filterwarnings("ignore:Sending a large body")  # the size is what is tested
async def test_canvas_too_large(client: AsyncWebClient) -> None:
    """A canvas holds at most 1 MiB."""
    body = {"document_content": markdown("x" * 1024**2 + "x")}
    assert "canvas_creation_failed" == await error(client.api_call("canvases.create", json=body))


async def test_canvas_access(box: Sandbox, client: AsyncWebClient, ann: Person, talk: Channel) -> None:
    """Access goes to people or to channels, not to both; the canvas must be the app's."""
    key = (await client.canvases_create(document_content=markdown("x")))["canvas_id"]
    await client.canvases_access_set(canvas_id=key, access_level="write", user_ids=[ann.id])
    assert {ann.id: "write"} == box.canvases[0].user_access
    access = client.canvases_access_set
    code = await error(access(canvas_id=key, access_level="read", user_ids=[ann.id], channel_ids=[talk.id]))
    assert "invalid_parameters" == code
    assert "invalid_parameters" == await error(access(canvas_id=key, access_level="all", user_ids=[ann.id]))
    assert "user_not_found" == await error(access(canvas_id=key, access_level="read", user_ids=["U404"]))
    assert "canvas_not_found" == await error(access(canvas_id="F404", access_level="read", user_ids=[ann.id]))


async def test_canvases_of_others(box: Sandbox, client: AsyncWebClient, ann: Person, talk: Channel) -> None:
    """Read access does not allow to edit; a deleted channel canvas makes room for another."""
    other = AsyncWebClient(token=box.add_app("other").token, base_url=box.api_url)
    key = (await client.canvases_create(document_content=markdown("x")))["canvas_id"]
    change = {"operation": "replace", "document_content": markdown("y")}
    assert "canvas_not_found" == await error(other.canvases_edit(canvas_id=key, changes=[change]))
    other_id = (await other.auth_test())["user_id"]
    await client.canvases_access_set(canvas_id=key, access_level="read", user_ids=[other_id])
    assert "restricted_action" == await error(other.canvases_edit(canvas_id=key, changes=[change]))
    code = await error(client.canvases_access_set(canvas_id=key, access_level="read", channel_ids=["C404"]))
    assert "channel_not_found" == code
    tab = await client.conversations_canvases_create(channel_id=talk.id, document_content=markdown("x"))
    await client.canvases_delete(canvas_id=tab["canvas_id"])
    await client.conversations_canvases_create(channel_id=talk.id, document_content=markdown("x"))
    await client.canvases_create(channel_id=talk.id, document_content=markdown("tabbed"))


async def test_no_canvas_in_an_archived_channel(client: AsyncWebClient, ann: Person, talk: Channel) -> None:
    """An archived channel gets no canvas."""
    await ann.archives(talk)
    code = await error(
        client.conversations_canvases_create(channel_id=talk.id, document_content=markdown("x"))
    )
    assert "channel_canvas_creation_failed" == code


@pytest.mark.parametrize("criteria", [{}, {"colour": "red"}, {"section_types": ["h7"]}, "text"])
async def test_refused_lookups(client: AsyncWebClient, criteria: object) -> None:
    """A look-up needs known criteria."""
    key = (await client.canvases_create(document_content=markdown("x")))["canvas_id"]
    body = {"canvas_id": key, "criteria": criteria}
    assert "invalid_arguments" == await error(client.api_call("canvases.sections.lookup", json=body))


async def test_canvas_without_text(client: AsyncWebClient) -> None:
    """A document is Markdown in a string, and edits keep the whole below 1 MiB."""
    body = {"document_content": {"type": "markdown", "markdown": 7}}
    assert "invalid_arguments" == await error(client.api_call("canvases.create", json=body))


async def test_more_refused_uploads(
    box: Sandbox, client: AsyncWebClient, session: aiohttp.ClientSession, ann: Person, talk: Channel
) -> None:
    """Archived channels take no files, people's files are not the app's to delete, addresses are not guessed."""
    complete = client.files_completeUploadExternal
    assert "invalid_arguments" == await error(
        client.api_call("files.completeUploadExternal", json={"files": []})
    )
    upload = await client.files_getUploadURLExternal(filename="x", length=3)
    form = aiohttp.FormData()
    form.add_field("file", b"two", filename="x")
    async with session.post(upload["upload_url"], data=form) as response:
        assert 200 == response.status
    async with session.post(f"{box.workspace.base_url}/upload/F404", data=b"x") as response:
        assert 404 == response.status
    headers = {"Authorization": f"Bearer {box.bot_token}"}
    async with session.get(f"{box.workspace.base_url}/files/F404/x", headers=headers) as response:
        assert 404 == response.status
    await ann.says(talk, "log", files=[("log.txt", b"x")])
    assert "cant_delete_file" == await error(client.files_delete(file=box.files[-1].id))
    files = [{"id": upload["file_id"], "title": "x"}]
    body = {"files": files, "channel_id": talk.id, "blocks": [{"type": "section"}]}
    assert "invalid_blocks" == await error(client.api_call("files.completeUploadExternal", json=body))
    await ann.archives(talk)
    assert "posting_to_channel_denied" == await error(complete(files=files, channel_id=talk.id))
