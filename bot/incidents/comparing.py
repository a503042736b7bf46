"""Earlier versions of a section, in a form of their own above the one in which it is edited."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from bot import editing
from bot.blocks.elements import Block
from bot.blocks.versions import versions_form
from bot.editing import Version
from bot.errors import UserError
from bot.incidents import windows
from bot.incidents.desk import Desk
from bot.incidents.editing import Wanted, read_button
from bot.locales import Catalogue
from bot.model import Audience
from bot.postmortem.names import name_of
from bot.requests import ButtonPressed, FormSubmitted, Verdict


async def show_versions(desk: Desk, request: ButtonPressed, _: int | None) -> None:
    """The button *Earlier versions*: all of them, the latest two compared."""
    wanted = read_button(request)
    found, names = await _versions(desk, wanted)
    if not found:
        raise UserError("error.unknown_button")
    context = windows.context(
        request, wanted.number, value=f"{wanted.edition} {wanted.language} {wanted.section}"
    )
    form = _form(found, names, found[-2:], context, await desk.catalogue(request.user))
    await desk.windows.open(request.trigger_id, form, on_top=True)
    await desk.finish(request)


async def compare(desk: Desk, form: FormSubmitted) -> Verdict:
    """The two versions that were chosen, in the place of the form; nothing is stored."""
    edition, language, section = form.context["value"].split()
    wanted = Wanted(number=form.incident, edition=Audience(edition), language=language, section=section)
    found, names = await _versions(desk, wanted)
    chosen = [
        each for name in ("one", "other") for each in found if str(each.number) == form.fields.get(name)
    ]
    context = json.dumps({"channel": form.channel, "incident": form.incident, "value": form.context["value"]})
    view = _form(found, names, chosen, context, await desk.catalogue(form.user))
    return Verdict(taken=False, answer={"response_action": "update", "view": view})


async def _versions(desk: Desk, wanted: Wanted) -> tuple[tuple[Version, ...], Mapping[str, str]]:
    async with desk.store.read() as reader:
        everything = await reader.versions(wanted.number)
        people = await reader.people({each.author for each in everything if each.author})
    own = editing.of_document(everything, wanted.edition, wanted.language)
    names = {each.author: name_of(each.author, people) for each in everything}
    return tuple(each for each in own if each.section == wanted.section), names


def _form(
    found: Sequence[Version],
    names: Mapping[str, str],
    chosen: Sequence[Version],
    context: str,
    catalogue: Catalogue,
) -> Block:
    one, other = (chosen[0], chosen[-1]) if chosen else (found[-1], found[-1])
    same = one.number == other.number
    text = one.text or "–" if same else "\n".join(editing.compared(one, other))
    labels = [(each.number, _label(each, names)) for each in found]
    said = text or catalogue.text("form.versions_same")
    return versions_form(labels, (one.number, other.number), said, context, catalogue)


def _label(version: Version, names: Mapping[str, str]) -> str:
    who = names.get(version.author) or version.author_name
    return f"{version.number} · {version.at:%Y-%m-%d %H:%M} UTC · {who}"
