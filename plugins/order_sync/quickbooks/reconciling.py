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
from order_sync.records.credit_sources import is_applied, is_tender
from order_sync.records.outcome import Difference
from order_sync.records.record import PlannedOrder
from order_sync.syncs import RecordKind, Sync

_GONE = "Enter it there again by hand, if it was not deleted on purpose."
_NAMES = {
    RecordKind.sales_order: "Sales order",
    RecordKind.invoice: "Invoice",
    RecordKind.sales_receipt: "Sales receipt",
    RecordKind.credit_memo: "Credit memo",
    RecordKind.refund_receipt: "Refund receipt",
}
_SIDES = {
    RecordKind.invoice: 1,
    RecordKind.sales_receipt: 1,
    RecordKind.credit_memo: -1,
    RecordKind.refund_receipt: -1,
}


@dataclass(frozen=True)
class _Books:
    """One document of an order in the ledger and, where it still is, in QuickBooks."""

    order: PlannedOrder
    record: LedgerRecord
    document: Document | None

    @property
    def name(self) -> str:
        return f"{_NAMES[self.record.kind]} {self.record.document_number or ''}".strip()

    def amount(self, field: str, home: str) -> int:
        return amount_of(self.document or {}, field, home)


def reconcile(company: Company, sync: Sync, planned: Sequence[PlannedOrder]) -> list[Difference]:
    """Compares each order's documents, or its sales order where it has no bill yet. What was deleted is noted in the ledger.

    Payments are not read: one that was changed or deleted shows in the balance of the order's invoices.
    """
    del sync
    rows = {(row.store, row.order_id): row for row in planned if row.skipped_by is None}
    records: dict[tuple[str, str], Sequence[LedgerRecord]] = {}
    for store in sorted({store for store, _ in rows}):
        found = company.ledger.records.of_orders(company.realm, store, [of for of_store, of in rows if of_store == store])
        records |= {(store, order_id): of_order for order_id, of_order in found.items()}
    compared = {place: _to_compare(of_order) for place, of_order in records.items()}
    ids: dict[str, list[str]] = {}
    for record in (record for of_order in compared.values() for record in of_order):
        wanted = ids.setdefault(ENTITY[record.kind], [])
        if record.state is State.confirmed:
            wanted.append(record.quickbooks_id or "")
    documents = read_documents(company, ids)
    differences: list[Difference] = []
    for place, of_order in compared.items():
        books = [
            _Books(rows[place], record, documents[ENTITY[record.kind]].get(record.quickbooks_id or ""))
            for record in of_order
        ]
        books = [one for one in books if (one.document or {}).get("TxnStatus") != "Rejected"]  # it stands for nothing now
        for one in books:
            if one.document is None and one.record.state is State.confirmed:
                company.ledger.records.miss(one.record.key, "It is no longer in QuickBooks.", _GONE)
        differences += _differences(books, records[place], home_currency(company))
    return differences


def _to_compare(records: Sequence[LedgerRecord]) -> list[LedgerRecord]:
    posted = [record for record in records if record.state in (State.confirmed, State.missing)]
    after_all = [record for record in posted if record.kind in _SIDES]
    bills = any(_SIDES[record.kind] > 0 for record in after_all)
    return after_all if bills else [record for record in posted if record.kind is RecordKind.sales_order]


def _differences(books: Sequence[_Books], records: Sequence[LedgerRecord], home: str) -> Iterator[Difference]:
    """Of one order: each document by itself, then all of them against the store, then what is open of its invoices."""
    whole = True
    for one in books:
        if one.document is None:
            whole = False
            yield _difference(one, "missing", f"{one.name} is no longer in QuickBooks.", _GONE, 0)
        elif (total := total_of(one.document, home)) != one.record.total:
            whole = False
            shown, before = (show(amount, one.record.currency) for amount in (total, one.record.total))
            reason = f"{one.name} says {shown} in QuickBooks; it was {before} when it was made."
            yield _difference(one, "changed_in_quickbooks", reason, "Look at who changed it in its audit log.", total)
    if books and whole:
        yield from _against_the_store(books, records, home)
    invoices = [one for one in books if one.record.kind is RecordKind.invoice and one.document is not None]
    if invoices:
        yield from _balance(invoices, records, home)


def _against_the_store(books: Sequence[_Books], records: Sequence[LedgerRecord], home: str) -> Iterator[Difference]:
    """Bills less what was taken off them. A credit memo for a gift card used takes nothing off: it pays."""
    tenders = _tenders(records)
    worth = [one for one in books if one.record.key not in tenders]
    total = sum(_SIDES.get(one.record.kind, 1) * total_of(one.document or {}, home) for one in worth)
    first = books[0]
    store_total = first.order.store_total - (first.order.unbilled if first.record.kind is RecordKind.invoice else 0)
    if total == store_total:
        return
    others = "" if len(worth) == 1 else f" with the {len(worth) - 1} documents after it"
    shown, wanted = (show(amount, first.record.currency) for amount in (total, store_total))
    reason = f"{first.name}{others} says {shown}, the store says {wanted}."
    yield _difference(first, "total_differs", reason, "Compare the order in the store with the document.", total)


def _tenders(records: Sequence[LedgerRecord]) -> frozenset[str]:
    """The keys of the credit memos that stand for a way of paying."""
    return frozenset(one.key for one in records if one.kind is RecordKind.credit_memo and is_tender(one.source_id))


def _balance(invoices: Sequence[_Books], records: Sequence[LedgerRecord], home: str) -> Iterator[Difference]:
    """What is open of all the order's invoices, against what our payments and credit memos took off them."""
    confirmed = [one for one in records if one.state is State.confirmed]
    paid = sum(one.total for one in confirmed if one.kind is RecordKind.payment)
    paid += sum(one.total for one in confirmed if one.kind is RecordKind.credit_memo and is_applied(one.source_id))
    total = sum(total_of(one.document or {}, home) for one in invoices)
    balance = sum(one.amount("Balance", home) for one in invoices)
    expected = max(0, total - paid)
    if balance != expected:
        first = invoices[0]
        shown, wanted = (show(amount, first.record.currency) for amount in (balance, expected))
        more = "" if len(invoices) == 1 else " and those after it"
        reason = f"{first.name}{more} has a balance of {shown}, by our payments {wanted}."
        yield _difference(first, "balance_differs", reason, "Look at the payments and credits on it in QuickBooks.", total)


def _difference(books: _Books, code: str, reason: str, remedy: str, total: int) -> Difference:
    return Difference(
        order_id=books.order.order_id,
        order_number=books.order.order_number,
        kind=books.record.kind,
        code=code,
        reason=reason,
        remedy=remedy,
        currency=books.record.currency,
        store_total=books.order.store_total if _SIDES.get(books.record.kind, 1) > 0 else books.record.total,
        quickbooks_total=total,
    )
