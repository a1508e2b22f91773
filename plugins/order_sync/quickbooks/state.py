"""The company's state that records are built against: from the ledger, and in one bulk read what may be invoiced or paid."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from order_sync.ledger import Content, LedgerRecord, State
from order_sync.money import round_minor
from order_sync.orders import EventKind, Lifecycle, LineKind, Order
from order_sync.quickbooks.company import Company
from order_sync.quickbooks.company_preferences import home_currency, preferences_of
from order_sync.quickbooks.content import content_of
from order_sync.quickbooks.differences import edited
from order_sync.quickbooks.documents import read_documents
from order_sync.quickbooks.json_text import as_decimal
from order_sync.quickbooks.known_customers import known_customers
from order_sync.quickbooks.known_items import items_of_state
from order_sync.quickbooks.tax_codes import lines_take_any_code
from order_sync.records.credit_sources import is_applied, is_tender, of_tender
from order_sync.records.customer_names import single, wish_of
from order_sync.records.kinds import kinds_of
from order_sync.records.known_customers import KnownCustomers
from order_sync.records.reasons import Unbookable
from order_sync.records.record import (
    CompanyState,
    DocumentState,
    HandInvoice,
    InvoiceState,
    PaymentState,
    Posted,
    RecordLine,
    SalesOrderState,
)
from order_sync.records.shipment_sources import is_of_shipment
from order_sync.syncs import RecordKind, Sync

_STATUS = {
    "Accepted": DocumentState.open,
    "Pending": DocumentState.open,
    "Closed": DocumentState.closed,
    "Converted": DocumentState.closed,
    "Rejected": DocumentState.rejected,
}
_BILLS = (RecordKind.invoice, RecordKind.sales_receipt)
_SIDES = {
    RecordKind.invoice: 1,
    RecordKind.sales_receipt: 1,
    RecordKind.credit_memo: -1,
    RecordKind.refund_receipt: -1,
}


def read_state(company: Company, sync: Sync, orders: Sequence[Order]) -> CompanyState:
    """What building needs to know; QuickBooks is asked only where a sales order may be invoiced or an invoice paid."""
    ledger = company.ledger
    posted: dict[str, tuple[LedgerRecord, ...]] = {}
    for store in sorted({order.store for order in orders}):
        ids = [order.order_id for order in orders if order.store == store]
        posted |= ledger.records.of_orders(company.realm, store, ids)
    sales_orders = _open_sales_orders(orders, posted)
    payments = _payments_to_apply(sync, posted)
    invoices = _invoices_to_pay(sync, orders, posted, {record.order_id for record in payments})
    found = read_documents(company, {"Estimate": _ids(sales_orders), "Invoice": _ids(invoices), "Payment": _ids(payments)})
    by_hand = _made_by_hand(company, sales_orders, found["Estimate"])
    contents = ledger.contents.of(record.key for record in sales_orders)
    return msgspec.structs.replace(
        read_state_before_posting(company, sync, orders),
        posted={order_id: tuple(_posted(record) for record in records) for order_id, records in posted.items()},
        sales_orders={
            record.key: sales_order_state(
                record,
                found["Estimate"].get(record.quickbooks_id or ""),
                contents.get(record.key),
                by_hand.get(record.key),
            )
            for record in sales_orders
        },
        invoices={
            record.key: invoice_state(record, found["Invoice"].get(record.quickbooks_id or "")) for record in invoices
        },
        payments={
            record.key: _payment_state(record, document)
            for record in payments
            if (document := found["Payment"].get(record.quickbooks_id or "")) is not None
        },
    )


def read_state_before_posting(company: Company, sync: Sync, orders: Sequence[Order]) -> CompanyState:
    """The company as if nothing of these orders was posted yet; costs no call where its preferences are known."""
    several = preferences_of(company).multi_currency
    return CompanyState(
        company=company.realm,
        home_currency=home_currency(company),
        multi_currency=several,
        closed_until=preferences_of(company).closed_until,
        codes_on_lines=preferences_of(company).sales_tax and lines_take_any_code(company),
        customers=_customers(company, sync, orders, several),
        **items_of_state(company, sync.items, sync.lines, orders),
        approvals=company.ledger.approvals.of(sync.name, [order.order_id for order in orders]),
    )


def sales_order_state(
    record: LedgerRecord,
    found: Mapping[str, Any] | None,
    known: Content | None = None,
    by_hand: HandInvoice | None = None,
) -> SalesOrderState:
    """A sales order as QuickBooks gave it; None: it is no longer there.

    `known`: what it said after our last write. `by_hand`: the invoice that a person made of it.
    """
    if found is None:
        return SalesOrderState(
            quickbooks_id=record.quickbooks_id or "", sync_token=record.sync_token or "", state=DocumentState.missing
        )
    lines = found.get("Line") or ()
    currency = record.currency
    customer = found.get("CustomerRef") or {}
    return SalesOrderState(
        quickbooks_id=str(found["Id"]),
        sync_token=str(found.get("SyncToken") or ""),
        state=_STATUS.get(str(found.get("TxnStatus")), DocumentState.closed),
        linked_invoices=_linked(found),
        hand_invoice=by_hand,
        customer_id=str(customer.get("value") or ""),
        customer_name=str(customer.get("name") or ""),
        lines=tuple(
            _line(number, line, currency)
            for number, line in enumerate(lines, start=1)
            if line.get("DetailType") not in ("SubTotalLineDetail", "DiscountLineDetail")
        ),
        discount=sum(
            _minor(line.get("Amount"), currency) for line in lines if line.get("DetailType") == "DiscountLineDetail"
        ),
        tax=_minor((found.get("TxnTaxDetail") or {}).get("TotalTax"), currency),
        total=_minor(found.get("TotalAmt"), currency),
        document=dict(found),
        edited=_edited(record, found, known),
    )


def _linked(sales_order: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(link.get("TxnId")) for link in sales_order.get("LinkedTxn") or ())


def _made_by_hand(
    company: Company, sales_orders: Sequence[LedgerRecord], found: Mapping[str, Mapping[str, Any]]
) -> dict[str, HandInvoice]:
    """The invoices of sales orders that have exactly one, by the sales order's key; read only where there are any."""
    linked = {one.key: _linked(found.get(one.quickbooks_id or "") or {}) for one in sales_orders}
    ids = {key: invoices[0] for key, invoices in linked.items() if len(invoices) == 1}
    if not ids:
        return {}
    documents = read_documents(company, {"Invoice": ids.values()})["Invoice"]
    currencies = {one.key: one.currency for one in sales_orders}
    return {
        key: HandInvoice(
            quickbooks_id=invoice_id,
            document_number=str(invoice.get("DocNumber") or ""),
            date=date.fromisoformat(str(invoice["TxnDate"])),
            total=_minor(invoice.get("TotalAmt"), currencies[key]),
            balance=_minor(invoice.get("Balance"), currencies[key]),
        )
        for key, invoice_id in ids.items()
        if (invoice := documents.get(invoice_id)) is not None
    }


def _edited(record: LedgerRecord, found: Mapping[str, Any], known: Content | None) -> tuple[str, ...]:
    """The fields that someone else changed or filled since our last write; “?” where its content was not kept."""
    if record.sync_token and found.get("SyncToken") == record.sync_token:
        return ()
    if known is None:
        return ("?",)
    filled = content_of("Estimate", found).keys() - known.stood.keys()
    return tuple(sorted({*edited("Estimate", found, known), *filled}))


def invoice_state(record: LedgerRecord, found: Mapping[str, Any] | None) -> InvoiceState:
    """An invoice as QuickBooks gave it; None: it is gone. A voided one counts as missing: nothing can be paid on it."""
    quickbooks_id, sync_token = record.quickbooks_id or "", record.sync_token or ""
    if found is None or (not as_decimal(found.get("TotalAmt")) and record.total):
        return InvoiceState(quickbooks_id=quickbooks_id, sync_token=sync_token, state=DocumentState.missing)
    return InvoiceState(
        quickbooks_id=quickbooks_id,
        sync_token=str(found.get("SyncToken") or ""),
        state=DocumentState.open,
        balance=_minor(found.get("Balance"), record.currency),
        total=_minor(found.get("TotalAmt"), record.currency),
        customer_id=str((found.get("CustomerRef") or {}).get("value") or ""),
    )


def _open_sales_orders(orders: Sequence[Order], posted: Mapping[str, Sequence[LedgerRecord]]) -> list[LedgerRecord]:
    """The sales orders in the books whose orders have no bill there yet: to be invoiced, updated or rejected."""
    found: list[LedgerRecord] = []
    for order in orders:
        records = posted.get(order.order_id, ())
        billed = {one.source_id for one in records if one.kind in _BILLS and one.state in (State.confirmed, State.missing)}
        sales_orders = (one for one in records if one.kind is RecordKind.sales_order and one.state is State.confirmed)
        found += [one for one in sales_orders if one.source_id not in billed]  # the invoice of a shipment has another source
    return found


def _payments_to_apply(sync: Sync, posted: Mapping[str, Sequence[LedgerRecord]]) -> list[LedgerRecord]:
    """The payments in the books of which something may be unapplied until a later invoice."""
    may_be = sync.payments.before_invoice == "unapplied" or sync.invoices.per == "shipment"
    orders = [records for records in posted.values() if may_be or any(is_of_shipment(one.source_id) for one in records)]
    payments = (one for records in orders for one in records if one.kind is RecordKind.payment and one.total)
    return [one for one in payments if one.state is State.confirmed]


def _payment_state(record: LedgerRecord, found: Mapping[str, Any]) -> PaymentState:
    return PaymentState(
        quickbooks_id=str(found["Id"]),
        sync_token=str(found.get("SyncToken") or ""),
        unapplied=_minor(found.get("UnappliedAmt"), record.currency),
        is_touched=found.get("SyncToken") != record.sync_token,
    )


def _invoices_to_pay(
    sync: Sync, orders: Sequence[Order], posted: Mapping[str, Sequence[LedgerRecord]], paid_orders: Collection[str]
) -> list[LedgerRecord]:
    """The invoices in the books whose orders were paid, or gave something back, in a way that is not in the books.

    `paid_orders`: the ids of those that have a payment of which something may be unapplied.
    """
    found = []
    for order in orders:
        records = posted.get(order.order_id, ())
        booked = {(one.kind, one.source_id) for one in records if one.state is State.confirmed}
        is_paid_for = order.order_id not in paid_orders and _is_paid_for(order, kinds_of(order, sync), booked)
        if is_paid_for and _is_given_back(order, records):
            continue
        found += [one for one in records if one.kind is RecordKind.invoice and one.state is State.confirmed]
    return found


def _is_paid_for(order: Order, kinds: Collection[RecordKind], booked: Container[tuple[RecordKind, str]]) -> bool:
    """Whether all that the store took is booked: money, and gift cards that a payment of nothing applied."""
    if not set(kinds) & {RecordKind.payment, RecordKind.sales_receipt}:
        return True
    sources = ((payment.payment_id, of_tender(payment.payment_id)) for payment in order.money_in)
    return all(any((RecordKind.payment, source) in booked for source in both) for both in sources)


def _is_given_back(order: Order, records: Sequence[LedgerRecord]) -> bool:
    """Whether the documents after the bill come to what the store says; without one there is nothing to be read for."""
    confirmed = [one for one in records if one.state is State.confirmed]
    applied = {one.source_id for one in confirmed if one.kind is RecordKind.payment}
    if any(
        is_applied(one.source_id) and one.source_id not in applied for one in confirmed if one.kind is RecordKind.credit_memo
    ):
        return False
    in_books = sum(_SIDES.get(one.kind, 0) * one.total for one in confirmed if not is_tender(one.source_id))
    is_over = order.lifecycle in (Lifecycle.cancelled, Lifecycle.deleted)
    changed = any(event.kind is not EventKind.sale for event in order.events) or is_over or order.given_back
    return not changed or in_books == (0 if is_over else order.totals.current)


def _ids(records: Iterable[LedgerRecord]) -> list[str]:
    return [record.quickbooks_id for record in records if record.quickbooks_id]


def _posted(record: LedgerRecord) -> Posted:
    return Posted(
        key=record.key,
        kind=record.kind,
        source_id=record.source_id,
        state=str(record.state),
        quickbooks_id=record.quickbooks_id,
        total=record.total,
        order_hash=record.order_hash,
        reason=record.reason or None,
        document_number=record.document_number,
        confirmed_at=record.confirmed_at,
    )


def _customers(company: Company, sync: Sync, orders: Sequence[Order], several_currencies: bool) -> KnownCustomers:
    """Whom the orders may mean; an order that names nobody is told so when it is built."""
    wishes = set()
    for order in orders:
        currency = order.currency if several_currencies else ""
        with suppress(Unbookable):
            wishes.add(wish_of(order, sync.customers, currency, lambda _: None))
        if sync.customers.when_missing == "single":
            wishes.add(single(sync.customers, currency))
    return known_customers(company, sync.customers, wishes)


def _line(number: int, line: Mapping[str, Any], currency: str) -> RecordLine:
    detail = line.get("SalesItemLineDetail") or line.get("GroupLineDetail") or {}
    item = detail.get("ItemRef") or detail.get("GroupItemRef") or {}
    quantity, price = _number(detail.get("Qty")), _number(detail.get("UnitPrice"))
    return RecordLine(
        line_id=str(line.get("Id") or number),
        kind=LineKind.shipping if item.get("value") == "SHIPPING_ITEM_ID" else LineKind.product,
        item=str(item.get("name") or item.get("value") or ""),
        description=str(line.get("Description") or ""),
        quantity=quantity,
        unit_price=price,
        amount=_minor(line.get("Amount"), currency),
        taxable=(detail.get("TaxCodeRef") or {}).get("value") == "TAX",
        copied=dict(line),
    )


def _number(value: Any) -> Decimal | None:
    return None if value in (None, "") else as_decimal(value)


def _minor(value: Any, currency: str) -> int:
    return round_minor(as_decimal(value), currency)
