"""The tax lists of the US company: the pseudo codes that every US company has, and California's code with its rates."""

from __future__ import annotations

from decimal import Decimal

from sandbox.quickbooks.company import Company
from sandbox.quickbooks.tax_rates import add_code, add_rate

AGENCIES = (("1", "Arizona Dept. of Revenue"), ("2", "Board of Equalization"))
RATES = (("1", "AZ State tax", "7.1", "1"), ("2", "Tucson City", "2", "1"), ("3", "California", "8", "2"))
PSEUDO_CODES = (("TAX", True, False), ("NON", False, False), ("CustomSalesTax", True, True))  # name, Taxable, TaxGroup
CODES = (("2", "California", ["3"]), ("3", "Tucson", ["1", "2"]))


def fill_taxes(company: Company) -> None:
    for id, name in AGENCIES:
        tracked = {"TaxTrackedOnSales": True, "TaxTrackedOnPurchases": False}
        company.add("TaxAgency", {"DisplayName": name, **tracked, "TaxAgencyConfig": "SYSTEM_GENERATED"}, id)
    for id, name, percent, agency in RATES:
        add_rate(company, name, Decimal(percent), agency, id)
    add_pseudo_codes(company)
    for id, name, rates in CODES:
        add_code(company, name, rates, [], id)


def add_pseudo_codes(company: Company) -> None:
    """The two codes of a US company's lines, and the one of a rate typed in by hand, which no request may name."""
    for code, taxable, group in PSEUDO_CODES:
        named = {"Name": code, "Description": code, "Active": True, "Hidden": False}
        company.add("TaxCode", {**named, "Taxable": taxable, "TaxGroup": group}, code)
