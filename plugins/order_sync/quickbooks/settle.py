"""Finding out what became of batches whose answer was lost, before anything else is sent for the same orders.

What the batch was to make is looked for first, by number or name, and is ours only if it carries the record's mark. Where
nothing of the batch is there, the stored batch is sent again, whole; where some of it is there, the rest never arrived.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from order_sync.ledger import Operation, Outcome, StoredBatch, order_lease
from order_sync.quickbooks import newcomers
from order_sync.quickbooks.applying import links_of
from order_sync.quickbooks.batches import Answer, RefusedWhole, Sent, deliver, finish, read_sent
from order_sync.quickbooks.claims import Claims
from order_sync.quickbooks.company import Company
from order_sync.quickbooks.content import content_of
from order_sync.quickbooks.differences import DUE_DATE, differences
from order_sync.quickbooks.documents import Document, read_documents, read_numbered
from order_sync.quickbooks.marks import mark_of
from order_sync.quickbooks.newcomers import NAME_FIELD, Newcomer
from order_sync.quickbooks.queries import MOST_NAMED, PAGE, portions, quoted, select_page

# QuickBooks gives up on a call after 120 s (reference section 3.3): what is not there by then will not come.
ARRIVES_WITHIN = timedelta(seconds=130)
_NUMBERED = ("Estimate", "Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt")
_MARKED = (*_NUMBERED, "Payment")
_CLOSED = ("Closed", "Converted")


def settle(company: Company, claims: Claims) -> list[str]:
    """Settles every batch of the company without a full answer, except those that another process is at work on.

    Returns the claims that those others hold.
    """
    busy: list[str] = []
    for batch in company.ledger.batches.open_batches(company.realm):
        names = _claims_of(company, batch)
        extra = [name for name in names if name not in claims]
        taken = set(claims.take(names))
        if len(taken) == len(names):
            _settle(company, batch)
        busy += [name for name in names if name not in taken]
        claims.give_back(extra)
    return busy


def _claims_of(company: Company, batch: StoredBatch) -> list[str]:
    """The leases of everything that the batch touches: its sender holds them while it is at work."""
    records = company.ledger.records.by_keys(item.subject for item in batch.items)
    names = {
        order_lease(record.company, record.store, record.order_id) if (record := records.get(item.subject)) else item.subject
        for item in batch.items
    }
    return sorted(names)


def _settle(company: Company, batch: StoredBatch) -> None:
    sent = list(_open_items(batch))
    found = _look_for(company, sent)
    if not found and len(sent) == len(batch.items):
        with suppress(RefusedWhole):  # written down: nothing of it was done, and each may be planned again
            deliver(company, batch)
        return
    if len(found) < len(sent):
        company.sleep(_seconds_until_certain(company, batch))
        found |= _look_for(company, [one for one in sent if one.item.item_id not in found])
    never = {one.item.item_id: Answer(Outcome.not_found) for one in sent if one.item.item_id not in found}
    finish(company, batch, {item_id: Answer(Outcome.unclear) for item_id in never})
    finish(company, batch, {**found, **never})


def _open_items(batch: StoredBatch) -> Iterator[Sent]:
    """The items whose outcome is not known for certain, with what was sent for them."""
    return (one for one in read_sent(batch) if one.item.outcome in (None, Outcome.unclear))


def _look_for(company: Company, sent: Sequence[Sent]) -> dict[str, Answer]:
    """What of it is in QuickBooks, by item id."""
    created = [one for one in sent if one.item.operation == Operation.create]
    changed = [one for one in sent if one.item.operation == Operation.update]
    return {
        **_numbered(company, [one for one in created if one.entity in _NUMBERED and one.body.get("DocNumber")]),
        **_without_number(company, [one for one in created if one.entity in _MARKED and not one.body.get("DocNumber")]),
        **_names(company, [one for one in created if one.entity in NAME_FIELD]),
        **_changes(company, changed),
    }


def _numbered(company: Company, sent: Sequence[Sent]) -> dict[str, Answer]:
    """Documents with a number of ours."""
    numbers: dict[str, list[str]] = {}
    for one in sent:
        numbers.setdefault(one.entity, []).append(str(one.body.get("DocNumber") or ""))
    found = read_numbered(company, numbers)
    return _marked(sent, (document for kind in found.values() for documents in kind.values() for document in documents))


def _without_number(company: Company, sent: Sequence[Sent]) -> dict[str, Answer]:
    """Payments have no number, other documents none of ours by setting: they are looked for by customer and date."""
    found: dict[str, Answer] = {}
    for entity in sorted({one.entity for one in sent}):
        found |= _of_customers(company, entity, [one for one in sent if one.entity == entity])
    return found


def _of_customers(company: Company, entity: str, sent: Sequence[Sent]) -> dict[str, Answer]:
    days = sorted(str(one.body["TxnDate"]) for one in sent)
    customers = sorted({str(one.body["CustomerRef"]["value"]) for one in sent})
    found: list[Document] = []
    for portion in portions(customers, MOST_NAMED):
        found += _all_documents(company, entity, portion, days[0], days[-1])
    return _marked(sent, found)


def _all_documents(company: Company, entity: str, customers: Sequence[str], first: str, last: str) -> Iterator[Document]:
    listed = ",".join(quoted(customer) for customer in customers)
    condition = f"CustomerRef IN ({listed}) AND TxnDate >= '{first}' AND TxnDate <= '{last}'"
    start = 1
    while True:
        page = company.client.query(select_page(entity, start, where=condition)).get(entity, [])
        yield from page
        if len(page) < PAGE:
            return
        start += PAGE


def _marked(sent: Sequence[Sent], documents: Iterable[Document]) -> dict[str, Answer]:
    """Those of the documents that carry the mark of what was sent."""
    items = {mark_of(one.body.get("PrivateNote")): one.item.item_id for one in sent}
    return {
        items[mark]: Answer(Outcome.confirmed, document, found=True)
        for document in documents
        if (mark := mark_of(document.get("PrivateNote"))) and mark in items
    }


def _names(company: Company, sent: Sequence[Sent]) -> dict[str, Answer]:
    """Customers, items and payment methods: whoever made them, they are there under their name."""
    asked = {one.item.item_id: Newcomer(one.entity, str(one.body[NAME_FIELD[one.entity]]), one.body) for one in sent}
    return newcomers.find_by_name(company, asked) if asked else {}


def _changes(company: Company, sent: Sequence[Sent]) -> dict[str, Answer]:
    """Documents that were to be changed, and say by now what they were to say; sales orders to be closed, and are."""
    ids: dict[str, list[str]] = {}
    for one in sent:
        ids.setdefault(one.entity, []).append(str(one.body["Id"]))
    found = read_documents(company, ids) if ids else {}
    documents = {one.item.item_id: found[one.entity].get(str(one.body["Id"])) for one in sent}
    return {
        one.item.item_id: Answer(Outcome.confirmed, document, found=True)
        for one in sent
        if (document := documents[one.item.item_id]) is not None and _is_done(one, document)
    }


def _is_done(sent: Sent, document: Document) -> bool:
    said = content_of(sent.entity, sent.body)
    if not said:
        status = sent.body.get("TxnStatus")
        return document.get("TxnStatus") in (_CLOSED if status in _CLOSED else (status,))
    if document.get("SyncToken") == sent.body.get("SyncToken") or not links_of(sent.body) <= links_of(document):
        return False
    is_sparse = sent.body.get("sparse") is True
    more = set() if is_sparse else set(content_of(sent.entity, document)) - set(said) - {DUE_DATE}
    return not more and not differences(sent.entity, sent.body, document, None)


def _seconds_until_certain(company: Company, batch: StoredBatch) -> float:
    """How long what was sent may still be on its way."""
    records = company.ledger.records.by_keys(item.subject for item in batch.items)
    last = max((record.updated_at for record in records.values()), default=_long_ago(company.clock()))
    return max(0.0, (last + ARRIVES_WITHIN - company.clock()).total_seconds())


def _long_ago(now: datetime) -> datetime:
    return now - ARRIVES_WITHIN
