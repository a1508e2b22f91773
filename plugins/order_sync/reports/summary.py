"""What one run did, as numbers and reasons: the one source of the page, the tables and the ledger's counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from order_sync.orders import UnreadableOrder, Word
from order_sync.records.outcome import Difference, LoadedOrder, LoadedRecord, RecordOutcome
from order_sync.records.record import PlannedOrder, Record
from order_sync.syncs import RecordKind


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
            "made": {str(total.kind): total.count for total in self.totals},
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
    unreadable: Sequence[UnreadableOrder],
    planned: Sequence[PlannedOrder],
    loaded: Sequence[LoadedOrder],
    differences: Sequence[Difference],
) -> Summary:
    """Everything that happened to the orders of a run. A preview counts what would be posted."""
    made = (
        [_as_planned(r) for row in planned for r in row.records] if preview else [r for row in loaded for r in row.records]
    )
    return Summary(
        sync=sync,
        run_id=run_id,
        run_kind=run_kind,
        preview=preview,
        started_at=started_at,
        orders_read=len(planned) + len(unreadable),
        totals=_totals(record for record in made if record.outcome is RecordOutcome.confirmed),
        kept=(*_unreadable(unreadable), *_kept_before(planned), *_kept_by_load(loaded)),
        differences=tuple(differences),
        notes=tuple((row.order_number, note) for row in planned for note in row.notes),
        calls=dict(calls),
    )


def _as_planned(record: Record) -> LoadedRecord:
    return LoadedRecord(
        key=record.key,
        kind=record.kind,
        outcome=RecordOutcome.confirmed,
        currency=record.currency,
        store_total=record.total,
        total=record.total,
    )


def _totals(records: Iterable[LoadedRecord]) -> tuple[KindTotal, ...]:
    groups: dict[tuple[RecordKind, str], list[LoadedRecord]] = defaultdict(list)
    for record in records:
        groups[record.kind, record.currency].append(record)
    order = list(RecordKind)
    return tuple(
        KindTotal(
            kind=kind,
            currency=currency,
            count=len(rows),
            store_total=sum(row.store_total for row in rows),
            quickbooks_total=sum(row.total for row in rows),
        )
        for (kind, currency), rows in sorted(groups.items(), key=lambda item: (order.index(item[0][0]), item[0][1]))
    )


def _unreadable(rows: Sequence[UnreadableOrder]) -> list[Kept]:
    return [Kept(keeping=Keeping.unreadable, order_number=row.number, reason=row.reason, remedy=row.remedy) for row in rows]


def _kept_before(planned: Sequence[PlannedOrder]) -> list[Kept]:
    kept = []
    for row in planned:
        number = row.order_number
        if row.skipped_by is not None:
            kept.append(
                Kept(keeping=Keeping.skipped, order_number=number, reason=f"Rule “{row.skipped_by}”: do not import.")
            )
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


def _kept_by_load(loaded: Sequence[LoadedOrder]) -> list[Kept]:
    return [
        Kept(
            keeping=Keeping(str(record.outcome)),
            order_number=row.order_number,
            kind=record.kind,
            reason=record.reason or row.reason,
            remedy=record.remedy or row.remedy,
        )
        for row in loaded
        for record in row.records
        if record.outcome is not RecordOutcome.confirmed
    ]
