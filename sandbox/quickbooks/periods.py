"""The closing date: documents on or before it are not made, changed or deleted."""

from __future__ import annotations

from sandbox.quickbooks.company import Company, Document
from sandbox.quickbooks.errors import refusal


def check_open(company: Company, day: str | None, before: Document | None = None) -> None:
    """6200 if the document's date, new or old, lies in a closed period; by a switch 6210, whose text is so reported."""
    closed = company.preference("AccountingInfoPrefs", "BookCloseDate")
    dates = [found for found in (day, before.get("TxnDate") if before else None) if found]
    if closed and any(found <= closed for found in dates):
        raise refusal(
            "6210" if company.switches.closing_password else "6200",
            "The account period has closed and the account books cannot be updated through through the QBO Services API. "
            "Please use the QBO website to make these changes.",
        )
