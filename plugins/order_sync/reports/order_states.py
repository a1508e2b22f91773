"""How each order stands after a run: the ledger's row, which `order-sync status` shows and which decides on another look."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from order_sync.ledger import OrderRow
from order_sync.records.outcome import LoadedOrder
from order_sync.records.record import PlannedOrder
from order_sync.syncs import Sync


def order_rows(
    company: str, sync: Sync, run_id: str, now: datetime, planned: Sequence[PlannedOrder], loaded: Sequence[LoadedOrder]
) -> list[OrderRow]:
    """One row an order, from what was planned for it and what became of that."""
    outcomes = {row.order_id: row for row in loaded}
    rows = []
    for row in planned:
        state, reason, remedy, code = _state(row, outcomes.get(row.order_id))
        rows.append(
            OrderRow(
                company=company,
                store=row.store,
                sync=sync.name,
                order_id=row.order_id,
                order_number=row.order_number,
                order_hash=row.order_hash,
                state=state,
                reason=reason,
                remedy=remedy,
                code=code,
                store_total=row.store_total,
                currency=row.currency,
                run_id=run_id,
                seen_at=now,
            )
        )
    return rows


def _state(planned: PlannedOrder, loaded: LoadedOrder | None) -> tuple[str, str, str, str]:
    """The order's state, why, what to do, and the reason's code; the gravest thing first."""
    if planned.skipped_by is not None:
        return "skipped", f"Rule “{planned.skipped_by}”: do not import.", "", "do_not_import"
    if planned.problems:
        first = planned.problems[0]
        return "quarantined", first.reason, first.remedy, first.code
    if loaded is not None and loaded.reason:
        return "waiting", loaded.reason, loaded.remedy, loaded.code
    for held in sorted(planned.held, key=lambda held: not held.waits):
        return ("waiting" if held.waits else "held"), held.reason, held.remedy, held.code
    return "posted", "", "", ""
