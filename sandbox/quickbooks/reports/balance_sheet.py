"""BalanceSheet: what the company has and owes at the end of the period; equity holds what the fiscal year earned."""

from __future__ import annotations

from typing import Any

from sandbox.quickbooks.reports.account_sums import AccountSums, natural
from sandbox.quickbooks.reports.account_tree import Part, account_rows, account_section, added, shown
from sandbox.quickbooks.reports.asked import Asked
from sandbox.quickbooks.reports.column_periods import periods_of
from sandbox.quickbooks.reports.layout import ACCOUNT_AND_TOTAL, Row, cells, data, report, section
from sandbox.quickbooks.reports.profit_and_loss import STANDARD

CURRENT_ASSETS = (
    ("Bank", "Bank Accounts", "BankAccounts"),
    ("Accounts Receivable", "Accounts Receivable", "AR"),
    ("Other Current Asset", "Other Current Assets", "OtherCurrentAssets"),
)
CURRENT_LIABILITIES = (
    ("Accounts Payable", "Accounts Payable", "AP"),
    ("Credit Card", "Credit Cards", "CreditCards"),
    ("Other Current Liability", "Other Current Liabilities", "OtherCurrentLiabilities"),
)


def balance_sheet(asked: Asked) -> dict[str, Any]:
    sums = AccountSums(asked.company, asked.ids("customer"))
    by, periods = periods_of(asked, sums)
    days = [period.last.toordinal() for period in periods] or [asked.last_day]
    columns = [*ACCOUNT_AND_TOTAL[:1], *(period.column for period in periods)] if periods else ACCOUNT_AND_TOTAL

    def part(type: str) -> Part:
        accounts = [account for account in sums.accounts if account["AccountType"] == type]
        return account_rows(
            accounts, len(days), lambda account: tuple(natural(account) * sums.balance(account, day) for day in days)
        )

    def typed(types: tuple[tuple[str, str, str], ...]) -> Part:
        found = [(part(type), title, group) for type, title, group in types]
        rows = [row for inner, title, group in found for row in account_section(title, inner, group)]
        return Part(rows, added(len(days), (inner.total for inner, _, _ in found)))

    assets = _joined(
        _headed("Current Assets", typed(CURRENT_ASSETS), "CurrentAssets"),
        typed((("Fixed Asset", "Fixed Assets", "FixedAssets"), ("Other Asset", "Other Assets", "OtherAssets"))),
    )
    liabilities = _joined(
        _headed("Current Liabilities", typed(CURRENT_LIABILITIES), "CurrentLiabilities"),
        typed((("Long Term Liability", "Long-Term Liabilities", "LongTermLiabilities"),)),
    )
    equity, net = part("Equity"), tuple(-sums.earned(sums.fiscal_year(day), day) for day in days)
    if any(net):
        equity = _joined(equity, Part([data("Net Income", *shown(net), group="NetIncome")], net))
    owed = _joined(_headed("Liabilities", liabilities, "Liabilities"), _headed("Equity", equity, "Equity"))
    has_data = bool(assets.rows or owed.rows)
    rows = [
        _whole("ASSETS", assets, "TotalAssets", has_data),
        _whole("LIABILITIES AND EQUITY", owed, "TotalLiabilitiesAndEquity", has_data),
    ]
    basis = {"ReportBasis": "Accrual", "SummarizeColumnsBy": by}
    return report(asked, columns, rows, has_data, STANDARD, **basis)


def _joined(*parts: Part) -> Part:
    totals = [part.total for part in parts]
    return Part([row for part in parts for row in part.rows], added(len(totals[0]), totals))


def _headed(title: str, part: Part, group: str) -> Part:
    return Part(account_section(title, part, group), part.total)


def _whole(title: str, part: Part, group: str, has_data: bool) -> Row:
    blank = [""] * len(part.total)
    total = shown(part.total) if has_data else blank
    return section(part.rows, cells(title, *blank), cells(f"TOTAL {title}", *total), group)
