"""The JSON Schema of a rule file, made from the same tables that read it, so that editors complete and check.

Draft 7, which every YAML editor knows. The engine ignores the case of names; the schema offers them in lower case.
"""

from __future__ import annotations

import json
from typing import Any

from order_sync.rules.actions import ACTIONS, CUSTOM_FIELD, TRANSACTION_TYPES, Action, find_action
from order_sync.rules.comparisons import COMPARISONS, Comparison, Takes
from order_sync.rules.examples import END, EXPECT, GIVEN
from order_sync.rules.fields import CUSTOM, FIELDS, LINE_CUSTOM, Field, Level
from order_sync.rules.load import LONGEST_NAME
from order_sync.rules.read_actions import LONGEST_TEMPLATE, NEW_LINE
from order_sync.rules.read_conditions import CASE
from order_sync.rules.values import Kind
from order_sync.syncs import RecordKind

Schema = dict[str, Any]

# What an editor's YAML reader may take a person's words for.
_SCALAR = {"type": ["string", "number", "boolean"]}
_YES_NO_WORDS = ["yes", "no", "on", "off", "true", "false", True, False]
_YES_NO = {"enum": _YES_NO_WORDS}
_DAY = {
    "type": "string",
    "pattern": r"^(\d{4}-\d{2}-\d{2}|today|yesterday|\d{1,4} (day|week|month|year)s? ago"
    r"|start of (this|last) (month|year))$",
}
_DIGITS = r"[+-]?\d{1,15}(\.\d{1,6})?"
_NUMBER = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": f"^{_DIGITS}$"}]}
_NOTHING = [None, "", True, "yes", "true"]
_BLANK = {"enum": [None, ""]}

_VALUES: dict[Kind, Schema] = {
    Kind.text: _SCALAR,
    Kind.yes_no: _YES_NO,
    Kind.number: _NUMBER,
    Kind.money: _NUMBER,
    Kind.money_or_percent: {"anyOf": [{"type": "number"}, {"type": "string", "pattern": f"^{_DIGITS}%?$"}]},
    Kind.date: _DAY,
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
        "properties": {"rules": {"type": ["array", "null"], "items": _ref("rule")}},
        "definitions": {
            "rule": _rule(),
            "example": _example(),
            "example value": _one_or_some(_ref("value")),
            "condition": _condition(),
            "do": _do(),
            "value": _SCALAR,
            "new line": _new_line(),
            **{f"{kind}": value for kind, value in _VALUES.items()},
            **{f"compare {kind}": _compare(kind, _ref(kind)) for kind in _VALUES if _fields_of(kind)},
            **{f"copy {kind}": _copy(kind) for kind in Kind if kind is Kind.text or _fields_of(kind)},
            **{f"words of {field.name}": {"enum": list(field.words)} for field in FIELDS.values() if field.words},
            **_action_values(),
            "template": _one_of_a_kind("template", {"type": "string", "maxLength": LONGEST_TEMPLATE}),
            "clear": _one_of_a_kind("clear", {"enum": _NOTHING}),
        },
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}


def _fields_of(kind: Kind) -> list[str]:
    return [field.name for field in FIELDS.values() if field.kind is kind]


def schema_text() -> str:
    """The schema as the text of its file."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


def _rule() -> Schema:
    kinds = [kind.replace("_", " ") for kind in RecordKind]
    return {
        "type": "object",
        "required": ["name", "when", "do"],
        "additionalProperties": False,
        "properties": {
            "name": {"type": ["string", "number"], "maxLength": LONGEST_NAME, "description": "Unique; the trace names it."},
            "when": {"anyOf": [{"enum": ["always"]}, _ref("condition")]},
            "do": _one_or_some(_ref("do")),
            "enabled": _YES_NO | {"description": "no switches the rule off."},
            "valid from": _DAY | {"description": "The first order date on which it acts."},
            "valid until": _DAY | {"description": "The last order date on which it acts."},
            "syncs": _one_or_some(_SCALAR) | {"description": "The syncs in which it acts; left out: all."},
            "stores": _one_or_some(_SCALAR) | {"description": "The stores for whose orders it acts; left out: all."},
            "records": _one_or_some({"enum": kinds}) | {"description": "The documents on which it acts; left out: all."},
            "examples": _one_or_some(_ref("example")) | {"description": "Tried by: order-sync rules test."},
        },
    }


def _example() -> Schema:
    value = _ref("example value")
    parts = {f"{level}s": _one_or_some(_given(level)) for level in (Level.line, Level.payment)}
    given = _given(*Level, more=tuple(parts)) | {"properties": parts}
    blank = {"anyOf": [value, _BLANK]}
    expected = _one_or_some({"anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": blank}]})
    return {
        "type": "object",
        "required": [GIVEN, EXPECT],
        "additionalProperties": False,
        "properties": {
            GIVEN: {"anyOf": [given, _BLANK]},
            EXPECT: expected | {"description": "What this rule does: actions with the values that they leave, or nothing."},
            END: expected | {"description": "What all rules together leave."},
        },
    }


def _given(*levels: Level, more: tuple[str, ...] = ()) -> Schema:
    """Fields of these levels, by name, with their values."""
    names = [name for name, field in FIELDS.items() if field.level in levels]
    own = {"pattern": f"^({LINE_CUSTOM}|{CUSTOM}).+"}
    return {
        "type": "object",
        "propertyNames": {"anyOf": [{"enum": [*names, *more]}, own]},
        "additionalProperties": _ref("example value"),
    }


def _one_or_some(part: Schema) -> Schema:
    return {"anyOf": [part, {"type": "array", "minItems": 1, "items": part}]}


def _condition() -> Schema:
    several = {"type": "array", "minItems": 1, "items": _ref("condition")}
    text = _ref(f"compare {Kind.text}")
    return {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": False,
        "properties": {
            "all": several,
            "any": several,
            "not": _ref("condition"),
            **{name: _field(field) for name, field in FIELDS.items()},
        },
        "patternProperties": {f"^{CUSTOM}.+": text, f"^{LINE_CUSTOM}.+": text},
    }


def _field(field: Field) -> Schema:
    described = {"description": f"{field.level}: {field.about}"} if field.about else {}
    if field.words:
        return _compare(Kind.choice, _ref(f"words of {field.name}")) | described
    return {"allOf": [_ref(f"compare {field.kind}")]} | described


def _compare(kind: Kind, value: Schema) -> Schema:
    """A plain value, a plain list, a comparison that needs no value, or comparisons with theirs."""
    fitting = [comparison for comparison in COMPARISONS.values() if kind in comparison.kinds]
    case = {CASE: {"enum": ["exact"], "description": "Case and outer blanks count."}} if kind is Kind.text else {}
    return {
        "anyOf": [
            {"enum": [comparison.name for comparison in fitting if comparison.takes is Takes.nothing]},
            value,
            {"type": "array", "minItems": 1, "items": value},
            {
                "type": "object",
                "minProperties": 1,
                "additionalProperties": False,
                "properties": {comparison.name: _wanted(comparison, value) for comparison in fitting} | case,
            },
        ]
    }


def _wanted(comparison: Comparison, value: Schema) -> Schema:
    several = {"type": "array", "minItems": 1, "items": value}
    wanted: dict[Takes, Schema] = {
        Takes.nothing: {"enum": _NOTHING},
        Takes.one: {"allOf": [value]},
        Takes.two: several | {"minItems": 2, "maxItems": 2},
        Takes.some: {"anyOf": [value, several]},
    }
    return wanted[comparison.takes] | ({"description": comparison.about} if comparison.about else {})


def _do() -> Schema:
    calls = {name: _action(action) for name, action in ACTIONS.items()}
    own = find_action(f"{CUSTOM_FIELD}name")
    assert own is not None
    # a bare name is a blank value: yes for an action of yes or no, the copied field for any other
    return {
        "anyOf": [
            {"enum": [name for name, action in ACTIONS.items() if action.kind is Kind.yes_no]},
            {
                "type": "object",
                "minProperties": 1,
                "additionalProperties": False,
                "properties": calls,
                "patternProperties": {f"^{CUSTOM_FIELD}.+": _action(own)},
            },
        ]
    }


def _action(action: Action) -> Schema:
    return {"allOf": [_ref(_value_of(action))], "description": action.about}


def _value_of(action: Action) -> str:
    """What the schema calls the values that the action takes; actions that take the same share one."""
    if action.words:
        return f"words of {action.name}"
    return f"value {action.kind}" + (" or clear" if action.can_be_cleared else "")


def _action_values() -> dict[str, Schema]:
    """A value, a blank, or what stands for a value."""
    return {_value_of(action): {"anyOf": [_BLANK, *_said(action)]} for action in ACTIONS.values()}


def _said(action: Action) -> list[Schema]:
    kind = action.kind
    if kind is Kind.line:
        return [_ref("new line")]
    words = (
        [word for one in action.words for word in (one, f"{one}s")] if action.words == TRANSACTION_TYPES else action.words
    )
    said: list[Schema] = [{"enum": list(words)} if kind is Kind.choice else _ref(kind)]
    if kind in (Kind.text, Kind.choice):
        said.append(_ref(f"copy {Kind.text}"))
    elif kind is not Kind.yes_no and _fields_of(kind):
        said.append(_ref(f"copy {kind}"))
    if kind is Kind.text:
        said.append(_ref("template"))
    if action.can_be_cleared:
        said.append(_ref("clear"))
    return said


def _copy(kind: Kind) -> Schema:
    """A text takes any field's content; any other kind a field of its own kind."""
    if kind is not Kind.text:
        return _one_of_a_kind("copy", {"enum": _fields_of(kind)})
    own = {"type": "string", "pattern": f"^({LINE_CUSTOM}|{CUSTOM}).+"}
    return _one_of_a_kind("copy", {"anyOf": [{"enum": list(FIELDS)}, own]})


def _one_of_a_kind(name: str, value: Schema) -> Schema:
    return {"type": "object", "required": [name], "additionalProperties": False, "properties": {name: value}}


def _new_line() -> Schema:
    values: dict[str, Schema] = {"amount": _NUMBER, "quantity": _NUMBER}
    return {
        "type": "object",
        "required": ["item", "amount"],
        "additionalProperties": False,
        "properties": {name: values.get(name, {"type": ["string", "number", "null"]}) for name in NEW_LINE},
    }


if __name__ == "__main__":  # python -m order_sync.rules.schema > include/rules/rules.schema.json
    print(schema_text(), end="")
