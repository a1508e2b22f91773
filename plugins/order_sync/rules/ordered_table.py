"""What numbers, amounts and dates meet: worked out beforehand for every point that a rule names and every stretch between.

A number has its place among the points: 2n+1 is the n-th point itself, 2n the stretch before it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from order_sync.money import minor_digits
from order_sync.orders import Order
from order_sync.rules.alternatives import Literal
from order_sync.rules.comparisons import Way
from order_sync.rules.fields import Field
from order_sync.rules.met import Met

Stretches = list[tuple[int, int]]  # of places, both ends included, in their order


class OrderedTable:
    """Filled with `add`, then closed, then asked. A field of such a kind has one value, or none."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self._asked: dict[int, list[Literal]] = defaultdict(list)  # by bit
        self._minor, self._get = field.minor, field.one or _first(field)

    def add(self, bit: int, literal: Literal) -> None:
        self._asked[bit].append(literal)

    def close(self, everything: int) -> None:
        """`everything`: the mask of all bits."""
        self._points: list[Any] = sorted(
            {want for asked in self._asked.values() for one in asked for want in one.compare.wanted}
        )
        last = 2 * len(self._points)
        turns = [0] * (last + 2)  # at each place, the bits that begin or end there
        blank = everything
        for bit, literals in self._asked.items():
            mask = 1 << bit
            for first, final in self._met_by(literals, last):
                turns[first] ^= mask
                turns[final + 1] ^= mask
            if any(literal.holds for literal in literals):
                blank ^= mask
        running = everything & ~sum(1 << bit for bit in self._asked)
        self._met: list[Met] = []
        for turn in turns[:-1]:
            running ^= turn
            self._met.append((running, ()))
        self.blank: Met = (blank, ())
        self._points_of: dict[str, list[Any]] = {}  # in minor units, by currency

    def met(self, target: Any, order: Order) -> Met:
        if self._minor is not None:
            points = self._points_of.get(order.currency) or self._minor_points(order.currency)
            value: Any = self._minor(target)
        else:
            value = self._get(target, order)
            if value is None:
                return self.blank
            points = self._points
        at = bisect_left(points, value)
        return self._met[2 * at + 1 if at < len(points) and points[at] == value else 2 * at]

    def _minor_points(self, currency: str) -> list[Any]:
        scaled = [Decimal(point).scaleb(minor_digits(currency)) for point in self._points]
        found: list[Any] = [int(point) if point == point.to_integral_value() else point for point in scaled]
        self._points_of[currency] = found
        return found

    def _met_by(self, literals: Sequence[Literal], last: int) -> Stretches:
        found: Stretches = [(0, last)]
        for literal in literals:
            found = _both(found, self._stretches(literal, last))
        return found

    def _stretches(self, literal: Literal, last: int) -> Stretches:
        compare = literal.compare
        points = [2 * bisect_left(self._points, want) + 1 for want in compare.wanted]
        if compare.comparison.way is Way.equal:
            found = [(point, point) for point in sorted(set(points))]
        elif compare.comparison.way is Way.present:
            found = [(0, last)]
        else:
            low, high = points[0], points[-1]
            found = {
                "greater than": [(low + 1, last)],
                "at least": [(low, last)],
                "less than": [(0, low - 1)],
                "at most": [(0, low)],
                "between": [(low, high)],
            }[compare.comparison.name]
        return found if literal.holds else _others(found, last)


def _first(field: Field) -> Callable[[Any, Order], Any]:
    return lambda target, order: next(iter(field.read(target, order)), None)


def _both(some: Stretches, others: Stretches) -> Stretches:
    """What lies in stretches of both."""
    meets = [(max(a, c), min(b, d)) for a, b in some for c, d in others]
    return [(first, final) for first, final in meets if first <= final]


def _others(found: Stretches, last: int) -> Stretches:
    """What lies in none of them."""
    edges = [-1, *(edge for stretch in found for edge in stretch), last + 1]
    gaps = zip(edges[::2], edges[1::2], strict=True)
    return [(before + 1, after - 1) for before, after in gaps if before + 1 <= after - 1]
