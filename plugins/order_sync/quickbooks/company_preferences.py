"""The company's preferences, read at most once a day, and held against a sync."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from order_sync.errors import CompanyError
from order_sync.ledger import CompanyFacts
from order_sync.quickbooks.company import Company
from order_sync.quickbooks.preferences import Preferences, check_allowed, read_preferences
from order_sync.syncs import RecordKind, Sync

_GOOD_FOR = timedelta(days=1)
_GOOD_FOR_WHERE_OFF = timedelta(hours=1)  # a person was told to turn something on: that should not take a day to be seen
_JUST_READ = timedelta(seconds=10)


def preferences_of(company: Company) -> Preferences:
    """What the company allows, as it was read at most a day ago; the same answer for as long as the company is open."""
    if company.preferences is None:
        company.preferences = _read(company)
    return company.preferences


def home_currency(company: Company) -> str:
    return preferences_of(company).home_currency


def check_preferences(company: Company, sync: Sync) -> None:
    """Holds preferences and accounts against the sync, read anew where they are a day old, or where they would stop it.

    Raises CompanyError with the remedy. A closed period is not checked here: it concerns single orders, by their date, and
    QuickBooks refuses those one by one.
    """
    company.preferences = _read(company)
    try:
        check_allowed(company.preferences, sync)
    except CompanyError:
        company.preferences = _read(company, _JUST_READ)
        check_allowed(company.preferences, sync)
    _check_accounts(company, sync)


def _read(company: Company, good_for: timedelta | None = None) -> Preferences:
    """The company's preferences from the ledger, or from QuickBooks where the ledger's are too old."""
    facts = company.ledger.references.company(company.realm)
    if facts is not None:
        known = msgspec.convert(facts.preferences, Preferences)
        usual = _GOOD_FOR if known.allow_discount and known.sales_tax else _GOOD_FOR_WHERE_OFF
        if company.clock() - facts.checked_at < (good_for or usual):
            return known
    found = read_preferences(company.client.get("preferences").get("Preferences") or {})
    company.ledger.references.save_company(
        CompanyFacts(
            company=company.realm,
            name=facts.name if facts else company.realm,
            home_currency=found.home_currency,
            multi_currency=found.multi_currency,
            preferences=msgspec.to_builtins(found),
            checked_at=company.clock(),
        )
    )
    return found


def _check_accounts(company: Company, sync: Sync) -> None:
    """The accounts that every order of the sync needs."""
    wanted = {sync.items.income_account} if sync.items.when_missing == "create" else set()
    if {RecordKind.payment, RecordKind.sales_receipt} & set(sync.records):
        wanted.add(sync.payments.deposit_account)
    found = company.ledger.references.find(company.realm, "Account", wanted)
    for name in sorted(wanted):
        if name not in found or not found[name].active:
            raise CompanyError(
                f"The company has no account “{name}”, which the sync “{sync.name}” uses.",
                remedy="Add the account in QuickBooks (Settings, Chart of accounts), or name another in the sync.",
            )
