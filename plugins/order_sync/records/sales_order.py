"""The sales order: what the customer ordered, at its first sight and whatever has become of the order since."""

from __future__ import annotations

from order_sync.records.edited import revised
from order_sync.records.sale import Made, Sale
from order_sync.syncs import RecordKind

_BILLS = (RecordKind.invoice, RecordKind.sales_receipt)


def sales_order_of(sale: Sale) -> Made:
    """The sales order where the sync wants one and it is not posted; none for an order that is billed already.

    One that is posted follows what is edited in the store, for as long as it is open.
    """
    if any(sale.is_posted(kind) for kind in _BILLS):
        return Made()
    if sale.is_posted(RecordKind.sales_order):
        return revised(sale)
    if not sale.wants(RecordKind.sales_order):
        return Made()
    day = sale.day_of(RecordKind.sales_order, sale.order.business_date)
    return Made((sale.record(RecordKind.sales_order, day, **sale.as_sold(RecordKind.sales_order)),))
