"""Orders that were edited in the store: their open sales orders are updated, by the same comparison as a resync's.

A sales order that a person changed is left alone (law 4); the order then waits with what to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from order_sync.quickbooks.batches import Answer
from order_sync.quickbooks.claims import Claims
from order_sync.quickbooks.company import Company
from order_sync.quickbooks.comparing import Compared, compare_records
from order_sync.quickbooks.untouchable import UNSETTLED
from order_sync.quickbooks.updating import update
from order_sync.records.record import CompanyState, Record, Revision
from order_sync.records.resynced import Fate, FieldChange, Resynced
from order_sync.syncs import Sync

_LATER = "Nothing needs to be done: the next run takes it up."
_LOST = Answer(None, None, "Its sales order was to be updated, and QuickBooks did not answer.", _LATER, "unclear")


@dataclass
class Revised:
    """What became of the sales orders of edited orders, by record key. One that said all already is in neither."""

    updated: dict[str, Answer] = field(default_factory=dict)
    not_updated: dict[str, Answer] = field(default_factory=dict)


def with_revisions(company: Company, sync: Sync, state: CompanyState, wanted: Sequence[Record]) -> CompanyState:
    """The state, where the open sales orders that were edited in the store know what that comes to. Writes nothing."""
    rows = _by_key(compare_records(company, sync, wanted))
    revised = {
        record.key: msgspec.structs.replace(state.sales_orders[record.key], revision=_revision(rows.get(record.key, ())))
        for record in wanted
    }
    return msgspec.structs.replace(state, sales_orders={**state.sales_orders, **revised})


def revise(company: Company, sync: Sync, wanted: Sequence[Record], claims: Claims) -> Revised:
    """Compares once more, now that nothing can move, and updates; the ledger then knows what each sales order says."""
    done = Revised()
    if not wanted:
        return done
    compared = compare_records(company, sync, wanted)
    left = {row.key: row for row in compared.rows if row.fate is Fate.left}
    answers = update(company, sync, {k: one for k, one in compared.updates.items() if k not in left}, claims)
    done.not_updated = {key: _left(row) for key, row in left.items()}
    for record in wanted:
        if record.key in compared.updates and record.key not in left:
            answer = answers.get(record.key, _LOST)
            (done.updated if answer.confirmed else done.not_updated)[record.key] = answer
    company.ledger.records.agree([record for record in wanted if record.key not in done.not_updated])
    return done


def _by_key(compared: Compared) -> dict[str, list[Resynced]]:
    rows: dict[str, list[Resynced]] = {}
    for row in compared.rows:
        rows.setdefault(row.key, []).append(row)
    return rows


def _revision(rows: Sequence[Resynced]) -> Revision:
    left = next((row for row in rows if row.fate is Fate.left), None)
    if left is not None and left.code == UNSETTLED.code:
        return Revision(changes=("an earlier update whose answer was lost is looked for first",))
    if left is not None:
        return Revision(left=left.reason)
    return Revision(changes=tuple(_in_words(change) for row in rows for change in row.changes))


def _in_words(change: FieldChange) -> str:
    return f"{change.field}: {change.before or 'nothing'} → {change.after or 'nothing'}"


def _left(row: Resynced) -> Answer:
    return Answer(None, None, f"Its sales order could not follow the edited order. {row.reason}", row.remedy, row.code)
