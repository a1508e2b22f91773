"""Sales tax of a US company (reference section 2.5): what the request says, or what automated sales tax would charge."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.quickbooks.company import Company
from sandbox.quickbooks.errors import refusal
from sandbox.quickbooks.lines import Lines
from sandbox.quickbooks.money import ZERO, cents


def tax_detail(company: Company, sent: dict[str, Any] | None, lines: Lines, before_discount: bool) -> dict[str, Any] | None:
    """The form's TxnTaxDetail; None where the company uses no sales tax (then the request's is ignored).

    An explicit TotalTax (also 0) is honoured; without one, tax lines are summed; without those, automated sales tax charges
    its rate on the taxable lines, if it is on.
    """
    if not company.preference("TaxPrefs", "UsingSalesTax"):
        return None
    sent = sent or {}
    tax_lines = sent.get("TaxLine", [])
    total = sent.get("TotalTax")
    if total is None and tax_lines:
        total = sum((line.get("Amount", ZERO) for line in tax_lines), ZERO)
    if total is None:
        total = _automatic(company, lines, before_discount)
    if total < 0:
        raise refusal("2140", f"TotalTax cannot be negative. Supplied value:{total}", "TotalTax")
    return {**{name: value for name, value in sent.items() if name in ("TxnTaxCodeRef", "TaxLine")}, "TotalTax": total}


def _automatic(company: Company, lines: Lines, before_discount: bool) -> Decimal:
    if not company.preference("TaxPrefs", "PartnerTaxEnabled") or not lines.taxable:
        return ZERO
    everything = lines.subtotal + lines.extras
    taken_off = ZERO if before_discount or not everything else lines.discount * lines.taxable / everything
    return cents((lines.taxable - taken_off) * Decimal(company.switches.tax_rate_percent) / 100)
