"""Payments that are in the books with something unapplied are applied to invoices of their order that came later.

A payment's lines are written all or none (reference section 2.3): the links that it has go out again with the new ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from order_sync.ledger import LedgerRecord, Operation, State
from order_sync.money import to_major
from order_sync.quickbooks.batches import Answer, Intent, amount_of, intent_for, send
from order_sync.quickbooks.company_preferences import home_currency
from order_sync.quickbooks.documents import Document, read_documents
from order_sync.quickbooks.load_state import Loading, open_invoice
from order_sync.quickbooks.payloads import exact, payment_line
from order_sync.records.record import Application, PlannedOrder

Links = frozenset[tuple[str, str]]
_MOVED = Answer(
    None,
    None,
    "Its payment was changed in QuickBooks during this run.",
    "Nothing needs to be done: the next run looks at it again.",
    "payment_moved",
)
_NOT_YET = Answer(
    None,
    None,
    "The invoice that it goes to is not in QuickBooks yet.",
    "Nothing needs to be done here.",
    "waits_for_invoice",
)
_NOTHING_OPEN = Answer(
    None,
    None,
    "The invoice that it goes to was paid in QuickBooks in another way.",
    "Look at what paid the invoice, and refund or apply the rest of the payment in QuickBooks.",
    "nothing_open",
)


def links_of(payment: Mapping[str, Any]) -> Links:
    """What a payment is applied to: the kinds and ids of the documents."""
    lines = payment.get("Line") or () if "CustomerRef" in payment else ()
    links = (link for line in lines for link in line.get("LinkedTxn") or ())
    return frozenset((str(link.get("TxnType")), str(link.get("TxnId"))) for link in links)


def apply_payments(loading: Loading, rows: Sequence[PlannedOrder]) -> dict[str, Answer]:
    """Applies them as far as they are as they were read; what became of each, by the payment's key."""
    wanted = [one for row in rows if row.order_id not in loading.stopped for one in row.applications]
    if not wanted:
        return {}
    company = loading.company
    ledger = company.ledger.records.by_keys({key for one in wanted for key in (one.key, *_invoices(one))})
    open_now = {key for one in wanted for key in _invoices(one)} - loading.invoices.keys()
    known = {key: ledger[key] for key in open_now if key in ledger and ledger[key].state is State.confirmed}
    payments = {one.key: ledger[one.key].quickbooks_id or "" for one in wanted}
    found = read_documents(
        company, {"Payment": payments.values(), "Invoice": [row.quickbooks_id or "" for row in known.values()]}
    )
    for key, row in known.items():
        if (document := found["Invoice"].get(row.quickbooks_id or "")) is not None:
            loading.invoices[key] = open_invoice(company, document)
    answers: dict[str, Answer] = {}
    intents = []
    generations = company.ledger.batches.generations(payments, Operation.update)
    for one in wanted:
        standing = found["Payment"].get(payments[one.key])
        made = _intent(loading, one, ledger[one.key], standing, generations[one.key])
        if isinstance(made, Intent):
            intents.append(made)
        else:
            answers[one.key] = made
    return answers | send(company, intents, loading.claims)


def _invoices(application: Application) -> list[str]:
    return [one.key for one in application.applied]


def _intent(
    loading: Loading, application: Application, record: LedgerRecord, standing: Document | None, generation: int
) -> Intent | Answer:
    if standing is None or standing.get("SyncToken") != application.sync_token:
        return _MOVED
    if any(key not in loading.invoices for key in _invoices(application)):
        return _NOT_YET
    left = amount_of(standing, "UnappliedAmt", home_currency(loading.company))
    new: dict[str, int] = {}
    for part in application.applied:
        invoice = loading.invoices[part.key]
        amount = max(0, min(part.amount, invoice.balance, left))
        invoice.balance -= amount
        left -= amount
        if amount:
            new[invoice.quickbooks_id] = amount
    if not new:
        return _NOTHING_OPEN
    return intent_for(
        record,
        Operation.update,
        "Payment",
        {
            "Id": standing["Id"],
            "SyncToken": standing["SyncToken"],
            "sparse": True,
            "CustomerRef": {"value": standing["CustomerRef"]["value"]},
            "TotalAmt": standing["TotalAmt"],
            "Line": _lines(standing, new, application.currency),
        },
        generation,
    )


def _lines(standing: Document, new: Mapping[str, int], currency: str) -> list[dict[str, Any]]:
    """The lines that are there, and those of the new links; one link has one line."""
    rest = dict(new)
    lines = []
    for line in standing.get("Line") or ():
        kept = {"Amount": line["Amount"], "LinkedTxn": [_link(link) for link in line.get("LinkedTxn") or ()]}
        for kind, linked in links_of({"CustomerRef": {}, "Line": [kept]}):
            if kind == "Invoice" and linked in rest:
                kept["Amount"] += to_major(rest.pop(linked), currency)
        lines.append(exact(kept))
    return [*lines, *(payment_line(invoice_id, amount, currency) for invoice_id, amount in rest.items())]


def _link(link: Mapping[str, Any]) -> dict[str, Any]:
    return {"TxnId": link["TxnId"], "TxnType": link["TxnType"]}
