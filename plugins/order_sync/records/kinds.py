"""Which kinds of record an order becomes: the sync's, or those that a rule says in their place."""

from __future__ import annotations

from collections.abc import Mapping

from order_sync.orders import Order
from order_sync.syncs import REFUNDS, RecordKind, Sync

_TYPES: Mapping[str, tuple[RecordKind, ...]] = {
    "sales order": (RecordKind.sales_order,),
    "invoice": (RecordKind.invoice, RecordKind.payment),
    "sales receipt": (RecordKind.sales_receipt,),
    "sales order and invoice": (RecordKind.sales_order, RecordKind.invoice, RecordKind.payment),
}


def kinds_of(order: Order, sync: Sync) -> tuple[RecordKind, ...]:
    said = _TYPES.get(order.transaction_type)
    return sync.records if said is None else (*said, *(kind for kind in REFUNDS if kind in sync.records))
