"""An order that is cancelled or deleted in the store after its sales order was made: the sales order is closed."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from order_sync.records.reasons import held
from order_sync.records.record import Closing, CompanyState, DocumentState, Held, PlannedOrder, Posted, SalesOrderState
from order_sync.syncs import RecordKind

_KIND = RecordKind.sales_order
_BILLS = (RecordKind.invoice, RecordKind.sales_receipt)
_UNSURE = ("sent", "unclear")
_ENDED = {
    DocumentState.missing: "deleted",
    DocumentState.rejected: "rejected",
    DocumentState.closed: "closed",
}


def call_off(
    row: PlannedOrder, lifecycle: str, posted: Mapping[str, Posted], state: CompanyState, number: str
) -> PlannedOrder:
    """What is done with the sales order of an order that is over. `lifecycle`: what became of the order, in words."""
    bill = next((one for one in posted.values() if one.kind in _BILLS and one.state in (*_UNSURE, "missing")), None)
    if bill is not None:
        return msgspec.structs.replace(row, held=(_billed(bill, lifecycle, number),))
    sales_order = next((one for one in posted.values() if one.kind is _KIND), None)
    standing = state.sales_orders.get(sales_order.key) if sales_order is not None else None
    if sales_order is not None and sales_order.state == "confirmed" and standing is not None and _may_be_closed(standing):
        closing = Closing(
            key=sales_order.key,
            document_number=number,
            quickbooks_id=standing.quickbooks_id,
            sync_token=standing.sync_token,
            currency=row.currency,
            total=standing.total,
        )
        note = f"The order {lifecycle}; its sales order {number} is closed."
        return msgspec.structs.replace(row, closings=(closing,), notes=(note,))
    return msgspec.structs.replace(row, held=(_left(sales_order, standing, lifecycle, number),))


def _may_be_closed(standing: SalesOrderState) -> bool:
    return standing.state is DocumentState.open and not standing.linked_invoices and not standing.edited


def _billed(bill: Posted, lifecycle: str, number: str) -> Held:
    """Of an order with a bill that is not known to be in QuickBooks, or was taken out there by a person."""
    if bill.state == "missing":
        return held(bill.kind, "bill_missing", number=number)
    return held(bill.kind, "sales_order_unclear", lifecycle=lifecycle, number=number)


def _left(posted: Posted | None, standing: SalesOrderState | None, lifecycle: str, number: str) -> Held:
    values = {"lifecycle": lifecycle, "number": number}
    if posted is not None and posted.state in _UNSURE:
        return held(_KIND, "sales_order_unclear", **values)
    if posted is None or posted.state not in ("confirmed", "missing"):
        return held(_KIND, "nothing_to_book", lifecycle=lifecycle)
    if standing is None or standing.state is DocumentState.missing:
        return held(_KIND, "sales_order_ended", **values, how=_ENDED[DocumentState.missing])
    if standing.linked_invoices:
        return held(_KIND, "cancelled_but_invoiced", **values)
    if standing.state in _ENDED:
        return held(_KIND, "sales_order_ended", **values, how=_ENDED[standing.state])
    return held(_KIND, "sales_order_left", **values)
