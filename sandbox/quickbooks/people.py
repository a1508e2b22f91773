"""Customers, vendors and employees by id, where a line may name any of them: they share one row of ids."""

from __future__ import annotations

from sandbox.quickbooks.company import PEOPLE, Company, Document
from sandbox.quickbooks.errors import not_found, refusal
from sandbox.quickbooks.references import lookup

# The type of account whose lines must name a person -> who that is, and QuickBooks' words for it.
PEOPLES = {"Accounts Receivable": ("Customer", "a customer"), "Accounts Payable": ("Vendor", "a vendor")}


def person_named(company: Company, id: str, kind: str | None) -> tuple[str, Document]:
    """(kind, person); of any kind where `kind` is None. Raises 2500, or 610 for an inactive one."""
    kinds = [kind] if kind else [name for name in PEOPLE if company.find(name, id)]
    if not kinds:
        raise refusal("2500", f"Invalid Reference Id : Names element id {id} not found", "EntityRef")
    person = lookup(company, kinds[0], id)
    if not person.get("Active", True):
        raise not_found()
    return kinds[0], person
