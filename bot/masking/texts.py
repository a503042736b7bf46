"""One text, with its secrets masked."""

from __future__ import annotations

import re

from bot.masking.rules import ANY_LENGTH, ASSIGNED, CARD, LONG, RULES, Rule

_MASKED = re.compile(r"\[masked: ([^\]]{1,40})\]")
_DIGITS = re.compile(r"\d{4}")


def kinds(text: str) -> tuple[str, ...]:
    """What was masked in a text, each kind once."""
    return tuple(dict.fromkeys(_MASKED.findall(text))) if "[masked: " in text else ()


def mask(text: str) -> str:
    """The text with each secret replaced by its kind, for example ``[masked: AWS Access Key]``.

    A text without a secret comes back as it is; masking twice changes nothing more.
    """
    if len(text) < 6:
        return text
    folded = text.lower()
    rules = RULES if max(map(len, text.split()), default=0) >= LONG else ANY_LENGTH
    for rule in rules:
        if _is_hinted(rule, folded):
            text = _replaced(rule, text)
    if _is_hinted(ASSIGNED, folded):
        text = ASSIGNED.pattern.sub(_assigned, text)
    if _DIGITS.search(text):
        text = CARD.sub(_card, text)
    return text


def _is_hinted(rule: Rule, folded: str) -> bool:
    # Asked of every message: a generator would cost more than the search.
    return any(map(folded.__contains__, rule.hints))


def _replaced(rule: Rule, text: str) -> str:
    word = f"[masked: {rule.kind}]"

    def replacement(match: re.Match[str]) -> str:
        secret = match[1] if rule.inner else match[0]
        if not secret or "[masked:" in secret:
            return match[0]
        start = match.start(1 if rule.inner else 0) - match.start()
        return match[0][:start] + word + match[0][start + len(secret) :]

    return rule.pattern.sub(replacement, text)


def _assigned(match: re.Match[str]) -> str:
    """What is assigned to something called a password; a plain word behind a colon is prose."""
    value, sure = match["value"], match["sign"] not in (":", "is") or match["quote"]
    if not sure and (len(value) < 6 or value.isalpha() or not re.search(r"[\d!$%&*+?^~#@]", value)):
        return match[0]
    if sure and not match["quote"] and match["sign"] == "is":
        return match[0]
    return match[0][: match.start("value") - match.start()] + f"[masked: {ASSIGNED.kind}]"


def _card(match: re.Match[str]) -> str:
    digits = [int(digit) for digit in match[0] if digit.isdigit()]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]
    return "[masked: Card Number]" if (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0 else match[0]
