"""Reads and writes the examples that stand beside a rule: an order by its fields, and what the rule should do with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from order_sync.rules.actions import ACTIONS, CUSTOM_FIELD, Action, find_action
from order_sync.rules.example_orders import order_of
from order_sync.rules.rule import Example, Fields, Rule
from order_sync.rules.values import Kind, parse_value, plain_name
from order_sync.rules.where import Where, nearest
from order_sync.rules.yaml_text import Node, Written

GIVEN, EXPECT, END = "given", "expect", "in the end"
LINES, PAYMENTS = "lines", "payments"
NOTHING = "nothing"
MOST_PARTS = 100  # lines or payments of one example


def with_examples(rule: Rule, nodes: Iterable[Node], where: Where) -> Rule:
    """The rule with its examples, each known to be readable; raises SettingsError with the nearest right name."""
    examples = tuple(_example(node, rule, where.at(node)) for node in nodes)
    return replace(rule, examples=examples) if examples else rule


def _example(node: Node, rule: Rule, where: Where) -> Example:
    keys = where.mapping(node, "an example")
    for key in keys:
        if key not in (GIVEN, EXPECT, END):
            raise where.at(key).unknown("part of an example called", key, (GIVEN, EXPECT, END))
    if GIVEN not in keys or EXPECT not in keys:
        raise where.fault(
            "an example has two parts, given and expect.", "Write given: {field: value}, expect: {action: value}."
        )
    given = where.mapping(keys[GIVEN], f"“{GIVEN}”") if keys[GIVEN] != "" else {}
    example = Example(
        given=tuple((name, _values(value, where)) for name, value in given.items() if name not in (LINES, PAYMENTS)),
        lines=_parts(given, LINES, where),
        payments=_parts(given, PAYMENTS, where),
        expect=_expected(keys[EXPECT], where),
        in_the_end=_expected(keys[END], where) if END in keys else (),
        line=where.line,
    )
    _check_expected((*example.expect, *example.in_the_end), where)
    order_of(example, rule.scope, where)
    return example


def _values(node: Node, where: Where) -> tuple[str, ...]:
    """The texts of a value, each still with its line."""
    return tuple(where.text(part, "a value of the example") for part in (node if isinstance(node, list) else [node]))


def _parts(given: dict[str, Node], key: str, where: Where) -> tuple[Fields, ...]:
    """The lines, or the payments, of the order: a list of mappings; one mapping stands for a list of it."""
    node = given.get(key, Written("", 0))
    if node == "":
        return ()
    parts = node if isinstance(node, list) else [node]
    if len(parts) > MOST_PARTS:
        raise where.fault(f"the example has more than {MOST_PARTS} {key}.", "Write a smaller example.")
    return tuple(
        tuple((name, _values(value, where)) for name, value in where.mapping(part, f"one of “{key}”").items())
        for part in parts
    )


def _expected(node: Node, where: Where) -> Fields:
    """Actions with the values that they leave: a name, a mapping, or a list of either; the word nothing is no action."""
    if isinstance(node, Written) and plain_name(node) == NOTHING:
        return ()
    found: list[tuple[str, tuple[str, ...]]] = []
    for part in node if isinstance(node, list) else [node]:
        if isinstance(part, Written):
            found.append((Written(plain_name(part), part.line), ()))
        else:
            mapping = where.mapping(part, f"“{EXPECT}”")
            found += [
                (name, tuple(text for text in _values(value, where) if text.strip())) for name, value in mapping.items()
            ]
    if not found or not found[0][0]:
        raise where.fault("the example expects something blank.", f"Write {EXPECT}: {NOTHING}, or an action with its value.")
    return tuple(found)


def _check_expected(expected: Fields, where: Where) -> None:
    for name, values in expected:
        action = find_action(name)
        here = where.at(name)
        if action is None:
            raise here.unknown("action", name, [*ACTIONS, f"{CUSTOM_FIELD}name", NOTHING])
        for text in values:
            _check_value(action, text, here)


def _check_value(action: Action, text: str, where: Where) -> None:
    kind = Kind.money if action.kind is Kind.money_or_percent else action.kind  # what is left is an amount
    if kind in (Kind.text, Kind.line):
        return
    try:
        value = parse_value(kind, text, where.today)
    except ValueError as error:
        raise where.at(text).fault(f"“{text}” does not fit “{action.name}”.", f"Write {error}.") from None
    if kind is Kind.choice and value not in action.words:
        raise where.at(text).fault(f"“{action.name}” never leaves “{text}”.", nearest(str(value), action.words, "word"))


def example_as_written(example: Example) -> dict[str, Any]:
    """The example as the plain values of a rule file."""
    given: dict[str, Any] = _fields_as_written(example.given)
    for key, parts in ((LINES, example.lines), (PAYMENTS, example.payments)):
        if parts:
            given[key] = [_fields_as_written(part) for part in parts]
    written: dict[str, Any] = {GIVEN: given, EXPECT: _fields_as_written(example.expect) or NOTHING}
    if example.in_the_end:
        written[END] = _fields_as_written(example.in_the_end)
    return written


def _fields_as_written(fields: Fields) -> dict[str, Any]:
    return {
        str(name): [str(value) for value in values] if len(values) > 1 else str(values[0]) if values else ""
        for name, values in fields
    }


def fields_as_text(fields: Fields) -> str:
    """Fields, or actions, with their values in one line."""
    return ", ".join(f"{name}: {', '.join(values)}" if values else str(name) for name, values in fields)
