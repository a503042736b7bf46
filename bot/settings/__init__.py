"""Settings: the environment first, then ``chronik.toml``, checked as a whole before anything else happens.

The sentences are for the operator at the command line and therefore plain English, not catalogue keys.
"""

from bot.settings.editions import Customer, Privacy
from bot.settings.load import SettingsError, load_settings
from bot.settings.schema import (
    Channels,
    Languages,
    Promise,
    Reactions,
    Settings,
    SeveritySettings,
    Zones,
)
from bot.settings.tokens import missing_tokens

__all__ = [
    "Channels",
    "Customer",
    "Languages",
    "Privacy",
    "Promise",
    "Reactions",
    "Settings",
    "SettingsError",
    "SeveritySettings",
    "Zones",
    "load_settings",
    "missing_tokens",
]
