"""What became of an order's records in a load, and where the books and the store differ afterwards."""

from __future__ import annotations

import msgspec

from order_sync.orders import Word
from order_sync.syncs import RecordKind


class RecordOutcome(Word):
    confirmed = "confirmed"  # QuickBooks has it, and said so
    updated = "updated"  # it was in the books, and says something else now
    applied = "applied"  # a payment that was in the books, to an invoice of its order
    closed = "closed"  # a sales order, without an invoice
    adopted = "adopted"  # a person's document, taken for ours
    refused = "refused"
    unclear = "unclear"  # sent, and no answer yet: the next run finds out
    waiting = "waiting"  # not sent: something that it needs is missing


class LoadedRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One record after the load. `store_total` is what the store says it should come to, `total` what QuickBooks says."""

    key: str
    kind: RecordKind
    outcome: RecordOutcome
    quickbooks_id: str | None = None
    document_number: str | None = None
    currency: str
    store_total: int
    total: int = 0
    reason: str = ""
    remedy: str = ""
    code: str = ""


class LoadedOrder(msgspec.Struct, frozen=True, kw_only=True):
    """One order after the load. `reason` is empty where all of it was confirmed."""

    order_id: str
    order_number: str
    records: tuple[LoadedRecord, ...] = ()
    reason: str = ""
    remedy: str = ""
    code: str = ""


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """Where QuickBooks does not say what the store says. Totals are minor units of `currency`."""

    order_id: str
    order_number: str
    kind: RecordKind
    code: str
    reason: str
    remedy: str
    currency: str
    store_total: int
    quickbooks_total: int
