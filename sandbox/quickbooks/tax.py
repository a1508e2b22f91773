"""Sales tax of a form (reference section 2.5): what the request says, or what QuickBooks charges itself.

A US company names TAX or NON on a line and one tax code for the form; elsewhere each line names a tax code with its rates.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from sandbox.quickbooks.company import Company
from sandbox.quickbooks.errors import refusal
from sandbox.quickbooks.lines import Line, Lines
from sandbox.quickbooks.money import ZERO, cents, plain
from sandbox.quickbooks.tax_rates import TaxPart, parts_of

TaxDetail = dict[str, Any]


def tax_detail(
    company: Company, sent: TaxDetail | None, lines: Lines, form: dict[str, Any], liable: bool
) -> TaxDetail | None:
    """The form's TxnTaxDetail; None where the company uses no sales tax (then the request's is ignored).

    An explicit TotalTax (also 0) is honoured; without one, tax lines are summed; without those, QuickBooks reckons itself:
    automated sales tax its rate on the taxable lines, or the rates of the form's tax code, or outside the US those of the
    lines' tax codes. `liable` says whether the customer pays sales tax at all (automated sales tax only).
    """
    if not company.preference("TaxPrefs", "UsingSalesTax"):
        return None
    sent = sent or {}
    if form.get("GlobalTaxCalculation") == "NotApplicable":
        if sent:
            raise refusal("6170", "TxnTaxDetail cannot be given where GlobalTaxCalculation is NotApplicable", "TxnTaxDetail")
        return {"TotalTax": ZERO}
    tax_lines = sent.get("TaxLine", [])
    total = sent.get("TotalTax")
    if total is None and tax_lines:
        total = sum((line.get("Amount", ZERO) for line in tax_lines), ZERO)
    if total is None:
        return _reckoned(company, sent.get("TxnTaxCodeRef"), lines, form, liable)
    if total < 0:
        raise refusal("2140", f"TotalTax cannot be negative. Supplied value:{total}", "TotalTax")
    shown = {name: value for name, value in sent.items() if name in ("TxnTaxCodeRef", "TaxLine")}
    if "TxnTaxCodeRef" in sent and _automated(company):
        shown["TxnTaxCodeRef"] = _engines_code(company) or sent["TxnTaxCodeRef"]
    return {**shown, "TotalTax": total}


def was_reckoned(detail: TaxDetail | None) -> bool:
    """Whether QuickBooks reckoned a form's tax itself: only then are there tax lines that make up the total."""
    lines = (detail or {}).get("TaxLine", [])
    return bool(lines) and sum((line.get("Amount", ZERO) for line in lines), ZERO) == (detail or {}).get("TotalTax")


def _automated(company: Company) -> bool:
    return company.is_us and bool(company.preference("TaxPrefs", "PartnerTaxEnabled"))


def _engines_code(company: Company) -> dict[str, str] | None:
    code = company.preference("TaxPrefs", "TaxGroupCodeRef")
    found = company.documents["TaxCode"].get(code["value"]) if code else None
    return {"value": found["Id"], "name": found["Name"]} if found else None


def _reckoned(company: Company, code: dict[str, str] | None, lines: Lines, form: dict[str, Any], liable: bool) -> TaxDetail:
    if not company.is_us:
        return _by_lines(company, lines, inclusive=form.get("GlobalTaxCalculation") == "TaxInclusive")
    after_discount = form["ApplyTaxAfterDiscount"] is True
    taxable = lines.less_discount(lines.taxable) if after_discount else lines.taxable
    if _automated(company):
        code = _engines_code(company)
        parts = _engines_parts(company, code) if liable and taxable else []
    else:
        parts = parts_of(company, code["value"]) if code and taxable else []
    charged = [(part, cents(taxable), cents(taxable * part.percent / 100)) for part in parts]
    return _shown(charged, code if parts or not _automated(company) else None)


def _engines_parts(company: Company, code: dict[str, str] | None) -> list[TaxPart]:
    """The engine's rate is a switch: it is the address that decides, and that is beyond this sandbox."""
    percent = Decimal(company.switches.tax_rate_percent)
    known = parts_of(company, code["value"]) if code else []
    return [TaxPart(known[0].rate_id if known else None, percent, percent)]


def _by_lines(company: Company, lines: Lines, inclusive: bool) -> TaxDetail:
    """Each rate is charged once, on all the lines that carry it: so QuickBooks rounds once for every rate.

    A discount on the form lowers every line in proportion (the reference is silent about tax after it outside the US).
    """
    charged: list[tuple[TaxPart, Decimal, Decimal]] = []
    for code, found in _by_code(lines.items).items():
        net = lines.less_discount(sum((line["Amount"] for line in found), ZERO))
        parts = parts_of(company, code)
        taxes = [cents(net * part.percent / 100) for part in parts]
        if inclusive and taxes:
            gross = sum((line["SalesItemLineDetail"].get("TaxInclusiveAmt", line["Amount"]) for line in found), ZERO)
            # what the price held is owed, to the cent
            taxes[0] += cents(lines.less_discount(gross)) - cents(net) - sum(taxes, ZERO)
        charged.extend((part, cents(net), tax) for part, tax in zip(parts, taxes, strict=True))
    return _shown(_together(charged), None)


def _by_code(items: Iterable[Line]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    for line in items:
        code = line["SalesItemLineDetail"].get("TaxCodeRef", {}).get("value")
        if code:
            found.setdefault(code, []).append(line)
    return found


def _together(charged: list[tuple[TaxPart, Decimal, Decimal]]) -> list[tuple[TaxPart, Decimal, Decimal]]:
    """One entry for every rate, though several tax codes may share it."""
    sums: dict[str | None, tuple[TaxPart, Decimal, Decimal]] = {}
    for part, net, tax in charged:
        _, net_before, tax_before = sums.get(part.rate_id, (part, ZERO, ZERO))
        sums[part.rate_id] = (part, net_before + net, tax_before + tax)
    return list(sums.values())


def _shown(charged: list[tuple[TaxPart, Decimal, Decimal]], code: dict[str, str] | None) -> TaxDetail:
    total = sum((tax for _, _, tax in charged), ZERO)
    tax_lines = [_tax_line(part, net, tax) for part, net, tax in charged if part.rate_id]
    return {**({"TxnTaxCodeRef": code} if code else {}), "TotalTax": total, **({"TaxLine": tax_lines} if tax_lines else {})}


def _tax_line(part: TaxPart, net: Decimal, tax: Decimal) -> dict[str, Any]:
    detail = {
        "TaxRateRef": {"value": part.rate_id},
        "PercentBased": True,
        "TaxPercent": plain(part.shown_percent),
        "NetAmountTaxable": net,
    }
    return {"Amount": tax, "DetailType": "TaxLineDetail", "TaxLineDetail": detail}
