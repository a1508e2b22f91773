"""Which rules one order matches, as it stands, and on which of its lines and payments."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Mapping, Sequence

from order_sync.orders import Line, Order, Payment
from order_sync.rules.acting import Changed
from order_sync.rules.fields import Level
from order_sync.rules.index import Index
from order_sync.rules.looks import Looks
from order_sync.rules.met import Met, Row
from order_sync.rules.working_order import WorkingOrder

_LINES, _PAYMENTS, _BOTH = Looks.lines, Looks.payments, Looks.both  # an enumeration's own look-up is slow

Scene = tuple[Order, "Line | None", "Payment | None"]

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
        if self._order[1]:
            self._find_rows_of_order(self._order[1], found)
        working = self._working
        order = working.order
        for at, (_, rows) in self._lines.items():
            if rows:
                self._find_rows(rows, _LINES, at, (order, working.lines[at], None), found)
        for at, (_, rows) in self._payments.items():
            if rows:
                self._find_rows(rows, _PAYMENTS, at, (order, None, working.payment(at)), found)
        return found

    def _find_by_masks(self, found: Found) -> None:
        """The bits of rules that look at lines come first, then those of payments, then those of the order alone."""
        index, of_order = self._index, self._order[0]
        payments = self._payments
        of_lines = of_order & _any(payments, index.blank_payment)
        if self._lines:
            for at, (mask, _) in self._lines.items():
                self._add_bits(of_lines & mask, at, found)
        else:
            self._add_bits(of_lines & index.blank_line, None, found)
        if index.has_payment_bits:
            of_payments = of_order & index.payment_bits
            if payments:
                for at, (mask, _) in payments.items():
                    self._add_bits(of_payments & mask, at, found)
            else:
                self._add_bits(of_payments & index.blank_payment, None, found)
        self._add_bits(of_order & index.order_bits, None, found)

    def _add_bits(self, mask: int, at: int | None, found: Found) -> None:
        index = self._index
        places, powers = index.places, index.powers
        while mask:
            bit = mask.bit_length() - 1
            mask ^= powers[bit]
            place = places[bit]
            if place < 0:
                found[~place] = None
            else:
                _add(found, place, at)

    def _find_rows(self, rows: Sequence[Row], level: Looks, at: int, scene: Scene, found: Found) -> None:
        """Rules found by a content of a line or a payment."""
        for place, looks, check in rows:
            if looks is not level:
                found[place] = None
            elif check is None or check(*scene):
                _add(found, place, at)

    def _find_rows_of_order(self, rows: Sequence[Row], found: Found) -> None:
        """Rules found by a content of the order itself; they may ask the rest of its lines or payments."""
        working = self._working
        order = working.order
        for place, looks, check in rows:
            if looks is _BOTH:
                found[place] = None
            elif looks is _LINES and self._lines:
                lines = working.lines
                for at in self._lines:
                    if check is None or check(order, lines[at], None):
                        _add(found, place, at)
            elif looks is _PAYMENTS and self._payments:
                payment = working.payment
                for at in self._payments:
                    if check is None or check(order, None, payment(at)):
                        _add(found, place, at)
            elif check is None or check(order, None, None):
                _add(found, place, None)


def places_found(index: Index, working: WorkingOrder) -> list[int]:
    """The places of the rules that the order matches as it stands, in their order; scopes are not looked at."""
    return sorted(Findings(index, working).found())


def _any(met: Mapping[int, Met], blank: int) -> int:
    """What some payment meets; where there is none, its fields are blank."""
    if not met:
        return blank
    mask = 0
    for one, _ in met.values():
        mask |= one
    return mask


def _add(found: Found, place: int, at: int | None) -> None:
    """`at`: the line (payment) on which the rule matches. One of several alternatives can be found there more than once."""
    if place not in found:
        found[place] = [] if at is None else [at]
        return
    matched = found[place]
    if matched is not None and at is not None and at not in matched:
        insort(matched, at)
