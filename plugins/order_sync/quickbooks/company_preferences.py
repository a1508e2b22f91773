"""The company's preferences, read at most once a day, and held against a sync."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from typing import Any

import msgspec

from order_sync.errors import CompanyError
from order_sync.ledger import CompanyFacts
from order_sync.orders import Order
from order_sync.quickbooks.company import Company
from order_sync.quickbooks.preferences import Preferences, check_allowed, read_preferences
from order_sync.records.kinds import kinds_of
from order_sync.syncs import RecordKind, Sync

_GOOD_FOR = timedelta(days=1)
_GOOD_FOR_WHERE_OFF = timedelta(hours=1)  # a person was told to turn something on: that should not take a day to be seen
_JUST_READ = timedelta(seconds=10)
_LISTS = "lists_read"  # stored beside the preferences, by their names


def preferences_of(company: Company) -> Preferences:
    """What the company allows, as it was read at most a day ago; the same answer for as long as the company is open."""
    if company.preferences is None:
        company.preferences = _read(company)
    return company.preferences


def home_currency(company: Company) -> str:
    return preferences_of(company).home_currency


def check_preferences(company: Company, sync: Sync, orders: Iterable[Order] = ()) -> None:
    """Holds preferences and accounts against the sync, read anew where they are a day old, or where they would stop it.

    `orders` as the rules left them: they may become other kinds of record than the sync's.
    Raises CompanyError with the remedy. A closed period is not checked here: it concerns single orders, by their date, and
    QuickBooks refuses those one by one.
    """
    kinds = set(sync.records).union(*(kinds_of(order, sync) for order in orders))
    company.preferences = _read(company)
    try:
        check_allowed(company.preferences, sync, kinds)
    except CompanyError:
        company.preferences = _read(company, _JUST_READ)
        check_allowed(company.preferences, sync, kinds)
    _check_accounts(company, sync, kinds)


def known_preferences(company: Company, good_for: timedelta | None = None) -> Preferences | None:
    """The ledger's preferences; None where they are too old, or were stored by a version that knew fewer of them."""
    facts = company.ledger.references.company(company.realm)
    if facts is None or not set(Preferences.__struct_fields__) <= set(facts.preferences):
        return None
    known = msgspec.convert(facts.preferences, Preferences)
    usual = _GOOD_FOR if known.allow_discount and known.sales_tax else _GOOD_FOR_WHERE_OFF
    return known if company.clock() - facts.checked_at < (good_for or usual) else None


def lists_read(company: Company) -> frozenset[str]:
    """The lists of which the mirror was once filled: a version that knew fewer of them filled fewer."""
    facts = company.ledger.references.company(company.realm)
    return frozenset(facts.preferences.get(_LISTS, ()) if facts else ())


def _read(company: Company, good_for: timedelta | None = None) -> Preferences:
    """The company's preferences from the ledger, or from QuickBooks where the ledger's are too old."""
    known = known_preferences(company, good_for)
    return known or keep_preferences(company, company.client.get("preferences").get("Preferences") or {})


def keep_preferences(company: Company, answer: Mapping[str, Any], lists: Collection[str] = ()) -> Preferences:
    """Writes QuickBooks' Preferences, just read, into the ledger; `lists`: those that were read whole with them."""
    facts = company.ledger.references.company(company.realm)
    found = read_preferences(answer)
    company.preferences = found
    company.ledger.references.save_company(
        CompanyFacts(
            company=company.realm,
            name=facts.name if facts else company.realm,
            home_currency=found.home_currency,
            multi_currency=found.multi_currency,
            preferences={**msgspec.to_builtins(found), _LISTS: sorted(lists_read(company).union(lists))},
            checked_at=company.clock(),
        )
    )
    return found


def _check_accounts(company: Company, sync: Sync, kinds: Collection[RecordKind]) -> None:
    """The accounts that the sync's settings name, where its records need them."""
    wanted = set(sync.items.accounts_of_new) if sync.items.when_missing != "hold" else set()
    if {RecordKind.payment, RecordKind.sales_receipt} & set(kinds):
        wanted.add(sync.payments.deposit_account)
    found = company.ledger.references.find(company.realm, "Account", wanted)
    for name in sorted(wanted):
        if name not in found or not found[name].active:
            raise CompanyError(
                f"The company has no account “{name}”, which the sync “{sync.name}” uses.",
                remedy="Add the account in QuickBooks (Settings, Chart of accounts), or name another in the sync.",
            )
