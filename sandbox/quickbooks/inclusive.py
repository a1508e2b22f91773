"""Prices that include tax, outside the US: a line's net amount out of its gross one (reference section 2.5)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.quickbooks.company import Company
from sandbox.quickbooks.money import cents, plain
from sandbox.quickbooks.tax_rates import percent_of

PRICE_DIGITS = Decimal("0.00001")
Line = dict[str, Any]


def net_lines(company: Company, lines: list[Line]) -> list[Line]:
    """The lines with net amounts and, beside them, what they come to with tax (TaxInclusiveAmt).

    Integrators report that QuickBooks takes Amount for net whatever GlobalTaxCalculation says, and that TaxInclusiveAmt
    names the gross price; what Amount is without it is not recorded: the switch inclusive_amounts.
    """
    return [_net(company, line) for line in lines]


def _net(company: Company, line: Line) -> Line:
    detail = line.get("SalesItemLineDetail", {})
    if line.get("DetailType") == "GroupLineDetail" and line.get("GroupLineDetail", {}).get("Line"):
        members = net_lines(company, line["GroupLineDetail"]["Line"])
        return {**line, "GroupLineDetail": {**line["GroupLineDetail"], "Line": members}}
    if "Amount" not in line or "ItemRef" not in detail or "TaxCodeRef" not in detail:
        return line
    factor = 1 + percent_of(company, detail["TaxCodeRef"]["value"]) / 100
    gross = detail.get("TaxInclusiveAmt")
    if gross is None and company.switches.inclusive_amounts == "net":
        return {**line, "SalesItemLineDetail": {**detail, "TaxInclusiveAmt": cents(line["Amount"] * factor)}}
    gross = line["Amount"] if gross is None else gross
    net = cents(gross / factor)
    changed = {**detail, "TaxInclusiveAmt": gross}
    if net != line["Amount"] and detail.get("Qty") and detail.get("UnitPrice"):
        changed["UnitPrice"] = plain((net / detail["Qty"]).quantize(PRICE_DIGITS))
    return {**line, "Amount": net, "SalesItemLineDetail": changed}
