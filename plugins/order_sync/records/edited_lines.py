"""The lines of an order that was edited in the store, as they stand now.

A store that keeps a ledger of edits (Shopify) gives what was added and what was taken off as further lines with the same
source line; one that does not (WooCommerce) gives the order's lines already as they stand.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from decimal import Decimal

import msgspec

from order_sync.orders import Discount, EventKind, Line, Order, Tax


def lines_now(order: Order) -> tuple[Line, ...]:
    """What is sold by now: each source line once, with the edits to it; what was taken off whole is gone.

    What an edit took off that belongs to no line stays as it came, negative: `strays` finds it.
    """
    if not any(event.kind is EventKind.edit for event in order.events):
        return order.sale_lines
    parts: dict[Hashable, list[Line]] = {}
    for number, line in enumerate(order.sale_lines):
        place = (line.kind, line.source_line_id) if line.source_line_id else number
        parts.setdefault(place, []).append(line)
    merged = (lines[0] if len(lines) == 1 else _merged(lines) for lines in parts.values())
    return tuple(line for line in merged if _is_left(line))


def strays(order: Order) -> tuple[Line, ...]:
    """What edits took off without a line that it could come off."""
    if not any(event.kind is EventKind.edit for event in order.events):
        return ()
    sold = {line.line_id for event in order.events if event.kind is EventKind.sale for line in event.lines}
    return tuple(line for line in lines_now(order) if line.quantity < 0 or (line.net < 0 and line.line_id not in sold))


def _merged(lines: list[Line]) -> Line:
    return msgspec.structs.replace(
        lines[0],
        quantity=sum((line.quantity for line in lines), Decimal(0)),
        gross=sum(line.gross for line in lines),
        discount=sum(line.discount for line in lines),
        net=sum(line.net for line in lines),
        tax=sum(line.tax for line in lines),
        total=sum(line.total for line in lines),
        taxes=_taxes(tax for line in lines for tax in line.taxes),
        discounts=_discounts(discount for line in lines for discount in line.discounts),
    )


def _is_left(line: Line) -> bool:
    return line.quantity != 0 or any((line.gross, line.discount, line.net, line.tax))


def _taxes(taxes: Iterable[Tax]) -> tuple[Tax, ...]:
    sums: dict[Tax, int] = {}
    for tax in taxes:
        same = msgspec.structs.replace(tax, amount=0)
        sums[same] = sums.get(same, 0) + tax.amount
    return tuple(msgspec.structs.replace(tax, amount=amount) for tax, amount in sums.items() if amount)


def _discounts(discounts: Iterable[Discount]) -> tuple[Discount, ...]:
    sums: dict[Discount, int] = {}
    for discount in discounts:
        same = msgspec.structs.replace(discount, amount=0)
        sums[same] = sums.get(same, 0) + discount.amount
    return tuple(msgspec.structs.replace(discount, amount=amount) for discount, amount in sums.items() if amount)
