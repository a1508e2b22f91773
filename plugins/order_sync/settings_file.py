"""Reads a settings file that a person wrote, and says in their words what is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import pydantic
import yaml

from order_sync.errors import SettingsError

LARGEST_BYTES = 5_000_000

Model = TypeVar("Model", bound=pydantic.BaseModel)
Choice = TypeVar("Choice", bound=str)


class Settings(pydantic.BaseModel):
    """A part of a settings file: a name that nothing reads is a mistake, and nothing changes once it is read."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


def _alone(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _each_once(value: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """For names in an order of preference: at least one, and none twice."""
    if not value or len(set(value)) != len(value):
        raise ValueError("name at least one, and each once")
    return value


ONE_MAY_STAND_ALONE = pydantic.BeforeValidator(_alone)  # `match: email` for `match: [email]`
EACH_ONCE = pydantic.AfterValidator(_each_once)


class _PlainLoader(yaml.SafeLoader):
    """YAML without anchors (they can blow up a small file) and without a key said twice."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.YAMLError(f"line {event.start_mark.line + 1}: anchors and aliases are not allowed here")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, (list, dict)):
                raise yaml.YAMLError(f"line {key_node.start_mark.line + 1}: a name must be plain text")
            if key in seen:
                raise yaml.YAMLError(f"line {key_node.start_mark.line + 1}: “{key}” is said twice")
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


def parse_yaml(text: str, name: str) -> Any:
    """The content of a YAML text; `name` is how errors call the file."""
    if len(text.encode()) > LARGEST_BYTES:
        raise SettingsError(f"{name} is larger than {LARGEST_BYTES:,} bytes.", remedy="Cut it into several files.")
    try:
        return yaml.load(text, _PlainLoader)  # noqa: S506 (a safe loader, made stricter)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise SettingsError(
            f"{name} is not readable YAML: {error}", remedy="Correct the line named; indent with spaces."
        ) from error


def read_text(path: Path) -> str:
    """The file's text; a missing or unreadable one is a SettingsError."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{path.name} cannot be read: {error}", remedy="Check the file's name, place and encoding (UTF-8)."
        ) from error


def check(model: type[Model], content: Any, name: str) -> Model:
    """The content as a typed model; every wrong field is named with what is wrong with it."""
    if not isinstance(content, dict):
        raise SettingsError(f"{name} should be a list of names and values.", remedy="Compare it with the examples in docs/.")
    try:
        return model.model_validate(content)
    except pydantic.ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(str(part) for part in fault['loc']) or 'the file'}: {fault['msg']}" for fault in error.errors()
        )
        raise SettingsError(f"{name} is wrong: {faults}.", remedy="Correct the fields named.") from error
