"""Writes rules as a rule file that reads back as the same rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml

from order_sync.errors import SettingsError
from order_sync.rules.comparisons import COMPARISONS, EQUALS, IN, Takes
from order_sync.rules.conditions import ALWAYS, AllOf, AnyOf, Compare, Condition, Not
from order_sync.rules.examples import example_as_written
from order_sync.rules.expressions import Clear, Copy, Expression, Lookup, Template
from order_sync.rules.rule import Do, Rule
from order_sync.rules.rule_set import RuleSet
from order_sync.rules.values import NewLine, Value, plain_name, show_value


def to_yaml(rules: RuleSet) -> str:
    """The text of one rule file; comments of the files that the rules came from are not in it."""
    content = {"rules": [rule_as_yaml(rule) for rule in rules.rules]}
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120, default_flow_style=None)


def rule_as_yaml(rule: Rule) -> dict[str, Any]:
    """The rule as names and values, as they stand in YAML."""
    parts: dict[str, Any] = {"name": rule.name, "when": _when(rule.when), "do": _do(rule.do)}
    if not rule.enabled:
        parts["enabled"] = "no"
    scope = rule.scope
    for key, day in (("valid from", scope.valid_from), ("valid until", scope.valid_until)):
        if day is not None:
            parts[key] = day.isoformat()
    kinds = tuple(kind.replace("_", " ") for kind in scope.records)
    for key, names in (("syncs", scope.syncs), ("stores", scope.stores), ("records", kinds)):
        if names:
            parts[key] = [str(name) for name in names]
    if rule.examples:
        parts["examples"] = [example_as_written(example) for example in rule.examples]
    return parts


def _do(calls: Sequence[Do]) -> Any:
    """The shortest form: the bare name of an action that needs no value."""
    if len(calls) == 1 and calls[0].value is True:
        return calls[0].action.name
    return {do.action.name: value_as_yaml(do.value) for do in calls}


def value_as_yaml(value: Value | Expression | None) -> Any:
    if value is None:
        return ""
    if isinstance(value, Copy):
        return {"copy": value.field.name}
    if isinstance(value, Template):
        return {"template": str(value)}
    if isinstance(value, Lookup):
        raise SettingsError(
            "A map is a table, which YAML does not hold.", remedy="Keep it as CSV or Excel; a sync names it so."
        )
    if isinstance(value, Clear):
        return {"clear": "yes"}
    if isinstance(value, NewLine):
        return {
            "item": value.item, "amount": show_value(value.amount), "quantity": show_value(value.quantity),
            "description": value.description,
        }  # fmt: skip
    return show_value(value)


def _when(condition: Condition) -> Any:
    return "always" if condition == ALWAYS else _condition(condition)


def _condition(condition: Condition) -> dict[str, Any]:
    if isinstance(condition, Compare):
        return {condition.field.name: _compared(condition)}
    if isinstance(condition, Not):
        return {"not": _condition(condition.part)}
    if isinstance(condition, AnyOf):
        return {"any": [_condition(part) for part in condition.parts]}
    return _joined(condition)


def _joined(condition: AllOf) -> dict[str, Any]:
    """Conditions on different fields as one mapping; else a list."""
    parts = [_condition(part) for part in condition.parts]
    names = [name for part in parts for name in part]
    if len(parts) > 1 and len(set(names)) == len(names) == len(parts):
        return {name: value for part in parts for name, value in part.items()}
    return {"all": parts}


def _compared(compare: Compare) -> Any:
    written: Any = list(compare.written)
    if compare.exact:
        value = written[0] if len(written) == 1 else written
        return {compare.comparison.name: "" if compare.comparison.takes is Takes.nothing else value, "case": "exact"}
    if compare.comparison.takes is Takes.nothing:
        return compare.comparison.name
    if compare.comparison == IN:
        return written
    value = written[0] if len(written) == 1 else written
    if compare.comparison == EQUALS and len(written) == 1 and not _reads_as_comparison(value):
        return value
    return {compare.comparison.name: value}


def _reads_as_comparison(text: str) -> bool:
    comparison = COMPARISONS.get(plain_name(text))
    return comparison is not None and comparison.takes is Takes.nothing
