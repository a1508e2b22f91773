"""An order that was edited in the store while its sales order is open: the sales order is to say what is sold now.

What that changes is only known once it is held against the document as it stands (`SalesOrderState.revision`).
"""

from __future__ import annotations

from order_sync.records.reasons import held
from order_sync.records.record import DocumentState, Revision, SalesOrderState
from order_sync.records.sale import Made, Sale
from order_sync.syncs import RecordKind

_KIND = RecordKind.sales_order


def revision_of(sale: Sale) -> Revision | None:
    """What the edit comes to; None: nothing else is sold than the sales order was last written with, or it is not open."""
    posted, state = sale.posted.get(sale.key(_KIND)), sale.state.sales_orders.get(sale.key(_KIND))
    if posted is None or posted.state != "confirmed" or posted.order_hash in ("", sale.order_hash):
        return None
    return (state.revision or Revision(is_known=False)) if state is not None and _is_open(state) else None


def revised(sale: Sale) -> Made:
    """The posted sales order as it is to be now; or why it is left alone."""
    revision = revision_of(sale)
    if revision is None:
        return Made()
    if revision.left:
        return Made(held=(held(_KIND, "sales_order_not_updated", number=sale.document_number, why=revision.left),))
    record = sale.record(_KIND, sale.day_of(_KIND, sale.order.business_date), **sale.as_sold(_KIND))
    changes = "; ".join(revision.changes)
    note = f"Sales order {sale.document_number} follows the order, which was edited in the store: {changes}."
    return Made(revised=(record,), notes=(note,)) if changes or not revision.is_known else Made(agreeing=(record,))


def _is_open(state: SalesOrderState) -> bool:
    return state.state is DocumentState.open and not state.linked_invoices
