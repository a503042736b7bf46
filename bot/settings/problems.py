"""What is wrong with the settings, as one sentence per problem: the place, the key, what was expected."""

from __future__ import annotations

import json
from collections.abc import Mapping

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.settings.kinds import nearest
from bot.settings.schema import Settings, SeveritySettings
from bot.settings.table import Table

#: The name of each setting that is read from the environment, by its field.
ENVIRONMENT: Mapping[str, str] = {
    name: field.alias for name, field in Settings.model_fields.items() if field.alias is not None
}

#: What a value of the wrong sort should have been, by pydantic's name for the error.
EXPECTED: Mapping[str, str] = {
    "string_type": "a text in quotes",
    "tuple_type": 'a list, such as ["one", "two"]',
    "mapping_type": "a table",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "int_parsing": "a whole number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
}
PORT = "a port number from 0 to 65535"


def sentences(error: ValidationError, file: str) -> list[str]:
    """One line per problem, in the order of the settings; ``file`` is how the operator knows the file."""
    return [_sentence(problem, file) for problem in error.errors(include_url=False)]


def _sentence(problem: ErrorDetails, file: str) -> str:
    # A severity's name that is refused is reported by pydantic as SEVERITY.[key].
    path = [str(part) for part in problem["loc"] if part != "[key]"]
    if problem["type"] == "extra_forbidden":
        return f"{file}: {_unknown(path)}"
    if path and path[0] in ENVIRONMENT.values():
        return f"environment: {path[0]}: {_expectation(problem)}"  # without its value, which may be a secret
    return " ".join([f"{file}:", *_quoted(path, problem["input"]), _expectation(problem)])


def _quoted(path: list[str], given: object) -> list[str]:
    if not path:
        return []
    plain = isinstance(given, str | int | float) and path[-1] != given
    return [f"{_dotted(path)} is {json.dumps(given, ensure_ascii=False)}." if plain else f"{_dotted(path)}:"]


def _expectation(problem: ErrorDetails) -> str:
    if problem["type"] == "value_error":
        return str(problem["ctx"]["error"])
    if problem["type"] == "literal_error":
        return f"Expected {problem['ctx']['expected']}."
    expected = EXPECTED.get(problem["type"]) or _range(problem)
    return f"Expected {expected}." if expected else f"{problem['msg']}."


def _range(problem: ErrorDetails) -> str | None:
    """What a number should have been that lies beyond a limit."""
    if str(problem["loc"][-1]) == ENVIRONMENT["port"]:
        return PORT
    match problem.get("ctx"):
        case {"ge": least}:
            return f"a number no less than {least}"
        case {"le": most}:
            return f"a number no more than {most}"
    return None


def misplaced(file: Mapping[str, object]) -> list[str]:
    """One sentence for each top-level key of the file that only the environment may set."""
    return [
        f"{key} is not a setting of the file. Set {ENVIRONMENT.get(key, key)} in the environment."
        for key in file
        if key in {*ENVIRONMENT, *ENVIRONMENT.values()}
    ]


def _unknown(path: list[str]) -> str:
    key = path[-1]
    here = _keys(path[:-1])
    near = nearest(key, here) or _elsewhere(key) or f" Known here: {', '.join(here)}."
    return f"{_dotted(path)} is not a setting.{near}"


def _elsewhere(key: str) -> str:
    for table in _keys([]):
        if table != "severities" and key in _keys([table]):
            return f" Did you mean {table}.{key}?"
    return ""


def _keys(path: list[str]) -> list[str]:
    """The keys that the file may have at that place."""
    if not path:
        return [name for name in Settings.model_fields if name not in ENVIRONMENT]
    if path[0] == "severities":
        return list(SeveritySettings.model_fields)
    annotation = Settings.model_fields[path[0]].annotation
    return (
        list(annotation.model_fields)
        if isinstance(annotation, type) and issubclass(annotation, Table)
        else []
    )


def _dotted(path: list[str]) -> str:
    return ".".join(path)
