"""Invoices that a person made of our sales orders are taken for ours: the ledger knows them, QuickBooks is not touched."""

from __future__ import annotations

from collections.abc import Sequence

from order_sync.ledger import Outcome
from order_sync.quickbooks.batches import Answer, total_of
from order_sync.quickbooks.company_preferences import home_currency
from order_sync.quickbooks.documents import read_documents
from order_sync.quickbooks.load_state import Loading
from order_sync.records.record import Record

_MOVED = Answer(
    None,
    None,
    "The invoice that a person made of its sales order was changed in QuickBooks during this run.",
    "Nothing needs to be done: the next run looks at it again.",
    "invoice_moved",
)


def adopt(loading: Loading, records: Sequence[Record]) -> None:
    """Those that still say what they said; the orders of the others are stopped."""
    wanted = {record.key: record.adopts.quickbooks_id for record in records if record.adopts is not None}
    if not wanted:
        return
    company = loading.company
    found = read_documents(company, {"Invoice": wanted.values()})["Invoice"]
    for record in records:
        document = found.get(wanted[record.key])
        if document is None or total_of(document, home_currency(company)) != record.total:
            loading.stop(record, _MOVED)
            continue
        company.ledger.records.adopt(
            record.key,
            quickbooks_id=str(document["Id"]),
            sync_token="",  # so that a resync takes it for a person's, which it is
            total=record.total,
            document_number=document.get("DocNumber"),
            customer_id=(document.get("CustomerRef") or {}).get("value"),
        )
        loading.confirm(record, Answer(Outcome.confirmed, document, found=True))
