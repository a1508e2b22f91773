"""What lies in a bank deposit is protected, and what becomes of a form's link to it (reference sections 1.3 and 4.3)."""

from __future__ import annotations

from typing import Any

from sandbox.quickbooks.company import Company, Document
from sandbox.quickbooks.errors import refusal

FIXED = ("TotalAmt", "DepositToAccountRef", "CurrencyRef")
TEXT = "The transaction is part of a deposit; remove it from the deposit first"


def in_deposit(document: Document) -> bool:
    return any(link["TxnType"] == "Deposit" for link in document.get("LinkedTxn", []))


def check_not_deposited(document: Document) -> None:
    """6540 for a void or a deletion."""
    if in_deposit(document):
        raise refusal("6540", TEXT)


def check_deposit_holds(company: Company, before: Document | None, values: dict[str, Any]) -> None:
    """6540 for a change of what the deposit counted; whether QuickBooks refuses it is not known: a switch."""
    if before is None or not in_deposit(before) or not company.switches.deposited_is_fixed:
        return
    if any(_value(before, name) != _value(values, name) for name in FIXED):
        raise refusal("6540", TEXT)


def _value(document: dict[str, Any], name: str) -> Any:
    found = document.get(name)
    return found.get("value") if isinstance(found, dict) else found


def link_to_deposit(company: Company, kind: str, id: str, deposit_id: str, linked: bool) -> None:
    """Neither SyncToken nor LastUpdatedTime of the form moves (recorded)."""
    form = company.documents[kind].get(id)
    if form is None:
        return
    link = {"TxnId": deposit_id, "TxnType": "Deposit"}
    others = [other for other in form.get("LinkedTxn", []) if other != link]
    company.put(kind, {**form, "LinkedTxn": [*others, link] if linked else others})
