"""The JSON Schema of a rule file, made from the same tables that read it, so that editors complete and check.

Draft 7, which every YAML editor knows. The engine ignores the case of names; the schema offers them in lower case.
"""

from __future__ import annotations

import json
from typing import Any

from order_sync.rules.actions import ACTIONS, Action
from order_sync.rules.comparisons import COMPARISONS, Comparison, Takes
from order_sync.rules.fields import CUSTOM, FIELDS, LINE_CUSTOM, Field
from order_sync.rules.load import LONGEST_NAME
from order_sync.rules.values import Kind

Schema = dict[str, Any]

# What an editor's YAML reader may take a person's words for.
_SCALAR = {"type": ["string", "number", "boolean"]}
_YES_NO_WORDS = ["yes", "no", "on", "off", "true", "false", True, False]
_YES_NO = {"enum": _YES_NO_WORDS}
_DAY = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_NUMBER = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^[+-]?\d{1,15}(\.\d{1,6})?$"}]}
_NO_VALUE = {"enum": [None, True, "yes"]}

_VALUES: dict[Kind, Schema] = {
    Kind.text: _SCALAR,
    Kind.choice: {"type": "string"},
    Kind.yes_no: _YES_NO,
    Kind.number: _NUMBER,
    Kind.money: _NUMBER,
    Kind.date: _DAY,
}
_ACTION_VALUES: dict[Kind, Schema] = {
    Kind.yes_no: {"enum": [None, *_YES_NO_WORDS]},
    Kind.text: {"type": ["string", "number", "boolean", "null"]},
}


def schema() -> Schema:
    """The schema as plain values."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Rules",
        "description": "Where these fields compare so, do this. The language is described in docs/rules.md.",
        "type": "object",
        "required": ["rules"],
        "additionalProperties": False,
        "properties": {"rules": {"type": ["array", "null"], "items": {"$ref": "#/definitions/rule"}}},
        "definitions": {"rule": _rule(), "condition": _condition(), "do": _do(), **_kinds()},
    }


def schema_text() -> str:
    """The schema as the text of its file."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _rule() -> Schema:
    return {
        "type": "object",
        "required": ["name", "when", "do"],
        "additionalProperties": False,
        "properties": {
            "name": {"type": ["string", "number"], "maxLength": LONGEST_NAME, "description": "Unique; the trace names it."},
            "when": {"anyOf": [{"enum": ["always"]}, {"$ref": "#/definitions/condition"}]},
            "do": {
                "anyOf": [
                    {"$ref": "#/definitions/do"},
                    {"type": "array", "minItems": 1, "items": {"$ref": "#/definitions/do"}},
                ]
            },
            "enabled": _YES_NO | {"description": "no switches the rule off."},
            "valid from": _DAY | {"description": "The first order date on which it acts."},
            "valid until": _DAY | {"description": "The last order date on which it acts."},
        },
    }


def _condition() -> Schema:
    several = {"type": "array", "minItems": 1, "items": {"$ref": "#/definitions/condition"}}
    text = {"$ref": "#/definitions/compare text"}
    return {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": False,
        "properties": {
            "all": several,
            "any": several,
            "not": {"$ref": "#/definitions/condition"},
            **{name: _field(field) for name, field in FIELDS.items()},
        },
        "patternProperties": {f"^{CUSTOM}.+": text, f"^{LINE_CUSTOM}.+": text},
    }


def _field(field: Field) -> Schema:
    described = {"description": f"{field.level}: {field.about}"} if field.about else {}
    if field.words:
        return _compare(Kind.choice, {"enum": list(field.words)}) | described
    return {"allOf": [{"$ref": f"#/definitions/compare {field.kind}"}]} | described


def _kinds() -> dict[str, Schema]:
    return {f"compare {kind}": _compare(kind, _VALUES[kind]) for kind in Kind if kind is not Kind.choice}


def _compare(kind: Kind, value: Schema) -> Schema:
    """A plain value, a plain list, a comparison that needs no value, or comparisons with theirs."""
    fitting = [comparison for comparison in COMPARISONS.values() if kind in comparison.kinds]
    return {
        "anyOf": [
            {"enum": [comparison.name for comparison in fitting if comparison.takes is Takes.nothing]},
            value,
            {"type": "array", "minItems": 1, "items": value},
            {
                "type": "object",
                "minProperties": 1,
                "additionalProperties": False,
                "properties": {comparison.name: _wanted(comparison, value) for comparison in fitting},
            },
        ]
    }


def _wanted(comparison: Comparison, value: Schema) -> Schema:
    several = {"type": "array", "minItems": 1, "items": value}
    return {
        Takes.nothing: _NO_VALUE,
        Takes.one: value,
        Takes.two: several | {"minItems": 2, "maxItems": 2},
        Takes.some: {"anyOf": [value, several]},
    }[comparison.takes] | ({"description": comparison.about} if comparison.about else {})


def _do() -> Schema:
    calls = {name: _action(action) for name, action in ACTIONS.items()}
    bare = [name for name, action in ACTIONS.items() if action.kind is Kind.yes_no]
    return {
        "anyOf": [
            {"enum": bare},
            {"type": "object", "minProperties": 1, "additionalProperties": False, "properties": calls},
        ]
    }


def _action(action: Action) -> Schema:
    return _ACTION_VALUES[action.kind] | {"description": action.about}


if __name__ == "__main__":  # python -m order_sync.rules.schema > include/rules/rules.schema.json
    print(schema_text(), end="")
