"""A company's state for tests, and the books after everything that was planned has been confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from order_sync.records.record import (
    Applied,
    CompanyState,
    DocumentState,
    InvoiceState,
    PaymentState,
    PlannedOrder,
    Posted,
    Record,
    SalesOrderState,
)
from order_sync.syncs import RecordKind, Sync, parse_sync

COMPANY = "9130001"
SALES_ORDERS_INVOICES_PAYMENTS = ("sales_order", "invoice", "payment")


def a_company(**changes: Any) -> CompanyState:
    return CompanyState(**({"company": COMPANY, "home_currency": "USD"} | changes))


def a_sync(records: Iterable[str] = SALES_ORDERS_INVOICES_PAYMENTS, more: str = "") -> Sync:
    """A sync of the shop “mugs”; `more` is further YAML."""
    text = f"store: {{kind: shopify, connection: mugs}}\ncompany: {{connection: books}}\nrecords: [{', '.join(records)}]\n"
    return parse_sync(text + more, "mugs")


def posted(record: Record, state: str = "confirmed") -> Posted:
    return Posted(
        key=record.key,
        kind=record.kind,
        source_id=record.source_id,
        state=state,
        quickbooks_id="7",
        total=record.total,
        document_number=record.document_number,
        order_hash=record.order_hash,
    )


def sales_order_state(record: Record, **changes: Any) -> SalesOrderState:
    """The sales order as it stands in QuickBooks: as it was posted, but for the changes."""
    lines = tuple(msgspec.structs.replace(line, copied={"Amount": line.amount}) for line in record.lines)
    fields = {
        "quickbooks_id": "7",
        "sync_token": "0",
        "state": DocumentState.open,
        "customer_id": "c7",
        "customer_name": record.buyer.display_name,
        "lines": lines,
        "discount": record.discount,
        "tax": record.tax,
        "total": record.total,
    }
    return SalesOrderState(**(fields | changes))


def after(state: CompanyState, planned: PlannedOrder, at: datetime | None = None) -> CompanyState:
    """The company once all records of the order are confirmed (at a moment, where it matters): invoices paid by what was
    applied, sales orders closed."""
    known = {one.key: one for one in state.posted.get(planned.order_id, ())}
    sales_orders, invoices, payments = dict(state.sales_orders), dict(state.invoices), dict(state.payments)
    for record in planned.records:
        known[record.key] = msgspec.structs.replace(posted(record), confirmed_at=at)
        if record.kind is RecordKind.sales_order:
            sales_orders[record.key] = sales_order_state(record)
        if record.kind is RecordKind.invoice:
            invoices[record.key] = InvoiceState(
                quickbooks_id="8", sync_token="0", state=DocumentState.open, balance=record.total, total=record.total
            )
            if record.copies:
                sales_orders[record.copies] = msgspec.structs.replace(
                    sales_orders[record.copies], state=DocumentState.closed, linked_invoices=("8",)
                )
        if record.kind is RecordKind.payment:
            applied = [Applied(record.pays, record.applied)] if record.pays and record.applied else []
            _take_off(invoices, [*applied, *record.also_pays])
            left = 0 if record.uses else record.total - record.applied_in_all
            payments[record.key] = PaymentState(quickbooks_id="9", sync_token="0", unapplied=left)
    for one in planned.applications:
        _take_off(invoices, one.applied)
        left = payments[one.key].unapplied - sum(part.amount for part in one.applied)
        payments[one.key] = msgspec.structs.replace(payments[one.key], unapplied=left)
    for record in planned.revised:
        known[record.key] = posted(record)
        sales_orders[record.key] = sales_order_state(record)
    return msgspec.structs.replace(
        state,
        posted={**state.posted, planned.order_id: tuple(known.values())},
        sales_orders=sales_orders,
        invoices=invoices,
        payments=payments,
    )


def _take_off(invoices: dict[str, InvoiceState], applied: Iterable[Applied]) -> None:
    for part in applied:
        invoice = invoices[part.key]
        assert 0 < part.amount <= invoice.balance
        invoices[part.key] = msgspec.structs.replace(invoice, balance=invoice.balance - part.amount)
