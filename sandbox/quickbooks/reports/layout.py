"""The JSON of reports: Header, Columns, and Rows of data and sections, with keys in the order of recorded answers."""

from __future__ import annotations

from typing import Any

from sandbox.quickbooks.money import decimal_of
from sandbox.quickbooks.reports.asked import Asked

Row = dict[str, Any]
Cell = dict[str, str]


def cell(value: str, id: str | None = None) -> Cell:
    return {"value": value} if id is None else {"value": value, "id": id}


def money(amount: int) -> str:
    """Minor units as 1234.50"""
    return f"{decimal_of(amount):.2f}"


def money_or_blank(amount: int) -> str:
    return money(amount) if amount else ""


def cells(*values: str | Cell) -> dict[str, list[Cell]]:
    return {"ColData": [value if isinstance(value, dict) else cell(value) for value in values]}


def data(*values: str | Cell, group: str | None = None) -> Row:
    return {**cells(*values), "type": "Data"} | ({"group": group} if group else {})


def section(
    rows: list[Row] | None = None,
    header: dict[str, list[Cell]] | None = None,
    summary: dict[str, list[Cell]] | None = None,
    group: str | None = None,
) -> Row:
    made: Row = {}
    if header:
        made["Header"] = header
    if rows:
        made["Rows"] = {"Row": rows}
    if summary:
        made["Summary"] = summary
    made["type"] = "Section"
    return {**made, "group": group} if group else made


def column(title: str, type: str, key: str | None = None) -> dict[str, Any]:
    shown: dict[str, Any] = {"ColTitle": title, "ColType": type}
    return {**shown, "MetaData": [{"Name": "ColKey", "Value": key}]} if key else shown


ACCOUNT_AND_TOTAL = [column("", "Account", "account"), column("Total", "Money", "total")]


def report(
    asked: Asked,
    columns: list[dict[str, Any]],
    rows: list[Row],
    has_data: bool,
    options: dict[str, str] | None = None,
    **more: str,
) -> dict[str, Any]:
    """`more` are further properties of the header, SummarizeColumnsBy and ReportBasis for instance."""
    company = asked.company
    header: dict[str, Any] = {"Time": company.clock.stamp(), "ReportName": asked.report}
    if asked.macro:
        header["DateMacro"] = asked.macro
    if "ReportBasis" in more:
        header["ReportBasis"] = more.pop("ReportBasis")
    if asked.start and asked.end:
        header |= {"StartPeriod": asked.start.isoformat(), "EndPeriod": asked.end.isoformat()}
    header |= {**more, "Currency": company.home_currency}
    if asked.text("customer"):
        header["Customer"] = asked.text("customer")
    named = {**(options or {}), "NoReportData": "false" if has_data else "true"}
    header["Option"] = [{"Name": name, "Value": value} for name, value in named.items()]
    return {"Header": header, "Columns": {"Column": columns}, "Rows": {"Row": rows} if rows else {}}
