"""Writes rules as a table that reads back as the same rules: a map as a map file, other rules as a rule grid.

What a table cannot say is refused by name; nothing is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from order_sync.errors import SettingsError
from order_sync.rules.expressions import Lookup
from order_sync.rules.flat_condition import Test, flat
from order_sync.rules.grid_words import ALWAYS, ANY, COLUMNS, EXACT, NOT, SETTINGS, grid_comparison
from order_sync.rules.map_table import MapTable
from order_sync.rules.rule import EVERYWHERE, Rule
from order_sync.rules.rule_set import RuleSet
from order_sync.rules.table_cells import action_cell, flow, list_cell
from order_sync.rules.table_text import write_table
from order_sync.rules.values import Value
from order_sync.rules.workbook import workbook_of
from order_sync.rules.write import rule_as_yaml, value_as_yaml

Line = dict[str, str]


def to_csv(rules: RuleSet) -> str:
    """The text of one CSV file."""
    return write_table(_rows(rules))


def to_xlsx(rules: RuleSet) -> bytes:
    """The content of one Excel workbook."""
    return workbook_of(_rows(rules))


def _rows(rules: RuleSet) -> Iterator[list[str]]:
    found = rules.rules
    if len(found) == 1 and is_map(found[0]):
        return _map_rows(found[0])
    for rule in found:
        if is_map(rule):
            raise _refused(rule, "it is a map, which is a file of its own.", "Write it alone.")
    return _grid_rows(found)


def is_map(rule: Rule) -> bool:
    return any(isinstance(do.value, Lookup) for do in rule.do)


def _refused(rule: Rule, why: str, remedy: str = "Keep it in YAML.") -> SettingsError:
    return SettingsError(f"The rule “{rule.name}” cannot be written as a table: {why}", remedy=remedy)


def _map_rows(rule: Rule) -> Iterator[list[str]]:
    lookups = [do.value for do in rule.do if isinstance(do.value, Lookup)]
    table = lookups[0].table
    if len(lookups) < len(rule.do) or not rule.enabled or rule.scope != EVERYWHERE or rule.examples:
        raise _refused(rule, "a map file says its rows alone, not where or when they count.")
    header = [lookups[0].field.name, *(do.action.name for do in rule.do)]
    return _header_and(header, table, [lookup.column for lookup in lookups])


def _header_and(header: list[str], table: MapTable, columns: Sequence[int]) -> Iterator[list[str]]:
    yield header
    shown = [table.columns[column] for column in columns]
    for row, key in enumerate(table.written):
        yield [key, *(_map_cell(column[row]) for column in shown)]


def _map_cell(value: Value | None) -> str:
    return action_cell(value_as_yaml(value))


def _grid_rows(rules: Sequence[Rule]) -> Iterator[list[str]]:
    lines = [line for rule in rules for line in _grid_lines(rule)]
    used = {column for line in lines for column in line}
    header = [*COLUMNS, *(column for column in SETTINGS if column in used)]
    yield header
    for line in lines:
        yield [line.get(column, "") for column in header]


def _grid_lines(rule: Rule) -> list[Line]:
    """A line for each condition with the first action, and one for each further action."""
    found = flat(rule.when)
    if found is None:
        raise _refused(rule, "it joins conditions by all and by any at once.")
    parts = rule_as_yaml(rule)
    calls = parts["do"] if isinstance(parts["do"], dict) else {parts["do"]: "yes"}
    (first, *others) = [{"action": name, "map to": action_cell(value)} for name, value in calls.items()]
    tests: list[Line] = [_condition(test) for test in found.tests] or [{"comparison": ALWAYS}]
    if len(tests) > 1:
        tests = [{**test, "conjunction": "OR" if found.is_any else "AND"} for test in tests]
    lines = [{**test, **first} for test in tests] + others
    settings = {name: _setting(parts[name]) for name in SETTINGS if name in parts}
    lines[0] = {**lines[0], **settings}
    return [{"rule name": rule.name, **line} for line in lines]


def _condition(test: Test) -> Line:
    compare, holds = test
    comparison = grid_comparison(compare.comparison.name)
    name = ("" if holds else NOT) + comparison + (EXACT if compare.exact else "")
    line = {"field to check": compare.field.name, "comparison": name}
    if compare.written:
        line["initial value"] = list_cell(compare.written, but=(ANY,))
    return line


def _setting(value: object) -> str:
    if not isinstance(value, list):
        return str(value)
    is_plain = all(isinstance(part, str) and part == part.strip() and part and not set(part) & set(",[") for part in value)
    return ", ".join(value) if is_plain else flow(value)
