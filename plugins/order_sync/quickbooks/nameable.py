"""What rules may name in the company: its classes, locations, terms, accounts, tax codes, customer types, custom fields."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from order_sync.quickbooks.company import Company
from order_sync.quickbooks.company_preferences import preferences_of
from order_sync.quickbooks.preferences import Preferences
from order_sync.quickbooks.receivables import receivables_of_invoices
from order_sync.quickbooks.reference_ids import PSEUDO_CODES
from order_sync.quickbooks.tax_codes import lines_take_any_code


@dataclass(frozen=True)
class Nameable:
    """The names of one list. `off`: what the company would have to turn on first, with the remedy; blank: nothing."""

    names: Collection[str] = ()
    off: str = ""
    remedy: str = ""


def nameable(company: Company, kinds: Collection[str]) -> dict[str, Nameable]:
    """The lists that rules call so; each is read from the mirror once."""
    return {kind: _LISTS[kind](company) for kind in kinds}


def _mirrored(kind: str, switch: Callable[[Preferences], bool] | None = None, off: str = "", remedy: str = "") -> _Read:
    def read(company: Company) -> Nameable:
        if switch is not None and not switch(preferences_of(company)):
            return Nameable(off=off, remedy=remedy)
        return Nameable([row.name for row in company.ledger.references.all(company.realm, kind) if row.active])

    return read


def _receivables(company: Company) -> Nameable:
    usable = receivables_of_invoices(company)
    accounts = company.ledger.references.all(company.realm, "Account")
    return Nameable([row.name for row in accounts if row.active and row.name.lower() in usable])


def _line_tax_codes(company: Company) -> Nameable:
    codes = _TAX_CODES(company)
    return codes if codes.off or lines_take_any_code(company) else Nameable(PSEUDO_CODES)


def _custom_fields(company: Company) -> Nameable:
    return Nameable(list(preferences_of(company).custom_fields))


_Read = Callable[[Company], Nameable]
_CATEGORIES = "in QuickBooks (Account and settings, Advanced, Categories)"
_TAX_CODES = _mirrored("TaxCode", lambda found: found.sales_tax, "sales tax", "Turn on sales tax in QuickBooks (Taxes)")
_LISTS: Mapping[str, _Read] = {
    "account": _mirrored("Account"),
    "class": _mirrored(
        "Class",
        lambda found: found.class_of_line or found.class_of_document,
        "the tracking of classes",
        f"Turn on “Track classes” {_CATEGORIES}",
    ),
    "line class": _mirrored(
        "Class",
        lambda found: found.class_of_line,
        "the tracking of classes by line",
        f"Choose “One class for each row” {_CATEGORIES}",
    ),
    "location": _mirrored(
        "Department", lambda found: found.locations, "the tracking of locations", f"Turn on “Track locations” {_CATEGORIES}"
    ),
    "terms": _mirrored("Term"),
    "tax code": _TAX_CODES,
    "line tax code": _line_tax_codes,
    "customer type": _mirrored("CustomerType"),
    "custom field": _custom_fields,
    "receivables account": _receivables,
}
