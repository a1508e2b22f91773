"""Document numbers that are used already: by our own document, which is adopted, or by someone else's, which is left alone.

With custom transaction numbers QuickBooks itself refuses a used number (6140); without them it does not, so they are looked
up before each create (reference section 5.3).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from order_sync.ledger import Outcome
from order_sync.quickbooks import payloads
from order_sync.quickbooks.batches import Answer, total_of
from order_sync.quickbooks.company import Company
from order_sync.quickbooks.company_preferences import home_currency
from order_sync.quickbooks.documents import Document, read_numbered
from order_sync.quickbooks.faults import FaultClass, class_of
from order_sync.quickbooks.load_state import Loading
from order_sync.quickbooks.marks import mark_of
from order_sync.records.record import Record
from order_sync.syncs import RecordKind


def without_used(loading: Loading, records: Sequence[Record]) -> list[Record]:
    """The records whose numbers are free; of the others, ours are adopted and the rest refused."""
    found = _owners(loading.company, records)
    free = []
    for record in records:
        owners = found.get(record.key, ())
        if not owners:
            free.append(record)
        elif adopted := _adopted(loading.company, record, owners):
            loading.confirm(record, adopted)
        else:
            loading.refuse(record, _taken(record, owners))
    return free


def with_adopted(loading: Loading, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers, those that say “this number is used” replaced by our own document where it is that which uses it."""
    refused = [loading.records[key] for key, answer in answers.items() if _says_used(answer)]
    found = _owners(loading.company, refused) if refused else {}
    replaced = {}
    for record in refused:
        owners = found.get(record.key, ())
        adopted = _adopted(loading.company, record, owners)
        if adopted or owners:
            replaced[record.key] = adopted or _taken(record, owners)
    return {**answers, **replaced}


def _says_used(answer: Answer) -> bool:
    return class_of(answer.code) is FaultClass.duplicate_number


def _owners(company: Company, records: Iterable[Record]) -> dict[str, list[Document]]:
    """The documents of the same kind that have a record's number, by record key."""
    numbered = [record for record in records if record.document_number and record.kind is not RecordKind.payment]
    wanted: dict[str, list[str]] = {}
    for record in numbered:
        wanted.setdefault(payloads.ENTITY[record.kind], []).append(str(record.document_number))
    found = read_numbered(company, wanted)
    return {
        record.key: owners
        for record in numbered
        if (owners := found[payloads.ENTITY[record.kind]].get(str(record.document_number), []))
    }


def _adopted(company: Company, record: Record, owners: Sequence[Document]) -> Answer | None:
    """Our own document among those that have the number, confirmed in the ledger."""
    for document in owners:
        if mark_of(document.get("PrivateNote")) == record.hash:
            company.ledger.records.adopt(
                record.key,
                quickbooks_id=str(document["Id"]),
                sync_token="0" if document.get("SyncToken") == "0" else "",  # else someone changed it since
                total=total_of(document, home_currency(company)),
                document_number=record.document_number,
                customer_id=(document.get("CustomerRef") or {}).get("value"),
            )
            return Answer(Outcome.confirmed, document)
    return None


def _taken(record: Record, owners: Sequence[Document]) -> Answer:
    other = owners[0]
    return Answer(
        Outcome.refused,
        None,
        f"The number {record.document_number} is used in QuickBooks by a document of {other.get('TxnDate')} over "
        f"{other.get('TotalAmt')} that did not come from here.",
        "Compare it with the order: give it another number if both are real, or skip the order by a rule if it is the same.",
        "6140",
    )
