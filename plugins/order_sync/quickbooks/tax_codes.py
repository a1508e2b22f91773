"""Which tax code a line and a document carry. A code never changes the tax: that is the store's, to the cent.

In the United States a line is TAX or NON, and the document may name a code of the company; elsewhere each line names one
(reference sections 2.4 and 2.5).
"""

from __future__ import annotations

from order_sync.errors import RecordRefused
from order_sync.money import to_major
from order_sync.quickbooks.company import Company
from order_sync.quickbooks.reference_ids import PSEUDO_CODES, Json, References, reference
from order_sync.records.record import Heading, Record, RecordLine


def lines_take_any_code(company: Company) -> bool:
    """Whether the company is outside the United States: only there it has TAX and NON; a company without codes is taken
    for one inside."""
    codes = company.ledger.references.all(company.realm, "TaxCode")
    return bool(codes) and not any(code.quickbooks_id in PSEUDO_CODES for code in codes)


def of_line(line: RecordLine, heading: Heading, references: References) -> Json:
    """A line's tax code: its own, else the document's, else what the store says."""
    if not references.preferences.sales_tax:
        if line.tax_code or heading.tax_code:
            raise _sales_tax_off("tax code")
        return {}
    if references.lines_take_any_code:
        return {"TaxCodeRef": _any_code(line.tax_code or heading.tax_code, references)}
    code = _pseudo(line.tax_code) if line.tax_code else _default(heading) or ("TAX" if line.taxable else "NON")
    if code == "NON" and line.taxable:
        raise RecordRefused(
            f"A rule gives line “{line.description}” the tax code NON, but the store took tax on it.",
            remedy="Take the tax code out of the rule, or take the tax off the order with “remove tax”.",
            code="tax_code_contradicts",
        )
    return {"TaxCodeRef": {"value": code}}


def of_discount(heading: Heading, references: References) -> Json:
    if not heading.discount_tax_code and not (references.lines_take_any_code and heading.tax_code):
        return {}
    if not references.preferences.sales_tax:
        raise _sales_tax_off("tax code")
    if references.lines_take_any_code:
        return {"TaxCodeRef": _any_code(heading.discount_tax_code or heading.tax_code, references)}
    return {"TaxCodeRef": {"value": _pseudo(heading.discount_tax_code)}}


def of_document(record: Record, heading: Heading, references: References) -> Json:
    """The document's tax, as an amount, and the code that it names."""
    if not references.preferences.sales_tax:
        if record.tax:
            raise _sales_tax_off("sales tax")
        return {}
    detail: Json = {"TotalTax": to_major(record.tax, record.currency)}
    if references.lines_take_any_code:
        return {"TxnTaxDetail": detail, "GlobalTaxCalculation": "TaxExcluded"}
    if heading.tax_code and not _default(heading):
        detail["TxnTaxCodeRef"] = reference(references.tax_codes, heading.tax_code, "tax code")
    return {"TxnTaxDetail": detail}


def _default(heading: Heading) -> str:
    """TAX or NON where the document's code is one of them: it then stands on its lines."""
    code = heading.tax_code.strip().upper()
    return code if code in PSEUDO_CODES else ""


def _pseudo(name: str) -> str:
    code = name.strip().upper()
    if code not in PSEUDO_CODES:
        raise RecordRefused(
            f"A line of a company in the United States has the tax code TAX or NON, not “{name}”.",
            remedy="Write TAX or NON in the rule; “map tax code” names the code of the whole document.",
            code="tax_code_not_of_a_line",
        )
    return code


def _any_code(name: str, references: References) -> Json:
    if not name:
        raise RecordRefused(
            "In the company's country every line needs a tax code, and neither the sync's table nor a rule gives one.",
            remedy="Add the place and rate to “taxes: codes” in the sync, or a rule with “map tax code”.",
            code="tax_code_needed",
        )
    return reference(references.tax_codes, name, "tax code")


def _sales_tax_off(what: str) -> RecordRefused:
    return RecordRefused(
        f"The order has {'sales tax' if what == 'sales tax' else 'a tax code'}, which the company has turned off.",
        remedy="Turn on sales tax in QuickBooks (Taxes).",
        code="sales_tax_off",
    )
