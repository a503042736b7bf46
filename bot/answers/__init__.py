"""Answers to one person, as lines of phrases: what happened, what is open, what can be typed.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from bot.answers.confirmations import adopted, opened, opening, recorded, unchanged
from bot.answers.digest import digest
from bot.answers.doctor import findings, marked, report, worst
from bot.answers.helping import help, help_for
from bot.answers.lists import fitting, items, listing
from bot.answers.stats import stats
from bot.answers.summary import summary

__all__ = [
    "adopted",
    "digest",
    "findings",
    "fitting",
    "help",
    "help_for",
    "items",
    "listing",
    "marked",
    "opened",
    "opening",
    "recorded",
    "report",
    "stats",
    "summary",
    "unchanged",
    "worst",
]
