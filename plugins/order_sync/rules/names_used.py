"""The names of things in QuickBooks that rules use: what must be in the company before anything is posted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from order_sync.rules.actions import CUSTOM_FIELD
from order_sync.rules.expressions import Clear
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
            for name in _names(do):
                used = NameUsed(do.action.names, name, do.action.name, Where(rule.file, rule.name, rule.line))
                found.setdefault((used.kind, used.name.casefold(), used.action), used)
    return list(found.values())


def _names(do: Do) -> Iterator[str]:
    """The names that one action may put; a custom field is named by the action itself."""
    if do.action.names == "custom field":
        yield do.action.name.removeprefix(CUSTOM_FIELD)
    elif do.action.names and not isinstance(do.value, Clear):
        yield do.value.strip() if isinstance(do.value, str) else ""
