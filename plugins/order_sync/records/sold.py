"""What an order's bill sells, and what became of the order afterwards.

Edits before the bill are part of it: what they took off is taken off the lines themselves. What comes later (refunds,
returns, later edits) is booked in documents of its own.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

import msgspec

from order_sync.orders import Event, EventKind, Line, Order, Tax
from order_sync.records.record import Posted
from order_sync.records.takings import takings


@dataclass(frozen=True)
class Sold:
    """The lines that the bill books, and the events after it in the order of time."""

    lines: tuple[Line, ...]
    later: tuple[Event, ...]


def what_was_sold(order: Order, bill: Posted | None, booked: Container[str]) -> Sold:
    """`bill`: the invoice or receipt that is posted; None: it is still to be made, with all edits so far.

    `booked`: the ids of events that have documents of their own.
    """
    if len(order.events) == 1 and order.events[0].kind is EventKind.sale:
        return Sold(order.events[0].lines, ())
    sales = tuple(line for event in order.events if event.kind is EventKind.sale for line in event.lines)
    edits = _in_time(event for event in order.events if event.kind is EventKind.edit)
    stages = _stages(order, sales, takewhile(lambda event: event.event_id not in booked, edits))
    billed = len(stages) - 1 if bill is None else _edits_in(bill, stages, edits)
    others = (event for event in order.events if event.kind not in (EventKind.sale, EventKind.edit))
    return Sold(stages[billed], _in_time((*edits[billed:], *others)))


def _stages(order: Order, sales: tuple[Line, ...], edits: Iterable[Event]) -> list[tuple[Line, ...]]:
    """The lines as sold, and after each edit that can be part of the bill.

    It cannot where it leaves nothing, takes off what is not there (but of an exchange), or what had been paid: that is
    given back, which is a document of its own.
    """
    stages = [sales]
    for event in edits:
        lines = netted(stages[-1], event.lines)
        if not lines or any(is_taken_off(line) and line in event.lines for line in lines):
            break
        paid = sum(taking.amount for taking in takings(order) if taking.payment.at < event.at)
        if sum(line.total for line in lines) < min(paid, sum(line.total for line in stages[-1])):
            break
        stages.append(lines)
    return stages


def netted(sold: Sequence[Line], edited: Iterable[Line]) -> tuple[Line, ...]:
    """The lines after edits: what was taken off again is gone from the line that it was sold in."""
    lines = list(sold)
    for row in edited:
        place = _place_of(row, lines) if is_taken_off(row) else None
        if place is None:
            lines.append(row)
        elif _is_nothing(left := _added(lines[place], row)):
            del lines[place]
        else:
            lines[place] = left
    return tuple(lines)


def is_taken_off(line: Line) -> bool:
    return line.total < 0 or (line.total == 0 and line.quantity < 0)


def source_of(line: Line) -> str:
    """What names the line in the store through all events."""
    return line.source_line_id or line.line_id


def _edits_in(bill: Posted, stages: Sequence[Sequence[Line]], edits: Sequence[Event]) -> int:
    """How many of the edits the bill has in it: those before it was made, where that is what it comes to."""
    before = len(stages) - 1
    if bill.confirmed_at is not None:
        moment = bill.confirmed_at
        before = min(before, sum(event.at <= moment for event in edits))
    same = [count for count, lines in enumerate(stages) if sum(line.total for line in lines) == bill.total]
    return min(same, key=lambda count: abs(count - before)) if same else before


def _in_time(events: Iterable[Event]) -> tuple[Event, ...]:
    return tuple(sorted(events, key=lambda event: (event.at, event.event_id)))


def _place_of(row: Line, lines: Sequence[Line]) -> int | None:
    named = (at for at, line in enumerate(lines) if source_of(line) == source_of(row) and line.kind is row.kind)
    return next((at for at in named if not is_taken_off(lines[at])), None)


def _added(line: Line, row: Line) -> Line:
    """Both as one line."""
    taxes: dict[str, Tax] = {}
    for tax in (*line.taxes, *row.taxes):
        known = taxes.get(tax.name)
        taxes[tax.name] = tax if known is None else msgspec.structs.replace(known, amount=known.amount + tax.amount)
    return msgspec.structs.replace(
        line,
        quantity=line.quantity + row.quantity,
        gross=line.gross + row.gross,
        discount=line.discount + row.discount,
        net=line.net + row.net,
        tax=line.tax + row.tax,
        total=line.total + row.total,
        taxes=tuple(tax for tax in taxes.values() if tax.amount),
        discounts=(),
    )


def _is_nothing(line: Line) -> bool:
    return line.quantity == 0 and line.total == 0 and line.net == 0
