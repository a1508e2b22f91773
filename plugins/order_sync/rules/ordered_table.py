"""What numbers, amounts and dates meet: worked out beforehand for every point that a rule names and every stretch between.

A number has its place among the points: 2n+1 is the n-th point itself, 2n the stretch before it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Any

from order_sync.money import minor_digits
from order_sync.orders import Order
from order_sync.rules.alternatives import Literal
from order_sync.rules.comparisons import Way
from order_sync.rules.contents import values_of
from order_sync.rules.fields import Field
from order_sync.rules.remembered import Remembered

_MOST = 100_000  # numbers or dates that are remembered of one field, some 16 MiB
_currency = attrgetter("currency")

Stretches = list[tuple[int, int]]  # of places, both ends included, in their order


class OrderedTable:
    """Filled with `add`, then closed, then asked. A field of such a kind has one value, or none."""

    def __init__(self, field: Field) -> None:
        self._asked: dict[int, list[Literal]] = defaultdict(list)  # by bit
        self._is_money = field.minor is not None

    def add(self, bit: int, literal: Literal) -> None:
        self._asked[bit].append(literal)

    def close(self, everything: int) -> None:
        """`everything`: the mask of all bits."""
        self._points: list[Any] = sorted(
            {want for asked in self._asked.values() for one in asked for want in one.compare.wanted}
        )
        last = 2 * len(self._points)
        turns = [0] * (last + 2)  # at each place, the bits that begin or end there
        self.blank = everything
        for bit, literals in self._asked.items():
            mask = 1 << bit
            for first, final in self._met_by(literals, last):
                turns[first] ^= mask
                turns[final + 1] ^= mask
            if any(literal.holds for literal in literals):
                self.blank ^= mask
        running = everything & ~sum(1 << bit for bit in self._asked)
        self._met: list[int] = []
        for turn in turns[:-1]:
            running ^= turn
            self._met.append(running)
        self._points_of = Remembered(self._minor_points)  # by currency
        self._masks: Remembered[Any, int] = Remembered(self._mask_of_content, _MOST)

    def masks_of(self, contents: Iterable[Any], orders: Sequence[Order]) -> Iterator[int]:
        """Amounts are not remembered: hardly two orders come to the same."""
        if self._is_money:
            return map(self._mask_of_amount, contents, map(_currency, orders))
        return map(self._masks.__getitem__, contents)

    def _mask_of_content(self, content: Any) -> int:
        value = next(iter(values_of(content)), None)
        return self.blank if value is None else self._mask_of(value, self._points)

    def _mask_of_amount(self, minor: int, currency: str) -> int:
        return self._mask_of(minor, self._points_of[currency])

    def _mask_of(self, value: Any, points: Sequence[Any]) -> int:
        at = bisect_left(points, value)
        return self._met[2 * at + 1 if at < len(points) and points[at] == value else 2 * at]

    def _minor_points(self, currency: str) -> list[Any]:
        scaled = [Decimal(point).scaleb(minor_digits(currency)) for point in self._points]
        return [int(point) if point == point.to_integral_value() else point for point in scaled]

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


def _both(some: Stretches, others: Stretches) -> Stretches:
    """What lies in stretches of both."""
    meets = [(max(a, c), min(b, d)) for a, b in some for c, d in others]
    return [(first, final) for first, final in meets if first <= final]


def _others(found: Stretches, last: int) -> Stretches:
    """What lies in none of them."""
    edges = [-1, *(edge for stretch in found for edge in stretch), last + 1]
    gaps = zip(edges[::2], edges[1::2], strict=True)
    return [(before + 1, after - 1) for before, after in gaps if before + 1 <= after - 1]
