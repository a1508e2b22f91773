"""What a refund, a return or a later edit took off an order, and what it added (an exchange does both).

A reversal's lines are positive: as they are given back. It can be cut into spans of cents, each for a document of its own,
so that no cent of it is booked twice: `span(0, 30)` is its first 30 cents.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import msgspec

from order_sync.orders import Event, EventKind, Line, LineKind, Order, Tax
from order_sync.records.sold import Sold, is_taken_off, netted, source_of

_PART = "part of line"
# What a shop keeps back of a refund: not sold anew.
_KEPT_BACK = frozenset((LineKind.adjustment, LineKind.fee, LineKind.rounding))


@dataclass(frozen=True)
class Reversal:
    """`value` in minor units, above zero: what the lines come to, less what the shop keeps back of them."""

    source_id: str  # the store's id of the event
    at: datetime
    refund_id: str | None
    lines: tuple[Line, ...]

    @property
    def value(self) -> int:
        return sum(line.total for line in self.lines)

    def span(self, start: int, end: int) -> tuple[Line, ...]:
        """The lines from one cent up to, not including, another. The first part of a line that is cut has its quantity."""
        if (start, end) == (0, self.value):
            return self.lines
        found = []
        at = 0
        for line in _without_negative(self.lines):
            first, last = max(start, at), min(end, at + line.total)
            if first < last or (line.total == 0 and start <= at < end):
                found.append(_portion(line, first - at, last - at))
            at += line.total
        return tuple(found)


@dataclass(frozen=True)
class Addition:
    """Lines that were sold after the bill, at a moment of their own."""

    source_id: str
    at: datetime
    lines: tuple[Line, ...]

    @property
    def value(self) -> int:
        return sum(line.total for line in self.lines)


def reversals_and_additions(sold: Sold) -> tuple[tuple[Reversal, ...], tuple[Addition, ...]]:
    """What came after the bill, event by event in the order of time."""
    if not sold.later:
        return (), ()
    known = {source_of(line): line for line in sold.lines}
    reversals: list[Reversal] = []
    additions: list[Addition] = []
    left = list(sold.lines)
    for event in sold.later:
        rows = _all_that_is_left(event, left)
        off = [_as_given_back(line, known.get(source_of(line))) for line in rows if is_taken_off(line)]
        added = [line for line in rows if not is_taken_off(line)]
        kept = [line for line in added if line.kind in _KEPT_BACK]
        if 0 < sum(line.total for line in kept) <= sum(line.total for line in off):
            off += [_turned(line) for line in kept]
            added = [line for line in added if line.kind not in _KEPT_BACK]
        if sum(line.total for line in off) > 0:
            reversals.append(Reversal(event.event_id, event.at, event.refund_id, tuple(off)))
        if any(line.total for line in added):
            additions.append(Addition(event.event_id, event.at, tuple(added)))
            known |= {source_of(line): line for line in added}
        left = list(netted([*left, *added], (line for line in rows if is_taken_off(line))))
    return tuple(reversals), tuple(additions)


def with_the_rest(order: Order, sold: Sold) -> Sold:
    """With a last event for what a cancellation leaves to be taken back, where the store lists nothing of it."""
    left = [line for line in netted(sold.lines, (row for event in sold.later for row in event.lines)) if line.total]
    if sum(line.total for line in left) <= 0:
        return sold
    at = order.cancelled_at or order.updated_at
    rest = Event(event_id="cancelled", kind=EventKind.cancel, at=at, lines=tuple(_turned(line) for line in left))
    return Sold(sold.lines, (*sold.later, rest))


def is_part(line: Line) -> bool:
    """Whether another part of this line has its quantity."""
    return _PART in line.attributes


def _all_that_is_left(event: Event, left: Sequence[Line]) -> tuple[Line, ...]:
    """The event's lines; where it names an amount alone that is all that is left of the order, the lines that are left."""
    if len(event.lines) != 1 or event.lines[0].kind is not LineKind.adjustment or event.kind is EventKind.edit:
        return event.lines
    rest = [line for line in left if line.total > 0 or line.net < 0]
    if event.lines[0].total >= 0 or sum(line.total for line in rest) != -event.lines[0].total:
        return event.lines
    return tuple(_turned(line) for line in rest)


def _as_given_back(line: Line, sold: Line | None) -> Line:
    """The line turned round, booked as the one that it was sold in."""
    turned = _turned(line)
    if sold is None:
        return turned
    return msgspec.structs.replace(
        turned,
        item=line.item or sold.item,
        sku=line.sku or sold.sku,
        title=sold.title if line.title == line.kind.value.capitalize() else line.title,
        description=line.description or sold.description,
        class_name=line.class_name or sold.class_name,
        tax_code=line.tax_code or sold.tax_code,
    )


def _turned(line: Line) -> Line:
    return msgspec.structs.replace(
        line,
        quantity=-line.quantity if is_taken_off(line) or line.quantity > 0 else line.quantity,
        gross=-line.gross,
        discount=-line.discount,
        net=-line.net,
        tax=-line.tax,
        total=-line.total,
        taxes=tuple(Tax(name=tax.name, amount=-tax.amount) for tax in line.taxes),
        discounts=(),
    )


def _without_negative(lines: Iterable[Line]) -> list[Line]:
    """The same in all without lines below zero: what those take off comes off the last of the others."""
    lines = tuple(lines)
    positive = [line for line in lines if line.total >= 0]
    for name in ("net", "tax"):
        off = -sum(getattr(line, name) for line in lines if line.total < 0)
        for at in reversed(range(len(positive))):
            cut = max(0, min(off, getattr(positive[at], name)))
            positive[at] = _less(positive[at], name, cut)
            off -= cut
    return positive


def _less(line: Line, name: str, cut: int) -> Line:
    changes: Mapping[str, int] = (
        {"net": line.net - cut, "discount": line.discount + cut} if name == "net" else {"tax": line.tax - cut}
    )
    return msgspec.structs.replace(line, total=line.total - cut, **changes) if cut else line


def _portion(line: Line, start: int, end: int) -> Line:
    """From one cent of the line up to another; its parts add up to it."""
    if (start, end) == (0, line.total):
        return line
    net = _share(line.net, end, line.total) - _share(line.net, start, line.total)
    discount = _share(line.discount, end, line.total) - _share(line.discount, start, line.total)
    return msgspec.structs.replace(
        line,
        quantity=line.quantity if start == 0 else Decimal(1),
        gross=net + discount,
        discount=discount,
        net=net,
        tax=end - start - net,
        total=end - start,
        taxes=(),
        attributes={**line.attributes, _PART: line.line_id} if start else line.attributes,
    )


def _share(amount: int, part: int, whole: int) -> int:
    return amount * part // whole
