"""Reads rule files: YAML into a rule set, checked as it is read. The language is described in docs/rules.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from order_sync.rules.actions import ACTIONS, Action
from order_sync.rules.read_conditions import read_when
from order_sync.rules.rule import Do, Rule
from order_sync.rules.rule_set import RuleSet
from order_sync.rules.values import Kind, Value, parse_value, plain_name
from order_sync.rules.where import Where
from order_sync.rules.yaml_text import Node, Written, parse_yaml_text

KEYS = ("name", "when", "do", "enabled", "valid from", "valid until")
LONGEST_NAME = 200


def parse_rules(text: str, name: str) -> RuleSet:
    """The rules of one file, called `name` in errors. Raises SettingsError with file, line, rule and remedy."""
    return load_rules([(name, text)])


def load_rules(texts: Sequence[tuple[str, str]]) -> RuleSet:
    """The rules of several files, given as (name, text), one file after the other."""
    rules = [rule for name, text in texts for rule in _read_file(name, text)]
    _refuse_one_name_twice(rules)
    return RuleSet(tuple(rules))


def _read_file(name: str, text: str) -> Iterable[Rule]:
    where = Where(name)
    content = where.mapping(parse_yaml_text(text, name), "the file")
    for key in content:
        if key != "rules":
            raise where.at(key).unknown("setting", key, ["rules"])
    if "rules" not in content:
        raise where.fault("it has no rules.", "Begin it with “rules:”, and put a dash before each rule.")
    nodes = content["rules"]
    if nodes == "":
        return []
    if not isinstance(nodes, list):
        raise where.at(nodes).fault("“rules” should be a list.", "Put a dash before each rule.")
    return [_read_rule(node, where.at(node)) for node in nodes]


def _read_rule(node: Node, where: Where) -> Rule:
    keys = where.mapping(node, "a rule")
    name = where.text(keys.get("name", Written("", 0)), "“name”").strip()
    if not name or len(name) > LONGEST_NAME:
        raise where.fault(f"a rule has no name, or one longer than {LONGEST_NAME} characters.", "Give it a short name.")
    where = Where(where.file, name, where.line)
    for key in keys:
        if key not in KEYS:
            raise where.at(key).unknown("part of a rule called", key, KEYS)
    for key, remedy in (("when", "Write when: {field: value}, or when: always."), ("do", "Say what it does.")):
        if key not in keys:
            raise where.fault(f"it has no “{key}”.", remedy)
    rule = Rule(
        name=name,
        when=read_when(keys["when"], where),
        do=_read_do(keys["do"], where),
        enabled=_optional(keys, "enabled", Kind.yes_no, where) is not False,
        valid_from=_day(keys, "valid from", where),
        valid_until=_day(keys, "valid until", where),
        file=where.file,
        line=where.line,
    )
    if rule.valid_from and rule.valid_until and rule.valid_from > rule.valid_until:
        raise where.fault("it ends before it begins to be valid.", "Correct “valid from” or “valid until”.")
    return rule


def _optional(keys: dict[str, Node], key: str, kind: Kind, where: Where) -> Value | None:
    """The value of a part that may be left out, or left blank."""
    text = where.text(keys.get(key, Written("", 0)), f"“{key}”")
    return _fitting(kind, text, f"“{key}”", where) if text.strip() else None


def _day(keys: dict[str, Node], key: str, where: Where) -> date | None:
    value = _optional(keys, key, Kind.date, where)
    return value if isinstance(value, date) else None


def _fitting(kind: Kind, text: Written, what: str, where: Where) -> Value:
    try:
        return parse_value(kind, text)
    except ValueError as error:
        raise where.at(text).fault(f"“{text}” does not fit {what}.", f"Write {error}.") from None


def _read_do(node: Node, where: Where) -> tuple[Do, ...]:
    """One action by its name, several with their values, or a list of either."""
    found: list[Do] = []
    for part in node if isinstance(node, list) else [node]:
        calls: dict[str, Node] = {part: Written("", part.line)} if isinstance(part, Written) else where.mapping(part, "“do”")
        found += [_read_action(name, value, where.at(name)) for name, value in calls.items()]
    if not found:
        raise where.fault("it does nothing.", "Name an action after “do”, or take the rule out.")
    names = [do.action.name for do in found]
    for name in names:
        if names.count(name) > 1:
            raise where.fault(f"it does “{name}” twice.", "Keep one of them.")
    return tuple(found)


def _read_action(name: str, node: Node, where: Where) -> Do:
    action = ACTIONS.get(plain_name(name))
    if action is None:
        raise where.unknown("action", name, ACTIONS)
    return Do(action, _VALUES[action.kind](action, where.text(node, f"the value of “{action.name}”"), where))


def _yes_unless_said(action: Action, text: Written, where: Where) -> Value:
    return _fitting(action.kind, text, f"“{action.name}”", where) if text.strip() else True


def _text(action: Action, text: Written, where: Where) -> Value | None:
    value = text.strip()
    if len(value) > action.longest:
        raise where.at(text).fault(
            f"the value of “{action.name}” is longer than {action.longest} characters.",
            "QuickBooks holds no more: shorten it.",
        )
    return value or None


_VALUES: dict[Kind, Callable[[Action, Written, Where], Value | None]] = {Kind.yes_no: _yes_unless_said, Kind.text: _text}


def _refuse_one_name_twice(rules: Iterable[Rule]) -> None:
    """A trace names rules: two of one name could not be told apart."""
    first: dict[str, Rule] = {}
    for rule in rules:
        other = first.setdefault(plain_name(rule.name), rule)
        if other is not rule:
            raise Where(rule.file, rule.name, rule.line).fault(
                f"a rule of this name stands in {other.file}, line {other.line}.", "Give each rule its own name."
            )
