"""Which rules one order matches, as it stands, and on which of its lines and payments."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Sequence
from typing import Any

from order_sync.orders import Order
from order_sync.rules.acting import Changed
from order_sync.rules.fields import Level
from order_sync.rules.index import Index
from order_sync.rules.looks import Looks
from order_sync.rules.met import Rows
from order_sync.rules.working_order import WorkingOrder

# An enumeration's own look-up is slow.
_ALONE, _LINES, _PAYMENTS, _BOTH = Looks.order, Looks.lines, Looks.payments, Looks.both
_ORDER, _LINE = Level.order, Level.line
_NONE = (None,)

# By the place of a rule, where it matches: the places of lines, or of payments, or pairs of both, as it looks at; none where
# it looks at neither, or the order has none. None: the rule has to be asked.
Found = dict[int, "list[Any] | None"]


class Findings:
    """What the order, each of its lines and each of its payments meet; looked at anew where a rule has changed something.

    The lists are parallel to the places of lines and payments that the working order names.
    """

    __slots__ = ("_index", "_mask", "_masks_of_lines", "_masks_of_payments", "_rows", "_rows_of_lines", "_rows_of_payments",
                 "_working")  # fmt: skip

    def __init__(
        self,
        index: Index,
        working: WorkingOrder,
        of_order: tuple[int, Rows],
        of_lines: tuple[list[int], list[Rows]],
        of_payments: tuple[list[int], list[Rows]],
    ) -> None:
        self._index = index
        self._working = working
        self._mask, self._rows = of_order
        self._masks_of_lines, self._rows_of_lines = of_lines
        self._masks_of_payments, self._rows_of_payments = of_payments

    def look_again(self, changes: Iterable[Changed]) -> Findings:
        """At what has changed."""
        index, working = self._index, self._working
        if any(place is None or action.writes is None for action, place in changes):
            return look_at(index, [working])[0]
        order = working.order
        for action, place in changes:
            assert place is not None
            if action.level is _ORDER:
                (self._mask,), (self._rows,) = index.order.met([order], [order])
            elif action.level is not _LINE:
                at = working.payment_places.index(place)
                met = index.payment.met([working.payment(place)], [order])
                (self._masks_of_payments[at],), (self._rows_of_payments[at],) = met
            elif place in working.line_places:  # else shipping or a fee, at which no condition looks
                at = working.line_places.index(place)
                (self._masks_of_lines[at],), (self._rows_of_lines[at],) = index.line.met([working.line(place)], [order])
        return self

    def found(self) -> Found:
        """The rules that match."""
        found: Found = {}
        if self._index.places:
            self._find_by_masks(found)
        if self._rows:
            self._find_rows(self._rows, None, None, found)
        working = self._working
        for at, rows in zip(working.line_places, self._rows_of_lines, strict=True):
            if rows:
                self._find_rows(rows, at, None, found)
        for at, rows in zip(working.payment_places, self._rows_of_payments, strict=True):
            if rows:
                self._find_rows(rows, None, at, found)
        return found

    def _find_by_masks(self, found: Found) -> None:
        """A bit is met where the order, the line and the payment have it in common."""
        index, working, of_order = self._index, self._working, self._mask
        line_masks: Sequence[int] = self._masks_of_lines or (index.line.blank,)
        line_places: Sequence[int | None] = working.line_places or _NONE
        payment_masks: Sequence[int] = self._masks_of_payments or (index.payment.blank,)
        payment_places: Sequence[int | None] = working.payment_places or _NONE
        if of_lines := of_order & index.line_bits:
            for at, mask in zip(line_places, line_masks, strict=True):
                self._add_bits(of_lines & mask, at, found)
        if of_pairs := of_order & index.pair_bits:
            for line, mask in zip(line_places, line_masks, strict=True):
                if of_line := of_pairs & mask:
                    for payment, payment_mask in zip(payment_places, payment_masks, strict=True):
                        self._add_bits(of_line & payment_mask, (line, payment), found)
        if of_payments := of_order & index.payment_bits:
            for at, mask in zip(payment_places, payment_masks, strict=True):
                self._add_bits(of_payments & mask, at, found)
        self._add_bits(of_order & index.order_bits, None, found)

    def _add_bits(self, mask: int, at: Any, found: Found) -> None:
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

    def _find_rows(self, rows: Rows, line: int | None, payment: int | None, found: Found) -> None:
        """Rules found by a content of the order, or of this line or payment; they may ask the rest of others."""
        working = self._working
        order = working.order
        for place, looks, check in rows:
            if looks is _ALONE:
                if check is None or check(order, None, None):
                    _add(found, place, None)
                continue
            lines: Sequence[int | None] = _NONE
            payments: Sequence[int | None] = _NONE
            if looks is _LINES or looks is _BOTH:
                lines = (line,) if line is not None else working.line_places or _NONE
            if looks is _PAYMENTS or looks is _BOTH:
                payments = (payment,) if payment is not None else working.payment_places or _NONE
            for line_at in lines:
                for payment_at in payments:
                    if check is None or check(
                        order,
                        None if line_at is None else working.lines[line_at],
                        None if payment_at is None else working.payment(payment_at),
                    ):
                        at = line_at if looks is _LINES else payment_at if looks is _PAYMENTS else (line_at, payment_at)
                        _add(found, place, at)


def look_at(index: Index, workings: Sequence[WorkingOrder]) -> list[Findings]:
    """What each of the orders meets as it stands."""
    orders, lines, payments, ends = [], [], [], []
    of_lines: list[Order] = []
    of_payments: list[Order] = []
    for working in workings:
        order = working.order
        orders.append(order)
        lines += [working.lines[at] for at in working.line_places]
        of_lines += [order] * len(working.line_places)
        payments += [working.payment(at) for at in working.payment_places]
        of_payments += [order] * len(working.payment_places)
        ends.append((len(lines), len(payments)))
    line_masks, line_rows = index.line.met(lines, of_lines)
    payment_masks, payment_rows = index.payment.met(payments, of_payments)
    found = []
    line = payment = 0
    for working, mask, rows, (to_line, to_payment) in zip(workings, *index.order.met(orders, orders), ends, strict=True):
        of_line = line_masks[line:to_line], line_rows[line:to_line]
        of_payment = payment_masks[payment:to_payment], payment_rows[payment:to_payment]
        found.append(Findings(index, working, (mask, rows), of_line, of_payment))
        line, payment = to_line, to_payment
    return found


def places_found(index: Index, working: WorkingOrder) -> list[int]:
    """The places of the rules that the order matches as it stands, in their order; scopes are not looked at."""
    return sorted(look_at(index, [working])[0].found())


def _add(found: Found, place: int, at: Any) -> None:
    """One of a rule's alternatives can be found at a place where another was."""
    if place not in found:
        found[place] = [] if at is None else [at]
        return
    matched = found[place]
    if matched is not None and at is not None and at not in matched:
        insort(matched, at)
