"""The records of a load as waves of batches: whatever needs nothing that is still to be made goes out together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from order_sync.errors import RecordRefused
from order_sync.ledger import LedgerRecord, Operation, Outcome, State, order_lease
from order_sync.quickbooks import payloads, used_numbers
from order_sync.quickbooks.batches import Answer, Intent, amount_of, send
from order_sync.quickbooks.lookups import Resolved
from order_sync.records.record import Record
from order_sync.syncs import RecordKind

if TYPE_CHECKING:
    from order_sync.quickbooks.claims import Claims
    from order_sync.quickbooks.company import Company


@dataclass
class OpenInvoice:
    """An invoice that payments of this load may be applied to. `balance` in minor units, less what was applied since."""

    quickbooks_id: str
    customer_id: str
    balance: int


@dataclass
class Loading:
    """A load at work: what is to be posted, and what has become of it so far."""

    company: Company
    claims: Claims
    records: Mapping[str, Record]  # by key, in the order of dependency within each order
    ledger: Mapping[str, LedgerRecord]  # by key; also the records that these refer to
    resolved: Resolved
    invoices: dict[str, OpenInvoice] = field(default_factory=dict)  # by record key
    answers: dict[str, Answer] = field(default_factory=dict)  # by record key
    stopped: dict[str, Answer] = field(default_factory=dict)  # why an order goes no further, by order id

    def is_posted(self, key: str) -> bool:
        answer = self.answers.get(key)
        if answer is not None:
            return answer.confirmed
        known = self.ledger.get(key)
        return known is not None and known.state is State.confirmed

    def quickbooks_id(self, key: str) -> str:
        """The QuickBooks id of a posted record."""
        answer = self.answers.get(key)
        if answer is not None and answer.document:
            return str(answer.document["Id"])
        known = self.ledger.get(key)
        return known.quickbooks_id or "" if known else ""

    def stop(self, record: Record, answer: Answer) -> None:
        """This record is not posted now, and so nothing more of its order is."""
        self.answers.setdefault(record.key, answer)
        self.stopped.setdefault(record.order_id, answer)

    def refuse(self, record: Record, answer: Answer) -> None:
        """A record that could only be refused is not sent; the ledger keeps the reason."""
        self.company.ledger.records.refuse(record.key, answer.reason, answer.remedy, answer.code)
        self.stop(record, answer)

    def confirm(self, record: Record, answer: Answer) -> None:
        """Keeps what QuickBooks made, and what later records need of it."""
        self.answers[record.key] = answer
        if record.kind is RecordKind.invoice and answer.document:
            self.invoices[record.key] = open_invoice(self.company, answer.document)

    def pending(self) -> Iterator[Record]:
        """What is still to be posted."""
        for key, record in self.records.items():
            if key not in self.answers and record.order_id not in self.stopped and not self.is_posted(key):
                yield record


def open_invoice(company: Company, document: Mapping[str, Any]) -> OpenInvoice:
    return OpenInvoice(
        quickbooks_id=str(document["Id"]),
        customer_id=str((document.get("CustomerRef") or {}).get("value") or ""),
        balance=amount_of(document, "Balance", company.home_currency),
    )


def send_all(loading: Loading) -> None:
    """Posts everything that can be posted, wave after wave."""
    while ready := [record for record in loading.pending() if all(map(loading.is_posted, _needs(record)))]:
        if not loading.company.preferences.custom_numbers:
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
