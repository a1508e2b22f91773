"""What actions do to amounts: every change keeps the order's laws, so that lines, totals and payments still add up.

Money is minor units of the order's currency.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from decimal import ROUND_HALF_UP, Decimal

import msgspec

from order_sync.money import round_minor
from order_sync.orders import Event, EventKind, Line, LineKind, Order, Payment
from order_sync.rules.values import NewLine, Percent, Value

_SOLD = (EventKind.sale, EventKind.edit)
# Takes a line and its place among all lines of the order; None takes the line out.
Change = Callable[[Line, int], "Line | None"]


def reshaped(order: Order, change: Change) -> Order:
    """The order with its lines changed, and the store's totals moved by what that made of them."""
    events: list[Event] = []
    place = -1
    for event in order.events:
        lines = []
        for line in event.lines:
            place += 1
            changed = change(line, place)
            if changed is not None:
                lines.append(changed)
        events.append(msgspec.structs.replace(event, lines=tuple(lines)))
    return _with_totals(order, tuple(events))


def without_tax(order: Order) -> Order:
    """No line has tax. What the buyer paid of it stays with the channel, so it comes off the payments, the latest first."""
    before = _sum(order.events, "tax", _SOLD)
    given_back = -sum(line.tax for event in order.events if event.kind not in _SOLD for line in event.lines)
    changed = reshaped(order, lambda line, _: _replace(line, tax=0, taxes=()))
    payments, kept_in = _less(order.payments, before, 1)
    payments, kept_out = _less(payments, given_back, -1)
    totals = changed.totals
    moved = msgspec.structs.replace(
        totals,
        paid=totals.paid - kept_in,
        refunded=totals.refunded - kept_out,
        outstanding=None if totals.outstanding is None else totals.outstanding + kept_in - kept_out,
    )
    return msgspec.structs.replace(changed, payments=payments, totals=moved)


def with_shipping(order: Order, wanted: Callable[[int], int]) -> Order:
    """The shipping, without tax, made what `wanted` gives for what it is; on the first shipping line, or a new one."""
    places = _sold_places(order, LineKind.shipping)
    now = sum(line.net for line in places.values())
    delta = wanted(now) - now
    if delta == 0:
        return order
    if not places:
        return with_line(order, NewLine("", Decimal(0)), delta, LineKind.shipping, "Shipping")
    first = min(places)
    return reshaped(order, lambda line, place: _replace(line, gross=line.gross + delta) if place == first else line)


def surcharge(order: Order, value: Value) -> Order:
    """An amount, or a percentage of the shipping, on top of it."""
    if isinstance(value, Percent):
        return with_shipping(order, lambda now: now + _part(now, value.of_hundred))
    return with_shipping(order, lambda now: now + round_minor(Decimal(str(value)), order.currency))


def with_line(order: Order, new: NewLine, amount: int, kind: LineKind, title: str) -> Order:
    """The order with one more line at the end of its sale."""
    ids = {line.line_id for event in order.events for line in event.lines}
    number = next(n for n in range(1, len(ids) + 2) if f"rule-{n}" not in ids)
    line = Line(
        line_id=f"rule-{number}",
        kind=kind,
        title=title,
        quantity=new.quantity,
        gross=amount,
        net=amount,
        total=amount,
        item=new.item,
    )
    sale = next((place for place, event in enumerate(order.events) if event.kind is EventKind.sale), None)
    if sale is None:
        return order
    events = list(order.events)
    events[sale] = msgspec.structs.replace(events[sale], lines=(*events[sale].lines, line))
    return _with_totals(order, tuple(events))


def without_lines(order: Order, places: Collection[int]) -> Order:
    return reshaped(order, lambda line, place: None if place in places else line)


def multiplied(order: Order, places: Collection[int], factor: Decimal) -> Order:
    """Quantity and amounts times the factor, each amount rounded half-up."""

    def change(line: Line, place: int) -> Line:
        if place not in places:
            return line
        taxes = tuple(msgspec.structs.replace(tax, amount=_times(tax.amount, factor)) for tax in line.taxes)
        discounts = tuple(msgspec.structs.replace(one, amount=_times(one.amount, factor)) for one in line.discounts)
        return _replace(
            line,
            quantity=line.quantity * factor,
            gross=_times(line.gross, factor),
            discount=_times(line.discount, factor),
            tax=sum(tax.amount for tax in taxes),
            taxes=taxes,
            discounts=discounts,
        )

    return reshaped(order, change)


def _replace(line: Line, **changes: object) -> Line:
    """The line with net and total following from its parts."""
    changed = msgspec.structs.replace(line, **changes)
    net = changed.gross - changed.discount
    return msgspec.structs.replace(changed, net=net, total=net + changed.tax)


def _with_totals(order: Order, events: tuple[Event, ...]) -> Order:
    totals = order.totals
    current = _sum(events, "total") - _sum(order.events, "total")
    changes = {
        "original": totals.original
        + _sum(events, "total", (EventKind.sale,))
        - _sum(order.events, "total", (EventKind.sale,)),
        "current": totals.current + current,
        "tax": totals.tax + _sum(events, "tax", _SOLD) - _sum(order.events, "tax", _SOLD),
        "outstanding": None if totals.outstanding is None else totals.outstanding + current,
    }
    return msgspec.structs.replace(order, events=events, totals=msgspec.structs.replace(totals, **changes))


def _sum(events: tuple[Event, ...], part: str, kinds: Collection[EventKind] = tuple(EventKind)) -> int:
    return sum(getattr(line, part) for event in events if event.kind in kinds for line in event.lines)


def _sold_places(order: Order, kind: LineKind) -> dict[int, Line]:
    places = [(event, line) for event in order.events for line in event.lines]
    return {place: line for place, (event, line) in enumerate(places) if event.kind in _SOLD and line.kind is kind}


def _less(payments: tuple[Payment, ...], amount: int, sign: int) -> tuple[tuple[Payment, ...], int]:
    """The payments of one direction lessened by the amount, the latest first; and how much of it came off."""
    left = max(amount, 0)
    changed = list(payments)
    for place in sorted(range(len(payments)), key=lambda place: (payments[place].at, place), reverse=True):
        payment = payments[place]
        if payment.moves_money and payment.amount * sign > 0 and left:
            taken = min(left, payment.amount * sign)
            left -= taken
            changed[place] = msgspec.structs.replace(payment, amount=payment.amount - taken * sign)
    return tuple(changed), max(amount, 0) - left


def _part(amount: int, percent: Decimal) -> int:
    return int((amount * percent / 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _times(amount: int, factor: Decimal) -> int:
    return int((amount * factor).quantize(Decimal(1), rounding=ROUND_HALF_UP))
