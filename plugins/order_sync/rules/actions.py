"""The actions that rules can take. How to add one: docs/add-a-rule-action.md."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from order_sync.rules.fields import Level
from order_sync.rules.values import Kind, Value


@dataclass(frozen=True)
class Action:
    """Two actions are equal when their names are. Either raises a flag of the decision, or changes its target.

    `change` gives the target (order, line or payment, by `level`) with the value put in; `shown` says what it holds.
    """

    name: str
    level: Level = field(compare=False)
    kind: Kind = field(compare=False)
    about: str = field(compare=False)
    longest: int = field(compare=False, default=0)  # characters of a text value
    flag: str | None = field(compare=False, default=None)  # the field of Decision that names the rule
    change: Callable[[Any, Value], Any] = field(compare=False, repr=False, default=lambda target, _value: target)
    shown: Callable[[Any], str] = field(compare=False, repr=False, default=str)


def _flag(name: str, flag: str, about: str) -> Action:
    return Action(name, Level.order, Kind.yes_no, about, flag=flag)


def _sets(name: str, level: Level, attribute: str, longest: int, about: str) -> Action:
    """An action that puts a text into one attribute of its target."""

    def change(target: Any, value: Value) -> Any:
        return msgspec.structs.replace(target, **{attribute: value})

    def shown(target: Any) -> str:
        return getattr(target, attribute) or ""

    return Action(name, level, Kind.text, about, longest, change=change, shown=shown)


_TABLE = (
    _flag("hold invoice", "invoice_held_by", "makes no invoice, receipt or payment yet; the sales order is made"),
    _flag("mark invoice as unpaid", "unpaid_by", "makes no payment, whatever the store says"),
    _flag("do not import", "skipped_by", "leaves the whole order out of QuickBooks"),
    # QuickBooks: an item's SKU and name hold 100 characters, an account's full name is a chain of such names.
    _sets("map sku", Level.line, "sku", 100, "gives the line another SKU before its item is looked up"),
    _sets("map deposit account", Level.payment, "deposit_account", 500, "puts the money into this account"),
)

ACTIONS: dict[str, Action] = {entry.name: entry for entry in _TABLE}
