"""Reads rule files, YAML and tables, into a rule set, checked as it is read. The language is described in docs/rules.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import PurePath

from order_sync.errors import SettingsError
from order_sync.rule_files import is_table
from order_sync.rules.comparisons import COPY
from order_sync.rules.conditions import comparisons_in
from order_sync.rules.examples import with_examples
from order_sync.rules.faults import refuse
from order_sync.rules.grid_words import is_grid
from order_sync.rules.read_actions import read_do, refuse_other_kind
from order_sync.rules.read_conditions import read_when
from order_sync.rules.read_grid import grid_nodes
from order_sync.rules.read_map import read_map
from order_sync.rules.review import review
from order_sync.rules.rule import Rule, Scope
from order_sync.rules.rule_set import RuleSet
from order_sync.rules.table_text import read_table
from order_sync.rules.values import Kind, Value, parse_value, plain_name
from order_sync.rules.where import Where
from order_sync.rules.yaml_text import Node, Written, parse_yaml_text
from order_sync.syncs import RecordKind

KEYS = ("name", "when", "do", "enabled", "valid from", "valid until", "syncs", "stores", "records", "examples")
LONGEST_NAME = 200
ENOUGH_FAULTS = 200  # after so many nothing more is read


def parse_rules(text: str, name: str, today: date | None = None, *, reviewed: bool = True) -> RuleSet:
    """The rules of one file, called `name` in errors. Raises SettingsError with file, line, rule and remedy."""
    return load_rules([(name, text)], today=today, reviewed=reviewed)


def load_rules(
    texts: Sequence[tuple[str, str]], *, sync: str = "", today: date | None = None, reviewed: bool = True
) -> RuleSet:
    """The rules of several files, given as (name, text), one file after the other.

    `sync` is where they will run; `today` the day from which relative dates count, without which they are refused.
    All faults are told at once. Not `reviewed`: rules that can do nothing are let through.
    """
    faults: list[SettingsError] = []
    rules: list[Rule] = []
    for name, text in texts:
        rules += _read_file(Where(name, today=today), text, faults)
        if len(faults) >= ENOUGH_FAULTS:
            refuse(faults)
    faults += _names_said_twice(rules)
    if reviewed:
        review(rules, faults)
    refuse(faults)
    return RuleSet(tuple(rules), sync)


def _read_file(where: Where, text: str, faults: list[SettingsError]) -> Iterator[Rule]:
    """The file's rules that can be read; what is wrong with the others is added to `faults`."""
    try:
        for read in _readers(where, text, faults):
            try:
                yield read()
            except SettingsError as fault:
                faults.append(fault)
            if len(faults) >= ENOUGH_FAULTS:
                return
    except SettingsError as fault:
        faults.append(fault)


def _readers(where: Where, text: str, faults: list[SettingsError]) -> Iterable[Callable[[], Rule]]:
    """What reads each rule of the file: YAML, or a table that its header makes a rule grid or a map."""
    if not is_table(where.file):
        return [partial(_read_rule, node, where.at(node)) for node in _rule_nodes(where, text)]
    table = read_table(text, where)
    if is_grid(table.header):
        return (partial(_read_lines, put_together) for put_together in grid_nodes(table, where))
    named = replace(where, rule=PurePath(where.file).stem)
    return [partial(read_map, table, named, faults, ENOUGH_FAULTS)]


def _read_lines(put_together: Callable[[], tuple[Node, Where]]) -> Rule:
    return _read_rule(*put_together())


def _rule_nodes(where: Where, text: str) -> list[Node]:
    content = where.mapping(parse_yaml_text(text, where.file), "the file")
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
    return nodes


def _read_rule(node: Node, where: Where) -> Rule:
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
    rule = _checked(
        Rule(
            name=name,
            when=read_when(keys["when"], where),
            do=read_do(keys["do"], where),
            enabled=_optional(keys, "enabled", Kind.yes_no, where) is not False,
            scope=_scope(keys, where),
            file=where.file,
            line=where.line,
        ),
        where,
    )
    return with_examples(rule, _list(keys, "examples"), where)


def _checked(rule: Rule, where: Where) -> Rule:
    if rule.scope.records:
        for do in rule.do:
            if not do.action.for_documents:
                raise where.fault(
                    f"“{do.action.name}” is about the whole order, and the rule is for some records only.",
                    "Take “records” out, or the action.",
                )
            for kind in rule.scope.records:
                if kind in do.action.nowhere:
                    raise where.fault(
                        f"a {kind.replace('_', ' ')} has no place for “{do.action.name}”.",
                        f"Take “{kind.replace('_', ' ')}” out of the rule's records, or the action.",
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


def _names_said_twice(rules: Iterable[Rule]) -> Iterator[SettingsError]:
    """A trace names rules: two of one name could not be told apart."""
    first: dict[str, Rule] = {}
    for rule in rules:
        other = first.setdefault(plain_name(rule.name), rule)
        if other is not rule:
            yield Where(rule.file, rule.name, rule.line).fault(
                f"a rule of this name stands in {other.file}, line {other.line}.", "Give each rule its own name."
            )
