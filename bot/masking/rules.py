"""What a secret looks like: the rules of detect-secrets, and a few for what it does not know.

Of detect-secrets only the rules with a fixed beginning are taken, not its measures of randomness: in a chat full of
commit hashes and identifiers those would mask what people need to read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from detect_secrets.plugins.aws import AWSKeyDetector
from detect_secrets.plugins.azure_storage_key import AzureStorageKeyDetector
from detect_secrets.plugins.base import RegexBasedDetector
from detect_secrets.plugins.basic_auth import BasicAuthDetector
from detect_secrets.plugins.cloudant import CloudantDetector
from detect_secrets.plugins.discord import DiscordBotTokenDetector
from detect_secrets.plugins.github_token import GitHubTokenDetector
from detect_secrets.plugins.gitlab_token import GitLabTokenDetector
from detect_secrets.plugins.ibm_cloud_iam import IbmCloudIamDetector
from detect_secrets.plugins.ibm_cos_hmac import IbmCosHmacDetector
from detect_secrets.plugins.mailchimp import MailchimpDetector
from detect_secrets.plugins.openai import OpenAIDetector
from detect_secrets.plugins.pypi_token import PypiTokenDetector
from detect_secrets.plugins.sendgrid import SendGridDetector
from detect_secrets.plugins.slack import SlackDetector
from detect_secrets.plugins.softlayer import SoftlayerDetector
from detect_secrets.plugins.square_oauth import SquareOAuthDetector
from detect_secrets.plugins.stripe import StripeDetector
from detect_secrets.plugins.telegram_token import TelegramBotTokenDetector
from detect_secrets.plugins.twilio import TwilioKeyDetector


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One shape of secret."""

    #: What it is called in the masked text.
    kind: str
    pattern: re.Pattern[str]
    #: One of these stands in every text that the pattern matches: asked first, since it is quick.
    #: Those in lower case are looked for in the text in lower case, others in the text as it is.
    hints: tuple[str, ...]
    #: Whether the secret is the pattern's first group; else it is all that matches.
    inner: bool = False


#: What an assigned secret is called, or a part of it.
KEYWORDS = ("pass", "pw", "secret", "key", "token", "kennwort")

#: Each detector with its hints, and whether its groups are the secrets.
_DETECTORS: tuple[tuple[Callable[[], RegexBasedDetector], tuple[str, ...], bool], ...] = (
    (AWSKeyDetector, ("A3T", "ABIA", "ACCA", "AKIA", "ASIA", "aws"), True),
    (AzureStorageKeyDetector, ("accountkey=",), False),
    (CloudantDetector, KEYWORDS, True),
    (GitHubTokenDetector, ("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), False),
    (GitLabTokenDetector, ("glpat", "gldt", "glft", "glsoat", "glrt", "gr1348941", "glcbt", "glimt", "glptt",
                           "glagent", "gloas"), False),
    (IbmCloudIamDetector, KEYWORDS, True),
    (IbmCosHmacDetector, KEYWORDS, True),
    (MailchimpDetector, ("-us",), False),
    (OpenAIDetector, ("t3blbkfj",), False),
    (PypiTokenDetector, ("pypi-",), False),
    (SendGridDetector, ("sg.",), False),
    (SlackDetector, ("xox", "hooks.slack"), False),
    (SoftlayerDetector, (*KEYWORDS, "softlayer"), True),
    (SquareOAuthDetector, ("sq0csp",), False),
    (StripeDetector, ("k_live_",), False),
    (TwilioKeyDetector, ("AC", "SK"), False),
)  # fmt: skip


#: The hint that every link is; a password in it is followed by an ``@``.
ADDRESS = "://"


def _rules_of(
    detector: Callable[[], RegexBasedDetector], hints: tuple[str, ...], *, inner: bool
) -> Iterator[Rule]:
    made = detector()
    for pattern in made.denylist:
        grouped = inner and pattern.groups > 0
        yield Rule(kind=str(made.secret_type), pattern=pattern, hints=hints, inner=grouped)


#: A value that is assigned: not a mention, a link, a variable or what is masked already.
_VALUE = (
    r"""(?P<quote>["'`“”]?)(?P<value>(?![<\[$%{*.…]|https?:|null\b|none\b|true\b|false\b|&lt;)"""
    r"""[^\s"'`“”<>]{3,}[^\s"'`“”<>,;.)\]])"""
)
_NAMES = (
    r"(?:pass(?:word|wd|phrase)|pwd|secret|api[ _-]?key|access[_-]?key|secret[_-]?key|private[_-]?key"
    r"|auth[_-]?token|access[_-]?token|client[_-]?secret|token|passwort|kennwort)"
)

_OWN: tuple[Rule, ...] = (
    Rule(
        kind="Private Key",
        pattern=re.compile(
            r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----.*?"
            r"(?:-----END (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|\Z)",
            re.DOTALL,
        ),
        hints=("key",),
    ),
    *_rules_of(BasicAuthDetector, (ADDRESS,), inner=True),
    Rule(
        kind="Slack Token",
        pattern=re.compile(r"\b(?:xox[a-z](?:\.xox[a-z])?|xapp)-[A-Za-z0-9-]{10,}"),
        hints=("xox", "xapp-"),
    ),
    Rule(kind="GitHub Token", pattern=re.compile(r"\bgithub_pat_[A-Za-z0-9_]{22,}"), hints=("github_pat_",)),
    Rule(kind="Google API Key", pattern=re.compile(r"\bAIza[A-Za-z0-9_-]{35}"), hints=("aiza",)),
    Rule(kind="AI Service Key", pattern=re.compile(r"\bsk-(?:ant|proj)-[A-Za-z0-9_-]{20,}"), hints=("sk-",)),
    Rule(
        kind="AWS Secret Key",
        # Mixed letters: forty of 0-9 and a-f alone are a commit.
        pattern=re.compile(
            r"\b(?:AWS|aws|Aws)[^\n]{0,60}?(?<![\w/+=])"
            r"((?=[a-z0-9/+]*[A-Z])(?=[A-Z0-9/+]*[a-z])[A-Za-z0-9/+]{40})(?![\w/+=])"
        ),
        hints=("aws",),
        inner=True,
    ),
    Rule(
        kind="JSON Web Token",
        pattern=re.compile(r"\beyJ[\w-]{8,}\.eyJ[\w-]{4,}(?:\.[\w-]*)?", re.ASCII),
        hints=(".eyj",),
    ),
    Rule(
        kind="NPM Token",
        pattern=re.compile(r"_authToken\s*=\s*([\w-]{20,})|\b(npm_[A-Za-z0-9]{36})\b"),
        hints=("_authtoken", "npm_"),
    ),
    Rule(
        kind="Bearer Token",
        pattern=re.compile(r"\bbearer\s+([A-Za-z0-9._~+/-]{20,}=*)", re.IGNORECASE),
        hints=("bearer",),
        inner=True,
    ),
)

#: Found behind the fixed shapes, so that a known kind keeps its own name.
ASSIGNED = Rule(
    kind="Password",
    pattern=re.compile(
        rf"(?<![A-Za-z]){_NAMES}[\"'`*_]*\s*(?P<sign>:=|=>|=|:|\bis\b)[*_]*\s*{_VALUE}", re.IGNORECASE
    ),
    hints=KEYWORDS,
)

#: Payment cards: the networks' first digits, 13 to 19 digits in one piece or in the groups printed on cards.
CARD = re.compile(
    r"(?<![\w./=#:-])(?:3[47]\d{2}([ -]?)\d{6}\1\d{5}"
    r"|(?:4\d{3}|5[1-5]\d{2}|2[2-7]\d{2}|6(?:011|5\d{2}|4[4-9]\d)|35\d{2})([ -]?)\d{4}\2\d{4}\2\d{4}"
    r"|3(?:0[0-5]|[68]\d)\d([ -]?)\d{6}\3\d{4}|4\d{12}|4\d{18})(?![\w/=-]|\.\d)"
)

RULES: tuple[Rule, ...] = (
    *_OWN,
    *(rule for detector, hints, inner in _DETECTORS for rule in _rules_of(detector, hints, inner=inner)),
)

#: Those that begin with nothing in particular; their secrets stand in a word of at least this length.
LONG = 44
UNHINTED: tuple[Rule, ...] = (
    *_rules_of(TelegramBotTokenDetector, (), inner=False),
    *_rules_of(DiscordBotTokenDetector, (), inner=False),
)

#: Each hint with the rules that it may mean, by their places in RULES.
BY_HINT: Mapping[str, tuple[int, ...]] = {
    hint: tuple(place for place, rule in enumerate(RULES) if hint in rule.hints)
    for rule in RULES
    for hint in rule.hints
}
FOLDED_HINTS = tuple(hint for hint in BY_HINT if hint == hint.lower())
EXACT_HINTS = tuple(hint for hint in BY_HINT if hint != hint.lower())
