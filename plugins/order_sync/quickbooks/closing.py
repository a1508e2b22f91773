"""Sales orders whose invoice is made are closed: read back in bulk, and set so where QuickBooks did not do it by itself.

That an invoice made through the API closes its estimate is well attested, but not documented (reference section 1.3).
"""

from __future__ import annotations

from collections.abc import Mapping

from order_sync.ledger import LedgerRecord, Operation, order_lease
from order_sync.quickbooks.batches import Answer, Intent, send
from order_sync.quickbooks.claims import Claims
from order_sync.quickbooks.company import Company
from order_sync.quickbooks.documents import Document, read_documents
from order_sync.quickbooks.faults import FaultClass, class_of

_TRIES = 2
_CLOSED = ("Closed", "Converted")


def close_invoiced(company: Company, sales_orders: Mapping[str, str], claims: Claims) -> dict[str, Answer]:
    """Closes sales orders, given as QuickBooks id by record key. Returns why some are still open, by record key."""
    left: dict[str, Answer] = {}
    remaining = dict(sales_orders)
    for _ in range(_TRIES):
        left = _close(company, remaining, claims)
        remaining = {key: remaining[key] for key, answer in left.items() if _is_stale(answer)}
        if not remaining:
            break
    return left


def _close(company: Company, sales_orders: Mapping[str, str], claims: Claims) -> dict[str, Answer]:
    found = read_documents(company, {"Estimate": sales_orders.values()})["Estimate"]
    still_open = {
        key: found[id_] for key, id_ in sales_orders.items() if id_ in found and found[id_].get("TxnStatus") not in _CLOSED
    }
    if not still_open:
        return {}
    ledger = company.ledger
    records = ledger.records.by_keys(still_open)
    generations = ledger.batches.generations(still_open, Operation.update)
    intents = [_intent(records[key], document, generations[key]) for key, document in still_open.items()]
    answers = send(company, intents, claims)
    return {key: answer for key, answer in answers.items() if not answer.confirmed}


def _intent(record: LedgerRecord, document: Document, generation: int) -> Intent:
    return Intent(
        subject=record.key,
        operation=Operation.update,
        entity="Estimate",
        body={
            "Id": document["Id"],
            "SyncToken": document["SyncToken"],
            "sparse": True,
            "TxnStatus": "Closed",
        },
        generation=generation,
        claim=order_lease(record.company, record.store, record.order_id),
    )


def _is_stale(answer: Answer) -> bool:
    return class_of(answer.code) is FaultClass.stale
