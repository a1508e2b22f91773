"""ProfitAndLoss: what was earned and spent in the period."""

from __future__ import annotations

from typing import Any

from sandbox.quickbooks.reports.account_sums import AccountSums, natural
from sandbox.quickbooks.reports.account_tree import Part, account_rows, account_section
from sandbox.quickbooks.reports.asked import Asked
from sandbox.quickbooks.reports.layout import ACCOUNT_AND_TOTAL, Row, cells, money, report, section

STANDARD = {"AccountingStandard": "GAAP"}


def profit_and_loss(asked: Asked) -> dict[str, Any]:
    asked.choice("summarize_column_by", "Total", "Total")
    sums = AccountSums(asked.company, asked.ids("customer"))

    def part(type: str) -> Part:
        accounts = [account for account in sums.accounts if account["AccountType"] == type]
        return account_rows(
            accounts,
            lambda account: natural(account) * sums.between(int(account["Id"]), asked.first_day, asked.last_day),
        )

    income, goods, expenses = part("Income"), part("Cost of Goods Sold"), part("Expense")
    other_income, other_expenses = part("Other Income"), part("Other Expense")
    gross = income.total - goods.total
    operating = gross - expenses.total
    other = other_income.total - other_expenses.total
    has_data = any(found.rows for found in (income, goods, expenses, other_income, other_expenses))

    def line(title: str, amount: int, group: str) -> Row:
        return section(summary=cells(title, money(amount) if has_data else ""), group=group)

    rows = [
        *account_section("Income", income, "Income", always=True),
        *account_section("Cost of Goods Sold", goods, "COGS"),
        line("Gross Profit", gross, "GrossProfit"),
        *account_section("Expenses", expenses, "Expenses", always=True),
        line("Net Operating Income", operating, "NetOperatingIncome"),
        *account_section("Other Income", other_income, "OtherIncome"),
        *account_section("Other Expenses", other_expenses, "OtherExpenses"),
        *([line("Net Other Income", other, "NetOtherIncome")] if other_income.rows or other_expenses.rows else []),
        line("Net Income", operating + other, "NetIncome"),
    ]
    basis = {"ReportBasis": "Accrual", "SummarizeColumnsBy": "Total"}
    return report(asked, ACCOUNT_AND_TOTAL, rows, has_data, STANDARD, **basis)
