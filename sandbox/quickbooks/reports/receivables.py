"""CustomerBalance, AgedReceivables and AgedReceivableDetail: who owes what, and since when, in the home currency."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import count, pairwise
from typing import Any

from sandbox.quickbooks.reports.asked import Asked
from sandbox.quickbooks.reports.customer_tree import Sums, customer_rows, grand_total
from sandbox.quickbooks.reports.layout import Row, cell, cells, column, data, money, report, section
from sandbox.quickbooks.reports.open_items import OpenItem, open_items
from sandbox.quickbooks.reports.transactions import TYPE_NAMES

DETAIL_COLUMNS = {
    "tx_date": "Date",
    "txn_type": "Transaction Type",
    "doc_num": "Num",
    "cust_name": "Customer",
    "due_date": "Due Date",
    "subt_amount": "Amount",
    "subt_open_bal": "Open Balance",
}


def customer_balance(asked: Asked) -> dict[str, Any]:
    """As of report_date; without one, whatever its date."""
    asked.choice("summarize_column_by", "Total", "Total")
    as_of = asked.day("report_date")
    last = as_of.toordinal() if as_of else asked.last_day
    sums: defaultdict[int, Sums] = defaultdict(lambda: [0])
    for item in _wanted(asked, open_items(asked.company, last, last)):
        sums[item.entity][0] += item.open
    rows, totals = customer_rows(asked.company, _not_zero(sums), 1)
    columns = [column("", "Customer"), column("Total", "Money")]
    options = {"report_date": (as_of or asked.end or asked.company.clock.today()).isoformat()}
    return report(asked, columns, [*rows, grand_total(totals)] if rows else [], bool(rows), options)


def aged_receivables(asked: Asked) -> dict[str, Any]:
    as_of, items = _aged(asked)
    starts = _starts(asked)
    width = len(starts) + 2
    sums: defaultdict[int, Sums] = defaultdict(lambda: [0] * width)
    for item in items:
        for place in (_bucket(item, as_of, starts), width - 1):
            sums[item.entity][place] += item.open
    rows, totals = customer_rows(asked.company, _not_zero(sums), width)
    titles = ["Current", *_titles(starts), "Total"]
    columns = [column("", "Customer"), *(column(title, "Money") for title in titles)]
    options = {"report_date": as_of.isoformat()}
    return report(asked, columns, [*rows, grand_total(totals)] if rows else [], bool(rows), options)


def aged_receivable_detail(asked: Asked) -> dict[str, Any]:
    """Oldest bucket first, as answers of QuickBooks are reported to have it."""
    as_of, items = _aged(asked)
    starts = _starts(asked)
    keys = asked.columns(DETAIL_COLUMNS, DETAIL_COLUMNS)
    rows: list[Row] = []
    titles = ["Current", *(f"{title} days past due" for title in _titles(starts, "or more"))]
    for place in reversed(range(len(titles))):
        found = sorted(
            (item for item in items if _bucket(item, as_of, starts) == place), key=lambda item: (item.due, int(item.id))
        )
        if found:
            lines = [data(*[_detail(asked, item, key) for key in keys]) for item in found]
            header = cells(titles[place], *[""] * (len(keys) - 1))
            rows.append(section(lines, header, _detail_total(f"Total for {titles[place]}", found, keys)))
    if rows:
        rows.append(section(summary=_detail_total("TOTAL", items, keys), group="GrandTotal"))
    columns = [column(DETAIL_COLUMNS[key], key) for key in keys]
    return report(asked, columns, rows, bool(items), {"report_date": as_of.isoformat()})


def _aged(asked: Asked) -> tuple[date, list[OpenItem]]:
    """The day to age from, and what was open on it; with aging_method Current, what is open now."""
    as_of = asked.day("report_date") or asked.end or asked.company.clock.today()
    method = asked.choice("aging_method", "Report_Date", "Report_Date", "Current")
    until = as_of.toordinal() if method == "Report_Date" else date.max.toordinal()
    first, last = asked.day("start_duedate"), asked.day("end_duedate")
    late = asked.whole("past_due", 0, 0)
    items = [
        item
        for item in _wanted(asked, open_items(asked.company, as_of.toordinal(), until))
        if (first is None or item.due >= first.toordinal())
        and (last is None or item.due <= last.toordinal())
        and (not late or as_of.toordinal() - item.due >= late)
    ]
    return as_of, items


def _wanted(asked: Asked, items: list[OpenItem]) -> list[OpenItem]:
    customers = asked.ids("customer")
    return [item for item in items if customers is None or item.entity in customers]


def _not_zero(sums: dict[int, Sums]) -> dict[int, Sums]:
    return {entity: own for entity, own in sums.items() if any(own)}


def _starts(asked: Asked) -> list[int]:
    """Days past due with which each bucket after Current begins: 1, 31, 61, 91."""
    step, periods = asked.whole("aging_period", 30, 1), asked.whole("num_periods", 4, 1)
    return [1 + step * place for place in range(min(periods, 50))]


def _titles(starts: list[int], beyond: str = "and over") -> list[str]:
    closed = [f"{first} - {after - 1}" for first, after in pairwise(starts)]
    return [*closed, f"{starts[-1]} {beyond}"]


def _bucket(item: OpenItem, as_of: date, starts: list[int]) -> int:
    late = as_of.toordinal() - item.due
    return next(place for place in count(len(starts), -1) if place == 0 or late >= starts[place - 1])


def _detail(asked: Asked, item: OpenItem, key: str) -> dict[str, str]:
    document = asked.company.documents[item.kind][item.id]
    customer = asked.company.documents["Customer"].get(str(item.entity), {})
    shown = {
        "tx_date": cell(date.fromordinal(item.day).isoformat()),
        "txn_type": cell(TYPE_NAMES.get(item.kind, item.kind), item.id),
        "doc_num": cell(str(document.get("DocNumber") or document.get("PaymentRefNum", ""))),
        "cust_name": cell(customer.get("FullyQualifiedName", ""), str(item.entity)),
        "due_date": cell(date.fromordinal(item.due).isoformat()),
        "subt_amount": cell(money(item.amount)),
        "subt_open_bal": cell(money(item.open)),
    }
    return shown[key]


def _detail_total(title: str, items: list[OpenItem], keys: list[str]) -> dict[str, list[dict[str, str]]]:
    sums = {"subt_amount": sum(item.amount for item in items), "subt_open_bal": sum(item.open for item in items)}
    return cells(title, *[money(sums[key]) if key in sums else "" for key in keys[1:]])
