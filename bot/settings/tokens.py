"""Which token is missing, or is of the wrong kind, and where on api.slack.com it comes from."""

from __future__ import annotations

from pydantic import SecretStr

from bot.settings.schema import Settings

BOT_MISSING = (
    "SLACK_BOT_TOKEN is missing. It begins with xoxb- and stands on the app's page OAuth & Permissions "
    "after the app is installed to the workspace."
)
BOT_WRONG_KIND = (
    "SLACK_BOT_TOKEN does not begin with xoxb-. Take the Bot User OAuth Token from OAuth & Permissions."
)
APP_WRONG_KIND = (
    "SLACK_APP_TOKEN does not begin with xapp-. Take the token from Basic Information, App-Level Tokens, "
    "with the scope connections:write."
)
APP_MISSING = (
    "SLACK_APP_TOKEN is missing (Socket Mode). It begins with xapp- and is made on the app's page "
    "Basic Information, App-Level Tokens, with the scope connections:write. "
    "For signed HTTP set SLACK_SIGNING_SECRET instead, from Basic Information, App Credentials."
)


def missing_tokens(settings: Settings) -> list[str]:
    """One sentence per token that is missing or of the wrong kind; empty when the bot can start."""
    sentences = []
    if not settings.slack_bot_token:
        sentences.append(BOT_MISSING)
    elif not _begins(settings.slack_bot_token, "xoxb-"):
        sentences.append(BOT_WRONG_KIND)
    if settings.slack_app_token and not _begins(settings.slack_app_token, "xapp-"):
        sentences.append(APP_WRONG_KIND)
    if not settings.slack_app_token and not settings.slack_signing_secret:
        sentences.append(APP_MISSING)
    return sentences


def _begins(token: SecretStr, prefix: str) -> bool:
    return token.get_secret_value().startswith(prefix)
