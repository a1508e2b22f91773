"""Which rules one order matches, as it stands, and on which of its lines and payments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from order_sync.rules.acting import Changed
from order_sync.rules.asking import Looks
from order_sync.rules.fields import Level
from order_sync.rules.index import Index
from order_sync.rules.met import Met
from order_sync.rules.working_order import WorkingOrder

# By the place of the rule, the places of the lines (payments) that it matches. None: the rule has to be asked.
Found = dict[int, "list[int] | None"]


class Findings:
    """What the order, each of its lines and each of its payments meet; looked at anew where a rule has changed something."""

    def __init__(self, index: Index, working: WorkingOrder) -> None:
        self._index = index
        self._working = working
        self._look_at_all()

    def _look_at_all(self) -> None:
        working, levels = self._working, self._index.levels
        order = working.order
        self._order = levels[Level.order].met(order, order)
        meet = levels[Level.line].met
        self._lines: dict[int, Met] = {place: meet(working.lines[place], order) for place in working.line_places}
        meet = levels[Level.payment].met
        self._payments: dict[int, Met] = {place: meet(working.payment(place), order) for place in working.payment_places}

    def look_again(self, changes: Iterable[Changed]) -> None:
        """At what has changed."""
        working, levels = self._working, self._index.levels
        for action, place in changes:
            if place is None or action.writes is None:
                self._look_at_all()
                return
        for action, place in changes:
            assert place is not None
            order = working.order
            if action.level is Level.order:
                self._order = levels[Level.order].met(order, order)
            elif action.level is Level.payment:
                self._payments[place] = levels[Level.payment].met(working.payment(place), order)
            elif place in self._lines:  # else shipping or a fee, at which no condition looks
                self._lines[place] = levels[Level.line].met(working.lines[place], order)

    def found(self) -> Found:
        """The rules that match."""
        found: Found = {}
        if self._index.places:
            self._find_by_masks(found)
        if self._order.rows:
            self._find_rows_of_order(found)
        for place, (_, rows) in self._lines.items():
            if rows:
                self._find_rows_of_one(rows, Looks.lines, place, found)
        for place, (_, rows) in self._payments.items():
            if rows:
                self._find_rows_of_one(rows, Looks.payments, place, found)
        return found

    def _find_by_masks(self, found: Found) -> None:
        index = self._index
        met = self._order.mask & _any(self._lines, index.levels[Level.line].blank)
        met &= _any(self._payments, index.levels[Level.payment].blank)
        places, whole, looks = index.places, index.asks_whole, index.looks
        while met:
            mask = met & -met
            met ^= mask
            bit = mask.bit_length() - 1
            place = places[bit]
            if whole[bit] or looks[place] is Looks.both:
                found[place] = None
                continue
            if looks[place] is Looks.order:
                matched: list[int] = []
            elif looks[place] is Looks.lines:
                matched = [line for line, (of_line, _) in self._lines.items() if of_line & mask]
            else:
                matched = [payment for payment, (of_payment, _) in self._payments.items() if of_payment & mask]
            _add(found, place, matched)

    def _find_rows_of_order(self, found: Found) -> None:
        """Rules found by a content of the order itself; they may ask the rest of its lines or payments."""
        working, looks = self._working, self._index.looks
        order = working.order
        for place, check in self._order.rows:
            if looks[place] is Looks.both:
                found[place] = None
            elif looks[place] is Looks.lines and self._lines:
                lines = working.lines
                matched = [line for line in self._lines if check is None or check(order, lines[line], None)]
                if matched:
                    _add(found, place, matched)
            elif looks[place] is Looks.payments and self._payments:
                payment = working.payment
                matched = [one for one in self._payments if check is None or check(order, None, payment(one))]
                if matched:
                    _add(found, place, matched)
            elif check is None or check(order, None, None):
                _add(found, place, [])

    def _find_rows_of_one(self, rows: Sequence[tuple[int, Any]], level: Looks, at: int, found: Found) -> None:
        """Rules found by a content of a line or a payment."""
        working, looks = self._working, self._index.looks
        order = working.order
        for place, check in rows:
            if looks[place] is not level:
                found[place] = None
            elif (
                check is None
                or (level is Looks.lines and check(order, working.lines[at], None))
                or (level is Looks.payments and check(order, None, working.payment(at)))
            ):
                _add(found, place, [at])


def _any(met: dict[int, Met], blank: Met) -> int:
    """What some line (payment) meets; where there is none, its fields are blank."""
    if not met:
        return blank.mask
    mask = 0
    for one in met.values():
        mask |= one.mask
    return mask


def _add(found: Found, place: int, matched: list[int]) -> None:
    """A rule of several alternatives can be found more than once."""
    if place not in found:
        found[place] = matched
        return
    before = found[place]
    if before is not None:
        found[place] = sorted({*before, *matched})
