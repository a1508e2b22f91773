"""Holding QuickBooks against the ledger and the store, with as few reads as the number of documents allows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from order_sync.ledger import LedgerRecord, State
from order_sync.money import show
from order_sync.quickbooks.batches import amount_of
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
    """One of an order's documents in the ledger and, where it still is, in QuickBooks."""

    order: PlannedOrder
    record: LedgerRecord
    document: Document | None

    @property
    def name(self) -> str:
        return f"{_NAMES[self.record.kind]} {self.record.document_number or ''}".strip()

    def amount(self, name: str, home_currency: str) -> int:
        return amount_of(self.document, name, home_currency) if self.document is not None else 0


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
    for place, of_order in records.items():
        row = rows[place]
        books = [_Books(row, one, documents[ENTITY[one.kind]].get(one.quickbooks_id or "")) for one in _to_compare(of_order)]
        books = [one for one in books if (one.document or {}).get("TxnStatus") != "Rejected"]  # it stands for nothing now
        for one in books:
            if one.document is None and one.record.state is State.confirmed:
                company.ledger.records.miss(one.record.key, "It is no longer in QuickBooks.", _GONE)
        differences += _differences(books, _paid(of_order), home_currency(company))
    return differences


def _to_compare(records: Sequence[LedgerRecord]) -> list[LedgerRecord]:
    posted = [record for record in records if record.state in (State.confirmed, State.missing)]
    bills = [record for record in posted if record.kind in _BILLS]
    return bills or [record for record in posted if record.kind is RecordKind.sales_order]


def _paid(records: Sequence[LedgerRecord]) -> int:
    return sum(one.total for one in records if one.kind is RecordKind.payment and one.state is State.confirmed)


def _differences(books: Sequence[_Books], paid: int, home_currency: str) -> Iterator[Difference]:
    """Of each document, and of all of an order's together: several where its shipments are invoiced one by one."""
    is_as_made = True
    for one in books:
        total = one.amount("TotalAmt", home_currency)
        if one.document is None:
            is_as_made = False
            yield _difference(one, "missing", f"{one.name} is no longer in QuickBooks.", _GONE, 0)
        elif total != one.record.total:
            is_as_made = False
            now, then = (show(amount, one.record.currency) for amount in (total, one.record.total))
            reason = f"{one.name} says {now} in QuickBooks; it was {then} when it was made."
            yield _difference(one, "changed_in_quickbooks", reason, "Look at who changed it in its audit log.", total)
    there = [one for one in books if one.document is not None]
    if there and is_as_made:
        yield from _total(there, home_currency)
    invoices = [one for one in there if one.record.kind is RecordKind.invoice]
    if invoices:
        yield from _balance(invoices, paid, home_currency)


def _total(books: Sequence[_Books], home_currency: str) -> Iterator[Difference]:
    last = books[-1]
    total = sum(one.amount("TotalAmt", home_currency) for one in books)
    due = last.order.store_total - (last.order.unbilled if last.record.kind is RecordKind.invoice else 0)
    if total != due:
        says = f"{_names(books)} {'says' if len(books) == 1 else 'say together'}"
        reason = f"{says} {show(total, last.record.currency)}, the store says {show(due, last.record.currency)}."
        yield _difference(last, "total_differs", reason, "Compare the order in the store with the document.", total)


def _balance(invoices: Sequence[_Books], paid: int, home_currency: str) -> Iterator[Difference]:
    total = sum(one.amount("TotalAmt", home_currency) for one in invoices)
    balance = sum(one.amount("Balance", home_currency) for one in invoices)
    last, currency = invoices[-1], invoices[-1].record.currency
    expected = max(0, total - paid)
    if balance != expected:
        reason = (
            f"{_names(invoices)} has a balance of {show(balance, currency)}, by our payments {show(expected, currency)}."
        )
        remedy = "Look at the payments and credits on it in QuickBooks."
        yield _difference(last, "balance_differs", reason, remedy, total)


def _names(books: Sequence[_Books]) -> str:
    return ", ".join(one.name for one in books)


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
