"""The rules of one sync, in the order in which they run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from order_sync.orders import Order
from order_sync.rules.index import Index
from order_sync.rules.rule import Rule
from order_sync.syncs import RecordKind


@dataclass(frozen=True)
class RuleSet:
    """`sync` is where they run, blank for anywhere; `kind` the record kind they are run for, None for the whole order."""

    rules: Sequence[Rule] = ()
    sync: str = ""
    kind: RecordKind | None = field(default=None)

    @cached_property
    def index(self) -> Index:
        return Index(self)

    @cached_property
    def kinds(self) -> tuple[RecordKind, ...]:
        """The record kinds that some rule is only for."""
        named = {kind for rule in self.rules if rule.enabled for kind in rule.scope.records}
        return tuple(kind for kind in RecordKind if kind in named)

    @cached_property
    def by_kind(self) -> dict[RecordKind, RuleSet]:
        """The same rules as they run for each of those kinds."""
        return {kind: replace(self, kind=kind) for kind in self.kinds}

    def leaves_out(self, rule: Rule) -> str:
        """Why the rule never runs here, whatever the order; empty where it does."""
        if not rule.enabled:
            return "switched off"
        if self.sync and rule.scope.syncs and self.sync not in rule.scope.syncs:
            return f"not for the sync {self.sync}"
        if rule.scope.records and self.kind not in rule.scope.records:
            return "only for " + ", ".join(kind.replace("_", " ") for kind in rule.scope.records)
        return ""

    def passes_over(self, rule: Rule, order: Order) -> str:
        """Why the rule does not run for this order; empty where it does."""
        out = self.leaves_out(rule)
        if out or not rule.scope.depends_on_order or rule.scope.covers(order):
            return out
        if rule.scope.stores and order.store not in rule.scope.stores:
            return f"not for the store {order.store}"
        return f"not valid on {order.business_date}"
