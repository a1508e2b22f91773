"""TrialBalance: every account's balance at the end of the period, in its debit or credit column.

As in QuickBooks, it is a balance and no movement: the first day of the period does not matter, apart from the fiscal year's.
"""

from __future__ import annotations

from typing import Any

from sandbox.quickbooks.reports.account_sums import AccountSums
from sandbox.quickbooks.reports.asked import Asked
from sandbox.quickbooks.reports.layout import cell, cells, column, money, report


def trial_balance(asked: Asked) -> dict[str, Any]:
    sums = AccountSums(asked.company)
    rows, debits, credits = [], 0, 0
    for account in sums.accounts:
        balance = sums.balance(account, asked.last_day)
        if not balance:
            continue
        debits, credits = debits + max(balance, 0), credits + max(-balance, 0)
        sides = (money(balance), "") if balance > 0 else ("", money(-balance))
        rows.append(cells(cell(account["FullyQualifiedName"], account["Id"]), *sides))
    total = {"group": "GrandTotal", "type": "Section", "Summary": cells("TOTAL", money(debits), money(credits))}
    columns = [column("", "Account"), column("Debit", "Money"), column("Credit", "Money")]
    return report(asked, columns, [*rows, total] if rows else [], bool(rows), ReportBasis="Accrual")
