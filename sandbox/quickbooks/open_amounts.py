"""What is still open of a form that payments settle: an invoice, a credit memo, a customer's part of a journal entry."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from sandbox.quickbooks.company import Company, Document
from sandbox.quickbooks.exchange_rates import home_amounts
from sandbox.quickbooks.payers import pays_for

OPEN_FIELD = {"Invoice": "Balance", "CreditMemo": "RemainingCredit"}
PAYABLE = (*OPEN_FIELD, "JournalEntry")


def owner_of(company: Company, kind: str, form: Document, payer: str) -> str | None:
    """The customer whose debt or credit it is, if the payer is he or one of his parents."""
    owners: Iterable[str] = form["Owed"] if kind == "JournalEntry" else [form["CustomerRef"]["value"]]
    return next((owner for owner in owners if pays_for(company, payer, owner)), None)


def takes_money(kind: str, form: Document, owner: str) -> bool:
    """Whether it is a debt, which takes a payment's money; else it is a credit, which adds to it."""
    return bool(form["Receivable"][owner] > 0) if kind == "JournalEntry" else kind == "Invoice"


def open_amount(kind: str, form: Document, owner: str) -> Decimal:
    return abs(Decimal(form["Owed"][owner] if kind == "JournalEntry" else form[OPEN_FIELD[kind]]))


def with_open_changed(kind: str, form: Document, owner: str, change: Decimal) -> dict[str, Any]:
    """The form's values when `change` more of it is open."""
    if kind == "JournalEntry":
        signed = change if form["Receivable"][owner] > 0 else -change
        return {**form, "Owed": {**form["Owed"], owner: form["Owed"][owner] + signed}}
    changed = {**form, OPEN_FIELD[kind]: form[OPEN_FIELD[kind]] + change}
    changed["Balance"] = changed[OPEN_FIELD[kind]]
    return {**changed, **home_amounts(changed)}
