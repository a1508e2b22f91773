"""Credit memos of an order, and the payments of nothing that apply them to its invoices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from order_sync.records.bills import MainBill
from order_sync.records.record import Applied, Record
from order_sync.records.sale import Sale
from order_sync.syncs import RecordKind


def credit_memo(sale: Sale, source_id: str, day: date, bill: MainBill, **own: Any) -> Record:
    return sale.record(RecordKind.credit_memo, day, source_id, buyer=bill.buyer, reverses=bill.key, **own)


def applying(sale: Sale, credit: Record, bill: MainBill, applied: Sequence[Applied]) -> Record | None:
    """The payment of nothing that applies a credit memo; None where nothing is open."""
    if not applied:
        return None
    return sale.record(
        RecordKind.payment,
        credit.date,
        credit.source_id,
        document_number=None,
        buyer=bill.buyer,
        memo=f"{sale.mark}, credit memo {credit.document_number or ''}".rstrip(),
        total=0,
        pays=applied[0].key,
        applied=applied[0].amount,
        also_pays=tuple(applied[1:]),
        uses=credit.key,
    )
