"""Document numbers: who gives them, and when one is refused as used (reference section 5.3)."""

from __future__ import annotations

import re
from typing import Any

from sandbox.quickbooks.company import NUMBER_SEQUENCE, Company, Document
from sandbox.quickbooks.errors import refusal

DISPLAY = {
    "JournalEntry": "Journal Entry",
    "SalesReceipt": "Sales Receipt",
    "CreditMemo": "Credit Memo",
    "RefundReceipt": "Refund Receipt",
}


def set_number(
    company: Company, kind: str, values: dict[str, Any], before: Document | None, duplicates_allowed: bool
) -> None:
    """With custom transaction numbers a used one is refused (6140) and an absent one stays absent; else QuickBooks counts.

    Whether estimates share the running number of the other forms is unknown (5): here they have their own.
    """
    number = values.get("DocNumber")
    custom = company.preference("SalesFormsPrefs", "CustomTxnNumbers")
    sequence = NUMBER_SEQUENCE[kind]
    if not custom:
        if number is None:
            company.last_numbers[sequence] = values["DocNumber"] = _next(company.last_numbers[sequence])
        elif before is None:
            company.last_numbers[sequence] = number
        return
    if number is not None and not duplicates_allowed:
        _check_unused(company, kind, number, before)


def check_journal_number(
    company: Company, values: dict[str, Any], before: Document | None, duplicates_allowed: bool
) -> None:
    """Journal numbers have a space of their own, and a warning of their own (OtherPrefs, WarnDuplicateJournalNumber)."""
    warned = {pair.get("Name"): pair.get("Value") for pair in company.preference("OtherPrefs", "NameValue") or ()}.get(
        "WarnDuplicateJournalNumber"
    )
    number = values.get("DocNumber")
    if warned == "true" and number is not None and not duplicates_allowed:
        _check_unused(company, "JournalEntry", number, before)


def _check_unused(company: Company, kind: str, number: str, before: Document | None) -> None:
    if before and before.get("DocNumber") == number:
        return
    own = (kind, before["Id"] if before else None)
    for owner_kind, owner_id in sorted(company.numbered(kind, number) - {own}):
        raise refusal(
            "6140",
            "Duplicate Document Number Error : You must specify a different number. This number has already been used. "
            f"DocNumber={number} is assigned to TxnType={DISPLAY.get(owner_kind, owner_kind)} with TxnId={owner_id}",
        )


def _next(last: str) -> str:
    """The number after `last`, whose last digits are counted on: App_1000 -> App_1001."""
    found = re.search(r"(\d+)(\D*)$", last)
    if not found:
        return "1001"
    digits = str(int(found[1]) + 1).zfill(len(found[1]))
    return last[: found.start()] + digits + found[2]
