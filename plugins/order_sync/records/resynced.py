"""What a resync finds, and does, with the documents of orders that are posted already."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from order_sync.orders import Word
from order_sync.records.record import CompanyState, PlannedOrder
from order_sync.syncs import RecordKind


class Fate(Word):
    """What becomes of a document."""

    change = "change"  # it would be updated, or is about to be
    updated = "updated"
    left = "left"  # it differs, and is not touched: the reason says why
    refused = "refused"  # QuickBooks said no to the update
    unclear = "unclear"  # sent, and no answer yet: the next run finds out
    missing = "missing"  # the rules would make it now; a run does


class FieldChange(msgspec.Struct, frozen=True, kw_only=True):
    """One value of a document, as people read it; blank: nothing."""

    field: str
    before: str
    after: str


class Resynced(msgspec.Struct, frozen=True, kw_only=True):
    """One document, or a whole order where `kind` is None."""

    order_id: str
    order_number: str
    kind: RecordKind | None = None
    key: str = ""
    document_number: str = ""
    fate: Fate
    changes: tuple[FieldChange, ...] = ()
    reason: str = ""
    remedy: str = ""
    code: str = ""


class Rebuilt(msgspec.Struct, frozen=True, kw_only=True):
    """An order by the rules as they are: as if nothing of it were posted, and as the next run sees it."""

    anew: PlannedOrder
    next_run: PlannedOrder


def as_if_new(state: CompanyState) -> CompanyState:
    """The company as if nothing of these orders were posted; what was billed, credited and numbered how stays known."""
    return msgspec.structs.replace(
        state, posted={}, before=state.posted, sales_orders={}, invoices={}, payments={}, closed_until=None
    )


class ResyncResult(msgspec.Struct, frozen=True, kw_only=True):
    """What a resync found, or did. The rows, which may be many, are in files of `Resynced`."""

    run_id: str
    orders_read: int
    applied: bool
    rows: tuple[str, ...]  # addresses, in the order of the orders
    counts: dict[Fate, dict[str, int]]  # documents, by what becomes of them and by kind

    def count(self, fate: Fate) -> int:
        return sum(self.counts.get(fate, {}).values())

    def for_the_ledger(self) -> dict[str, Any]:
        """As `order-sync status` shows it."""
        done = (Fate.change, Fate.updated)
        made = {f"{kind} {_DONE[fate]}": n for fate in done for kind, n in self.counts.get(fate, {}).items()}
        kept = {str(fate): self.count(fate) for fate in Fate if fate not in done and self.count(fate)}
        return {"orders_read": self.orders_read, "made": made, "kept": kept}


_DONE = {Fate.change: "to be updated", Fate.updated: "updated"}


def count_documents(rows: Iterable[Resynced]) -> dict[Fate, dict[str, int]]:
    """How many documents have which fate, by kind; a document with two (a part of it changes) counts in each."""
    seen = {(row.fate, str(row.kind or "order"), row.key or row.order_id) for row in rows}
    counts: dict[Fate, dict[str, int]] = {}
    for fate, kind, _ in sorted(seen):
        of_fate = counts.setdefault(fate, {})
        of_fate[kind] = of_fate.get(kind, 0) + 1
    return counts
