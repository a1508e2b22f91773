"""Shopify's points: what a query costs, and the bucket that it is paid from (reference section 1.5).

The cost formula is ours: Shopify's is not published, grows slower than the page, and must not be built on. What is faithful
is the behaviour: a query asks for points by its page sizes, pays for the rows it got, and gets the difference back.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    SelectionSetNode,
    VariableNode,
)

LARGEST_COST = 1000
_PER_OBJECT = 0.1


@dataclass(frozen=True)
class QueryCost:
    """Points; walks the query's selections, with page sizes as asked for or, given `data`, as they came."""

    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Mapping[str, Any]

    def of(self, selections: SelectionSetNode, data: Any = None) -> int:
        """Whole points, at least 1. Without `data`: what is requested; with it: what it really was."""
        return max(1, math.ceil(self._selections(selections, data, data is not None)))

    def _selections(self, selections: SelectionSetNode | None, data: Any, actual: bool) -> float:
        if selections is None:
            return 0
        total = 0.0
        for node in selections.selections:
            if isinstance(node, FieldNode):
                total += self._field(node, data, actual)
            elif isinstance(node, FragmentSpreadNode):
                total += self._selections(self.fragments[node.name.value].selection_set, data, actual)
            elif isinstance(node, InlineFragmentNode):
                total += self._selections(node.selection_set, data, actual)
        return total

    def _field(self, node: FieldNode, data: Any, actual: bool) -> float:
        if node.selection_set is None:
            return 0
        value = data.get((node.alias or node.name).value) if isinstance(data, dict) else None
        if actual and value is None:
            return 0
        first = self._first(node)
        if first is None:
            sample = value[0] if isinstance(value, list) and value else value
            return _PER_OBJECT + self._selections(node.selection_set, sample, actual)
        rows = _rows(value) if actual else first
        sample = value[0] if isinstance(value, list) and value else value
        return rows / 10 * (1 + self._selections(node.selection_set, sample, actual))

    def _first(self, node: FieldNode) -> int | None:
        for argument in node.arguments or ():
            if argument.name.value == "first":
                if isinstance(argument.value, VariableNode):
                    given = self.variables.get(argument.value.name.value)
                    return given if isinstance(given, int) else None
                return int(argument.value.value) if isinstance(argument.value, IntValueNode) else None
        return None


def _rows(value: Any) -> int:
    if isinstance(value, dict):
        value = value.get("nodes") or value.get("edges") or []
    return len(value) if isinstance(value, list) else 1


class Bucket:
    """A leaky bucket of points: `restore` a second, never more than `size` (seen: 20 seconds' worth)."""

    def __init__(self, restore: int = 100, size: int = 2000, clock: Callable[[], float] = time.monotonic) -> None:
        self.restore = restore
        self.size = size
        self._clock = clock
        self._points = float(size)
        self._at = clock()

    @property
    def available(self) -> float:
        now = self._clock()
        self._points = min(self.size, self._points + (now - self._at) * self.restore)
        self._at = now
        return self._points

    def take(self, points: int) -> bool:
        """Takes the points, or nothing where there are too few."""
        if self.available < points:
            return False
        self._points -= points
        return True

    def give_back(self, points: int) -> None:
        self._points = min(self.size, self.available + points)

    def cost(self, requested: int, actual: int | None) -> dict[str, Any]:
        """What `extensions.cost` says."""
        return {
            "requestedQueryCost": requested,
            "actualQueryCost": actual,
            "throttleStatus": {
                "maximumAvailable": float(self.size),
                "currentlyAvailable": int(self.available),
                "restoreRate": float(self.restore),
            },
        }
