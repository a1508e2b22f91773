"""Which reports there are, and which parameters each of them knows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.quickbooks.company import Company
from sandbox.quickbooks.errors import unsupported_operation
from sandbox.quickbooks.reports.asked import Asked, read
from sandbox.quickbooks.reports.balance_sheet import balance_sheet
from sandbox.quickbooks.reports.general_ledger import general_ledger
from sandbox.quickbooks.reports.profit_and_loss import profit_and_loss
from sandbox.quickbooks.reports.receivables import aged_receivable_detail, aged_receivables, customer_balance
from sandbox.quickbooks.reports.transaction_list import transaction_list
from sandbox.quickbooks.reports.trial_balance import trial_balance


@dataclass(frozen=True)
class Report:
    name: str
    make: Callable[[Asked], dict[str, Any]]
    macro: str  # the dates of a report that is asked for none
    known: frozenset[str]


def _report(name: str, make: Callable[[Asked], dict[str, Any]], macro: str, known: str = "") -> Report:
    always = "accounting_method start_date end_date date_macro"
    return Report(name, make, macro, frozenset(f"{always} {known}".split()))


# A ledger and a trial balance of no dates are of this month to date: so recorded, though the documents say otherwise.
REPORTS = {
    report.name.lower(): report
    for report in (
        _report("TrialBalance", trial_balance, "this month-to-date"),
        _report(
            "GeneralLedger",
            general_ledger,
            "this month-to-date",
            "customer account account_type source_account_type columns summarize_column_by",
        ),
        _report("ProfitAndLoss", profit_and_loss, "this fiscal year-to-date", "customer summarize_column_by"),
        _report("BalanceSheet", balance_sheet, "this fiscal year-to-date", "customer summarize_column_by"),
        _report("CustomerBalance", customer_balance, "all", "customer report_date summarize_column_by"),
        _report(
            "AgedReceivables",
            aged_receivables,
            "today",
            "customer report_date aging_method aging_period num_periods",
        ),
        _report(
            "AgedReceivableDetail",
            aged_receivable_detail,
            "today",
            "customer report_date aging_method aging_period num_periods past_due start_duedate end_duedate columns",
        ),
        _report(
            "TransactionList",
            transaction_list,
            "this month-to-date",
            "customer name department term docnum transaction_type bothamount arpaid start_duedate end_duedate "
            "start_createdate end_createdate start_moddate end_moddate columns group_by sort_by sort_order",
        ),
    )
}


def answer(company: Company, name: str, parameters: dict[str, str]) -> dict[str, Any]:
    """The report's JSON. Raises Refusal for a report or a parameter that is not known."""
    report = REPORTS.get(name.lower())
    if report is None:
        known = ", ".join(found.name for found in REPORTS.values())
        raise unsupported_operation(f"report {name} (this sandbox has {known})")
    return report.make(read(company, report.name, parameters, report.known, report.macro))
