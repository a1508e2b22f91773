"""What a resync leaves alone, and why (law 4: QuickBooks is not ours). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from order_sync.ledger import Content, LedgerRecord
from order_sync.quickbooks.batches import amount_of, total_of
from order_sync.quickbooks.content import content_of
from order_sync.quickbooks.differences import Differences, edited
from order_sync.quickbooks.json_text import as_decimal
from order_sync.quickbooks.lookups import name_to_be_made
from order_sync.records.record import Record

_VOIDABLE = ("Invoice", "SalesReceipt", "Payment")
_AMOUNTS = ("Line", "TxnTaxDetail", "TotalAmt")
_BY_HAND = "Change it by hand in QuickBooks, if the rules are right."


@dataclass(frozen=True)
class Left:
    """Why something stays as it is, and what a person can do."""

    code: str
    reason: str
    remedy: str = ""


DELETED = Left("deleted", "It was deleted in QuickBooks.", "Enter it there again by hand, if it was not deleted on purpose.")
UNSETTLED = Left(
    "unclear", "An earlier answer of QuickBooks was lost; the next run finds out.", "Run this again after the next run."
)
_VOIDED = Left("voided", "It was voided in QuickBooks.")
_CLOSED = Left("closed", "The sales order is closed: its invoice copied it.")
_REJECTED = Left("rejected", "The sales order was rejected in QuickBooks.")
_UNKNOWN_EDIT = Left("edited", "It was changed in QuickBooks after it was posted; what was changed is not known.", _BY_HAND)
_DEPOSITED = Left(
    "deposited", "It is part of a bank deposit.", "Take it out of the deposit in QuickBooks, or change it there by hand."
)
_CURRENCY = Left("currency", "The currency of a document cannot be changed.", "Void it in QuickBooks, and enter it by hand.")
_PAID_CUSTOMER = Left("paid", "The customer of an invoice that is paid cannot be changed.", _BY_HAND)
_MONEY = Left("paid", "What was paid stays what was paid: the amount is not changed.", _BY_HAND)


def why_left(
    posted: LedgerRecord,
    entity: str,
    standing: Mapping[str, Any],
    known: Content | None,
    found: Differences,
    closed_until: date | None,
) -> Left | None:
    """Why nothing of a document is changed; None: it may be."""
    if entity in _VOIDABLE and posted.total and not as_decimal(standing.get("TotalAmt")):
        return _VOIDED
    if entity == "Estimate" and (standing.get("LinkedTxn") or standing.get("TxnStatus") in ("Closed", "Converted")):
        return _CLOSED
    if entity == "Estimate" and standing.get("TxnStatus") == "Rejected":
        return _REJECTED
    if any(link.get("TxnType") == "Deposit" for link in standing.get("LinkedTxn") or ()):
        return _DEPOSITED
    return _edited(posted, entity, standing, known, found) or _closed_period(standing, found, closed_until)


def _edited(
    posted: LedgerRecord, entity: str, standing: Mapping[str, Any], known: Content | None, found: Differences
) -> Left | None:
    """A version that our last write did not make, unless it says the same: QuickBooks itself makes some."""
    if posted.sync_token and standing.get("SyncToken") == posted.sync_token:
        return None
    if known is None:
        return _UNKNOWN_EDIT
    there = content_of(entity, standing)
    added = [name for name in found if name in there and name not in known.stood]
    changed = sorted({*edited(entity, standing, known), *added})
    if not changed:
        return None
    return Left("edited", f"A person changed it in QuickBooks after it was posted: {', '.join(changed)}.", _BY_HAND)


def _closed_period(standing: Mapping[str, Any], found: Differences, closed_until: date | None) -> Left | None:
    days = [str(standing.get("TxnDate") or ""), *(str(one.wanted) for one in found.get("TxnDate", ()))]
    if closed_until is None or min(days) > closed_until.isoformat():
        return None
    return Left(
        "closed_period",
        f"The period up to {closed_until} is closed in QuickBooks.",
        "Reopen it in QuickBooks (Settings, Advanced, Accounting), then run this again.",
    )


def fields_left(
    record: Record, entity: str, standing: Mapping[str, Any], found: Differences, home_currency: str
) -> dict[str, Left]:
    """The fields that stay although the rest of the document may be changed."""
    left: dict[str, Left] = {}
    if "CurrencyRef" in found:
        left["CurrencyRef"] = _CURRENCY
    total = total_of(standing, home_currency)
    is_paid = entity != "Estimate" and (entity != "Invoice" or amount_of(standing, "Balance", home_currency) != total)
    if is_paid and record.total != total:
        left |= dict.fromkeys((name for name in _AMOUNTS if name in found), _MONEY)
    for difference in found.get("CustomerRef", ()):
        name = name_to_be_made(str((difference.wanted or {}).get("value")))
        if name is not None:
            left["CustomerRef"] = Left(
                "customer_missing",
                f"QuickBooks has no active customer “{name}”; a resync makes none, since he may only have been renamed.",
                "Add the customer in QuickBooks, then run this again.",
            )
        elif entity == "Invoice" and is_paid:
            left["CustomerRef"] = _PAID_CUSTOMER
    return left
