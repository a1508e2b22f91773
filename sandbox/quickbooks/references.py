"""References from one object to another: they must exist and be active; QuickBooks echoes their names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.quickbooks.company import Company, Document
from sandbox.quickbooks.errors import business, not_found, refusal

KIND_OF = {
    "CustomerRef": "Customer",
    "ItemRef": "Item",
    "ClassRef": "Class",
    "DepartmentRef": "Department",
    "SalesTermRef": "Term",
    "TermRef": "Term",
    "CustomerTypeRef": "CustomerType",
    "PaymentMethodRef": "PaymentMethod",
    "GroupItemRef": "Item",
    "PrefVendorRef": "Vendor",
    "AccountRef": "Account",
    "APAccountRef": "Account",
    "TaxRateRef": "TaxRate",
    "TaxCodeRef": "TaxCode",
    "TxnTaxCodeRef": "TaxCode",
    "DefaultTaxCodeRef": "TaxCode",
    **dict.fromkeys(
        (
            "DepositToAccountRef",
            "DiscountAccountRef",
            "IncomeAccountRef",
            "ExpenseAccountRef",
            "AssetAccountRef",
            "ARAccountRef",
        ),
        "Account",
    ),
}
CUSTOM_TAX = "CustomSalesTax"  # a form's tax that a person set by hand; it is not for others to name
PSEUDO_CODES = ("TAX", "NON")  # all that a line of a US company may name
SHOWN_AS = {"Customer": "Names", "Account": "Accounts"}  # in the text of 2500
SPECIAL_ITEMS = {  # item id -> the preference that must allow it
    "SHIPPING_ITEM_ID": ("SalesFormsPrefs", "AllowShipping"),
    "GRATUITY_ITEM_ID": ("SalesFormsPrefs", "AllowGratuity"),
}
CURRENCIES = {
    "USD": "United States Dollar",
    "CAD": "Canadian Dollar",
    "EUR": "Euro",
    "GBP": "British Pound Sterling",
    "AUD": "Australian Dollar",
    "JPY": "Japanese Yen",
}
CLASS_TRACKING = ("ClassTrackingPerTxn", "ClassTrackingPerTxnLine")  # of a whole form; of each line: at most one is on


def resolve(company: Company, values: dict[str, Any], before: Document | None = None) -> None:
    """Checks every reference in `values` and writes the name of what it points to beside it.

    An inactive object is refused only where the reference is new: what a document already names, it may keep.
    """
    kept = set(_pairs(before)) if before else set()
    for holder, name in list(_references(values)):
        id = holder[name]["value"]
        if name == "CurrencyRef":
            holder[name] = currency(company, id)
        elif name == "ItemRef" and id in SPECIAL_ITEMS:
            _allowed_special(company, id)
        elif name in KIND_OF:
            holder[name] = _resolved(company, name, id, (name, id) in kept, before is not None)
            if "TxnDate" in values:
                _check_tracked(company, name, of_line=holder is not values)


def lookup(company: Company, kind: str, id: str) -> Document:
    """The object that a reference names, or 2500."""
    found = company.find(kind, id)
    if found is None:
        raise refusal("2500", f"Invalid Reference Id : {SHOWN_AS.get(kind, kind)} element id {id} not found")
    return found


def currency(company: Company, code: str) -> dict[str, str]:
    if code not in CURRENCIES:
        raise refusal("2220", f"Currency {code} is not supported", "CurrencyRef")
    if code != company.home_currency and not company.multi_currency:
        raise business(f"This company does not use multicurrency: {code} is not its home currency {company.home_currency}.")
    return {"value": code, "name": CURRENCIES[code]}


def _resolved(company: Company, name: str, id: str, kept: bool, of_update: bool) -> dict[str, str]:
    kind = KIND_OF[name]
    if id == CUSTOM_TAX and name == "TxnTaxCodeRef":
        code, what = ("6230", "update a transaction to it") if of_update else ("6160", "create a transaction with it")
        raise refusal(code, f"Invalid TaxCodeRef : {CUSTOM_TAX} cannot be used to {what}", name)
    if name == "TaxCodeRef" and company.is_us and id not in PSEUDO_CODES:
        raise refusal("6100", f"Invalid tax code {id} on a line. US companies use TAX or NON.", "TaxCodeRef")
    if name == "CustomerRef" and company.switches.customer_unknown == "6250":
        _check_customer(company, id, kept)
    found = lookup(company, kind, id)
    if not found.get("Active", True) and not kept:
        raise not_found()
    if name in ("TaxCodeRef", "CustomerTypeRef"):
        return {"value": id}
    return {"value": id, "name": found.get("FullyQualifiedName") or found.get("DisplayName") or found["Name"]}


def _check_customer(company: Company, id: str, kept: bool) -> None:
    found = company.find("Customer", id)
    if found is None or not (found["Active"] or kept):
        raise refusal("6250", f"Invalid customer : the customer {id} does not exist, or is inactive", "CustomerRef")


def _check_tracked(company: Company, name: str, of_line: bool) -> None:
    """Classes are tracked for a whole form or for each of its lines, never both (reference section 2.2, Preferences)."""
    switch = {"ClassRef": CLASS_TRACKING[of_line], "DepartmentRef": "TrackDepartments"}.get(name)
    if switch and not company.preference("AccountingInfoPrefs", switch):
        raise refusal("5030", f"Feature Not Supported : {switch} is turned off in this company", name)


def _allowed_special(company: Company, id: str) -> None:
    section, preference = SPECIAL_ITEMS[id]
    if not company.preference(section, preference):
        raise business(f"{id} cannot be used: turn on {preference} in the company's sales settings.")


def _references(value: Any) -> Iterator[tuple[dict[str, Any], str]]:
    """Every (object, property name) that holds a reference, at any depth."""
    if isinstance(value, list):
        for item in value:
            yield from _references(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name.endswith("Ref") and isinstance(item, dict) and "value" in item:
                yield value, name
            else:
                yield from _references(item)


def _pairs(document: Document) -> Iterator[tuple[str, str]]:
    for holder, name in _references(document):
        yield name, holder[name]["value"]
