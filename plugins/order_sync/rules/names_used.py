"""The names of things in QuickBooks that rules use: what must be in the company before anything is posted."""

from __future__ import annotations

from datetime import date
from itertools import repeat
from typing import NamedTuple

from order_sync.rules.actions import CUSTOM_FIELD
from order_sync.rules.expressions import Clear, Lookup
from order_sync.rules.map_table import MapTable
from order_sync.rules.rule import Do
from order_sync.rules.rule_set import RuleSet
from order_sync.rules.where import Where


class NameUsed(NamedTuple):
    """`kind` is the list, as actions call it (`Action.names`); `name` is blank where it is worked out for each order."""

    kind: str
    name: str
    action: str
    where: Where


def names_used(rules: RuleSet, today: date) -> list[NameUsed]:
    """Each name once, at the first rule that uses it; not of rules that are off, of another sync, or over before today.

    Orders of the past may still take a name of a rule that is over: those are refused one by one where it is missing.
    """
    found: dict[tuple[str, str, str], NameUsed] = {}
    for rule in rules.rules:
        elsewhere = bool(rules.sync and rule.scope.syncs and rules.sync not in rule.scope.syncs)
        over = rule.scope.valid_until is not None and rule.scope.valid_until < today
        if not rule.enabled or elsewhere or over:
            continue
        for do in rule.calls:
            for name, line in _names(do).items():
                used = NameUsed(do.action.names, name, do.action.name, Where(rule.file, rule.name, line or rule.line))
                found.setdefault((used.kind, used.name.casefold(), used.action), used)
    return list(found.values())


def _names(do: Do) -> dict[str, int]:
    """The names that one action may put, each with its line in a map, or 0. A custom field is named by the action itself."""
    if do.action.names == "custom field":
        return {do.action.name.removeprefix(CUSTOM_FIELD): 0}
    if not do.action.names or isinstance(do.value, Clear):
        return {}
    if isinstance(do.value, Lookup):
        return _names_in_column(do.value.table, do.value.column)
    return {do.value.strip() if isinstance(do.value, str) else "": 0}


def _names_in_column(table: MapTable, column: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for cell, line in zip(table.columns[column], table.lines or repeat(0)):  # noqa: B905 (a table not read from a file)
        if isinstance(cell, str):
            found.setdefault(cell.strip(), line)
    return found
