"""Posted documents against the rules as they are now: what an update would change, what is left alone, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from order_sync.errors import RecordRefused
from order_sync.ledger import Content, LedgerRecord, State
from order_sync.quickbooks import payloads
from order_sync.quickbooks.company import Company
from order_sync.quickbooks.company_preferences import home_currency, preferences_of
from order_sync.quickbooks.content import content_of, hash_of
from order_sync.quickbooks.differences import Difference, Differences, differences
from order_sync.quickbooks.documents import Document, read_documents
from order_sync.quickbooks.lookups import resolve
from order_sync.quickbooks.reference_ids import References
from order_sync.quickbooks.shown_values import ShownValues
from order_sync.quickbooks.untouchable import DELETED, UNSETTLED, Left, fields_left, why_left
from order_sync.records.record import DocumentState, PlannedOrder, Record, SalesOrderState
from order_sync.records.resynced import Fate, Rebuilt, Resynced
from order_sync.syncs import RecordKind, Sync

_SALES_ORDER = payloads.ENTITY[RecordKind.sales_order]
_UNSETTLED = (State.sent, State.unclear)
_TAKE_OUT = "Void or delete it by hand in QuickBooks, if the rules are right."
_NOT_POSTED = (State.planned, State.refused, State.undone)


@dataclass(frozen=True)
class Update:
    """A document that may be updated, with what differs."""

    record: Record
    posted: LedgerRecord
    standing: Document
    known: Content | None
    copied: frozenset[str]  # the fields that it has from its sales order
    found: Differences


@dataclass
class Compared:
    """What came out for orders: rows for people, the updates behind those of fate `change`, and who agrees already."""

    rows: list[Resynced] = field(default_factory=list)
    updates: dict[str, Update] = field(default_factory=dict)  # by record key
    agreeing: list[Record] = field(default_factory=list)


def compare(company: Company, sync: Sync, orders: Sequence[Rebuilt]) -> Compared:
    """Reads the orders' documents in bulk and compares them; writes nothing, and creates nothing."""
    posted = _posted(company, orders)
    records = {record.key: record for row in orders for record in row.anew.records}
    comparison = _open(company, sync, (one for rows in posted.values() for one in rows), records)
    compared = Compared()
    for row in orders:
        if of_order := posted.get((row.anew.store, row.anew.order_id)):
            comparison.compare_order(compared, row, of_order)
    return compared


def compare_records(company: Company, sync: Sync, records: Sequence[Record]) -> Compared:
    """The documents of these records, which are posted, held against what they are to say now; writes nothing."""
    posted = company.ledger.records.by_keys(record.key for record in records)
    comparison = _open(company, sync, posted.values(), {record.key: record for record in records})
    compared = Compared()
    for one in posted.values():
        comparison.compare_document(compared, one)
    return compared


def _open(company: Company, sync: Sync, posted: Iterable[LedgerRecord], records: Mapping[str, Record]) -> _Comparison:
    """Reads the documents, and all that is needed to compare them with `records`, by key."""
    confirmed = [one for one in posted if one.state is State.confirmed]
    ids: dict[str, list[str]] = {}
    for one in confirmed:
        ids.setdefault(payloads.ENTITY[one.kind], []).append(one.quickbooks_id or "")
    documents = read_documents(company, ids) if ids else {}
    standing = {one.key: documents[payloads.ENTITY[one.kind]].get(one.quickbooks_id or "") for one in confirmed}
    wanted = {key: _as_it_stands(records[key], found) for key, found in standing.items() if found and key in records}
    return _Comparison(
        company,
        wanted=wanted,
        references=resolve(company, sync, list(wanted.values()), None, posted=True).references,
        standing=standing,
        contents=company.ledger.contents.of({*wanted, *(record.copies for record in wanted.values() if record.copies)}),
        unsettled={item.subject for batch in company.ledger.batches.open_batches(company.realm) for item in batch.items},
    )


def wanted_body(record: Record, references: References, standing: Document) -> dict[str, Any]:
    """The JSON that would be sent for a record now; raises RecordRefused where it cannot be made.

    A payment keeps its customer and what it is applied to. An invoice that copied a sales order keeps what it copied.
    """
    if record.kind is RecordKind.payment:
        customer_id = str((standing.get("CustomerRef") or {}).get("value") or "")
        return payloads.payment(record, references, customer_id=customer_id, applied={})
    follows = str((standing.get("CustomerRef") or {}).get("value") or "") if record.is_on_an_invoice else ""
    body = payloads.document(record, references, customer_id=follows)
    copied = ("Line", "CustomerRef") if record.copied_state is not None else ()
    return {name: value for name, value in body.items() if name not in copied}


def _as_it_stands(record: Record, standing: Document) -> Record:
    """The record; of an invoice that names a sales order only the heading, since that copied the rest as it stood."""
    if record.kind is not RecordKind.invoice:
        return record
    if not any(link.get("TxnType") == "Estimate" for link in standing.get("LinkedTxn") or ()):
        return record
    customer_id = str((standing.get("CustomerRef") or {}).get("value") or "")
    nothing = SalesOrderState(quickbooks_id="", sync_token="", state=DocumentState.closed, customer_id=customer_id)
    return msgspec.structs.replace(record, copied_state=nothing)


def _posted(company: Company, orders: Sequence[Rebuilt]) -> dict[tuple[str, str], Sequence[LedgerRecord]]:
    """The orders' records in the ledger, by store and order id."""
    found: dict[tuple[str, str], Sequence[LedgerRecord]] = {}
    for store in sorted({row.anew.store for row in orders}):
        ids = [row.anew.order_id for row in orders if row.anew.store == store]
        of_store = company.ledger.records.of_orders(company.realm, store, ids)
        found |= {(store, order_id): records for order_id, records in of_store.items()}
    return found


@dataclass
class _Comparison:
    company: Company
    wanted: Mapping[str, Record]  # what the documents that are there are to say, by key
    references: References
    standing: Mapping[str, Document | None]  # of confirmed records, by key; None: it is gone
    contents: Mapping[str, Content]
    unsettled: set[str]  # the subjects of batches without a full answer

    def __post_init__(self) -> None:
        self.shown = ShownValues(self.company)
        self.home = home_currency(self.company)
        self.closed_until = preferences_of(self.company).closed_until

    def compare_order(self, compared: Compared, row: Rebuilt, posted: Sequence[LedgerRecord]) -> None:
        in_books = {one.key: one for one in posted if one.state not in _NOT_POSTED}
        if not in_books:
            return
        if row.anew.problems:
            problem = row.anew.problems[0]
            compared.rows.append(_row_of_order(row.anew, Left(problem.code, problem.reason, problem.remedy)))
            return
        for one in in_books.values():
            self.compare_document(compared, one, None if one.key in self.wanted else _not_made(row.anew, one))
        compared.rows += [_missing(row.anew, record) for record in row.next_run.records if record.key not in in_books]

    def _gone(self, posted: LedgerRecord) -> Left | None:
        """Why a document cannot be looked at."""
        if posted.state in _UNSETTLED or posted.key in self.unsettled:
            return UNSETTLED
        return None if posted.state is State.confirmed and self.standing[posted.key] is not None else DELETED

    def compare_document(self, compared: Compared, posted: LedgerRecord, not_wanted: Left | None = None) -> None:
        """`not_wanted`: why there is nothing that it is to say."""
        untouched = self._gone(posted) or not_wanted
        if untouched is not None:
            compared.rows.append(_row(posted, Fate.left, untouched))
            return
        record, standing, known = self.wanted[posted.key], self.standing[posted.key], self.contents.get(posted.key)
        assert standing is not None
        entity = payloads.ENTITY[posted.kind]
        try:
            body = wanted_body(record, self.references, standing)
        except RecordRefused as error:
            compared.rows.append(_row(posted, Fate.left, Left(error.code, error.message, error.remedy)))
            return
        copied = self._copied(record, known)
        found = differences(entity, body, standing, known, copied)
        followed = self._edited_in_its_sales_order(record, standing)
        found = {name: parts for name, parts in found.items() if name not in followed}
        if not found:
            compared.agreeing.append(record)
            return
        whole = why_left(posted, entity, standing, known, found, self.closed_until)
        left = dict.fromkeys(found, whole) if whole else fields_left(record, entity, standing, found, self.home)
        for reason in dict.fromkeys(one for one in left.values() if one is not None):
            parts = [part for name in found if left.get(name) == reason for part in found[name]]
            compared.rows.append(self._row(posted, Fate.left, parts, standing, reason))
        changing = {name: parts for name, parts in found.items() if name not in left}
        if changing:
            parts = [part for named in changing.values() for part in named]
            compared.rows.append(self._row(posted, Fate.change, parts, standing))
            compared.updates[posted.key] = Update(record, posted, standing, known, copied, changing)

    def _copied(self, record: Record, known: Content | None) -> frozenset[str]:
        """The fields that an invoice has from the sales order that it copied; all where that one is not known any more."""
        if record.copied_state is None:
            return frozenset()
        source, document = self.contents.get(record.copies or ""), self.standing.get(record.copies or "")
        if source is None or document is None:
            return frozenset(known.sent if known else ())
        return frozenset(source.stood) | content_of(_SALES_ORDER, document).keys()

    def _edited_in_its_sales_order(self, record: Record, standing: Document) -> frozenset[str]:
        """The fields that an invoice has as a person changed them in its sales order, before it was copied."""
        source, document = self.contents.get(record.copies or ""), self.standing.get(record.copies or "")
        if record.copied_state is None or source is None or document is None:
            return frozenset()
        here, there = content_of("Invoice", standing), content_of(_SALES_ORDER, document)
        return frozenset(
            name for name, value in there.items() if here.get(name) == value and source.stood.get(name) != hash_of(value)
        )

    def _row(
        self, posted: LedgerRecord, fate: Fate, parts: Iterable[Difference], standing: Document, left: Left | None = None
    ) -> Resynced:
        return msgspec.structs.replace(_row(posted, fate, left), changes=self.shown.changes(parts, standing))


def _not_made(row: PlannedOrder, posted: LedgerRecord) -> Left:
    """Why the rules would not make a document that is posted."""
    said = [(f"rule “{row.skipped_by}” says: do not import.", "")] if row.skipped_by is not None else []
    said += [(held.reason, held.remedy) for held in sorted(row.held, key=lambda held: held.kind is not posted.kind)]
    reason, remedy = said[0] if said else ("The sync does not make it any more.", "")
    return Left("not_made", f"It would not be made now: {reason[0].lower()}{reason[1:]}", remedy or _TAKE_OUT)


def _missing(order: PlannedOrder, record: Record) -> Resynced:
    """A document that is not posted, and that a run would post now."""
    return Resynced(
        order_id=order.order_id,
        order_number=order.order_number,
        kind=record.kind,
        key=record.key,
        document_number=record.document_number or "",
        fate=Fate.missing,
        reason="It is not posted, and would be by the rules as they are.",
        remedy="The next run that takes the order makes it.",
        code="missing",
    )


def _row_of_order(order: PlannedOrder, left: Left) -> Resynced:
    return Resynced(
        order_id=order.order_id,
        order_number=order.order_number,
        fate=Fate.left,
        reason=left.reason,
        remedy=left.remedy,
        code=left.code,
    )


def _row(posted: LedgerRecord, fate: Fate, left: Left | None = None) -> Resynced:
    return Resynced(
        order_id=posted.order_id,
        order_number=posted.order_number,
        kind=posted.kind,
        key=posted.key,
        document_number=posted.document_number or "",
        fate=fate,
        reason=left.reason if left else "",
        remedy=left.remedy if left else "",
        code=left.code if left else "",
    )
