"""Secrets are masked, and what only looks odd is left alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.masking import kinds, mask, masked_arrival
from bot.requests import FormSubmitted, MessageSeen
from tests.storage.examples import NOW, a_command, a_message

#: Put together here, so that no scanner takes this file for a leak.
AWS = "AKIA" + "IOSFODNN7EXAMPLE"
JWT = "eyJ" + "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-def_1"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"the key is {AWS}, please rotate", "the key is [masked: AWS Access Key], please rotate"),
        (
            "aws secret wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "aws secret [masked: AWS Secret Key]",
        ),
        ("xoxb-" + "1" * 12 + "-abcdefghijkl", "[masked: Slack Token]"),
        ("xapp-" + "1-A0B1C2D3-456-abcdef", "[masked: Slack Token]"),
        ("<https://hooks.slack.com/services/T0/B0/abc>", "<[masked: Slack Token]>"),
        ("ghp_" + "a" * 36, "[masked: GitHub Token]"),
        ("sk_live_" + "4" * 24, "[masked: Stripe Access Key]"),
        ("1234567890:" + "A" * 35, "[masked: Telegram Bot Token]"),
        ("M" + "a" * 23 + ".abcdef." + "b" * 27, "[masked: Discord Bot Token]"),
        ("AC" + "a1" * 16, "[masked: Twilio API Key]"),
        ("AIza" + "b" * 35, "[masked: Google API Key]"),
        (f"curl -H {JWT}", "curl -H [masked: JSON Web Token]"),
        ("Authorization: Bearer abcdefghijklmnopqrstuvwx", "Authorization: Bearer [masked: Bearer Token]"),
        (
            "<postgres://app:hunter2@db-7/x|postgres://app:hunter2@db-7/x>",
            "<postgres://app:[masked: Basic Auth Credentials]@db-7/x"
            "|postgres://app:[masked: Basic Auth Credentials]@db-7/x>",
        ),
        ("password=hunter2, then", "password=[masked: Password], then"),
        ("The password is Tr0ub4dor&amp;3", "The password is [masked: Password]"),
        ("api_key: `9f8e7d6c`", "api_key: `[masked: Password]`"),
        (
            "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nok",
            "[masked: Private Key]\nok",
        ),
        ("-----BEGIN PRIVATE KEY-----\nMIIE and cut off", "[masked: Private Key]"),
        ("card 4111 1111 1111 1111 exp 12/29", "card [masked: Card Number] exp 12/29"),
        ("378282246310005", "[masked: Card Number]"),
    ],
)
def test_secrets_are_masked(text: str, masked: str) -> None:
    """A secret gives way to its kind, and nothing around it changes."""
    assert masked == mask(text)
    assert masked == mask(masked)


@pytest.mark.parametrize(
    "text",
    [
        "password: please reset it",
        "the token expired again, and the secret is out",
        "password reset mails are late",
        "API key: restart",
        "secret=<@U0123ABCD>",
        "order 4111111111111112 of 2024-02-09",
        "https://example.slack.com/archives/C0123ABCD/p1707494123000200?thread_ts=1707494100.000100&amp;cid=C0123ABCD",
        "APACHE22server and AP1 are down in ASIA",
        "<!subteam^S0123ABCD|@oncall> <#C0123ABCD|inc-12> <!date^1707494123^{date}|then>",
    ],
)
def test_ordinary_chat_is_left_alone(text: str) -> None:
    """Talk about secrets, links, identifiers and numbers stays as it was written."""
    assert text == mask(text)


HEX = "0123456789abcdef"
IDENTIFIERS = st.one_of(
    st.uuids().map(str),
    st.text(HEX, min_size=40, max_size=40),
    st.text(HEX, min_size=7, max_size=12),
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=8, max_size=10).map("<@U{}>".format),
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=8, max_size=10).map("C{}".format),
    st.integers(1_500_000_000, 1_999_999_999).map("{}.000200".format),
    st.integers(1_500_000_000_000_000, 1_999_999_999_999_999).map(
        "https://example.slack.com/archives/C0123ABCD/p{}".format
    ),
    st.integers(0, 10**12).map(str),
    st.datetimes().map(str),
    st.ip_addresses().map(str),
)
WORDS = st.sampled_from(
    [
        "rolled",
        "back",
        "to",
        "deploy",
        "of",
        "at",
        "commit",
        "trace",
        "request",
        "host",
        "graph",
        "in",
        "eu-2",
    ]
)


@given(st.lists(st.one_of(IDENTIFIERS, WORDS), min_size=1, max_size=20).map(" ".join))
def test_identifiers_are_never_masked(text: str) -> None:
    """Commits, UUIDs, links, Slack's ids, times, addresses and counts are what people need to read."""
    assert text == mask(text)


@given(st.text(max_size=200), st.sampled_from([AWS, JWT, "ghp_" + "a" * 36]))
def test_a_secret_does_not_survive_its_surroundings(around: str, secret: str) -> None:
    """Whatever stands before and behind it, the secret is gone, and masking again changes nothing."""
    masked = mask(f"{around} {secret} {around}")

    assert secret not in masked
    assert masked == mask(masked)


@pytest.mark.parametrize(
    "text",
    ["a" * 40_000 + " key", "1" * 40_000, "x." * 20_000, "eyJ" * 13_000, "://" + "a:" * 19_000,
     "//" * 10_000 + ":_authToken", "-----BEGIN PRIVATE KEY-----" * 1_400, "aws key " * 5_000,
     "password=" * 4_000, "pass " * 8_000, "cl-" * 13_000],
)  # fmt: skip
def test_no_text_takes_long(text: str) -> None:
    """The longest message that Slack takes is masked in less time than anybody notices, however odd it is."""
    began = time.process_time()
    mask(text)

    assert 0.25 > time.process_time() - began


def test_a_message_keeps_its_other_fields() -> None:
    """Text and names of files are masked; a message without a secret is the same object."""
    seen, clean = MessageSeen(message=a_message(text=f"key {AWS}")), MessageSeen(message=a_message())

    assert MessageSeen(message=a_message(text="key [masked: AWS Access Key]")) == masked_arrival(seen)
    assert clean is masked_arrival(clean)


def test_commands_and_forms_are_masked() -> None:
    """What is typed into commands and forms is masked as well."""
    form = FormSubmitted(
        key="f", user="U1", form="update", fields={"text": f"{AWS} leaked"}, channel="C1", response_url="",
        incident=1, at=NOW,
    )  # fmt: skip
    command, sent = masked_arrival(a_command("c", text=f"note {AWS}")), masked_arrival(form)

    assert isinstance(sent, FormSubmitted)
    assert a_command("c", text="note [masked: AWS Access Key]") == command
    assert {"text": "[masked: AWS Access Key] leaked"} == sent.fields
    assert ("AWS Access Key",) == kinds(sent.fields["text"])
