"""Loading: planned orders become documents in QuickBooks, each once, and one bad order costs one order.

claim the orders -> settle what an earlier run left unclear -> sales orders follow what was edited -> write down the
intent -> see that nothing moved meanwhile -> customers and items -> documents, wave by wave -> what was
unapplied goes to the new invoices -> close the sales orders that were invoiced
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from order_sync.ledger import LedgerRecord, Outcome, State, order_lease
from order_sync.quickbooks.adopting import adopt
from order_sync.quickbooks.applying import apply_payments
from order_sync.quickbooks.batches import LOST, Answer, total_of
from order_sync.quickbooks.claims import LEASE_SECONDS, Claims, claiming, take_when_free
from order_sync.quickbooks.closing import close_called_off, close_invoiced
from order_sync.quickbooks.company import Company
from order_sync.quickbooks.company_preferences import home_currency
from order_sync.quickbooks.documents import Document, read_documents
from order_sync.quickbooks.load_state import Loading, open_invoice
from order_sync.quickbooks.lookups import resolve
from order_sync.quickbooks.other_work import Others
from order_sync.quickbooks.payloads import ENTITY
from order_sync.quickbooks.revising import Revised, revise
from order_sync.quickbooks.sending import send_all
from order_sync.quickbooks.settle import settle
from order_sync.records.outcome import LoadedOrder, LoadedRecord, RecordOutcome
from order_sync.records.record import DocumentState, PlannedOrder, Record
from order_sync.syncs import RecordKind, Sync

_LATER = "Nothing needs to be done: the next run takes it up."
_BUSY = Answer(None, None, "Another run is working on this order.", _LATER, "busy")
_MOVED = Answer(None, None, "Its sales order was changed in QuickBooks during this run.", _LATER, "sales_order_moved")
_NOT_OPEN = Answer(
    None,
    None,
    "Its sales order is no longer open in QuickBooks.",
    "Set the sales order to Accepted in QuickBooks, or enter the invoice there by hand.",
    "sales_order_not_open",
)
_DELETED = Answer(
    None,
    None,
    "Its document was deleted in QuickBooks after it was made from here.",
    "Enter it there again by hand.",
    "missing",
)
_NO_INVOICE = Answer(
    None,
    None,
    "The invoice to be paid is no longer in QuickBooks.",
    "Enter the invoice again and the payment by hand in QuickBooks.",
    "invoice_missing",
)
_NO_CREDIT = Answer(
    None,
    None,
    "The credit memo to be applied is no longer in QuickBooks.",
    "Enter it there again and apply it by hand, if it was not deleted on purpose.",
    "credit_missing",
)
_NO_BILL = Answer(
    None,
    None,
    "The receipt of what was given back is no longer in QuickBooks.",
    "If it was deleted on purpose, all is well; else enter it and the refund again by hand.",
    "bill_missing",
)
_GONE = {RecordKind.credit_memo: _NO_CREDIT, RecordKind.sales_receipt: _NO_BILL}
_STOPS = {State.sent: LOST, State.unclear: LOST, State.missing: _DELETED}
_OUTCOMES: Mapping[Outcome | None, RecordOutcome] = {
    Outcome.confirmed: RecordOutcome.confirmed,
    Outcome.refused: RecordOutcome.refused,
    Outcome.unclear: RecordOutcome.unclear,
}


def load(company: Company, sync: Sync, planned: Sequence[PlannedOrder]) -> list[LoadedOrder]:
    """Posts these orders' records; what became of each order that has any. Raises only faults of the system."""
    rows = [row for row in planned if _has_work(row) and not row.problems and row.skipped_by is None]
    leases = {row.order_id: order_lease(company.realm, row.store, row.order_id) for row in rows}
    with claiming(company.ledger, company.holder) as claims:
        patience = LEASE_SECONDS + 10  # by then the claims of a process that died are free
        taken = set(take_when_free(claims, list(leases.values()), company.sleep, patience))
        settle(company, claims)
        ours = [row for row in rows if leases[row.order_id] in taken]
        revised = revise(company, sync, [record for row in ours for record in (*row.revised, *row.agreeing)], claims)
        closed = close_called_off(company, [closing for row in ours for closing in row.closings], claims)
        loading = _open(company, sync, ours, claims, _not_revised(ours, revised))
        send_all(loading)
        applied = apply_payments(loading, ours)
        _close(loading)
    busy = {row.order_id: _BUSY for row in rows if leases[row.order_id] not in taken}
    return [_loaded(loading, Others(revised, closed, applied), row, busy.get(row.order_id)) for row in rows]


def _has_work(row: PlannedOrder) -> bool:
    return bool(row.records or row.revised or row.agreeing or row.closings or row.applications)


def _not_revised(rows: Sequence[PlannedOrder], revised: Revised) -> dict[str, Answer]:
    """Why orders go no further, by order id: their sales orders do not say what is sold now."""
    kept = ((row.order_id, revised.not_updated.get(record.key)) for row in rows for record in (*row.revised, *row.agreeing))
    return {order_id: answer for order_id, answer in kept if answer is not None}


def _open(
    company: Company, sync: Sync, rows: Sequence[PlannedOrder], claims: Claims, stopped: Mapping[str, Answer]
) -> Loading:
    """Everything that is known before the first document is sent. `stopped`: orders that go no further, by id."""
    records = {record.key: record for row in rows for record in row.records}
    ledger = company.ledger.records.plan(list(records.values()), company.run_id, sync.name)
    referred = {key for record in records.values() for key in record.needs} - set(ledger)
    ledger |= company.ledger.records.by_keys(referred)
    unsure = {record.order_id: _STOPS[ledger[key].state] for key, record in records.items() if ledger[key].state in _STOPS}
    stopped = {**unsure, **stopped}
    planned = [r for r in records.values() if r.order_id not in stopped and ledger[r.key].state is State.planned]
    to_send = [record for record in planned if record.adopts is None]
    resolved = resolve(company, sync, to_send, claims)
    loading = Loading(company, claims, records, ledger, resolved, numbers=sync.numbers, stopped=stopped)
    adopt(loading, [record for record in planned if record.adopts is not None])
    _compare(loading, to_send)
    return loading


def _compare(loading: Loading, records: Iterable[Record]) -> None:
    """Reads, in one go, what the records refer to that is in QuickBooks already, and stops the orders for which it moved."""
    referring = [
        (record, loading.ledger[key])
        for record in records
        for key in record.needs
        if key in loading.ledger and loading.ledger[key].state is State.confirmed
    ]
    ids: dict[str, list[str]] = {}
    for _, known in referring:
        ids.setdefault(ENTITY[known.kind], []).append(known.quickbooks_id or "")
    found = read_documents(loading.company, ids)
    for record, known in referring:
        document = found[ENTITY[known.kind]].get(known.quickbooks_id or "")
        if known.key == record.copies:
            moved = _moved(record, known, document)
            if moved is not None:
                loading.stop(record, moved)
        elif document is None:
            loading.stop(record, _GONE.get(known.kind, _NO_INVOICE))
        elif known.kind in (RecordKind.invoice, RecordKind.credit_memo):
            loading.invoices[known.key] = open_invoice(loading.company, document)


def _moved(record: Record, known: LedgerRecord, document: Document | None) -> Answer | None:
    """Why no invoice is made of the sales order as it is now; None: it is as it was when the invoice was built."""
    if document is None or document.get("TxnStatus") not in ("Accepted", "Pending") or document.get("LinkedTxn"):
        return _NOT_OPEN
    built_on = record.copied_state or record.linked_state
    if built_on is None:  # built when the sales order was not known to be there: it must be as we made it
        return None if document.get("SyncToken") == known.sync_token else _MOVED
    same = document.get("SyncToken") == built_on.sync_token and built_on.state is DocumentState.open
    return None if same and _updated_at(document) == _updated_at(built_on.document) else _MOVED


def _updated_at(document: Document) -> object:
    return (document.get("MetaData") or {}).get("LastUpdatedTime")


def _close(loading: Loading) -> None:
    """Closes the sales orders of the invoices that this run made."""
    invoiced = {
        str(record.copies): loading.quickbooks_id(record.copies)
        for key, record in loading.records.items()
        if record.kind is RecordKind.invoice and record.copies and loading.is_posted(key)
    }
    still_open = close_invoiced(loading.company, invoiced, loading.claims) if invoiced else {}
    for record in loading.records.values():
        if record.copies in still_open:
            answer = still_open[record.copies]
            reason = f"The invoice is made, but its sales order could not be closed. {answer.reason}"
            remedy = "Close the sales order in QuickBooks by hand."
            loading.stopped.setdefault(record.order_id, Answer(None, None, reason, remedy, "sales_order_open"))


def _loaded(loading: Loading, others: Others, row: PlannedOrder, busy: Answer | None) -> LoadedOrder:
    cause = busy or loading.stopped.get(row.order_id) or others.obstacle(row)
    found = [_loaded_record(loading, row, record, cause) for record in row.records]
    records = (*(record for record in found if record is not None), *others.loaded(row, cause or LOST))
    if cause is None:
        return LoadedOrder(order_id=row.order_id, order_number=row.order_number, records=records)
    return LoadedOrder(
        order_id=row.order_id,
        order_number=row.order_number,
        records=records,
        reason=cause.reason,
        remedy=cause.remedy,
        code=cause.code,
    )


def _loaded_record(loading: Loading, row: PlannedOrder, record: Record, cause: Answer | None) -> LoadedRecord | None:
    """What became of a record; None: it was in the books before this run."""
    answer = loading.answers.get(record.key)
    known = loading.ledger.get(record.key)
    if answer is None and known is not None and known.state is State.confirmed:
        if known.run_id != loading.company.run_id:
            return None
        return _confirmed(row, record, known.quickbooks_id, known.document_number, known.total)
    if answer is not None and answer.confirmed and answer.document:
        total = total_of(answer.document, home_currency(loading.company))
        loaded = _confirmed(row, record, str(answer.document["Id"]), answer.document.get("DocNumber"), total)
        return loaded if record.adopts is None else msgspec.structs.replace(loaded, outcome=RecordOutcome.adopted)
    why = answer or cause or LOST
    unclear = known is not None and known.state in (State.sent, State.unclear)
    outcome = _OUTCOMES.get(answer.outcome if answer else Outcome.unclear if unclear else None, RecordOutcome.waiting)
    return LoadedRecord(
        key=record.key,
        kind=record.kind,
        outcome=outcome,
        document_number=record.document_number,
        currency=record.currency,
        store_total=row.store_total_of(record),
        reason=why.reason,
        remedy=why.remedy,
        code=why.code,
    )


def _confirmed(row: PlannedOrder, record: Record, quickbooks_id: str | None, number: str | None, total: int) -> LoadedRecord:
    return LoadedRecord(
        key=record.key,
        kind=record.kind,
        outcome=RecordOutcome.confirmed,
        quickbooks_id=quickbooks_id,
        document_number=number,
        currency=record.currency,
        store_total=row.store_total_of(record),
        total=total,
    )
