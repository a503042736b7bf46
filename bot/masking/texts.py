"""One text, with its secrets masked."""

from __future__ import annotations

import re

from bot.masking.rules import (
    ADDRESS,
    ASSIGNED,
    BY_HINT,
    CARD,
    EXACT_HINTS,
    FOLDED_HINTS,
    KEYWORDS,
    LONG,
    RULES,
    UNHINTED,
    Rule,
)

_MASKED = re.compile(r"\[masked: ([^\]]{1,40})\]")
#: A card has at least so many digits, and a bot's number in the other rules.
_CARD_DIGITS = 13
_BOT_DIGITS = 8


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
    # Nearly every text ends here: a comprehension of ``in`` is the quickest search for many short words.
    found = [hint for hint in FOLDED_HINTS if hint in folded]
    found += [hint for hint in EXACT_HINTS if hint in text]
    digits = sum(map(text.count, "0123456789"))
    if found and (found != [ADDRESS] or "@" in text):
        for place in sorted({place for hint in found for place in BY_HINT[hint]}):
            text = _replaced(RULES[place], text)
    if digits >= _BOT_DIGITS or text.count(".") > 1:
        text = _unhinted(text)
    if any(hint in KEYWORDS for hint in found):
        text = ASSIGNED.pattern.sub(_assigned, text)
    return CARD.sub(_card, text) if digits >= _CARD_DIGITS else text


def _unhinted(text: str) -> str:
    if max(map(len, text.split()), default=0) >= LONG:
        for rule in UNHINTED:
            text = _replaced(rule, text)
    return text


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
