"""The records of a load as waves of batches: whatever needs nothing that is still to be made goes out together."""

from __future__ import annotations

from typing import Any

from order_sync.errors import RecordRefused
from order_sync.ledger import Operation, Outcome
from order_sync.quickbooks import payloads, used_numbers
from order_sync.quickbooks.batches import Answer, Intent, intent_for, send
from order_sync.quickbooks.company_preferences import preferences_of
from order_sync.quickbooks.load_state import Loading
from order_sync.records.record import Record
from order_sync.syncs import RecordKind


def send_all(loading: Loading) -> None:
    """Posts everything that can be posted, wave after wave."""
    while ready := [record for record in loading.pending() if all(map(loading.is_posted, record.needs))]:
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
    return intent_for(record, Operation.create, payloads.ENTITY[record.kind], body, loading.ledger[record.key].generation)


def _body(loading: Loading, record: Record) -> dict[str, Any]:
    references = loading.resolved.references
    if record.pays is not None:
        return _payment_body(loading, record, record.pays)
    if record.kind is RecordKind.payment:
        return payloads.payment(record, references, customer_id=references.customer(record.buyer), applied={})
    sales_order_id = loading.quickbooks_id(record.copies) if record.copies else ""
    customer_id = loading.invoices[record.reverses].customer_id if record.reverses and record.is_on_an_invoice else ""
    return payloads.document(record, references, sales_order_id=sales_order_id, customer_id=customer_id)


def _payment_body(loading: Loading, record: Record, pays: str) -> dict[str, Any]:
    """Never more than is open of an invoice, or left of the credit memo, as they stand now."""
    credit = loading.invoices[record.uses] if record.uses else None
    applied: dict[str, int] = {}
    for key, wanted in ((pays, record.total if record.applied is None else record.applied), *_also(record)):
        invoice = loading.invoices[key]
        amount = max(0, min(wanted, invoice.balance, wanted if credit is None else credit.balance))
        invoice.balance -= amount
        if credit is not None:
            credit.balance -= amount
        applied[invoice.quickbooks_id] = amount
    if credit is not None and not any(applied.values()):
        raise RecordRefused(
            f"Nothing is open in QuickBooks to which the credit memo of order {record.order_number} could be applied.",
            remedy="Look at what paid the invoice; take it off and run the order again, or refund the credit memo by hand.",
            code="nothing_open",
        )
    return payloads.payment(
        record,
        loading.resolved.references,
        customer_id=loading.invoices[pays].customer_id,
        applied=applied,
        credit_id=credit.quickbooks_id if credit is not None else "",
    )


def _also(record: Record) -> list[tuple[str, int]]:
    return [(one.key, one.amount) for one in record.also_pays]
