"""Balances of accounts by day; as QuickBooks has it, what earlier fiscal years earned is retained earnings."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from sandbox.quickbooks.company import Company
from sandbox.quickbooks.reports.asked import fiscal_month
from sandbox.quickbooks.reports.date_ranges import fiscal_year_of

TYPES = (  # the order of reports
    "Bank",
    "Accounts Receivable",
    "Other Current Asset",
    "Fixed Asset",
    "Other Asset",
    "Accounts Payable",
    "Credit Card",
    "Other Current Liability",
    "Long Term Liability",
    "Equity",
    "Income",
    "Cost of Goods Sold",
    "Expense",
    "Other Income",
    "Other Expense",
)
EARNINGS = ("Revenue", "Expense")
Account = dict[str, Any]


class AccountSums:
    """Amounts in minor units, debits positive; of some customers only, where `entities` names them."""

    def __init__(self, company: Company, entities: set[int] | None = None) -> None:
        self.company = company
        self.retained = company.ledger.chart.part("retained")
        self._filtered = _days_of(company, entities) if entities is not None else None
        found = company.documents["Account"].values()
        self.accounts = sorted(
            found, key=lambda account: (TYPES.index(account["AccountType"]), account["FullyQualifiedName"])
        )
        self._earnings = [int(account["Id"]) for account in found if account["Classification"] in EARNINGS]

    def between(self, account: int, first: int, last: int) -> int:
        """What changed the account from one day to another, both included (ordinals)."""
        days = self._filtered[account] if self._filtered is not None else self.company.ledger.days(account)
        return sum(amount for day, amount in days.items() if first <= day <= last)

    def balance(self, account: Account, last: int) -> int:
        """As of the end of a day: income and expense since the fiscal year began, retained earnings with earlier ones."""
        id, start = int(account["Id"]), self.fiscal_year(last)
        if account["Classification"] in EARNINGS:
            return self.between(id, start, last)
        own = self.between(id, 1, last)
        return own + self.earned(1, start - 1) if id == self.retained else own

    def earned(self, first: int, last: int) -> int:
        """Net income is the negative of it: credits are negative."""
        return sum(self.between(account, first, last) for account in self._earnings)

    def fiscal_year(self, day: int) -> int:
        return fiscal_year_of(date.fromordinal(day), fiscal_month(self.company)).toordinal()


def natural(account: Account) -> int:
    """1 where a debit raises the account, -1 where a credit does."""
    return 1 if account["Classification"] in ("Asset", "Expense") else -1


def _days_of(company: Company, entities: set[int]) -> defaultdict[int, defaultdict[int, int]]:
    days: defaultdict[int, defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))
    for _, _, day, entries in company.ledger.posted():
        for entry in entries:
            if entry.entity in entities:
                days[entry.account][day] += entry.home
    return days
