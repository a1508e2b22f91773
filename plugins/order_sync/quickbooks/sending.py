"""The records of a load as waves of batches: whatever needs nothing that is still to be made goes out together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from order_sync.errors import RecordRefused
from order_sync.ledger import Operation, Outcome, order_lease
from order_sync.quickbooks import payloads, used_numbers
from order_sync.quickbooks.batches import Answer, Intent, send
from order_sync.quickbooks.company_preferences import preferences_of
from order_sync.quickbooks.load_state import Loading
from order_sync.records.record import Record


def send_all(loading: Loading) -> None:
    """Posts everything that can be posted, wave after wave."""
    while ready := [record for record in loading.pending() if all(map(loading.is_posted, _needs(record)))]:
        if not preferences_of(loading.company).custom_numbers:
            ready = used_numbers.without_used(loading, ready)
        intents = [intent for record in ready if (intent := _intent(loading, record)) is not None]
        answers = send(loading.company, intents, loading.claims)
        for key, answer in used_numbers.with_adopted(loading, answers).items():
            record = loading.records[key]
            if answer.confirmed:
                loading.confirm(record, answer)
            else:
                loading.stop(record, answer)


def _needs(record: Record) -> Sequence[str]:
    """The keys of the records that this one refers to."""
    return [key for key in (record.copies, record.pays) if key]


def _intent(loading: Loading, record: Record) -> Intent | None:
    """What to send for a record; None where it cannot be made now, and its order is stopped."""
    obstacle = loading.resolved.obstacle(record)
    if obstacle is not None and obstacle.outcome is not Outcome.refused:
        loading.stop(record, obstacle)
        return None
    try:
        if obstacle is not None:
            raise RecordRefused(obstacle.reason, remedy=obstacle.remedy, code=obstacle.code)
        body = _body(loading, record)
    except RecordRefused as error:
        loading.refuse(record, Answer(Outcome.refused, None, error.message, error.remedy, error.code))
        return None
    return Intent(
        subject=record.key,
        operation=Operation.create,
        entity=payloads.ENTITY[record.kind],
        body=body,
        generation=loading.ledger[record.key].generation,
        claim=order_lease(record.company, record.store, record.order_id),
    )


def _body(loading: Loading, record: Record) -> dict[str, Any]:
    references = loading.resolved.references
    if record.pays is None:
        sales_order_id = loading.quickbooks_id(record.copies) if record.copies else ""
        return payloads.document(record, references, sales_order_id=sales_order_id)
    invoice = loading.invoices[record.pays]
    wanted = record.total if record.applied is None else record.applied
    applied = max(0, min(wanted, invoice.balance))
    body = payloads.payment(
        record, references, invoice_id=invoice.quickbooks_id, customer_id=invoice.customer_id, applied=applied
    )
    invoice.balance -= applied
    return body
