"""The parameters of reports: dates and ids by their names, the others as text."""

from __future__ import annotations

from typing import Any

from sandbox.quickbooks.description.components import TEXT, Schema, one_of_words
from sandbox.quickbooks.description.operations import query
from sandbox.quickbooks.reports.answering import Report
from sandbox.quickbooks.reports.column_periods import UNITS

DATE: Schema = {"type": "string", "format": "date"}
IDS: Schema = {"type": "string", "pattern": "^[0-9]{1,9}(,[0-9]{1,9})*$"}
WHOLE: Schema = {"type": "integer", "minimum": 0, "maximum": 1000}
OF_NAME: dict[str, Schema] = {
    "accounting_method": one_of_words(["Accrual", "Cash"]),
    "date_macro": one_of_words(
        ["all", "today", "yesterday", "this month", "last fiscal quarter", "this fiscal year-to-date"]
    ),
    **dict.fromkeys(("customer", "department", "account"), IDS),
    **dict.fromkeys(("aging_period", "num_periods", "past_due"), WHOLE),
    "aging_method": one_of_words(["Report_Date", "Current"]),
    "sort_order": one_of_words(["ascend", "descend"]),
    "arpaid": one_of_words(["All", "Paid", "Unpaid"]),
    "summarize_column_by": one_of_words(UNITS),
}


def report_parameters(report: Report) -> list[dict[str, Any]]:
    """Every parameter that the report knows."""
    return [query(name, _schema(name)) for name in sorted(report.known)]


def _schema(name: str) -> Schema:
    return OF_NAME.get(name) or (DATE if name.endswith("date") else TEXT)
