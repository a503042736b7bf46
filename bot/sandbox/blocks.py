"""Whether Slack would accept these blocks, or this view: structure by schema, then lengths and numbers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from importlib.resources import files
from typing import Any

from jsonschema import Draft7Validator, ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend

from bot.sandbox.block_limits import length_problems
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Json

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MESSAGE_CHARACTERS = 13_200
MARKDOWN_CHARACTERS = 12_000
VIEW_BYTES = 250_000
MODAL_ONLY = frozenset({"alert"})
MESSAGE_ONLY = frozenset(
    {
        "card",
        "carousel",
        "container",
        "context_actions",
        "data_table",
        "markdown",
        "plan",
        "table",
        "task_card",
    }
)


class BlockRules:
    """The rules for blocks; validators are compiled on first use and kept."""

    def check_message(self, blocks: Any, error: str = "invalid_blocks") -> None:
        """Raises ``error`` with pointers, or ``msg_blocks_too_long``."""
        if not isinstance(blocks, list):
            raise ApiError("invalid_blocks_format")
        _refuse(error, self._structure(blocks, "MessageBlocks", "/blocks"))
        problems = [*_too_many(blocks, MESSAGE_BLOCKS), *_misplaced(blocks, MODAL_ONLY | {"file"})]
        _refuse(
            error,
            [*problems, *length_problems(blocks, "/blocks"), *_duplicates(blocks), *_message_totals(blocks)],
        )
        if len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))) > MESSAGE_CHARACTERS:
            raise ApiError("msg_blocks_too_long")

    def check_view(self, view: Any, kind: str) -> None:
        """Raises ``invalid_arguments`` with pointers, or ``view_too_large``; ``kind`` is modal or home."""
        if not isinstance(view, dict) or view.get("type") != kind:
            raise ApiError("invalid_arguments", [f"must be a view of type {kind} [json-pointer:/view/type]"])
        if len(json.dumps(view).encode()) > VIEW_BYTES:
            raise ApiError("view_too_large")
        definition = "ModalView" if kind == "modal" else "HomeView"
        _refuse("invalid_arguments", self._structure(view, definition, "/view"))
        blocks: list[Json] = view["blocks"]
        wrong = MESSAGE_ONLY | {"file"} | (frozenset() if kind == "modal" else MODAL_ONLY)
        problems = [
            *_too_many(blocks, VIEW_BLOCKS, "/view/blocks"),
            *_misplaced(blocks, wrong, "/view/blocks"),
        ]
        problems += length_problems([view], "/view", whole=True)
        problems += length_problems(blocks, "/view/blocks") + list(_duplicates(blocks, "/view/blocks"))
        _refuse("invalid_arguments", problems + list(_view_totals(view, kind)))

    def _structure(self, value: Any, definition: str, root: str) -> list[str]:
        errors = self._validators[definition].iter_errors(value)
        return [
            f"{problem.message} [json-pointer:{root}{''.join(f'/{step}' for step in problem.absolute_path)}]"
            for problem in sorted(errors, key=lambda found: [str(step) for step in found.absolute_path])
        ]

    @cached_property
    def _validators(self) -> dict[str, Validator]:
        source = files("bot.sandbox").joinpath("data/blocks.schema.json").read_text(encoding="utf-8")
        definitions = json.loads(source)["definitions"]
        known = {name: _by_type(schema, definitions) for name, schema in definitions.items()}
        known["MessageBlocks"] = {"type": "array", "items": {"$ref": "#/definitions/KnownBlock"}}
        validator: type[Validator] = extend(  # type: ignore[no-untyped-call]
            Draft7Validator,
            {"byType": _check_by_type, "required": _check_required, "additionalProperties": _check_keys},
        )
        return {
            name: validator({"definitions": known, "$ref": f"#/definitions/{name}"})
            for name in ("MessageBlocks", "ModalView", "HomeView")
        }


def _by_type(schema: Any, definitions: Json) -> Any:
    """The schema with each choice between typed objects turned into a look-up by their ``type``."""
    if isinstance(schema, list):
        return [_by_type(entry, definitions) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    if "anyOf" in schema:
        branches = list(_branches(schema, definitions))
        kinds = [_kind(branch, definitions) for branch in branches]
        if all(kinds):
            choices: dict[str, list[Any]] = {}
            for kind, branch in zip(kinds, branches, strict=True):
                choices.setdefault(str(kind), []).append(_by_type(branch, definitions))
            return {"byType": choices}
    return {key: _by_type(value, definitions) for key, value in schema.items()}


def _branches(schema: Json, definitions: Json) -> Iterator[Json]:
    for branch in schema["anyOf"]:
        target = definitions[branch["$ref"].rsplit("/", 1)[-1]] if "$ref" in branch else branch
        if "anyOf" in target:
            yield from _branches(target, definitions)
        else:
            yield branch


def _kind(branch: Json, definitions: Json) -> str | None:
    target = definitions[branch["$ref"].rsplit("/", 1)[-1]] if "$ref" in branch else branch
    const = target.get("properties", {}).get("type", {}).get("const")
    return const if isinstance(const, str) else None


def _check_by_type(
    validator: Validator, choices: dict[str, list[Json]], instance: object, _: Json
) -> Iterator[ValidationError]:
    if not isinstance(instance, dict):
        yield ValidationError("must provide an object")
        return
    candidates = choices.get(str(instance.get("type")))
    if candidates is None:
        yield ValidationError(f"unsupported type: {instance.get('type')}")
        return
    found = [list(validator.evolve(schema=candidate).iter_errors(instance)) for candidate in candidates]
    yield from min(found, key=len)


def _check_required(_: Validator, names: list[str], instance: object, __: Json) -> Iterator[ValidationError]:
    if isinstance(instance, dict):
        yield from (ValidationError(f"missing required field: {n}") for n in names if n not in instance)


def _check_keys(_: Validator, __: object, instance: object, schema: Json) -> Iterator[ValidationError]:
    if isinstance(instance, dict):
        unknown = [name for name in instance if name not in schema.get("properties", {})]
        yield from (ValidationError(f"no more fields allowed: {name}") for name in unknown)


def _refuse(error: str, problems: list[str]) -> None:
    if problems:
        raise ApiError(error, problems, errors=problems)


def _too_many(blocks: list[Json], most: int, root: str = "/blocks") -> Iterator[str]:
    if len(blocks) > most:
        yield f"no more than {most} items allowed [json-pointer:{root}]"


def _misplaced(blocks: list[Json], wrong: frozenset[str], root: str = "/blocks") -> Iterator[str]:
    for index, block in enumerate(blocks):
        if block["type"] in wrong:
            yield f"unsupported type here: {block['type']} [json-pointer:{root}/{index}/type]"


def _duplicates(blocks: list[Json], root: str = "/blocks") -> Iterator[str]:
    ids = Counter(block["block_id"] for block in blocks if "block_id" in block)
    yield from (f"block_id must be unique: {name} [json-pointer:{root}]" for name, n in ids.items() if n > 1)
    for index, block in enumerate(blocks):
        actions = Counter(element["action_id"] for element in elements_of(block) if element.get("action_id"))
        for name, count in actions.items():
            if count > 1:
                yield f"action_id must be unique in its block: {name} [json-pointer:{root}/{index}]"


def elements_of(block: Json) -> list[Json]:
    """The interactive elements of a block: of actions, an accessory, an input."""
    single = [block[name] for name in ("accessory", "element") if isinstance(block.get(name), dict)]
    many = block.get("elements", []) if block["type"] in {"actions", "context_actions"} else []
    return [*single, *many]


def _message_totals(blocks: list[Json]) -> Iterator[str]:
    if sum(len(block["text"]) for block in blocks if block["type"] == "markdown") > MARKDOWN_CHARACTERS:
        yield f"markdown blocks: no more than {MARKDOWN_CHARACTERS} characters in all [json-pointer:/blocks]"
    if sum(block["type"] in {"table", "data_table"} for block in blocks) > 1:
        yield "only one table block allowed [json-pointer:/blocks]"


def _view_totals(view: Json, kind: str) -> Iterator[str]:
    blocks: list[Json] = view["blocks"]
    if kind == "modal" and "submit" not in view and any(block["type"] == "input" for block in blocks):
        yield "submit is required when an input block is within blocks [json-pointer:/view/submit]"
    if sum(bool(element.get("focus_on_load")) for block in blocks for element in elements_of(block)) > 1:
        yield "only one element may be focused on load [json-pointer:/view/blocks]"
