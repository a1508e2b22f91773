"""What is still open of a form that payments settle: an invoice, a credit memo, a customer's part of a journal entry."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.quickbooks.company import Company, Document
from sandbox.quickbooks.exchange_rates import home_amounts
from sandbox.quickbooks.journal_debts import debtor_of, debts_of, settled_of
from sandbox.quickbooks.payers import pays_for

OPEN_FIELD = {"Invoice": "Balance", "CreditMemo": "RemainingCredit"}
PAYABLE = (*OPEN_FIELD, "JournalEntry")


def owner_of(company: Company, kind: str, form: Document, payer: str) -> str | None:
    """The customer whose debt or credit it is, if the payer is he or one of his parents."""
    if kind == "JournalEntry":
        return debtor_of(company, form, payer)
    owner = str(form["CustomerRef"]["value"])
    return owner if pays_for(company, payer, owner) else None


def takes_money(company: Company, kind: str, form: Document, owner: str) -> bool:
    """Whether it is a debt, which takes a payment's money; else it is a credit, which adds to it."""
    return debts_of(company, form)[owner] > 0 if kind == "JournalEntry" else kind == "Invoice"


def open_amount(company: Company, kind: str, form: Document, owner: str) -> Decimal:
    if kind == "JournalEntry":
        return abs(debts_of(company, form)[owner]) - settled_of(company, form, owner)
    return abs(Decimal(form[OPEN_FIELD[kind]]))


def with_open_changed(kind: str, form: Document, change: Decimal) -> dict[str, Any]:
    """The form's values when `change` more of it is open; a journal entry keeps none."""
    if kind == "JournalEntry":
        return form
    changed = {**form, OPEN_FIELD[kind]: form[OPEN_FIELD[kind]] + change}
    changed["Balance"] = changed[OPEN_FIELD[kind]]
    return {**changed, **home_amounts(changed)}
