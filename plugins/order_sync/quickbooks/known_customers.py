"""The company's customers from the mirror, as far as orders may mean them; no call to QuickBooks."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from order_sync.customer_settings import CustomerSettings
from order_sync.ledger import ReferenceRow, split_emails
from order_sync.quickbooks.company import Company
from order_sync.quickbooks.company_preferences import home_currency
from order_sync.quickbooks.list_updates import DELETED
from order_sync.records.customer_match import names_asked
from order_sync.records.known_customers import KnownCustomer, KnownCustomers, Wish, folded


def known_customers(
    company: Company, settings: CustomerSettings, wishes: Iterable[Wish], others: Collection[str] = ()
) -> KnownCustomers:
    """All customers whom the wishes may find. `others`: names, folded, that vendors or employees turned out to have."""
    names: set[str] = set()
    emails: set[str] = set()
    for wish in wishes:
        names.update(names_asked(wish, settings))
        emails.update(wish.emails if "email" in settings.match else ())
    home = home_currency(company)
    references = company.ledger.references
    rows = references.find(company.realm, "Customer", [*names, *(name + DELETED for name in names)])
    by_name: dict[str, KnownCustomer] = {}
    for row in sorted(rows.values(), key=lambda row: row.active):  # the active one of a name counts
        one = as_known(row, home)
        by_name[folded(one.name)] = one
    by_email = {
        email: tuple(as_known(row, home) for row in found)
        for email, found in references.find_emails(company.realm, emails).items()
    }
    return KnownCustomers(by_name, by_email, frozenset(others))


def as_known(row: ReferenceRow, home: str) -> KnownCustomer:
    return KnownCustomer(
        quickbooks_id=row.quickbooks_id,
        name=row.name if row.active else row.name.removesuffix(DELETED),
        emails=split_emails(str(row.details.get("email", ""))),
        currency=str(row.details.get("currency") or home),
        parent_id=str(row.details.get("parent") or ""),
        is_active=row.active,
    )
