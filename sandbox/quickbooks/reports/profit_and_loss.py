"""ProfitAndLoss: what was earned and spent in the period."""

from __future__ import annotations

from typing import Any

from sandbox.quickbooks.reports.account_sums import AccountSums, natural
from sandbox.quickbooks.reports.account_tree import Amounts, Part, account_rows, account_section, added, less, shown
from sandbox.quickbooks.reports.asked import Asked
from sandbox.quickbooks.reports.column_periods import periods_of
from sandbox.quickbooks.reports.layout import ACCOUNT_AND_TOTAL, Row, cells, report, section

STANDARD = {"AccountingStandard": "GAAP"}


def profit_and_loss(asked: Asked) -> dict[str, Any]:
    sums = AccountSums(asked.company, asked.ids("customer"))
    by, periods = periods_of(asked, sums)
    spans = [(period.first.toordinal(), period.last.toordinal()) for period in periods]
    spans.append((asked.first_day, asked.last_day))
    columns = [*ACCOUNT_AND_TOTAL[:1], *(period.column for period in periods), *ACCOUNT_AND_TOTAL[1:]]

    def part(type: str) -> Part:
        accounts = [account for account in sums.accounts if account["AccountType"] == type]
        return account_rows(
            accounts,
            len(spans),
            lambda account: tuple(natural(account) * sums.between(int(account["Id"]), *span) for span in spans),
        )

    income, goods, expenses = part("Income"), part("Cost of Goods Sold"), part("Expense")
    other_income, other_expenses = part("Other Income"), part("Other Expense")
    gross = less(income.total, goods.total)
    operating = less(gross, expenses.total)
    other = less(other_income.total, other_expenses.total)
    has_data = any(found.rows for found in (income, goods, expenses, other_income, other_expenses))

    def line(title: str, amounts: Amounts, group: str) -> Row:
        return section(summary=cells(title, *(shown(amounts) if has_data else [""] * len(amounts))), group=group)

    rows = [
        *account_section("Income", income, "Income", always=True),
        *account_section("Cost of Goods Sold", goods, "COGS"),
        line("Gross Profit", gross, "GrossProfit"),
        *account_section("Expenses", expenses, "Expenses", always=True),
        line("Net Operating Income", operating, "NetOperatingIncome"),
        *account_section("Other Income", other_income, "OtherIncome"),
        *account_section("Other Expenses", other_expenses, "OtherExpenses"),
        *([line("Net Other Income", other, "NetOtherIncome")] if other_income.rows or other_expenses.rows else []),
        line("Net Income", added(len(spans), (operating, other)), "NetIncome"),
    ]
    basis = {"ReportBasis": "Accrual", "SummarizeColumnsBy": by}
    return report(asked, columns, rows, has_data, STANDARD, **basis)
