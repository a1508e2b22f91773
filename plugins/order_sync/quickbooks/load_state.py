"""A load at work: what is to be posted, and what has become of it so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from order_sync.ledger import LedgerRecord, State
from order_sync.number_settings import NumberSettings
from order_sync.quickbooks.batches import Answer, amount_of
from order_sync.quickbooks.claims import Claims
from order_sync.quickbooks.company import Company
from order_sync.quickbooks.company_preferences import home_currency
from order_sync.quickbooks.lookups import Resolved
from order_sync.records.record import Record
from order_sync.syncs import RecordKind


@dataclass
class OpenInvoice:
    """An invoice that payments of this load may be applied to, or a credit memo that they may use.

    `balance` in minor units, less what was applied since.
    """

    quickbooks_id: str
    customer_id: str
    balance: int


@dataclass
class Loading:
    """A load at work: what is to be posted, and what has become of it so far."""

    company: Company
    claims: Claims
    records: dict[str, Record]  # by key, in the order of dependency within each order
    ledger: dict[str, LedgerRecord]  # by key; also the records that these refer to
    resolved: Resolved
    invoices: dict[str, OpenInvoice] = field(default_factory=dict)  # by record key; credit memos too
    answers: dict[str, Answer] = field(default_factory=dict)  # by record key
    numbers: NumberSettings = field(default_factory=NumberSettings)
    numbers_tried: dict[str, list[str]] = field(default_factory=dict)  # those that turned out to be taken, by record key
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
        if record.kind in (RecordKind.invoice, RecordKind.credit_memo) and answer.document:
            self.invoices[record.key] = open_invoice(self.company, answer.document)

    def renumber(self, record: Record, number: str) -> None:
        """Gives a record that was not posted another number; the ledger knows it before it is sent."""
        anew = msgspec.structs.replace(record, document_number=number)
        self.records[record.key] = anew
        sync = self.ledger[record.key].sync
        self.ledger |= self.company.ledger.records.plan([anew], self.company.run_id, sync)

    def pending(self) -> Iterator[Record]:
        """What is still to be posted."""
        for key, record in self.records.items():
            if key not in self.answers and record.order_id not in self.stopped and not self.is_posted(key):
                yield record


def open_invoice(company: Company, document: Mapping[str, Any]) -> OpenInvoice:
    return OpenInvoice(
        quickbooks_id=str(document["Id"]),
        customer_id=str((document.get("CustomerRef") or {}).get("value") or ""),
        balance=amount_of(document, "Balance", home_currency(company)),
    )
