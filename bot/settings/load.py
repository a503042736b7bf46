"""Reads the settings: environment variables first, then ``chronik.toml``, then the defaults."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError
from pydantic_settings import EnvSettingsSource, TomlConfigSettingsSource

from bot.settings.kinds import nearest
from bot.settings.problems import ENVIRONMENT, misplaced, sentences
from bot.settings.schema import Settings

FILE_NAME = "chronik.toml"
FILE_VARIABLE = "CHRONIK_CONFIG"
PREFIX = "CHRONIK_"


class SettingsError(Exception):
    """The settings cannot be used; ``lines`` says why, one sentence per problem."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = tuple(lines)


class _GivenEnvironment(EnvSettingsSource):
    """The variables that were handed over instead of the process's own, and only those that are settings."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        super().__init__(Settings, case_sensitive=True)
        # An empty variable is one that a container file names and nobody filled.
        self.env_vars = {name: environ[name] for name in ENVIRONMENT.values() if environ.get(name)}


def load_settings(environ: Mapping[str, str], directory: Path) -> Settings:
    """The settings from these variables and the file that they name, or ``chronik.toml`` in ``directory``.

    Raises ``SettingsError`` with all problems, not the first alone.
    """
    problems = _unknown_variables(environ)
    path, shown = _file(environ, directory)
    try:
        file = _read(path, shown)
        problems += [f"{shown}: {sentence}" for sentence in misplaced(file.toml_data)]
        settings = Settings(_build_sources=((_GivenEnvironment(environ), file), {}))
    except ValidationError as error:
        raise SettingsError([*problems, *sentences(error, shown)]) from error
    except SettingsError as error:
        raise SettingsError([*problems, *error.lines]) from error
    if problems:
        raise SettingsError(problems)
    return settings


def _unknown_variables(environ: Mapping[str, str]) -> list[str]:
    known = [FILE_VARIABLE, *(name for name in ENVIRONMENT.values() if name.startswith(PREFIX))]
    return [
        f"environment: {name} is not a setting.{nearest(name, known)}"
        for name in environ
        if name.startswith(PREFIX) and name not in known
    ]


def _file(environ: Mapping[str, str], directory: Path) -> tuple[Path | None, str]:
    """The file to read, if any, and how the operator knows it."""
    if named := environ.get(FILE_VARIABLE):
        return directory / named, named
    path = directory / FILE_NAME
    return (path if path.exists() else None), FILE_NAME


def _read(path: Path | None, shown: str) -> TomlConfigSettingsSource:
    if path is not None and not path.is_file():
        raise SettingsError([f"environment: {FILE_VARIABLE}: there is no file {shown}."])
    try:
        return TomlConfigSettingsSource(Settings, toml_file=path)
    except tomllib.TOMLDecodeError as error:
        problem = f"not valid TOML: {error}."
    except UnicodeDecodeError:
        problem = "not text in UTF-8."
    except OSError as error:
        problem = f"cannot be read: {error.strerror}."
    raise SettingsError([f"{shown}: {problem}"])
