"""Named schemas of the description: each is kept once, and referred to where it is used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
WHOLE: Schema = {"type": "integer"}


class Components:
    """What has a title becomes a component of that name, with its owner's name before it where the name is taken."""

    def __init__(self) -> None:
        self.schemas: dict[str, Schema] = {}
        self._named: dict[str, list[str]] = {}  # by title

    def refer(self, schema: Schema, owner: str = "") -> Schema:
        """The schema with every titled part of it, itself included, replaced by a reference."""
        title = schema.get("title", "")
        plain = _inside(schema, lambda part: self.refer(part, title or owner))
        if not title:
            return plain
        known = self._named.setdefault(title, [])
        name = next((name for name in known if self.schemas[name] == plain), None)
        if name is None:
            name = title
            while name in self.schemas:
                name = owner + name
            self.schemas[name] = plain
            known.append(name)
        return {"$ref": f"#/components/schemas/{name}"}


def answered(schema: Schema) -> Schema:
    """How a value is answered that may be sent as `schema` says: numbers as numbers, nothing about lengths.

    What is read-only or kept as it was sent may be anything.
    """
    if schema.get("readOnly") or not schema:
        return {}
    if "anyOf" in schema:
        return {"type": schema["anyOf"][0]["type"]}
    found = _inside({name: schema[name] for name in ("type", "properties", "items") if name in schema}, answered)
    return {**found, "title": f"{schema['title']}Answer"} if "title" in schema else found


def _inside(schema: Schema, change: Callable[[Schema], Schema]) -> Schema:
    found = dict(schema)
    if "properties" in schema:
        found["properties"] = {name: change(part) for name, part in schema["properties"].items()}
    if "items" in schema:
        found["items"] = change(schema["items"])
    if "anyOf" in schema:
        found["anyOf"] = [change(part) for part in schema["anyOf"]]
    return found


def object_of(properties: dict[str, Schema], *required: str, **more: Any) -> Schema:
    """An object of these properties; with names, those are required."""
    return {"type": "object", "properties": properties, **({"required": list(required)} if required else {}), **more}


def list_of(schema: Schema, **more: Any) -> Schema:
    return {"type": "array", "items": schema, **more}


def one_of_words(words: Any) -> Schema:
    return {"type": "string", "enum": list(words)}
