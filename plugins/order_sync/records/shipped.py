"""What each shipment took of an order: its lines with their quantities, and its share of every cent.

Shares are cut where the running total is rounded to the cent, half up: a shipment's share never depends on what ships after
it, none is below zero, and together they are the whole. The last shipment takes all that is left.
"""

from __future__ import annotations

import math
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

import msgspec

from order_sync.orders import FulfillmentState, Line, LineKind, Order, Shipment

_GOODS = (LineKind.product, LineKind.gift_card_sold)
ALL_SHIPPED = (FulfillmentState.fulfilled, FulfillmentState.not_required)


@dataclass(frozen=True)
class Part:
    """What one shipment took. `is_last`: nothing of the order is left after it."""

    shipment: Shipment
    lines: tuple[Line, ...]
    is_last: bool

    @property
    def at(self) -> datetime:
        return self.shipment.at

    @property
    def total(self) -> int:
        return sum(line.total for line in self.lines)


def parts_shipped(order: Order, lines: Sequence[Line], invoiced: Container[str] = ()) -> tuple[Part, ...]:
    """The parts that have shipped by now, in the order of time; `lines`: what is sold, all together.

    A shipment of which the store does not say what was in it took all that was left. Charges (shipping, fees, tips) follow
    the value of the goods; what is never shipped (a service) goes with the last. `invoiced`: the ids of shipments that have
    an invoice as one out of several; where nothing ships after them any more (the rest was given back), what is left is a
    last part of its own.
    """
    cut = _Cut(lines)
    shipments = sorted(order.shipments, key=lambda shipment: (shipment.at, shipment.shipment_id))
    found: list[Part] = []
    for number, shipment in enumerate(shipments, start=1):
        all_shipped = number == len(shipments) and order.fulfillment_state in ALL_SHIPPED
        took_goods = cut.ship(shipment)
        is_last = cut.is_all_shipped or ((all_shipped or not shipment.lines) and shipment.shipment_id not in invoiced)
        if not took_goods and not is_last:
            continue
        if is_last:
            cut.ship_the_rest()
        found.append(Part(shipment, cut.lines_of_this_shipment(whole=is_last), is_last))
        if is_last:
            break
        if all_shipped:
            cut.ship_the_rest(with_it=False)
            found.append(Part(shipment, cut.lines_of_this_shipment(whole=True), True))
    return tuple(found)


class _Cut:
    """The order's lines, and how much of each has been given to shipments so far."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._shipped = [Decimal(0)] * len(lines)  # pieces, of goods alone
        self._given = [_nothing(line) for line in lines]
        self._before = list(self._shipped)

    def ship(self, shipment: Shipment) -> bool:
        """Notes what is in a shipment, never more of a line than is left; whether it was anything."""
        self._before = list(self._shipped)
        for wanted in shipment.lines:
            left = wanted.quantity
            for place, line in enumerate(self._lines):
                if line.kind in _GOODS and wanted.source_line_id in (line.source_line_id, line.line_id):
                    taken = max(Decimal(0), min(left, line.quantity - self._shipped[place]))
                    self._shipped[place] += taken
                    left -= taken
        return self._shipped != self._before

    @property
    def is_all_shipped(self) -> bool:
        return all(self._shipped[n] >= line.quantity for n, line in enumerate(self._lines) if line.kind in _GOODS)

    def ship_the_rest(self, *, with_it: bool = True) -> None:
        """`with_it`: as a part of the shipment that was noted last."""
        if not with_it:
            self._before = list(self._shipped)
        self._shipped = [line.quantity if line.kind in _GOODS else Decimal(0) for line in self._lines]

    def lines_of_this_shipment(self, *, whole: bool) -> tuple[Line, ...]:
        shares = [self._share(place, line) for place, line in enumerate(self._lines)]
        value = self._value(shares)
        found = []
        for place, line in enumerate(self._lines):
            share = Fraction(1) if whole else shares[place] if line.kind in _GOODS else value
            up_to_now = _portion(line, share)
            piece = _less(up_to_now, self._given[place])
            quantity = self._shipped[place] - self._before[place] if line.kind in _GOODS else line.quantity
            self._given[place] = up_to_now
            is_there = quantity != 0 if line.kind in _GOODS else whole and not any(_money(line))
            if is_there or any(_money(piece)):
                found.append(msgspec.structs.replace(piece, quantity=quantity))
        return tuple(found)

    def _share(self, place: int, line: Line) -> Fraction:
        return Fraction(self._shipped[place]) / Fraction(line.quantity) if line.quantity else Fraction(0)

    def _value(self, shares: Sequence[Fraction]) -> Fraction:
        """How much of the goods' value has shipped; where they are all free, of their pieces."""
        goods = [(line, share) for line, share in zip(self._lines, shares, strict=True) if line.kind in _GOODS]
        values = [Fraction(max(0, line.gross)) for line, _ in goods]
        pieces = [Fraction(max(Decimal(0), line.quantity)) for line, _ in goods]
        for weights in (values, pieces):
            if whole := sum(weights):
                shipped = (weight * share for weight, (_, share) in zip(weights, goods, strict=True))
                return sum(shipped, Fraction(0)) / whole
        return Fraction(0)


def _portion(line: Line, share: Fraction) -> Line:
    """So much of a line, from its beginning. The discount follows the cents of the gross, so that it is never more."""
    gross = _rounded(line.gross * share)
    of_gross = Fraction(gross, line.gross) if line.gross else share
    discount = _rounded(line.discount * of_gross)
    tax = _rounded(line.tax * share)
    net = gross - discount
    return msgspec.structs.replace(
        line, gross=gross, discount=discount, net=net, tax=tax, total=net + tax, taxes=(), discounts=()
    )


def _rounded(exact: Fraction) -> int:
    """Half up, away from zero."""
    whole = math.floor(abs(exact) + Fraction(1, 2))
    return whole if exact >= 0 else -whole


def _less(line: Line, before: Line) -> Line:
    return msgspec.structs.replace(
        line,
        gross=line.gross - before.gross,
        discount=line.discount - before.discount,
        net=line.net - before.net,
        tax=line.tax - before.tax,
        total=line.total - before.total,
    )


def _nothing(line: Line) -> Line:
    return _portion(line, Fraction(0))


def _money(line: Line) -> tuple[int, ...]:
    return line.gross, line.discount, line.tax
