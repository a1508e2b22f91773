"""The company's state that records are built against: from the ledger, and in one bulk read what may be invoiced or paid."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from order_sync.ledger import Content, LedgerRecord, State
from order_sync.money import round_minor
from order_sync.orders import LineKind, Order
from order_sync.quickbooks.company import Company
from order_sync.quickbooks.company_preferences import home_currency, preferences_of
from order_sync.quickbooks.content import content_of
from order_sync.quickbooks.differences import edited
from order_sync.quickbooks.documents import read_documents
from order_sync.quickbooks.json_text import as_decimal
from order_sync.records.kinds import kinds_of
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
from order_sync.syncs import RecordKind, Sync

_STATUS = {
    "Accepted": DocumentState.open,
    "Pending": DocumentState.open,
    "Closed": DocumentState.closed,
    "Converted": DocumentState.closed,
    "Rejected": DocumentState.rejected,
}
_BILLS = (RecordKind.invoice, RecordKind.sales_receipt)
_STOCK = "Inventory"


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
    items, stock = _items(company, sync, orders)
    return CompanyState(
        company=company.realm,
        home_currency=home_currency(company),
        multi_currency=preferences_of(company).multi_currency,
        closed_until=preferences_of(company).closed_until,
        items=items,
        stock_items=stock,
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
    if sync.payments.before_invoice == "hold" and sync.invoices.per == "order":
        return []
    records = (one for of_order in posted.values() for one in of_order)
    return [one for one in records if one.kind is RecordKind.payment and one.state is State.confirmed]


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
    """The invoices in the books for whose orders the store took money that is not in the books, or not applied yet.

    `paid_orders`: the ids of those that have a payment of which something may be unapplied.
    """
    found = []
    for order in orders:
        if RecordKind.payment not in kinds_of(order, sync):
            continue
        records = posted.get(order.order_id, ())
        paid = {one.source_id for one in records if one.kind is RecordKind.payment and one.state is State.confirmed}
        if order.order_id in paid_orders or any(payment.payment_id not in paid for payment in order.money_in):
            found += [one for one in records if one.kind is RecordKind.invoice and one.state is State.confirmed]
    return found


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
    )


def _items(company: Company, sync: Sync, orders: Sequence[Order]) -> tuple[dict[str, str], frozenset[str]]:
    """SKU or name in lower case -> the item's name, for all that the orders' lines may be booked under; stock items."""
    settings = sync.items
    names = {settings.without_sku} if settings.without_sku else set()
    names |= {str(getattr(settings, kind.value)) for kind in LineKind if kind is not LineKind.product}
    skus: set[str] = set()
    for order in orders:
        for line in order.sale_lines:
            names |= {line.title.strip(), line.item}
            skus.add((line.sku or "").strip())
    references = company.ledger.references
    by_name = references.find(company.realm, "Item", {name for name in names | skus if name})
    by_sku = references.find_alias(company.realm, "Item", {sku for sku in skus if sku})
    found = {asked.lower(): row for asked, row in (*by_name.items(), *by_sku.items()) if row.active}
    stock = frozenset(row.name for row in found.values() if row.details.get("type") == _STOCK)
    return {asked: row.name for asked, row in found.items()}, stock


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
