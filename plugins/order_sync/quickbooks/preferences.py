"""What a company allows, and whether that is enough for a sync (reference section 2.2, Preferences)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from order_sync.errors import CompanyError
from order_sync.ledger import CompanyFacts
from order_sync.syncs import RecordKind, Sync

if TYPE_CHECKING:
    from order_sync.quickbooks.company import Company

_GOOD_FOR = timedelta(days=1)
_GOOD_FOR_WHERE_OFF = timedelta(hours=1)  # a person was told to turn something on: that should not take a day to be seen
_JUST_READ = timedelta(seconds=10)


class Preferences(msgspec.Struct, frozen=True, kw_only=True):
    """The company's switches that change what a document may hold."""

    home_currency: str = "USD"
    multi_currency: bool = False
    custom_numbers: bool = True  # we own document numbers: QuickBooks refuses one that is used already
    allow_estimates: bool = True
    allow_shipping: bool = False
    allow_discount: bool = True
    auto_apply_credit: bool = False
    sales_tax: bool = False
    closed_until: date | None = None  # nothing dated up to this day is accepted


def read_preferences(answer: Mapping[str, Any]) -> Preferences:
    """The switches from QuickBooks' Preferences object; one that it leaves out is off."""
    sales = answer.get("SalesFormsPrefs") or {}
    currency = answer.get("CurrencyPrefs") or {}
    accounting = answer.get("AccountingInfoPrefs") or {}
    closed = str(accounting.get("BookCloseDate") or "")[:10]
    return Preferences(
        home_currency=str((currency.get("HomeCurrency") or {}).get("value") or "USD"),
        multi_currency=bool(currency.get("MultiCurrencyEnabled")),
        custom_numbers=bool(sales.get("CustomTxnNumbers")),
        allow_estimates=bool(sales.get("AllowEstimates")),
        allow_shipping=bool(sales.get("AllowShipping")),
        allow_discount=bool(sales.get("AllowDiscount")),
        auto_apply_credit=bool(sales.get("AutoApplyCredit")),
        sales_tax=bool((answer.get("TaxPrefs") or {}).get("UsingSalesTax")),
        closed_until=date.fromisoformat(closed) if closed else None,
    )


def check_allowed(preferences: Preferences, sync: Sync) -> None:
    """Raises CompanyError, with the remedy, where the company does not allow what every order of the sync needs."""
    kinds = set(sync.records)
    if RecordKind.sales_order in kinds and not preferences.allow_estimates:
        raise CompanyError(
            f"The sync “{sync.name}” makes sales orders (estimates), which the company has turned off.",
            remedy="Turn on Estimates in QuickBooks (Account and settings, Sales), or take sales_order out of the sync.",
        )
    if preferences.auto_apply_credit and RecordKind.payment in kinds:
        raise CompanyError(
            "The company applies credits to new invoices by itself, so payments would not find what they pay.",
            remedy="Turn off “Automatically apply credits” in QuickBooks (Settings, Account and settings, Advanced).",
        )


def check(company: Company, sync: Sync) -> None:
    """Holds preferences and accounts against the sync, read anew where they are a day old, or where they would stop it.

    Raises CompanyError with the remedy. A closed period is not checked here: it concerns single orders, by their date, and
    QuickBooks refuses those one by one.
    """
    preferences = read(company)
    try:
        check_allowed(preferences, sync)
    except CompanyError:
        check_allowed(read(company, _JUST_READ), sync)
    _check_accounts(company, sync)


def read(company: Company, good_for: timedelta | None = None) -> Preferences:
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
