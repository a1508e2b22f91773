"""What became of an item of a batch, and what that does to its record. Pure.

What is known of an item only ever becomes more certain: an answer may come twice, late, or after a less certain one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from order_sync.errors import TerminalError
from order_sync.ledger.contents import Content
from order_sync.ledger.records import UNDONE_VALUES, LedgerRecord, confirmed_values
from order_sync.ledger.states import ALLOWED, Move, State
from order_sync.ledger.words import Operation, Outcome


@dataclass(frozen=True)
class ItemResult:
    """What became of one item. `total` in minor units, as QuickBooks says it; None where it says nothing.

    `content` is None where the write set none, or where someone else may have written since.
    """

    item_id: str
    outcome: str
    quickbooks_id: str | None = None
    sync_token: str | None = None
    total: int | None = None
    reason: str = ""
    remedy: str = ""
    code: str = ""
    document_number: str | None = None
    customer_id: str | None = None
    content: Content | None = None


CONCLUSIVE = frozenset({Outcome.not_found, Outcome.refused, Outcome.confirmed})
ENDS_AN_ATTEMPT = (Outcome.refused, Outcome.confirmed)  # what never arrived may come again as the same attempt
RESULT_FIELDS = (
    "state", "quickbooks_id", "sync_token", "total", "document_number", "customer_id",
    "reason", "remedy", "code", "confirmed_at", "updated_at",
)  # fmt: skip
_IN_NO_BATCH = (State.planned, State.refused)
_CERTAINTY = {outcome: rank for rank, outcome in enumerate(Outcome)}
# An update that was refused, or a delete, leaves the document as it was.
_MOVES: Mapping[tuple[Operation, Outcome], Move] = {
    (Operation.create, Outcome.confirmed): Move.confirm,
    (Operation.create, Outcome.refused): Move.refuse,
    (Operation.create, Outcome.unclear): Move.lose,
    (Operation.create, Outcome.not_found): Move.not_found,
    (Operation.update, Outcome.confirmed): Move.confirm,
    (Operation.delete, Outcome.confirmed): Move.undo,
    (Operation.void, Outcome.confirmed): Move.undo,
}


def more_certain(
    request_id: str, known: Mapping[str, Outcome | None], results: Iterable[ItemResult]
) -> dict[str, ItemResult]:
    """The results that say more than is known, the most certain one for each item, by item id."""
    best: dict[str, ItemResult] = {}
    for result in results:
        if result.item_id not in known:
            raise TerminalError(f"The batch {request_id} has no item {result.item_id}.", remedy="Report this with its text.")
        before = best[result.item_id].outcome if result.item_id in best else known[result.item_id]
        if before is None or _CERTAINTY[Outcome(result.outcome)] > _CERTAINTY[Outcome(before)]:
            best[result.item_id] = result
    return best


def changed_values(
    record: LedgerRecord, operation: Operation, result: ItemResult, request_id: str, now: datetime
) -> dict[str, Any] | None:
    """The record's RESULT_FIELDS after an item's result; None where it changes nothing.

    That is so where the record has gone on since: it is in another batch, or was found and adopted, say. From sent and
    unclear every outcome leads somewhere.
    """
    is_elsewhere = record.request_id != request_id and record.state not in _IN_NO_BATCH
    if operation is Operation.create and is_elsewhere:
        return None
    move = _MOVES.get((operation, Outcome(result.outcome)))
    if move is None or move not in ALLOWED[record.state]:
        return None
    values: dict[str, Any] = {name: getattr(record, name) for name in RESULT_FIELDS}
    values |= {"state": ALLOWED[record.state][move], "updated_at": now}
    if move is Move.confirm:
        return values | confirmed_values(
            record,
            now,
            quickbooks_id=result.quickbooks_id,
            sync_token=result.sync_token,
            total=result.total,
            document_number=result.document_number,
            customer_id=result.customer_id,
        )
    if move is Move.undo:
        return values | UNDONE_VALUES
    return values | {"reason": result.reason, "remedy": result.remedy, "code": result.code}
