"""Rows of customers, jobs inside their parents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sandbox.quickbooks.company import Company
from sandbox.quickbooks.reports.layout import Row, cell, cells, money, money_or_blank, section

Sums = list[int]  # one for each column, minor units


class Part(NamedTuple):
    rows: list[Row]
    totals: Sums


def customer_rows(company: Company, sums: Mapping[int, Sums], width: int) -> Part:
    """Customers that have sums, by name."""
    children: dict[str | None, list[dict[str, str]]] = {}
    for customer in sorted(company.documents["Customer"].values(), key=lambda customer: str(customer["DisplayName"])):
        children.setdefault(customer.get("ParentRef", {}).get("value"), []).append(customer)

    def below(parent: str | None) -> Part:
        rows, totals = [], [0] * width
        for customer in children.get(parent, []):
            own, inner = sums.get(int(customer["Id"])), below(customer["Id"])
            both = _added(own or [0] * width, inner.totals)
            name = cell(customer["DisplayName"], customer["Id"])
            if inner.rows:
                summary = cells(f"Total {customer['DisplayName']}", *map(money_or_blank, both))
                rows.append(section(inner.rows, cells(name, *map(money_or_blank, own or [0] * width)), summary))
            elif own:
                rows.append(cells(name, *map(money_or_blank, own)))
            totals = _added(totals, both)
        return Part(rows, totals)

    return below(None)


def grand_total(totals: Sums, show: Callable[[int], str] = money) -> Row:
    return {"group": "GrandTotal", "type": "Section", "Summary": cells("TOTAL", *map(show, totals))}


def _added(one: Sums, other: Sums) -> Sums:
    return [left + right for left, right in zip(one, other, strict=True)]
