"""Which of an order's payments its sales receipt has in it: the first ones, until it is paid."""

from __future__ import annotations

from order_sync.records.sale import Sale
from order_sync.records.takings import Taking, takings


def paid_by_receipt(sale: Sale) -> tuple[Taking, ...]:
    """In the order of time; what came in later is for what was sold later."""
    taken = takings(sale.order)
    left = sale.lines.total
    for count, taking in enumerate(taken):
        if left <= 0:
            return taken[:count]
        left -= taking.amount
    return taken
