"""Batches: the intent is stored before the call, only what was stored is sent, and each item has its own outcome (law 2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from order_sync.errors import Busy, OrderSyncError, RecordRefused, TransientError
from order_sync.ledger import (
    BatchItem,
    Content,
    ItemResult,
    LedgerRecord,
    Operation,
    Outcome,
    StoredBatch,
    batch_request_id,
    order_lease,
)
from order_sync.money import round_minor
from order_sync.quickbooks.claims import Claims
from order_sync.quickbooks.company import Company
from order_sync.quickbooks.company_preferences import home_currency
from order_sync.quickbooks.content import hashes_of
from order_sync.quickbooks.faults import Fault, FaultClass, as_error, read_faults
from order_sync.quickbooks.json_text import as_decimal, from_json, to_json
from order_sync.quickbooks.queries import portions
from order_sync.records.record import Record

MOST_ITEMS = 30  # reference section 3.1
Json = dict[str, Any]

_NOT_DONE_YET = (FaultClass.retry, FaultClass.wait, FaultClass.sign_in)


@dataclass(frozen=True)
class Intent:
    """One thing to be done in QuickBooks. `subject`: a record's key, or the lease of the name that is to be created."""

    subject: str
    operation: Operation
    entity: str
    body: Json
    generation: int
    claim: str  # the lease under which it may be done


def intent_for(record: Record | LedgerRecord, operation: Operation, entity: str, body: Json, generation: int) -> Intent:
    """What to do for a record, under the lease of its order."""
    claim = order_lease(record.company, record.store, record.order_id)
    return Intent(record.key, operation, entity, body, generation, claim)


@dataclass(frozen=True)
class Answer:
    """What became of one intent. `document`: the object as QuickBooks gave it; `outcome` None: it was not sent.

    `found`: the document was read later, so that someone may have changed it in between.
    """

    outcome: Outcome | None
    document: Mapping[str, Any] | None = None
    reason: str = ""
    remedy: str = ""
    code: str = ""
    found: bool = False

    @property
    def confirmed(self) -> bool:
        return self.outcome is Outcome.confirmed


_SILENT_AFTER = 2  # each has been tried four times by then
_SILENT = Answer(
    None, None, "QuickBooks does not answer.", "Nothing needs to be done: the next run takes it up.", "no_answer"
)
LOST = Answer(
    Outcome.unclear,
    None,
    "QuickBooks' answer was lost; the next run finds out what became of it.",
    "Nothing needs to be done: it is tried again by itself.",
    "unclear",
)


def send(company: Company, intents: Sequence[Intent], claims: Claims) -> dict[str, Answer]:
    """Does everything in as few batches as there can be, several at once; what became of each, by subject."""
    answers: dict[str, Answer] = {}
    batches = list(portions(intents, MOST_ITEMS))
    with ThreadPoolExecutor(max_workers=max(1, company.side_by_side)) as pool:
        sent = [pool.submit(_send_batch, company, batch, claims) for batch in batches]
        try:
            for future in sent:
                answers |= future.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)  # what stops the run stops what was not sent yet
            raise
    return answers


def _send_batch(company: Company, intents: Sequence[Intent], claims: Claims) -> dict[str, Answer]:
    if company.answers_lost_in_a_row >= _SILENT_AFTER:
        return {intent.subject: _SILENT for intent in intents}
    claims.renew(intent.claim for intent in intents)
    items = [BatchItem(f"r{number:02}", intent.subject, intent.operation) for number, intent in enumerate(intents)]
    requests = [
        {"bId": item.item_id, "operation": intent.operation.value, intent.entity: intent.body}
        for item, intent in zip(items, intents, strict=True)
    ]
    batch = StoredBatch(
        request_id=batch_request_id((intent.subject, intent.operation, intent.generation) for intent in intents),
        company=company.realm,
        run_id=company.run_id,
        body=to_json({"BatchItemRequest": requests}),
        items=tuple(items),
    )
    try:
        stored = company.ledger.batches.store(batch, claims.fences(intent.claim for intent in intents))
    except Busy as error:
        return {intent.subject: Answer(None, None, error.message, error.remedy, "busy") for intent in intents}
    try:
        return deliver(company, stored)
    except RefusedWhole as error:
        if len(intents) == 1:
            return {intents[0].subject: error.answer}
        half = len(intents) // 2
        return _send_batch(company, intents[:half], claims) | _send_batch(company, intents[half:], claims)


def deliver(company: Company, batch: StoredBatch) -> dict[str, Answer]:
    """Sends a stored batch and writes down what came back. Raises only what stops the run, or RefusedWhole."""
    try:
        found = company.client.batch(batch.body, batch.request_id)
        company.answers_lost_in_a_row = 0
    except TransientError:
        company.answers_lost_in_a_row += 1
        answers = dict.fromkeys((item.item_id for item in batch.items), LOST)
        finish(company, batch, answers)
        return by_subject(batch, answers)
    except RecordRefused as error:
        raise _refuse_whole(company, batch, error) from None
    answers = {item.item_id: read_item(found.get(item.item_id)) for item in batch.items}
    finish(company, batch, answers)
    _stop_if_asked(found.values())
    return by_subject(batch, answers)


def finish(company: Company, batch: StoredBatch, answers: Mapping[str, Answer]) -> None:
    """Writes what is known of a batch's items, by item id, into the ledger."""
    home = home_currency(company)
    sent = {one.item.item_id: one for one in read_sent(batch)} if any(one.confirmed for one in answers.values()) else {}
    results = [_result(item_id, answer, home, sent.get(item_id)) for item_id, answer in answers.items()]
    company.ledger.batches.finish(batch.request_id, results)


@dataclass(frozen=True)
class Sent:
    """One item of a stored batch, as it was sent."""

    item: BatchItem
    entity: str
    body: Mapping[str, Any]


def read_sent(batch: StoredBatch) -> Iterator[Sent]:
    """The items of a stored batch with what was sent for each."""
    requests = {str(request.get("bId")): request for request in from_json(batch.body)["BatchItemRequest"]}
    for item in batch.items:
        request = requests[item.item_id]
        entity = next(name for name in request if name not in ("bId", "operation", "optionsData"))
        yield Sent(item, entity, request[entity])


def by_subject(batch: StoredBatch, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    return {item.subject: answers[item.item_id] for item in batch.items if item.item_id in answers}


def read_item(item: Mapping[str, Any] | None) -> Answer:
    """One item's answer. A missing one, or QuickBooks' own trouble, says nothing for certain."""
    faults = read_faults(item)
    if faults:
        return refused(faults[0])
    document = next((part for part in (item or {}).values() if isinstance(part, dict) and "Id" in part), None)
    if document is None:
        return LOST
    return Answer(Outcome.confirmed, document)


def refused(fault: Fault) -> Answer:
    """The answer that a fault stands for."""
    uncertain = fault.meaning.kind in _NOT_DONE_YET
    reason = f"QuickBooks said: {fault.words}"
    return Answer(Outcome.unclear if uncertain else Outcome.refused, None, reason, fault.meaning.remedy, fault.code)


def total_of(document: Mapping[str, Any], home_currency: str) -> int:
    """A document's total in minor units of its own currency."""
    return amount_of(document, "TotalAmt", home_currency)


def amount_of(document: Mapping[str, Any], name: str, home_currency: str) -> int:
    """One of a document's sums, in minor units of its own currency; 0 where QuickBooks does not say it."""
    currency = str((document.get("CurrencyRef") or {}).get("value") or home_currency)
    return round_minor(as_decimal(document.get(name)), currency)


def _result(item_id: str, answer: Answer, home_currency: str, sent: Sent | None) -> ItemResult:
    document = answer.document or {}
    content = _content(sent, answer) if sent is not None else None
    return ItemResult(
        item_id=item_id,
        outcome=answer.outcome or Outcome.unclear,
        quickbooks_id=str(document["Id"]) if "Id" in document else None,
        sync_token=str(document["SyncToken"]) if content is not None and "SyncToken" in document else None,
        total=total_of(document, home_currency) if "TotalAmt" in document else None,
        reason=answer.reason,
        remedy=answer.remedy,
        code=answer.code,
        document_number=document.get("DocNumber"),
        customer_id=(document.get("CustomerRef") or {}).get("value"),
        content=content,
    )


def _content(sent: Sent, answer: Answer) -> Content | None:
    """What the document says by our write; None where that said nothing (but closed a sales order, say), or is not known."""
    document = answer.document or {}
    hashes = hashes_of(sent.entity, sent.body)
    if not hashes or not document or (answer.found and _changed_since(sent, document)):
        return None
    return Content(hashes, hashes_of(sent.entity, document), whole=sent.body.get("sparse") is not True)


def _changed_since(sent: Sent, document: Mapping[str, Any]) -> bool:
    """Whether a document that was found is a later version than the one that the write made (reference section 4.3)."""
    before = sent.body.get("SyncToken")
    return str(document.get("SyncToken") or "") != ("0" if before is None else str(int(before) + 1))


def _refuse_whole(company: Company, batch: StoredBatch, error: RecordRefused) -> OrderSyncError:
    """QuickBooks took none of it. Of one item this is its refusal; of several, all may go out again in smaller batches."""
    answer = Answer(Outcome.refused, None, error.message, error.remedy, error.code)
    if len(batch.items) == 1:
        finish(company, batch, {batch.items[0].item_id: answer})
    else:
        for outcome in (Outcome.unclear, Outcome.not_found):
            finish(company, batch, {item.item_id: Answer(outcome) for item in batch.items})
    return RefusedWhole(answer)


class RefusedWhole(OrderSyncError):
    """A whole batch was refused, none of its items done."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.reason, remedy=answer.remedy)
        self.answer = answer


def _stop_if_asked(items: Iterable[Mapping[str, Any]]) -> None:
    """A company that ended its subscription refuses item by item: nothing more is worth sending."""
    for item in items:
        for fault in read_faults(item):
            if fault.meaning.kind is FaultClass.stop:
                raise as_error(fault)
