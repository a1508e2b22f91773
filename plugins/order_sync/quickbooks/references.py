"""The company's lists, mirrored in the ledger: filled once by pages, then kept fresh by one read of changes a run.

Reads are metered, so a list is never asked for one name at a time (reference section 3.4).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from order_sync.errors import Busy
from order_sync.ledger import ReferenceRow
from order_sync.quickbooks.company import Company
from order_sync.quickbooks.company_preferences import keep_preferences, known_preferences, lists_read
from order_sync.quickbooks.content import hash_of
from order_sync.quickbooks.queries import PAGE, select_page

# The lists that documents refer to, and how many of each the first call asks for: with the preferences they are together
# one batch's 1,000 objects.
FIRST_PAGES: Mapping[str, int] = {
    "Customer": 230,
    "Item": 230,
    "Account": 229,
    "PaymentMethod": 50,
    "Class": 60,
    "Department": 60,
    "Term": 40,
    "TaxCode": 60,
    "CustomerType": 40,
}
# Change data capture does not tell of tax codes (reference section 4.5), and nothing is known of customer types.
NOT_FOLLOWED = ("TaxCode", "CustomerType")
LISTS = tuple(kind for kind in FIRST_PAGES if kind not in NOT_FOLLOWED)
_DETAILS = "details: currency, parent, contact"  # stored with the lists that were read; a mirror without it is filled again
_PREFERENCES = "SELECT * FROM Preferences"
_ALL_OF = dict.fromkeys(("Customer", "Item"), "Active IN (true,false)")  # else the inactive are hidden (reference 4.4)
_ADDRESS = frozenset(("Line1", "Line2", "Line3", "Line4", "Line5", "City", "PostalCode"))
LOOK_BACK = timedelta(days=29)  # change data capture reaches back 30 days
CLOCKS_DIFFER = timedelta(minutes=2)  # QuickBooks' clock and ours
_FILLING_SECONDS = 300


def refresh_references(company: Company, not_before: datetime | None = None) -> None:
    """Brings the mirror up to date: by pages the first time, later by one read, not at all if as new as `not_before`."""
    for _ in range(_FILLING_SECONDS):
        if _is_fresh(company, not_before):
            return
        with company.lease([f"references:{company.realm}"], _FILLING_SECONDS) as fences:
            if fences:
                if not _is_fresh(company, not_before):
                    _refresh(company)
                return
        company.sleep(1.0)
    raise Busy(f"Another process has been reading the lists of company {company.realm} for five minutes.")


def _is_fresh(company: Company, not_before: datetime | None) -> bool:
    cursor = company.ledger.references.cursor(company.realm)
    return cursor is not None and not_before is not None and cursor >= not_before


def _refresh(company: Company) -> None:
    now = company.clock()
    since = company.ledger.references.cursor(company.realm)
    if since is None or now - since > LOOK_BACK or not lists_read(company).issuperset((*FIRST_PAGES, _DETAILS)):
        _fill(company, FIRST_PAGES)
    else:
        _follow(company, since - CLOCKS_DIFFER)
        if known_preferences(company) is None:
            read_settings(company)
    company.ledger.references.set_cursor(company.realm, now)


def read_settings(company: Company) -> None:
    """Reads in one call what no read of changes brings: the preferences, tax codes and customer types."""
    _fill(company, {kind: FIRST_PAGES[kind] for kind in NOT_FOLLOWED})


def _fill(company: Company, first_pages: Mapping[str, int]) -> None:
    where = {kind: _ALL_OF.get(kind, "") for kind in first_pages}
    texts = [_PREFERENCES, *(select_page(kind, 1, most, where=where[kind]) for kind, most in first_pages.items())]
    preferences, *answers = company.client.queries(texts)
    for (kind, most), answer in zip(first_pages.items(), answers, strict=True):
        found = answer.get(kind, [])
        save(company, kind, found)
        if len(found) >= most:
            _pages(company, kind, most + 1, where[kind])
    read = (*first_pages, _DETAILS) if first_pages is FIRST_PAGES else first_pages
    keep_preferences(company, next(iter(preferences.get("Preferences", ())), {}), read)


def _pages(company: Company, kind: str, start: int, where: str = "") -> None:
    while True:
        found = company.client.query(select_page(kind, start, where=where)).get(kind, [])
        save(company, kind, found)
        if len(found) < PAGE:
            return
        start += PAGE


def _follow(company: Company, since: datetime) -> None:
    changed = company.client.changes(LISTS, since)
    if sum(len(found) for found in changed.values()) >= PAGE:  # an answer that is full may be cut
        moment = since.strftime("%Y-%m-%dT%H:%M:%SZ")
        for kind in LISTS:
            _pages(company, kind, 1, f"MetaData.LastUpdatedTime >= '{moment}' AND Active IN (true,false)")
        return
    for kind in LISTS:
        save(company, kind, changed.get(kind, []))


def save(company: Company, kind: str, found: Iterable[Mapping[str, Any]]) -> None:
    """Writes objects of a list, as QuickBooks gave them, into the mirror."""
    rows = [read_reference(kind, one) for one in found]
    if rows:
        company.ledger.references.save(company.realm, kind, rows)


def read_reference(kind: str, found: Mapping[str, Any]) -> ReferenceRow:
    """One object of a list. Items and accounts are known by their full name, parents first: `Kitchen:Mug`."""
    name = found.get("DisplayName") if kind == "Customer" else found.get("FullyQualifiedName") or found.get("Name")
    details = {
        "sku": found.get("Sku"),
        "type": found.get("Type") or found.get("AccountType"),
        "currency": (found.get("CurrencyRef") or {}).get("value") if kind in ("Account", "Customer") else None,
        "email": (found.get("PrimaryEmailAddr") or {}).get("Address"),
        "parent": (found.get("ParentRef") or {}).get("value"),
        "phone": (found.get("PrimaryPhone") or {}).get("FreeFormNumber"),
        "bill": address_print(found.get("BillAddr")),
        "ship": address_print(found.get("ShipAddr")),
    }
    return ReferenceRow(
        kind=kind,
        quickbooks_id=str(found["Id"]),
        name=str(name or ""),
        active=found.get("Active") is not False and found.get("status") != "Deleted",
        sync_token=str(found.get("SyncToken") or ""),
        details={key: value for key, value in details.items() if value},
    )


def address_print(address: Mapping[str, Any] | None) -> str:
    """A short hash of an address by which a customer's is known again; blank for none.

    Without region and country, which QuickBooks may spell in its own way (reference section 2.1).
    """
    parts = [str(value) for name, value in sorted((address or {}).items()) if name in _ADDRESS]
    return hash_of(" ".join(" ".join(parts).casefold().split())) if parts else ""


def known(company: Company, kind: str, names: Iterable[str]) -> dict[str, ReferenceRow]:
    """The active ones of these names, by the name asked for."""
    found = company.ledger.references.find(company.realm, kind, {name for name in names if name})
    return {name: row for name, row in found.items() if row.active}
