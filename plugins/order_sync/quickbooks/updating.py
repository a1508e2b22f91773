"""Documents that are posted are updated to what their records say now: as far as a comparison found that they may be."""

from __future__ import annotations

from collections.abc import Mapping

from order_sync.errors import RecordRefused
from order_sync.ledger import Operation, Outcome
from order_sync.quickbooks import payloads
from order_sync.quickbooks.batches import Answer, Intent, intent_for, send
from order_sync.quickbooks.claims import Claims
from order_sync.quickbooks.company import Company
from order_sync.quickbooks.comparing import Update, wanted_body
from order_sync.quickbooks.content import hashes_of
from order_sync.quickbooks.differences import differences
from order_sync.quickbooks.lookups import resolve
from order_sync.quickbooks.reference_ids import References
from order_sync.quickbooks.updates import update_body
from order_sync.syncs import Sync

_NAMING = {"Line", "PaymentMethodRef"}  # what may name something that QuickBooks does not have yet


def update(company: Company, sync: Sync, updates: Mapping[str, Update], claims: Claims) -> dict[str, Answer]:
    """Creates the items and payment methods that the changes name and lack, then updates; what became of each, by key."""
    if not updates:
        return {}
    naming = {key: update.record for key, update in updates.items() if _NAMING & update.found.keys()}
    made = resolve(company, sync, list(naming.values()), claims, posted=True)
    references = resolve(company, sync, [update.record for update in updates.values()], None, posted=True).references
    company.ledger.contents.stand(
        {key: hashes_of(payloads.ENTITY[update.record.kind], update.standing) for key, update in updates.items()}
    )
    generations = company.ledger.batches.generations(updates, Operation.update)
    answers: dict[str, Answer] = {}
    intents = []
    for key, update in updates.items():
        obstacle = made.obstacle(naming[key]) if key in naming else None
        if obstacle is not None:
            answers[key] = obstacle
            continue
        try:
            intents.append(_intent(update, references, generations[key]))
        except RecordRefused as error:
            answers[key] = Answer(Outcome.refused, None, error.message, error.remedy, error.code)
    return answers | send(company, intents, claims)


def _intent(update: Update, references: References, generation: int) -> Intent:
    """What to send; raises RecordRefused where it cannot be made."""
    record, entity = update.record, payloads.ENTITY[update.record.kind]
    body = wanted_body(record, references, update.standing)
    found = differences(entity, body, update.standing, update.known, update.copied)
    changing = {name: parts for name, parts in found.items() if name in update.found}
    return intent_for(record, Operation.update, entity, update_body(entity, body, update.standing, changing), generation)
