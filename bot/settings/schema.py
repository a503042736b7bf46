"""Every setting, its default and what it means; an empty file works."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationInfo, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.durations import short
from bot.hours import Hours, parse_days, parse_hours
from bot.locales import load
from bot.marks import Mark, Meanings, meanings
from bot.model import Ladder, Severity
from bot.settings.aftercare import After, Digest
from bot.settings.care import Permissions, Retention
from bot.settings.editions import Customer, Privacy
from bot.settings.kinds import (
    ApiUrl,
    Cadence,
    ChannelName,
    ChannelPrefix,
    CommandName,
    DatabaseUrl,
    Days,
    Duration,
    Emoji,
    Grace,
    Invited,
    Language,
    OneLine,
    SeverityName,
    WorkingHours,
    Zone,
)
from bot.settings.table import Table
from bot.settings.translator import TranslatorSettings

#: Severities of a team that names none of its own, the highest first.
#: What they mean is said in the official language, as the catalogue has it.
DEFAULT_SEVERITIES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "SEV1": {"cadence": "30m"},
        "SEV2": {"cadence": "1h"},
        "SEV3": {"cadence": "4h"},
        "SEV4": {"cadence": "24h"},
    }
)

DEFAULT_SEVERITY = "SEV3"


class Channels(Table):
    """Which channels Chronik makes and which it speaks in."""

    prefix: ChannelPrefix = "inc-"
    #: Id or ``#name``; empty: none.
    announcements: ChannelName = ""
    #: The last rung of the ladder, and digests. Id or ``#name``; empty: none.
    managers: ChannelName = ""
    #: The bot's own messages in one channel within an hour; beyond that it edits its card instead. 0: no limit.
    posts_per_hour: Annotated[int, Field(ge=0)] = 60


class Zones(Table):
    """The second zone of documents, beside UTC."""

    #: IANA name; empty: UTC alone.
    second: Zone = ""
    #: How documents call it; empty: by its own abbreviation.
    label: OneLine = ""
    #: Whose clocks rule working hours.
    working: Zone = "UTC"


class Languages(Table):
    """Languages of documents and of typed prose."""

    official: Language = "en"


class SeveritySettings(Table):
    """What a severity means and when whom is reminded; all durations count from the promised time."""

    means: OneLine = ""
    #: How often an update is owed.
    cadence: Cadence = timedelta(hours=1)
    #: So long before it is due the communications role is told; nothing: never.
    before: Duration = timedelta(minutes=5)
    #: So long after it was due the commander and the deputy are told.
    commander: Duration = timedelta(minutes=10)
    #: So long after it was due the managers' channel is told.
    managers: Duration = timedelta(minutes=20)
    #: After an update nobody is reminded for so long, but never later than promised.
    quiet: Duration = timedelta(minutes=5)
    #: When people may be reminded, by the clocks of ``zones.working``; empty: at any time.
    hours: WorkingHours = ""
    days: Days = "Mon-Fri"
    #: How long a snooze may be, and how many may follow each other without an update.
    snooze_up_to: Duration = timedelta(hours=1)
    snoozes: Annotated[int, Field(ge=0, le=100)] = 2
    invite: tuple[Invited, ...] = ()

    def named(self, name: str, *, managers: bool, zone: ZoneInfo) -> Severity:
        """This severity as the core knows it; without a managers' channel the ladder has no rung for it."""
        hours = None
        if self.hours:
            start, end = parse_hours(self.hours)
            hours = Hours(start=start, end=end, days=parse_days(self.days), zone=zone)
        return Severity(
            name=name,
            means=self.means,
            cadence=self.cadence,
            invite=self.invite,
            ladder=Ladder(
                before=self.before,
                commander=self.commander,
                managers=self.managers if managers else timedelta(0),
                quiet=self.quiet,
                hours=hours,
            ),
            snooze_up_to=self.snooze_up_to,
            snoozes=self.snoozes,
        )


class Promise(Table):
    """The promise of the next update."""

    #: The severity when none is typed; ask ``Settings.default_severity``, which knows what unset means.
    default_severity: str | None = None
    #: Slack's own reminder comes so long after the promised time; nothing: never.
    grace: Grace = timedelta(minutes=5)


class Reactions(Table):
    """Names of the emoji that mark messages; empty switches one off."""

    timeline: Emoji = "pushpin"
    internal: Emoji = "lock"
    trying: Emoji = "test_tube"
    ruled_out: Emoji = "x"
    worked: Emoji = "white_check_mark"
    decision: Emoji = "scales"

    @model_validator(mode="after")
    def _one_meaning_each(self) -> Reactions:
        twice = [emoji for emoji, times in Counter(self.model_dump().values()).items() if emoji and times > 1]
        if twice:
            raise ValueError(
                f"{', '.join(twice)} would mean two things. Expected a different emoji for each."
            )
        return self


def _over_defaults(given: Any, about: ValidationInfo) -> Any:
    """Lay the file's severities over the defaults.

    Where all names are default names, the others stay as they are.
    A name of the team's own makes the file's list stand alone, in the file's order.
    Either way a default name keeps what the file does not say about it.
    """
    if not isinstance(given, Mapping):
        return given
    language = about.data.get("languages", Languages()).official
    names = given if set(given) - set(DEFAULT_SEVERITIES) else DEFAULT_SEVERITIES
    return {name: _over_default(name, given.get(name, {}), language) for name in names}


def _over_default(name: str, given: Any, language: str) -> Any:
    if name not in DEFAULT_SEVERITIES or not isinstance(given, Mapping):
        return given
    return {"means": load(language).text(f"severity.{name}"), **DEFAULT_SEVERITIES[name], **given}


def _distinct(severities: Mapping[str, SeveritySettings]) -> Mapping[str, SeveritySettings]:
    if len({name.casefold() for name in severities}) < len(severities):
        raise ValueError("Expected names that differ in more than capital letters.")
    return MappingProxyType(dict(severities))


Severities = Annotated[
    Mapping[SeverityName, SeveritySettings], BeforeValidator(_over_defaults), AfterValidator(_distinct)
]


class Settings(BaseSettings):
    """All settings; made directly (as tests do) it reads neither environment nor file."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, validate_default=True
    )

    slack_bot_token: SecretStr | None = Field(None, alias="SLACK_BOT_TOKEN")
    slack_app_token: SecretStr | None = Field(None, alias="SLACK_APP_TOKEN")
    slack_signing_secret: SecretStr | None = Field(None, alias="SLACK_SIGNING_SECRET")
    #: Ends with a slash.
    slack_api_url: ApiUrl = Field("https://slack.com/api/", alias="SLACK_API_URL")
    #: With an asynchronous driver. Carries a password, so it is not shown with the rest.
    database_url: DatabaseUrl = Field("sqlite+aiosqlite:///chronik.db", alias="DATABASE_URL", repr=False)
    #: Where health, metrics and, without Socket Mode, Slack's requests are served.
    port: int = Field(3000, alias="CHRONIK_PORT", ge=0, le=65535)

    #: Of the translator that ``translator.kind`` names.
    translator_key: SecretStr | None = Field(None, alias="CHRONIK_TRANSLATOR_KEY")

    command: CommandName = "/incident"
    channels: Channels = Channels()
    zones: Zones = Zones()
    languages: Languages = Languages()
    #: By name, the highest first; never empty.
    severities: Severities = Field(default_factory=dict)
    promise: Promise = Promise()
    after: After = After()
    digest: Digest = Digest()
    reactions: Reactions = Reactions()
    privacy: Privacy = Privacy()
    permissions: Permissions = Permissions()
    retention: Retention = Retention()
    customer: Customer = Customer()
    translator: TranslatorSettings = TranslatorSettings()

    @property
    def mode(self) -> Literal["socket", "http"]:
        """How Slack reaches the bot: over Socket Mode when there is an app token, else by signed HTTP."""
        return "socket" if self.slack_app_token else "http"

    def severity(self, name: str) -> Severity:
        """The severity of that name; a bare one, due hourly, where the settings no longer have it."""
        return self.severities.get(name, SeveritySettings()).named(
            name, managers=bool(self.channels.managers), zone=ZoneInfo(self.zones.working)
        )

    @property
    def marks(self) -> Meanings:
        """What reactions, pins and choices on messages mean, by name."""
        return meanings({emoji: Mark(name) for name, emoji in self.reactions.model_dump().items()})

    @property
    def default_severity(self) -> str:
        """The severity when none is typed: the setting, else SEV3, else the lowest of the team's own."""
        named = self.promise.default_severity or DEFAULT_SEVERITY
        return named if named in self.severities else list(self.severities)[-1]

    @model_validator(mode="after")
    def _default_severity_exists(self) -> Settings:
        named = self.promise.default_severity
        if named is not None and named not in self.severities:
            raise ValueError(f"promise.default_severity: Expected one of {', '.join(self.severities)}.")
        return self

    @model_validator(mode="after")
    def _managers_come_last(self) -> Settings:
        # After the managers nobody further down is told, so that the rung before them would be lost.
        for name, severity in self.severities.items():
            if self.channels.managers and timedelta(0) < severity.managers <= severity.commander:
                raise ValueError(
                    f"severities.{name}.managers: Expected more than commander ({short(severity.commander)}), "
                    "or 0s for never."
                )
        return self

    @model_validator(mode="after")
    def _digest_has_a_channel(self) -> Settings:
        if self.digest.every and not self.channels.managers:
            raise ValueError("digest.every: Expected channels.managers to say where it is posted.")
        return self

    @model_validator(mode="after")
    def _translator_has_a_key(self) -> Settings:
        if self.translator.kind == "deepl" and not self.translator_key:
            raise ValueError("translator.kind: Expected DeepL's key in CHRONIK_TRANSLATOR_KEY.")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what is given: reading the world is the business of ``load_settings``."""
        return (init_settings,)
