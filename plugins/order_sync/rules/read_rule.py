"""Reads one rule from its node: the same for a rule of a YAML file and for the lines of a rule grid."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from order_sync.rules.comparisons import COPY
from order_sync.rules.conditions import comparisons_in
from order_sync.rules.read_actions import read_do, refuse_other_kind
from order_sync.rules.read_conditions import read_when
from order_sync.rules.rule import Example, Rule, Scope
from order_sync.rules.values import Kind, Value, parse_value, plain_name
from order_sync.rules.where import Where
from order_sync.rules.yaml_text import Node, Written
from order_sync.syncs import RecordKind

KEYS = ("name", "when", "do", "enabled", "valid from", "valid until", "syncs", "stores", "records", "examples")
LONGEST_NAME = 200


def read_rule(node: Node, where: Where) -> Rule:
    keys = where.mapping(node, "a rule")
    name = where.text(keys.get("name", Written("", 0)), "“name”").strip()
    if not name or len(name) > LONGEST_NAME:
        raise where.fault(f"a rule has no name, or one longer than {LONGEST_NAME} characters.", "Give it a short name.")
    where = replace(where, rule=name)
    for key in keys:
        if key not in KEYS:
            raise where.at(key).unknown("part of a rule called", key, KEYS)
    for key, remedy in (("when", "Write when: {field: value}, or when: always."), ("do", "Say what it does.")):
        if key not in keys:
            raise where.fault(f"it has no “{key}”.", remedy)
    return _checked(
        Rule(
            name=name,
            when=read_when(keys["when"], where),
            do=read_do(keys["do"], where),
            enabled=_optional(keys, "enabled", Kind.yes_no, where) is not False,
            scope=_scope(keys, where),
            examples=tuple(_example(node, where.at(node)) for node in _list(keys, "examples")),
            file=where.file,
            line=where.line,
        ),
        where,
    )


def _checked(rule: Rule, where: Where) -> Rule:
    if rule.scope.records:
        for do in rule.do:
            if not do.action.for_documents:
                raise where.fault(
                    f"“{do.action.name}” is about the whole order, and the rule is for some records only.",
                    "Take “records” out, or the action.",
                )
    copied = list(dict.fromkeys(one.field for one in comparisons_in(rule.when) if one.comparison == COPY))
    if len(copied) > 1:
        raise where.fault(
            f"it copies two fields, “{copied[0].name}” and “{copied[1].name}”.", "Say {copy: field} at the actions instead."
        )
    for do in rule.do:
        if copied and do.value is None and do.action.kind is not Kind.yes_no:
            refuse_other_kind(do.action, copied[0], where)
    return rule


def _scope(keys: dict[str, Node], where: Where) -> Scope:
    scope = Scope(
        syncs=_texts(keys, "syncs", where),
        stores=_texts(keys, "stores", where),
        records=tuple(_record_kind(text, where) for text in _texts(keys, "records", where)),
        valid_from=_day(keys, "valid from", where),
        valid_until=_day(keys, "valid until", where),
    )
    if scope.valid_from and scope.valid_until and scope.valid_from > scope.valid_until:
        raise where.fault("it ends before it begins to be valid.", "Correct “valid from” or “valid until”.")
    return scope


def _record_kind(text: Written, where: Where) -> RecordKind:
    try:
        return RecordKind(plain_name(text).replace(" ", "_"))
    except ValueError:
        names = [kind.replace("_", " ") for kind in RecordKind]
        raise where.at(text).unknown("record kind", text, names) from None


def _example(node: Node, where: Where) -> Example:
    keys = where.mapping(node, "an example")
    if set(keys) != {"given", "expect"}:
        raise where.fault(
            "an example has two parts, given and expect.", "Write given: {field: value}, expect: {action: value}."
        )
    given = tuple((str(name), str(_one(value, where))) for name, value in where.mapping(keys["given"], "“given”").items())
    expect = keys["expect"]
    if isinstance(expect, Written) and plain_name(expect) == "nothing":
        return Example(given, line=where.line)
    expected = {expect: Written("", where.line)} if isinstance(expect, Written) else where.mapping(expect, "“expect”")
    return Example(given, tuple((str(name), str(_one(value, where))) for name, value in expected.items()), line=where.line)


def _one(node: Node, where: Where) -> str:
    """The text of a value; several as one list with commas."""
    parts = node if isinstance(node, list) else [node]
    return ", ".join(where.text(part, "a value of the example") for part in parts)


def _list(keys: dict[str, Node], key: str) -> list[Node]:
    """The parts of a list that may be left out; one value stands for a list of it."""
    node = keys.get(key, Written("", 0))
    if node == "":
        return []
    return node if isinstance(node, list) else [node]


def _texts(keys: dict[str, Node], key: str, where: Where) -> tuple[Written, ...]:
    return tuple(where.text(node, f"“{key}”") for node in _list(keys, key))


def _optional(keys: dict[str, Node], key: str, kind: Kind, where: Where) -> Value | None:
    """The value of a part that may be left out, or left blank."""
    text = where.text(keys.get(key, Written("", 0)), f"“{key}”")
    return _fitting(kind, text, f"“{key}”", where) if text.strip() else None


def _day(keys: dict[str, Node], key: str, where: Where) -> date | None:
    value = _optional(keys, key, Kind.date, where)
    return value if isinstance(value, date) else None


def _fitting(kind: Kind, text: Written, what: str, where: Where) -> Value:
    try:
        return parse_value(kind, text, where.today)
    except ValueError as error:
        raise where.at(text).fault(f"“{text}” does not fit {what}.", f"Write {error}.") from None
