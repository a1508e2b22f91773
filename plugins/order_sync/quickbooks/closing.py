"""Sales orders are closed whose invoice is made, and those of orders that are called off.

That an invoice made through the API closes its estimate is well attested, but not documented (reference section 1.3): they
are read back in bulk, and set so where QuickBooks did not do it by itself. One without an invoice becomes Rejected, which
nobody takes for invoiced.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from order_sync.ledger import LedgerRecord, Operation, Outcome
from order_sync.quickbooks.batches import Answer, Intent, intent_for, send
from order_sync.quickbooks.claims import Claims
from order_sync.quickbooks.company import Company
from order_sync.quickbooks.documents import Document, read_documents
from order_sync.quickbooks.faults import FaultClass, class_of
from order_sync.records.record import Closing

_TRIES = 2
_CLOSED = ("Closed", "Converted")
_OPEN = ("Accepted", "Pending")
_DONE = Answer(Outcome.confirmed)
_MOVED = Answer(
    None,
    None,
    "Its sales order was changed in QuickBooks during this run, and is left open.",
    "Nothing needs to be done: the next run looks at it again.",
    "sales_order_moved",
)


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


def close_called_off(company: Company, closings: Sequence[Closing], claims: Claims) -> dict[str, Answer]:
    """Closes open sales orders without an invoice, as far as they are as they were read; what became of each, by key."""
    if not closings:
        return {}
    found = read_documents(company, {"Estimate": [closing.quickbooks_id for closing in closings]})["Estimate"]
    answers, to_close = {}, {}
    for closing in closings:
        document = found.get(closing.quickbooks_id)
        if document is None or document.get("TxnStatus") not in _OPEN:
            answers[closing.key] = _DONE
        elif document.get("LinkedTxn") or document.get("SyncToken") != closing.sync_token:
            answers[closing.key] = _MOVED
        else:
            to_close[closing.key] = document
    return answers | _set_status(company, to_close, "Rejected", claims)


def _close(company: Company, sales_orders: Mapping[str, str], claims: Claims) -> dict[str, Answer]:
    found = read_documents(company, {"Estimate": sales_orders.values()})["Estimate"]
    still_open = {
        key: found[id_] for key, id_ in sales_orders.items() if id_ in found and found[id_].get("TxnStatus") not in _CLOSED
    }
    answers = _set_status(company, still_open, "Closed", claims)
    return {key: answer for key, answer in answers.items() if not answer.confirmed}


def _set_status(company: Company, documents: Mapping[str, Document], status: str, claims: Claims) -> dict[str, Answer]:
    """Sends the new status of each document, given by record key."""
    if not documents:
        return {}
    ledger = company.ledger
    records = ledger.records.by_keys(documents)
    generations = ledger.batches.generations(documents, Operation.update)
    intents = [_intent(records[key], document, status, generations[key]) for key, document in documents.items()]
    return send(company, intents, claims)


def _intent(record: LedgerRecord, document: Document, status: str, generation: int) -> Intent:
    return intent_for(
        record,
        Operation.update,
        "Estimate",
        {
            "Id": document["Id"],
            "SyncToken": document["SyncToken"],
            "sparse": True,
            "TxnStatus": status,
        },
        generation,
    )


def _is_stale(answer: Answer) -> bool:
    return class_of(answer.code) is FaultClass.stale
