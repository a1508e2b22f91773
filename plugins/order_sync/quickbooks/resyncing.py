"""A resync: documents that are posted are updated to what the rules say now, as far as a person agreed to it.

claim the orders -> settle what an earlier run left unclear -> compare again, nothing can move any more -> update, as was
agreed -> write down what the documents say now
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import msgspec

from order_sync.ledger import OrderState, Outcome, order_lease
from order_sync.quickbooks.batches import Answer
from order_sync.quickbooks.claims import LEASE_SECONDS, claiming, take_when_free
from order_sync.quickbooks.company import Company
from order_sync.quickbooks.comparing import Compared, Update, compare
from order_sync.quickbooks.faults import FaultClass, class_of
from order_sync.quickbooks.settle import settle
from order_sync.quickbooks.updating import update
from order_sync.records.resynced import Fate, Rebuilt, Resynced
from order_sync.syncs import Sync

_PATIENCE = LEASE_SECONDS + 10  # by then the claims of a process that died are free
_BUSY = ("busy", "Another run is working on this order.", "Run this again later.")
_MOVED = ("moved", "It is not as the preview showed it any more.", "Run this again and look at the new preview.")
_STALE = ("5010", "Someone changed it in QuickBooks at the same moment.", "Run this again and look at the new preview.")
_FATES = {Outcome.confirmed: Fate.updated, Outcome.refused: Fate.refused, Outcome.unclear: Fate.unclear, None: Fate.left}


def settle_all(company: Company) -> None:
    """Finds out what became of everything whose answer was lost, so that a comparison sees the end of it.

    The claims of a process that died are free after a while: that long it waits for them.
    """
    with claiming(company.ledger, company.holder) as claims:
        if busy := settle(company, claims):
            take_when_free(claims, busy, company.sleep, _PATIENCE)
            settle(company, claims)


def resync(company: Company, sync: Sync, orders: Sequence[Rebuilt], agreed: Sequence[Resynced]) -> list[Resynced]:
    """Updates the documents of which `agreed` has a row of fate `change`; what became of every row, and what is new.

    Exactly what was agreed is done, or nothing. Raises only faults of the system.
    """
    wanted = {row.key: row for row in agreed if row.fate is Fate.change}
    concerned = {row.order_id for row in agreed}
    rows = [row for row in orders if row.anew.order_id in concerned]
    leases = {row.anew.order_id: order_lease(company.realm, row.anew.store, row.anew.order_id) for row in rows}
    with claiming(company.ledger, company.holder) as claims:
        taken = set(take_when_free(claims, list(leases.values()), company.sleep, _PATIENCE))
        settle(company, claims)
        ours = [row for row in rows if leases[row.anew.order_id] in taken]
        compared = compare(company, sync, ours)
        answers = update(company, sync, _as_agreed(compared, wanted), claims)
        _note(company, sync, compared, answers)
    done = [_outcome(row, answers) for row in compared.rows]
    differing = {row.key for row in compared.rows if row.fate is Fate.change or row not in agreed}
    busy = {row.anew.order_id for row in rows if leases[row.anew.order_id] not in taken}
    return [*done, *(_elsewhere(row, busy) for row in wanted.values() if row.key not in differing), *_waiting(agreed, busy)]


def _as_agreed(compared: Compared, wanted: Mapping[str, Resynced]) -> dict[str, Update]:
    """The updates that say exactly what the preview showed."""
    shown = {row.key: row for row in compared.rows if row.fate is Fate.change}
    return {key: update for key, update in compared.updates.items() if shown[key] == wanted.get(key)}


def _note(company: Company, sync: Sync, compared: Compared, answers: Mapping[str, Answer]) -> None:
    """The ledger knows from now on which version of the order the documents say; what is missing is taken up by a run."""
    partly = {row.key for row in compared.rows if row.fate is Fate.left}
    updated = [update.record for key, update in compared.updates.items() if key in answers and answers[key].confirmed]
    agreeing = [*compared.agreeing, *(record for record in updated if record.key not in partly)]
    company.ledger.records.agree(agreeing)
    missing = {row.order_id: row for row in compared.rows if row.fate is Fate.missing}
    known = company.ledger.orders.of(sync.name, missing)
    company.ledger.orders.save(
        [
            replace(
                row,
                state=OrderState.waiting,
                reason=f"By the rules as they are now its {str(missing[id_].kind).replace('_', ' ')} is to be posted.",
                remedy="Nothing needs to be done: the next run takes it up.",
                code="resync",
            )
            for id_, row in known.items()
        ]
    )


def _outcome(row: Resynced, answers: Mapping[str, Answer]) -> Resynced:
    """A row of the comparison, after the updates."""
    if row.fate is not Fate.change:
        return row
    answer = answers.get(row.key)
    if answer is None:
        return _with(row, Fate.left, _MOVED)
    if class_of(answer.code) is FaultClass.stale:
        return _with(row, Fate.left, _STALE)
    return _with(row, _FATES.get(answer.outcome, Fate.unclear), (answer.code, answer.reason, answer.remedy))


def _elsewhere(row: Resynced, busy: set[str]) -> Resynced:
    """What was agreed and differs no more: another run did it, or an earlier one whose answer was lost."""
    return _with(row, Fate.left, _BUSY) if row.order_id in busy else _with(row, Fate.updated, ("", "", ""))


def _waiting(agreed: Sequence[Resynced], busy: set[str]) -> list[Resynced]:
    """The rows of orders that another run is at work on, but for those to be changed."""
    return [row for row in agreed if row.order_id in busy and row.fate is not Fate.change]


def _with(row: Resynced, fate: Fate, said: tuple[str, str, str]) -> Resynced:
    code, reason, remedy = said
    return msgspec.structs.replace(row, fate=fate, code=code, reason=reason, remedy=remedy)
