"""One rule: where these conditions hold, do this."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Union

from order_sync.orders import Order
from order_sync.rules.actions import Action
from order_sync.rules.comparisons import COPY
from order_sync.rules.conditions import Condition, comparisons_in
from order_sync.rules.expressions import Copy, Expression, levels_of
from order_sync.rules.fields import Field, Level
from order_sync.rules.values import Kind, Value
from order_sync.syncs import RecordKind


@dataclass(frozen=True)
class Do:
    """One action with its value; None is blank, and does nothing."""

    action: Action
    value: Union[Value, Expression, None]  # noqa: UP007 (Value is made at run time)


@dataclass(frozen=True)
class Scope:
    """Where a rule acts; empty: everywhere. Dates are those on which orders were placed, both included."""

    syncs: tuple[str, ...] = ()
    stores: tuple[str, ...] = ()
    records: tuple[RecordKind, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None

    @cached_property
    def depends_on_order(self) -> bool:
        return bool(self.stores) or self.valid_from is not None or self.valid_until is not None

    def covers(self, order: Order) -> bool:
        """Whether the order's store and date are in it."""
        if self.stores and order.store not in self.stores:
            return False
        day = order.business_date
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_until is None or day <= self.valid_until)


EVERYWHERE = Scope()


Fields = tuple[tuple[str, tuple[str, ...]], ...]  # names of fields, or of actions, with their values as written


@dataclass(frozen=True)
class Example:
    """An order by its fields, and what the rule should do with it.

    `lines` and `payments` are those of an order that has several. `expect`: actions with the values that this rule leaves;
    empty: it does nothing. `in_the_end`: what all rules together leave, whichever of them did it.
    """

    given: Fields = ()
    lines: tuple[Fields, ...] = ()
    payments: tuple[Fields, ...] = ()
    expect: Fields = ()
    in_the_end: Fields = ()
    line: int = field(default=0, compare=False)


def _when_done(do: Do) -> int:
    """What makes the order anew is done last, and lines are taken off or added after all else that is done to lines."""
    if do.action.reshape is None:
        return 0
    if do.action.level is Level.order:
        return 3
    return 2 if do.action.takes_off else 1


@dataclass(frozen=True)
class Rule:
    """`file` and `line` say where it stands; they are no part of what it means."""

    name: str
    when: Condition
    do: tuple[Do, ...]
    enabled: bool = True
    scope: Scope = EVERYWHERE
    examples: tuple[Example, ...] = ()
    file: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)

    @cached_property
    def copied_field(self) -> Field | None:
        """The field that a condition says to copy."""
        return next((compare.field for compare in comparisons_in(self.when) if compare.comparison == COPY), None)

    @cached_property
    def calls(self) -> tuple[Do, ...]:
        """What it does, in that order; a blank value is left out, or is the field that a condition says to copy."""
        copied = Copy(self.copied_field) if self.copied_field is not None else None
        said = (Do(do.action, copied) if do.value is None and do.action.kind is not Kind.yes_no else do for do in self.do)
        return tuple(sorted((do for do in said if do.value is not None), key=_when_done))

    @cached_property
    def levels(self) -> frozenset[Level]:
        """What it looks at, in its conditions and for its values."""
        compared = (compare.field.level for compare in comparisons_in(self.when))
        return frozenset(compared).union(*(levels_of(do.value) for do in self.calls))
