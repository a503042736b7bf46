"""Settings: what an operator may write, and what they are told when it cannot be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from bot.aftercare import Rhythm, Rules
from bot.settings import Promise, Settings, SettingsError, load_settings, missing_tokens
from bot.settings.problems import sentences
from bot.settings.table import Table

Load = Callable[..., Settings]
Problems = Callable[..., tuple[str, ...]]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Loads the settings from this text of ``chronik.toml`` and these variables."""

    def loaded(file: str = "", **environ: str) -> Settings:
        (tmp_path / "chronik.toml").write_text(file, encoding="utf-8")
        return load_settings(environ, tmp_path)

    return loaded


@pytest.fixture
def problems(load: Load) -> Problems:
    """What the operator is told about this file and these variables."""

    def told(file: str = "", **environ: str) -> tuple[str, ...]:
        with pytest.raises(SettingsError) as refusal:
            load(file, **environ)
        return refusal.value.lines

    return told


def test_an_empty_file_is_enough(load: Load, tmp_path: Path) -> None:
    """An empty file, no file and no source at all give the same settings."""
    from_empty_file = load("")
    (tmp_path / "chronik.toml").unlink()

    assert Settings() == from_empty_file
    assert Settings() == load_settings({}, tmp_path)


def test_defaults(load: Load) -> None:
    """The defaults are those of the documentation."""
    settings = load()

    assert "/incident" == settings.command
    assert ("inc-", "", "") == (
        settings.channels.prefix,
        settings.channels.announcements,
        settings.channels.managers,
    )
    assert ("", "") == (settings.zones.second, settings.zones.label)
    assert "en" == settings.languages.official
    assert ["SEV1", "SEV2", "SEV3", "SEV4"] == list(settings.severities)
    assert [30, 60, 240, 1440] == [
        severity.cadence / timedelta(minutes=1) for severity in settings.severities.values()
    ]
    assert timedelta(minutes=5) == settings.promise.grace
    assert "SEV3" == settings.default_severity
    assert ["pushpin", "lock", "test_tube", "x", "white_check_mark", "scales"] == list(
        settings.reactions.model_dump().values()
    )
    assert "https://slack.com/api/" == settings.slack_api_url
    assert "sqlite+aiosqlite:///chronik.db" == settings.database_url
    assert 3000 == settings.port
    assert "http" == settings.mode


@pytest.mark.parametrize("name", ["SEV1", "SEV2", "SEV3", "SEV4"])
def test_default_ladder(load: Load, name: str) -> None:
    """Every severity reminds 5 minutes before, and 10 and 20 minutes after the promised time."""
    severity = load().severities[name]

    assert [5, 10, 20] == [
        rung / timedelta(minutes=1) for rung in (severity.before, severity.commander, severity.managers)
    ]


def test_one_default_severity_given_in_part(load: Load) -> None:
    """A default severity keeps what the file does not say, and the other three stay."""
    settings = load('[severities.SEV1]\ncadence = "3s"')

    assert ["SEV1", "SEV2", "SEV3", "SEV4"] == list(settings.severities)
    assert timedelta(seconds=3) == settings.severities["SEV1"].cadence
    assert "Customers cannot use the product" == settings.severities["SEV1"].means
    assert Settings().severities["SEV2"] == settings.severities["SEV2"]


def test_default_severities_speak_the_official_language(load: Load) -> None:
    """What a default severity means is said in the official language, unless the file says it."""
    settings = load('[languages]\nofficial = "DE"\n[severities.SEV2]\nmeans = "Halb kaputt"')

    assert "de" == settings.languages.official
    assert ["Kunden können das Produkt nicht nutzen", "Halb kaputt"] == [
        settings.severities[name].means for name in ("SEV1", "SEV2")
    ]


def test_own_severities_stand_alone(load: Load) -> None:
    """A name of the team's own replaces the list, in the file's order, and the lowest becomes the default."""
    settings = load('[severities.P1]\nmeans = "Down"\ncadence = "10m"\n[severities.SEV2]\n[severities.P0]')

    assert ["P1", "SEV2", "P0"] == list(settings.severities)
    assert timedelta(hours=1) == settings.severities["SEV2"].cadence
    assert "P0" == settings.default_severity


def test_a_severity_as_the_core_knows_it(load: Load) -> None:
    """A severity's settings make the value that the core works with."""
    severity = load('[severities.SEV1]\ninvite = ["@oncall", "U123"]').severity("SEV1")

    assert "SEV1" == severity.name
    assert timedelta(minutes=30) == severity.cadence
    assert ("@oncall", "U123") == severity.invite


def test_a_severity_that_was_taken_out(load: Load) -> None:
    """An old incident's severity that the settings no longer have is still one."""
    severity = load("[severities.P1]").severity("SEV1")

    assert ("SEV1", "", timedelta(hours=1)) == (severity.name, severity.means, severity.cadence)


def test_the_default_severity_must_exist(problems: Problems) -> None:
    """A default severity that is none of the severities is refused with the list."""
    assert ("chronik.toml: promise.default_severity: Expected one of SEV1, SEV2, SEV3, SEV4.",) == problems(
        '[promise]\ndefault_severity = "SEV9"'
    )


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ('comand = "/x"', "comand is not a setting. Did you mean command?"),
        ('[chanels]\nprefix = "x"', "chanels is not a setting. Did you mean channels?"),
        ('prefix = "x"', "prefix is not a setting. Did you mean channels.prefix?"),
        (
            '[severities.SEV1]\ncadense = "3s"',
            "severities.SEV1.cadense is not a setting. Did you mean cadence?",
        ),
        ('[privacy]\nzzz = "x"', "privacy.zzz is not a setting. Known here: deny."),
        (
            'SLACK_BOT_TOKEN = "xoxb-1"',
            "SLACK_BOT_TOKEN is not a setting of the file. Set SLACK_BOT_TOKEN in the environment.",
        ),
        ("port = 1", "port is not a setting of the file. Set CHRONIK_PORT in the environment."),
    ],
)
def test_unknown_keys(problems: Problems, file: str, sentence: str) -> None:
    """An unknown key is an error that names the nearest known one, or the place where it belongs."""
    assert (f"chronik.toml: {sentence}",) == problems(file)


@pytest.mark.parametrize(
    ("file", "beginning"),
    [
        ('command = "incident"', 'command is "incident". Expected a slash'),
        ('command = "/Incident"', 'command is "/Incident". Expected a slash'),
        ("command = 3", "command is 3. Expected a text in quotes."),
        ('[channels]\nprefix = "Inc "', 'channels.prefix is "Inc ". Expected up to 20'),
        ('[channels]\nmanagers = "bosses"', 'channels.managers is "bosses". Expected a channel'),
        (
            '[zones]\nsecond = "Europe/Berln"',
            'zones.second is "Europe/Berln". Expected a zone\'s name, such as Europe/Berlin. Did you mean',
        ),
        ('[zones]\nsecond = "../etc"', 'zones.second is "../etc". Expected a zone'),
        (
            '[languages]\nofficial = "den"',
            'languages.official is "den". Expected one of de, ',
        ),
        ("[severities.SEV1]\ncadence = 30", "severities.SEV1.cadence is 30. Expected a duration in quotes"),
        ('[severities.SEV1]\ncadence = "0s"', 'severities.SEV1.cadence is "0s". Expected a duration longer'),
        ('[severities.SEV1]\ninvite = "@oncall"', 'severities.SEV1.invite is "@oncall". Expected a list'),
        ('[severities.SEV1]\ninvite = ["oncall"]', 'severities.SEV1.invite.0 is "oncall". Expected a person'),
        ('[severities]\nSEV1 = "30m"', 'severities.SEV1 is "30m". Expected a table.'),
        ('severities = ["SEV1"]', "severities: Expected a table."),
        ('[severities."a b"]', "severities.a b: Expected a severity's name of one word"),
        ("[severities.a]\n[severities.A]", "severities: Expected names that differ"),
        (
            '[promise]\ngrace = "1m"',
            'promise.grace is "1m". Expected at least 2m, or 0s for none: Slack cannot',
        ),
        ('[after]\nitems = "never"', 'after.items is "never". Expected true or false.'),
        ('[digest]\nevery = "month"', "digest.every is \"month\". Expected 'day', 'week' or ''."),
        ('[digest]\nat = "9 am"', 'digest.at is "9 am". Expected a time of day, such as 09:00'),
        ('[digest]\nevery = "day"', "digest.every: Expected channels.managers to say where it is posted."),
        (
            '[channels]\nmanagers = "#bosses"\n[severities.SEV1]\ncommander = "30m"',
            "severities.SEV1.managers: Expected more than commander (30m), or 0s for never.",
        ),
        ('[reactions]\ntimeline = ":x:"', 'reactions.timeline is ":x:". Expected an emoji\'s name'),
        ('[reactions]\ntimeline = "lock"', "reactions: lock would mean two things."),
        ("[privacy]\ndeny = [1]", "privacy.deny.0 is 1. Expected a text in quotes."),
        ('[privacy]\ndeny = [" "]', 'privacy.deny.0 is " ". Expected a text that is not empty.'),
        (
            '[customer]\nstatus_page = "status.example.com"',
            'customer.status_page is "status.example.com". Expected an address',
        ),
        (
            '[translator]\nkind = "libretranslate"',
            "translator: url: Expected the address of the LibreTranslate server.",
        ),
        (
            '[translator]\nkind = "deepl"',
            "translator.kind: Expected DeepL's key in CHRONIK_TRANSLATOR_KEY.",
        ),
        ("command =", "not valid TOML: "),
        ("\n\n[zones", "not valid TOML: "),
    ],
)
def test_values_that_cannot_be(problems: Problems, file: str, beginning: str) -> None:
    """A value that cannot be is named with its key and what was expected, on one line."""
    (line,) = problems(file)

    assert line.startswith(f"chronik.toml: {beginning}"), line
    assert "\n" not in line


def test_broken_toml_names_its_line(problems: Problems) -> None:
    """A mistake in TOML's own grammar is told with its line."""
    (line,) = problems('command = "/incident"\n[zones]\nsecond == "UTC"\n')

    assert "line 3" in line


def test_a_file_in_another_encoding(load: Load, tmp_path: Path) -> None:
    """A file that is not UTF-8 is refused in words."""
    (tmp_path / "chronik.toml").write_bytes(b'command = "/\xfc"')

    with pytest.raises(SettingsError) as refusal:
        load_settings({}, tmp_path)

    assert ("chronik.toml: not text in UTF-8.",) == refusal.value.lines


def test_all_problems_are_listed(problems: Problems) -> None:
    """An operator sees every problem at once, those of the environment too."""
    lines = problems('comand = "/x"\n[promise]\ngrace = "1s"', CHRONIK_PORT="x", CHRONIK_CONFG="y")

    assert [
        "environment: CHRONIK_CONFG is not a setting. Did you mean CHRONIK_CONFIG?",
        "environment: CHRONIK_PORT: Expected a whole number.",
    ] == list(lines[:2])
    assert 4 == len(lines)


def test_a_number_beyond_its_limit_is_told_the_limit() -> None:
    """Each number has its own; only a port is called one."""
    with pytest.raises(ValidationError) as refusal:
        Settings.model_validate({"severities": {"SEV1": {"snoozes": -1}}, "CHRONIK_PORT": 0})
    lines = [line for line in sentences(refusal.value, "chronik.toml") if "snoozes" in line]

    assert ["chronik.toml: severities.SEV1.snoozes is -1. Expected a number no less than 0."] == lines


@pytest.mark.parametrize(
    ("variable", "value", "beginning"),
    [
        ("CHRONIK_PORT", "65536", "Expected a port number from 0 to 65535."),
        ("CHRONIK_PORT", "-1", "Expected a port number from 0 to 65535."),
        ("SLACK_API_URL", "slack.com", "Expected an address that begins with https://."),
        ("DATABASE_URL", "mysql://u:secret@h/d", "mysql is no database that Chronik can use."),
        ("DATABASE_URL", "secret", "Expected sqlite:///PATH or postgresql://"),
    ],
)
def test_variables_that_cannot_be(problems: Problems, variable: str, value: str, beginning: str) -> None:
    """A variable that cannot be is told with what was expected, without its value, maybe a secret."""
    (line,) = problems("", **{variable: value})

    assert line.startswith(f"environment: {variable}: {beginning}"), line
    assert "secret" not in line


@pytest.mark.parametrize(
    ("written", "used"),
    [
        ("sqlite:///x.db", "sqlite+aiosqlite:///x.db"),
        ("sqlite+aiosqlite:////var/x.db", "sqlite+aiosqlite:////var/x.db"),
        ("postgresql://u:p%40w@h:5432/d", "postgresql+asyncpg://u:p%40w@h:5432/d"),
        ("postgres://h/d", "postgresql+asyncpg://h/d"),
        ("postgresql+asyncpg:///d?host=/tmp", "postgresql+asyncpg:///d?host=%2Ftmp"),
        ("postgres://h/d?sslmode=require", "postgresql+asyncpg://h/d?ssl=require"),
    ],
)
def test_databases(load: Load, written: str, used: str) -> None:
    """A database's address as people write it becomes one with the driver that Chronik speaks through."""
    assert used == load(DATABASE_URL=written).database_url


def test_the_api_address_ends_with_a_slash(load: Load) -> None:
    """The client appends a method's name, so a missing slash is added."""
    assert "http://127.0.0.1:4000/api/" == load(SLACK_API_URL="http://127.0.0.1:4000/api").slack_api_url


def test_variables_that_are_empty(load: Load) -> None:
    """An empty variable counts as not set."""
    assert "http" == load(SLACK_APP_TOKEN="", CHRONIK_PORT="").mode


def test_variables_that_only_share_a_name(load: Load) -> None:
    """A variable that happens to have a key's name is not a setting."""
    assert "/incident" == load(command="/other", COMMAND="/other").command


def test_a_named_file(tmp_path: Path) -> None:
    """CHRONIK_CONFIG names the file, and one that does not exist is an error."""
    (tmp_path / "other.toml").write_text('command = "/other"')

    settings = load_settings({"CHRONIK_CONFIG": "other.toml"}, tmp_path)
    with pytest.raises(SettingsError) as refusal:
        load_settings({"CHRONIK_CONFIG": "none.toml"}, tmp_path)

    assert "/other" == settings.command
    assert ("environment: CHRONIK_CONFIG: there is no file none.toml.",) == refusal.value.lines


def test_settings_do_not_change() -> None:
    """Settings are frozen down to the last table."""
    settings = Settings()

    with pytest.raises(ValidationError):
        settings.command = "/other"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        settings.promise.grace = timedelta(0)  # type: ignore[misc]
    with pytest.raises(TypeError):
        settings.severities["SEV9"] = settings.severities["SEV1"]  # type: ignore[index]


def test_settings_made_directly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings that are made directly read no environment."""
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")

    settings = Settings(port=0, promise=Promise(grace=timedelta(minutes=3)))

    assert ("http", 0, timedelta(minutes=3)) == (settings.mode, settings.port, settings.promise.grace)


def test_secrets_are_not_shown(load: Load) -> None:
    """Neither tokens nor the database's password stand in what a log might print."""
    settings = load(SLACK_BOT_TOKEN="xoxb-hidden", DATABASE_URL="postgres://u:hidden@h/d")

    assert "hidden" not in f"{settings!r} {settings}"


def test_after_an_incident(load: Load) -> None:
    """The post-mortem is asked for after a day, items are reminded of, and there is no digest; all can change."""
    default = load()
    assert Rules(post_mortem=timedelta(days=1), items=True, zone=ZoneInfo("UTC")) == default.after.rules(
        "UTC"
    )
    assert None is default.digest.rhythm("UTC")

    settings = load(
        '[after]\npostmortem = "0s"\nitems = false\n'
        '[digest]\nevery = "week"\nat = "16:45"\n[channels]\nmanagers = "#bosses"'
    )
    berlin = ZoneInfo("Europe/Berlin")
    assert Rules(post_mortem=timedelta(0), items=False, zone=berlin) == settings.after.rules("Europe/Berlin")
    assert Rhythm(every="week", at=time(16, 45), zone=berlin) == settings.digest.rhythm("Europe/Berlin")


@pytest.mark.parametrize("grace", ["0s", "2m", "90m"])
def test_grace(load: Load, grace: str) -> None:
    """The dead-man's message may be off, or two minutes and more after the promised time."""
    load(f'[promise]\ngrace = "{grace}"')


@given(st.timedeltas(min_value=timedelta(seconds=1), max_value=timedelta(days=300)))
def test_durations(length: timedelta) -> None:
    """A cadence of whole seconds reads back as written."""
    seconds = length // timedelta(seconds=1)

    settings = Settings.model_validate({"severities": {"SEV1": {"cadence": f"{seconds}s"}}})

    assert timedelta(seconds=seconds) == settings.severities["SEV1"].cadence


TOKENS: Mapping[str, SecretStr] = {
    "slack_bot_token": SecretStr("xoxb-1"),
    "slack_app_token": SecretStr("xapp-1"),
    "slack_signing_secret": SecretStr("s"),
}


@pytest.mark.parametrize(
    ("tokens", "named"),
    [
        ({}, ["SLACK_BOT_TOKEN is missing", "SLACK_APP_TOKEN is missing"]),
        (
            {"slack_bot_token": "xoxp-1", "slack_app_token": "xapp-1"},
            ["SLACK_BOT_TOKEN does not begin with xoxb-"],
        ),
        (
            {"slack_bot_token": "xoxb-1", "slack_app_token": "xoxb-1"},
            ["SLACK_APP_TOKEN does not begin with xapp-"],
        ),
        ({"slack_bot_token": "xoxb-1"}, ["SLACK_APP_TOKEN is missing"]),
        ({"slack_bot_token": "xoxb-1", "slack_app_token": "xapp-1"}, []),
        ({"slack_bot_token": "xoxb-1", "slack_signing_secret": "s"}, []),
    ],
)
def test_missing_tokens(tokens: Mapping[str, str], named: list[str]) -> None:
    """The operator hears which token is missing, or of the wrong kind, and where it comes from."""
    sentences = missing_tokens(Settings.model_validate(dict(tokens)))

    assert named == [sentence[: len(name)] for sentence, name in zip(sentences, named, strict=True)]


@pytest.mark.parametrize(
    ("given_tokens", "mode"), [(["slack_app_token"], "socket"), (["slack_signing_secret"], "http")]
)
def test_mode(given_tokens: list[str], mode: str) -> None:
    """An app token means Socket Mode, else Slack comes by HTTP."""
    assert mode == Settings.model_validate({name: TOKENS[name] for name in given_tokens}).mode


def test_every_table_refuses_unknown_keys() -> None:
    """Each table is closed, so that no misspelt key passes unseen."""
    assert all(table.model_config["extra"] == "forbid" for table in Table.__subclasses__())
