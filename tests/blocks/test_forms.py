"""The modals."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.blocks import declare_form, form_errors, loading_form, message_form, read_form, update_form
from bot.blocks.elements import Block
from bot.model import Severity, Status
from bot.phrases import Prose, Who, phrase
from tests.blocks.checking import assert_openable
from tests.blocks.samples import BARE, ENGLISH, OPEN, TEXTS

SEVERITIES = tuple(
    Severity(name=f"SEV{number}", means="It hurts " * number, cadence=timedelta(hours=1))
    for number in range(1, 15)
)


def chosen(view: Block) -> dict[str, str]:
    """What stands in the form before anybody touches it."""
    values: dict[str, Any] = {}
    for block in view["blocks"]:
        element = block["element"]
        option = element.get("initial_option")
        value = {"selected_option": option} if option else {"value": element.get("initial_value")}
        values[block["block_id"]] = {element["action_id"]: value}
    return read_form({"state": {"values": values}})


def test_declare_form() -> None:
    """The default severity is chosen, the meaning of each stands below it, and the rest is empty."""
    view = declare_form(SEVERITIES, "SEV3", {}, "{}", ENGLISH)
    severities = view["blocks"][1]["element"]["options"]

    assert_openable(view)
    assert ("declare", "{}") == (view["callback_id"], view["private_metadata"])
    assert {"severity": "SEV3"} == chosen(view)
    assert [False, False, True] == [block["optional"] for block in view["blocks"]]
    assert "It hurts" == severities[0]["description"]["text"]


def test_declare_form_with_what_was_typed() -> None:
    """What was typed already stands in the form."""
    typed = {"title": "Search is slow", "severity": "SEV2", "known": "Since noon & before"}

    assert typed == chosen(declare_form(SEVERITIES, "SEV3", typed, "", ENGLISH))


def test_update_form() -> None:
    """The status is as it is and the next update comes after the severity's cadence."""
    view = update_form(OPEN, timedelta(minutes=45), {}, "{}", ENGLISH)
    durations = view["blocks"][2]["element"]["options"]

    assert_openable(view)
    assert "update" == view["callback_id"]
    assert {"status": "identified", "next": "45m"} == chosen(view)
    assert ["15m", "30m", "45m", "1h", "2h", "4h", "8h", "1d"] == [each["value"] for each in durations]
    assert ["15 min", "30 min", "45 min", "1 hr"] == [each["text"]["text"] for each in durations[:4]]


def test_update_form_cannot_resolve() -> None:
    """Only the command resolves: the form offers the open states alone."""
    view = update_form(BARE, timedelta(hours=1), {}, "", ENGLISH)
    states = [option["value"] for option in view["blocks"][1]["element"]["options"]]

    assert [status for status in Status if status.is_open] == states


@pytest.mark.parametrize("text", TEXTS)
def test_any_text(text: str) -> None:
    """Whatever was typed, Slack takes the forms."""
    typed = TEXTS[text]
    means = [Severity(name="SEV1", means=typed, cadence=timedelta(minutes=1))]

    assert_openable(message_form(phrase("form.loading"), [note(typed)] * 3, ENGLISH))
    assert_openable(declare_form(means, "SEV1", {"title": "x" * 200}, "", ENGLISH))
    assert_openable(update_form(OPEN, timedelta(seconds=1), {"text": "x" * 4000}, "", ENGLISH))


def note(text: str) -> Any:
    """Ann's note."""
    return phrase("entry.note", who=Who(user="U1"), text=Prose(text=text))


def test_message_form() -> None:
    """A modal that only says something has no button to send it."""
    view = loading_form(ENGLISH)

    assert_openable(view)
    assert ("One moment", False) == (view["title"]["text"], "submit" in view)


def test_read_form() -> None:
    """A form is read as field to value, typed or chosen; empty fields are left out."""
    values = {
        "title": {"value": {"type": "plain_text_input", "value": " a <b> "}},
        "severity": {"value": {"type": "static_select", "selected_option": {"value": "SEV2"}}},
        "known": {"value": {"type": "plain_text_input", "value": None}},
        "next": {"value": {"type": "static_select", "selected_option": None}},
        "blank": {"value": {"type": "plain_text_input", "value": "  "}},
    }

    assert {"title": " a <b> ", "severity": "SEV2"} == read_form({"state": {"values": values}})
    assert {} == read_form({})


def test_form_errors() -> None:
    """A refused form tells each field what is wrong with it."""
    refused = {"title": phrase("items.none", command="/inc")}

    expected = {"title": "No remediation items yet. To add one: /inc action TEXT @owner by DATE"}

    assert expected == form_errors(refused, ENGLISH)
