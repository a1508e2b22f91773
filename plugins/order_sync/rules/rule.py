"""One rule: where these conditions hold, do this."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from order_sync.rules.actions import Action
from order_sync.rules.conditions import Condition, comparisons_in
from order_sync.rules.fields import Level
from order_sync.rules.values import Value


@dataclass(frozen=True)
class Do:
    """One action with its value; None is blank, and does nothing."""

    action: Action
    value: Value | None


@dataclass(frozen=True)
class Rule:
    """`file` and `line` say where it stands; they are no part of what it means."""

    name: str
    when: Condition
    do: tuple[Do, ...]
    enabled: bool = True
    valid_from: date | None = None  # the first day, of order dates, on which it acts
    valid_until: date | None = None  # the last
    file: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)

    @cached_property
    def levels(self) -> frozenset[Level]:
        """What its conditions look at."""
        return frozenset(compare.field.level for compare in comparisons_in(self.when))

    @cached_property
    def is_dated(self) -> bool:
        return self.valid_from is not None or self.valid_until is not None

    def is_valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_until is None or day <= self.valid_until)
