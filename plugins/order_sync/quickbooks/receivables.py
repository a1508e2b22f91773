"""The receivables accounts to which QuickBooks books invoices: its API lets an invoice name none."""

from __future__ import annotations

from collections import Counter

from order_sync.quickbooks.company import Company
from order_sync.quickbooks.company_preferences import home_currency

RECEIVABLE = "Accounts Receivable"


def receivables_of_invoices(company: Company) -> dict[str, str]:
    """Name in lower case -> currency of each receivables account that is the company's only one of its currency.

    Where there are several of one currency, nothing says which of them an invoice goes to.
    """
    rows = [
        row
        for row in company.ledger.references.all(company.realm, "Account")
        if row.active and row.details.get("type") == RECEIVABLE
    ]
    currency = {row.name: str(row.details.get("currency") or home_currency(company)) for row in rows}
    count = Counter(currency.values())
    return {name.lower(): code for name, code in currency.items() if count[code] == 1}
