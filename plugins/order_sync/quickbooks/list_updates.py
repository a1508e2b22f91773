"""Changing entries of the company's lists: a few fields each, by one process at a time, what came of it in the mirror."""

from __future__ import annotations

from collections.abc import Mapping

from order_sync.ledger import Operation, ReferenceRow, name_lease
from order_sync.quickbooks import references
from order_sync.quickbooks.batches import Answer, Intent, send
from order_sync.quickbooks.claims import Claims, take_when_free
from order_sync.quickbooks.company import Company
from order_sync.quickbooks.newcomers import NAME_FIELD, PATIENCE
from order_sync.quickbooks.reference_ids import Json

DELETED = " (deleted)"  # what QuickBooks adds to the name of what is made inactive (reference section 4.3)


def update_entries(
    company: Company, kind: str, changes: Mapping[str, tuple[ReferenceRow, Json]], claims: Claims
) -> dict[str, Answer]:
    """Gives entries of one list these fields anew; what became of each, by its id."""
    if not changes:
        return {}
    leases = {id_: name_lease(company.realm, kind, row.name) for id_, (row, _) in changes.items()}
    had = {lease for lease in leases.values() if lease in claims}
    taken = set(take_when_free(claims, list(leases.values()), company.sleep, PATIENCE))
    try:
        generations = company.ledger.batches.generations(leases.values(), Operation.update)
        intents = [
            Intent(
                subject=leases[id_],
                operation=Operation.update,
                entity=kind,
                body={"Id": id_, "SyncToken": row.sync_token, "sparse": True, **body},
                generation=generations[leases[id_]],
                claim=leases[id_],
            )
            for id_, (row, body) in changes.items()
            if leases[id_] in taken
        ]
        answers = send(company, intents, claims)
    finally:
        claims.give_back(taken - had)
    references.save(company, kind, [one.document for one in answers.values() if one.confirmed and one.document])
    busy = Answer(None, None, "Another run is changing it.", "It is tried again by itself.", "busy")
    return {id_: answers.get(lease, busy) for id_, lease in leases.items()}


def active_again(kind: str, row: ReferenceRow) -> Json:
    """What makes an inactive entry active, under the name that it had."""
    return {"Active": True, NAME_FIELD[kind]: row.name.removesuffix(DELETED).rpartition(":")[2]}
