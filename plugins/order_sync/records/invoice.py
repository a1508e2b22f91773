"""The invoice: a copy of the sales order as it now stands in QuickBooks, or of the order where the sync makes none."""

from __future__ import annotations

from typing import Any

import msgspec

from order_sync.money import show
from order_sync.records.delivery import delivery_of
from order_sync.records.edited import revision_of
from order_sync.records.reasons import held
from order_sync.records.record import Buyer, DocumentState, HandInvoice, Held, Record, SalesOrderState
from order_sync.records.sale import Made, Sale
from order_sync.syncs import RecordKind

_NOT_OPEN = {
    DocumentState.missing: "sales_order_missing",
    DocumentState.rejected: "sales_order_rejected",
    DocumentState.closed: "sales_order_closed",
}


def invoice_of(sale: Sale, sales_order: Record | None) -> Made:
    """The invoice, unless a rule or the sales order as it stands holds it back. `sales_order`: made in this same run."""
    rule = sale.decision.invoice_held_by
    if rule is not None:
        return Made(held=(held(RecordKind.invoice, "held_by_rule", rule=rule),))
    if sales_order is not None:
        return _as_sold(sale, sales_order.key)
    if sale.is_posted(RecordKind.sales_order):
        return _copied(sale)
    return Made((_invoice(sale, **sale.as_sold(RecordKind.invoice)),))


def _as_sold(sale: Sale, sales_order: str) -> Made:
    """The copy of a sales order that is made, or updated, in this same run."""
    heading = sale.heading(RecordKind.sales_order)
    record = _invoice(sale, copies=sales_order, lines_heading=heading, **sale.as_sold(RecordKind.sales_order))
    return Made((record,), notes=_lines_not_changed(sale))


def _copied(sale: Sale) -> Made:
    key = sale.key(RecordKind.sales_order)
    state = sale.state.sales_orders.get(key)
    if state is not None and state.hand_invoice is not None and not sale.is_on_its_way(RecordKind.invoice):
        return _made_by_hand(sale, state.hand_invoice)
    reason = obstacle(sale, state)
    if reason is not None or state is None:
        return Made(held=(reason,) if reason else ())
    revision = revision_of(sale)
    if revision is not None and (revision.left or (revision.changes and state.edited)):
        return Made(held=(held(RecordKind.invoice, "waits_for_sales_order", number=sale.document_number),))
    if revision is not None and revision.changes:  # it is updated first, and says then what is sold now and nothing else
        return _as_sold(sale, key)
    record = _invoice(
        sale,
        copies=key,
        copied_state=state,
        lines_heading=sale.heading(RecordKind.sales_order),
        buyer=buyer_of_sales_order(sale),
        lines=state.lines,
        discount=state.discount,
        discount_account=sale.discount_account(RecordKind.sales_order) if state.discount else None,
        tax=state.tax,
        total=state.total,
    )
    return Made((record,), notes=(*_difference(sale, state), *_lines_not_changed(sale)))


def buyer_of_sales_order(sale: Sale) -> Buyer:
    """The customer of the sales order as it stands, since its invoice will have him."""
    state = sale.state.sales_orders.get(sale.key(RecordKind.sales_order))
    if state is None or not state.customer_id:
        return sale.buyer
    name = state.customer_name or sale.buyer.display_name
    return msgspec.structs.replace(sale.buyer, display_name=name, customer_id=state.customer_id)


def _made_by_hand(sale: Sale, found: HandInvoice) -> Made:
    """A person's invoice is the order's where it says what the store says; so the payment knows where to go."""
    number = found.document_number or found.quickbooks_id
    if found.total != sale.lines.total:
        store, books = (show(total, sale.order.currency) for total in (sale.lines.total, found.total))
        values = {"number": sale.document_number, "invoice": number, "store": store, "books": books}
        return Made(held=(held(RecordKind.invoice, "invoiced_by_hand_differs", **values),))
    record = sale.record(
        RecordKind.invoice,
        found.date,
        document_number=found.document_number or sale.document_number,
        adopts=found,
        **sale.as_sold(RecordKind.invoice),
    )
    note = f"Invoice {number}, which a person made of sales order {sale.document_number}, is taken for the order's."
    return Made((record,), notes=(note,))


def obstacle(sale: Sale, state: SalesOrderState | None) -> Held | None:
    """Why no invoice is made from the sales order as it stands."""
    number = sale.document_number
    if state is None:
        return held(RecordKind.invoice, "sales_order_missing", number=number)
    if sale.is_on_its_way(RecordKind.invoice):
        return None  # what closed the sales order may be our own invoice, whose answer was lost; loading finds out
    if state.linked_invoices:
        return held(RecordKind.invoice, "invoiced_by_hand", number=number)
    if state.state in _NOT_OPEN:
        return held(RecordKind.invoice, _NOT_OPEN[state.state], number=number)
    return None


def _difference(sale: Sale, state: SalesOrderState) -> tuple[str, ...]:
    if state.total == sale.lines.total:
        return ()
    store, books = (show(total, sale.order.currency) for total in (sale.lines.total, state.total))
    return (
        f"Sales order {sale.document_number} was changed in QuickBooks; the invoice follows it: "
        f"{books}, the store says {store}.",
    )


def _lines_not_changed(sale: Sale) -> tuple[str, ...]:
    """Said where rules for invoices alone wants other lines than the sales order has."""
    if not sale.decision.for_kind or sale.as_sold(RecordKind.invoice) == sale.as_sold(RecordKind.sales_order):
        return ()
    return (
        f"A rule gives the invoice of {sale.document_number} classes, tax codes or a discount account of its own; its lines "
        "are those of the sales order.",
    )


def _invoice(sale: Sale, **own: Any) -> Record:
    shipped_at = max((shipment.at for shipment in sale.order.shipments), default=None)
    day = sale.invoice_day(shipped_at)
    return sale.record(RecordKind.invoice, day, **delivery_of(sale, day, sale.order.shipments), **own)
