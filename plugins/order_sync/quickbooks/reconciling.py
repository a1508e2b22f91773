"""Holding QuickBooks against the ledger and the store, with as few reads as the number of documents allows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from order_sync.ledger import LedgerRecord, State
from order_sync.money import show
from order_sync.quickbooks.batches import amount_of, total_of
from order_sync.quickbooks.company import Company
from order_sync.quickbooks.company_preferences import home_currency
from order_sync.quickbooks.documents import Document, read_documents
from order_sync.quickbooks.payloads import ENTITY
from order_sync.records.outcome import Difference
from order_sync.records.record import PlannedOrder
from order_sync.syncs import RecordKind, Sync

_BILLS = (RecordKind.invoice, RecordKind.sales_receipt)
_GONE = "Enter it there again by hand, if it was not deleted on purpose."
_NAMES = {
    RecordKind.sales_order: "Sales order",
    RecordKind.invoice: "Invoice",
    RecordKind.sales_receipt: "Sales receipt",
}


@dataclass(frozen=True)
class _Books:
    """One order's document in the ledger and, where it still is, in QuickBooks; and what the ledger knows was paid on it."""

    order: PlannedOrder
    record: LedgerRecord
    document: Document | None
    paid: int


def reconcile(company: Company, sync: Sync, planned: Sequence[PlannedOrder]) -> list[Difference]:
    """Compares each order's bill, or its sales order where it has none yet. What was deleted is noted in the ledger.

    Payments are not read: one that was changed or deleted shows in the balance of its invoice.
    """
    del sync
    rows = {(row.store, row.order_id): row for row in planned if row.skipped_by is None}
    records: dict[tuple[str, str], Sequence[LedgerRecord]] = {}
    for store in sorted({store for store, _ in rows}):
        found = company.ledger.records.of_orders(company.realm, store, [of for of_store, of in rows if of_store == store])
        records |= {(store, order_id): of_order for order_id, of_order in found.items()}
    compared = [(rows[place], record) for place, of_order in records.items() for record in _to_compare(of_order)]
    ids: dict[str, list[str]] = {}
    for _, record in compared:
        wanted = ids.setdefault(ENTITY[record.kind], [])
        if record.state is State.confirmed:
            wanted.append(record.quickbooks_id or "")
    documents = read_documents(company, ids)
    differences: list[Difference] = []
    for row, record in compared:
        document = documents[ENTITY[record.kind]].get(record.quickbooks_id or "")
        if document is not None and document.get("TxnStatus") == "Rejected":
            continue  # it stands for nothing any more
        if document is None and record.state is State.confirmed:
            company.ledger.records.miss(record.key, "It is no longer in QuickBooks.", _GONE)
        paid = _paid(records[row.store, row.order_id])
        differences += _differences(_Books(row, record, document, paid), home_currency(company))
    return differences


def _to_compare(records: Sequence[LedgerRecord]) -> list[LedgerRecord]:
    posted = [record for record in records if record.state in (State.confirmed, State.missing)]
    bills = [record for record in posted if record.kind in _BILLS]
    return bills or [record for record in posted if record.kind is RecordKind.sales_order]


def _paid(records: Sequence[LedgerRecord]) -> int:
    return sum(one.total for one in records if one.kind is RecordKind.payment and one.state is State.confirmed)


def _differences(books: _Books, home_currency: str) -> Iterator[Difference]:
    record, document, store_total = books.record, books.document, books.order.store_total
    name = f"{_NAMES[record.kind]} {record.document_number or ''}".strip()
    currency = record.currency
    if document is None:
        yield _difference(books, "missing", f"{name} is no longer in QuickBooks.", _GONE, 0)
        return
    total = total_of(document, home_currency)
    says = f"{name} says {show(total, currency)}"
    if total != record.total:
        reason = f"{says} in QuickBooks; it was {show(record.total, currency)} when it was made."
        yield _difference(books, "changed_in_quickbooks", reason, "Look at who changed it in its audit log.", total)
    elif total != store_total:
        reason = f"{says}, the store says {show(store_total, currency)}."
        yield _difference(books, "total_differs", reason, "Compare the order in the store with the document.", total)
    if record.kind is RecordKind.invoice:
        yield from _balance(books, name, total, amount_of(document, "Balance", home_currency))


def _balance(books: _Books, name: str, total: int, balance: int) -> Iterator[Difference]:
    currency = books.record.currency
    expected = max(0, total - books.paid)
    if balance != expected:
        reason = f"{name} has a balance of {show(balance, currency)}, by our payments {show(expected, currency)}."
        remedy = "Look at the payments and credits on it in QuickBooks."
        yield _difference(books, "balance_differs", reason, remedy, total)


def _difference(books: _Books, code: str, reason: str, remedy: str, total: int) -> Difference:
    return Difference(
        order_id=books.order.order_id,
        order_number=books.order.order_number,
        kind=books.record.kind,
        code=code,
        reason=reason,
        remedy=remedy,
        currency=books.record.currency,
        store_total=books.order.store_total,
        quickbooks_total=total,
    )
