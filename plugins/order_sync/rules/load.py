"""Reads rule files, YAML and tables, into a rule set, checked as it is read. The language is described in docs/rules.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import PurePath

from order_sync.errors import SettingsError
from order_sync.rules.faults import refuse
from order_sync.rules.grid_words import is_grid
from order_sync.rules.read_grid import read_grid
from order_sync.rules.read_map import read_map
from order_sync.rules.read_rule import read_rule
from order_sync.rules.review import review
from order_sync.rules.rule import Rule
from order_sync.rules.rule_file import is_table
from order_sync.rules.rule_set import RuleSet
from order_sync.rules.table_text import read_table
from order_sync.rules.values import plain_name
from order_sync.rules.where import Where
from order_sync.rules.yaml_text import Node, parse_yaml_text

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
        return [partial(read_rule, node, where.at(node)) for node in _rule_nodes(where, text)]
    table = read_table(text, where)
    if is_grid(table.header):
        return read_grid(table, where)
    named = replace(where, rule=PurePath(where.file).stem)
    return [partial(read_map, table, named, faults, ENOUGH_FAULTS)]


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


def _names_said_twice(rules: Iterable[Rule]) -> Iterator[SettingsError]:
    """A trace names rules: two of one name could not be told apart."""
    first: dict[str, Rule] = {}
    for rule in rules:
        other = first.setdefault(plain_name(rule.name), rule)
        if other is not rule:
            yield Where(rule.file, rule.name, rule.line).fault(
                f"a rule of this name stands in {other.file}, line {other.line}.", "Give each rule its own name."
            )
