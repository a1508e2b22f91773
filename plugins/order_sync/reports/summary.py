"""What one run did, as numbers and reasons: the one source of the page, the tables and the ledger's counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from order_sync.orders import UnreadableOrder, Word
from order_sync.records.outcome import Difference, LoadedOrder, RecordOutcome
from order_sync.records.record import PlannedOrder
from order_sync.syncs import RecordKind

_CHANGED = (RecordOutcome.updated, RecordOutcome.closed, RecordOutcome.applied, RecordOutcome.adopted)
_DONE = (RecordOutcome.confirmed, *_CHANGED)


class Keeping(Word):
    """Why something of an order was kept back."""

    unreadable = "unreadable"
    quarantined = "quarantined"
    refused = "refused"
    unclear = "unclear"
    waiting = "waiting"
    held = "held"
    skipped = "skipped"


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was not posted, with the reason and what to do. `kind` None: the whole order."""

    keeping: Keeping
    order_number: str
    reason: str
    remedy: str = ""
    kind: RecordKind | None = None


class KindTotal(msgspec.Struct, frozen=True, kw_only=True):
    """The records of one kind made in a run. Minor units of `currency`."""

    kind: RecordKind
    currency: str
    count: int
    store_total: int
    quickbooks_total: int


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    sync: str
    run_id: str
    run_kind: str
    preview: bool
    started_at: datetime
    orders_read: int
    totals: tuple[KindTotal, ...] = ()
    changed: dict[str, int] = {}  # documents that were in the books before: “sales order updated” -> how many
    kept: tuple[Kept, ...] = ()
    differences: tuple[Difference, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()  # order number, what was cut or rounded
    calls: dict[str, int] = {}

    def counts(self) -> dict[str, Any]:
        """The few numbers that fit a task's answer and a ledger row."""
        keepings: dict[str, int] = defaultdict(int)
        for kept in self.kept:
            keepings[str(kept.keeping)] += 1
        return {
            "orders_read": self.orders_read,
            "made": {**{str(total.kind): total.count for total in self.totals}, **self.changed},
            "kept": dict(keepings),
            "differences": len(self.differences),
            "calls": self.calls,
        }


def summarise(
    *,
    sync: str,
    run_id: str,
    run_kind: str,
    preview: bool,
    started_at: datetime,
    calls: Mapping[str, int],
    unreadable: Iterable[UnreadableOrder],
    planned: Iterable[PlannedOrder],
    loaded: Iterable[LoadedOrder],
    differences: Iterable[Difference],
) -> Summary:
    """Everything that happened to the orders of a run, gone through once. A preview counts what would be posted."""
    totals = _Totals()
    changed: Counter[str] = Counter()
    kept: list[Kept] = []
    notes: list[tuple[str, str]] = []
    orders_read = 0
    for bad in unreadable:
        orders_read += 1
        kept.append(Kept(keeping=Keeping.unreadable, order_number=bad.number, reason=bad.reason, remedy=bad.remedy))
    for row in planned:
        orders_read += 1
        kept += _kept_before(row)
        notes += [(row.order_number, note) for note in row.notes]
        if preview:
            totals.add(
                (one.kind, one.currency, row.store_total_of(one), one.total) for one in row.records if one.adopts is None
            )
            changed += Counter(_changed(one.kind, RecordOutcome.adopted) for one in row.records if one.adopts)
            changed += Counter(_changed(one.kind, RecordOutcome.updated) for one in row.revised)
            changed += Counter(_changed(RecordKind.sales_order, RecordOutcome.closed) for _ in row.closings)
            changed += Counter(_changed(RecordKind.payment, RecordOutcome.applied) for _ in row.applications)
    for order in loaded:
        kept += _kept_by_load(order)
        made = (record for record in order.records if record.outcome is RecordOutcome.confirmed)
        totals.add((record.kind, record.currency, record.store_total, record.total) for record in made)
        changed += Counter(_changed(one.kind, one.outcome) for one in order.records if one.outcome in _CHANGED)
    return Summary(
        sync=sync,
        run_id=run_id,
        run_kind=run_kind,
        preview=preview,
        started_at=started_at,
        orders_read=orders_read,
        totals=totals.by_kind(),
        changed=dict(sorted(changed.items())),
        kept=tuple(kept),
        differences=tuple(differences),
        notes=tuple(notes),
        calls=dict(calls),
    )


def _changed(kind: RecordKind, outcome: RecordOutcome) -> str:
    return f"{kind} {outcome}".replace("_", " ")


class _Totals:
    """Adds up records by kind and currency."""

    def __init__(self) -> None:
        self._sums: dict[tuple[RecordKind, str], list[int]] = defaultdict(lambda: [0, 0, 0])

    def add(self, records: Iterable[tuple[RecordKind, str, int, int]]) -> None:
        """Each is kind, currency, store's total, QuickBooks' total."""
        for kind, currency, store, quickbooks in records:
            sums = self._sums[kind, currency]
            sums[0] += 1
            sums[1] += store
            sums[2] += quickbooks

    def by_kind(self) -> tuple[KindTotal, ...]:
        order = list(RecordKind)
        return tuple(
            KindTotal(kind=kind, currency=currency, count=count, store_total=store, quickbooks_total=quickbooks)
            for (kind, currency), (count, store, quickbooks) in sorted(
                self._sums.items(), key=lambda item: (order.index(item[0][0]), item[0][1])
            )
        )


def _kept_before(row: PlannedOrder) -> list[Kept]:
    number = row.order_number
    kept = []
    if row.skipped_by is not None:
        kept.append(Kept(keeping=Keeping.skipped, order_number=number, reason=f"Rule “{row.skipped_by}”: do not import."))
    kept += [
        Kept(keeping=Keeping.quarantined, order_number=number, reason=problem.reason, remedy=problem.remedy)
        for problem in row.problems
    ]
    kept += [
        Kept(
            keeping=Keeping.waiting if held.waits else Keeping.held,
            order_number=number,
            kind=held.kind,
            reason=held.reason,
            remedy=held.remedy,
        )
        for held in row.held
    ]
    return kept


def _kept_by_load(order: LoadedOrder) -> list[Kept]:
    return [
        Kept(
            keeping=Keeping(str(record.outcome)),
            order_number=order.order_number,
            kind=record.kind,
            reason=record.reason or order.reason,
            remedy=record.remedy or order.remedy,
        )
        for record in order.records
        if record.outcome not in _DONE
    ]
