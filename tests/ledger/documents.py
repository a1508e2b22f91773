"""Records and batches for the ledger's tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from order_sync.ledger import BatchItem, Ledger, LedgerRecord, StoredBatch, batch_request_id
from order_sync.records.record import Buyer, Record, record_key
from order_sync.syncs import RecordKind

COMPANY = "9130355377388383"
STORE = "mugs"


def a_record(
    order_id: str = "1", kind: RecordKind = RecordKind.invoice, *, total: int = 12_345, company: str = COMPANY
) -> Record:
    source_id = f"e{order_id}"
    return Record(
        key=record_key(company, STORE, order_id, source_id, kind),
        kind=kind,
        company=company,
        store=STORE,
        order_id=order_id,
        order_number=f"10{order_id}",
        source_id=source_id,
        document_number=f"10{order_id}",
        date=date(2026, 3, 1),
        currency="USD",
        buyer=Buyer(display_name="Ada Lockwood"),
        total=total,
        order_hash="first version",
    )


def a_batch(
    records: Sequence[LedgerRecord],
    *,
    run_id: str = "run 1",
    operation: str = "create",
    generations: Mapping[str, int] | None = None,
) -> StoredBatch:
    """The batch that does this to these records; `generations` where they are not the records' own."""
    numbers = generations or {record.key: record.generation for record in records}
    return StoredBatch(
        request_id=batch_request_id((record.key, operation, numbers[record.key]) for record in records),
        company=records[0].company,
        run_id=run_id,
        body=f"body of {run_id}".encode(),
        items=tuple(BatchItem(f"i{number}", record.key, operation) for number, record in enumerate(records)),
    )


def sent(ledger: Ledger, *records: Record) -> StoredBatch:
    """Plans records and stores the batch that sends them."""
    planned = ledger.records.plan(records, "run 1", "daily")
    batch = a_batch([planned[record.key] for record in records])
    fences = ledger.leases.acquire([f"batch:{batch.request_id}"], "worker", 300)
    return ledger.batches.store(batch, fences.values())
