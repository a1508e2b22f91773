"""What journal entries make customers owe, and what of it payments have settled: read from the documents, kept nowhere."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.quickbooks.money import ZERO
from sandbox.quickbooks.payers import pays_for

if TYPE_CHECKING:
    from sandbox.quickbooks.company import Company, Document

SIGN = {"Debit": 1, "Credit": -1}


def debts_of(company: Company, entry: Document) -> dict[str, Decimal]:
    """customer -> what the entry makes him owe (+) or have owed to him (-)."""
    accounts, found = company.documents["Account"], dict[str, Decimal]()
    for line in entry.get("Line", []):
        detail = line.get("JournalEntryLineDetail")
        if detail and accounts[detail["AccountRef"]["value"]]["AccountType"] == "Accounts Receivable":
            customer = detail["Entity"]["EntityRef"]["value"]
            found[customer] = found.get(customer, ZERO) + line["Amount"] * SIGN[detail["PostingType"]]
    return found


def debtor_of(company: Company, entry: Document, payer: str) -> str | None:
    """The customer whose debt or credit it is, if the payer is he or one of his parents."""
    return next((owner for owner in debts_of(company, entry) if pays_for(company, payer, owner)), None)


def settled_of(company: Company, entry: Document, customer: str) -> Decimal:
    """How much of a customer's part payments have settled; never negative."""
    taken = ZERO
    for link in entry.get("LinkedTxn", []):
        payment = company.documents["Payment"].get(link["TxnId"]) if link["TxnType"] == "Payment" else None
        if payment is None or debtor_of(company, entry, payment["CustomerRef"]["value"]) != customer:
            continue
        for line in payment["Line"]:
            named = {"TxnId": entry["Id"], "TxnType": "JournalEntry"}
            taken += line["Amount"] if named in line["LinkedTxn"] else ZERO
    return taken
