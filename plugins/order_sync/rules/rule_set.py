"""The rules of one sync, in the order in which they run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from order_sync.rules.index import Index
from order_sync.rules.rule import Rule


@dataclass(frozen=True)
class RuleSet:
    rules: tuple[Rule, ...] = ()

    @cached_property
    def index(self) -> Index:
        return Index(self.rules)
