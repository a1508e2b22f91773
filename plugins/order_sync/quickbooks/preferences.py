"""What a company allows, and whether that is enough for a sync (reference section 2.2, Preferences)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

import msgspec

from order_sync.errors import CompanyError
from order_sync.syncs import RecordKind, Sync


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
    class_of_document: bool = False  # classes are of whole documents ...
    class_of_line: bool = False  # ... or of lines; both off: the company tracks none
    locations: bool = False
    custom_fields: dict[str, str] = {}  # of sales forms: the name, as written -> its DefinitionId

    def custom_field(self, name: str) -> tuple[str, str] | None:
        """The name as the company writes it, and the DefinitionId; None: it has no such field."""
        return next((field for field in self.custom_fields.items() if _folded(field[0]) == _folded(name)), None)


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
        class_of_document=bool(accounting.get("ClassTrackingPerTxn")),
        class_of_line=bool(accounting.get("ClassTrackingPerTxnLine")),
        locations=bool(accounting.get("TrackDepartments")),
        custom_fields=_custom_fields(sales.get("CustomField") or ()),
    )


def _custom_fields(answer: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The sales forms' custom fields in use. One entry switches field N on, another names it; both end in N."""
    names: dict[str, str] = {}
    in_use: dict[str, bool] = {}
    for part in answer:
        for entry in part.get("CustomField") or ():
            number = str(entry.get("Name") or "")[-1:]
            if entry.get("Type") == "BooleanType":
                in_use[number] = bool(entry.get("BooleanValue"))
            elif entry.get("StringValue"):
                names[number] = str(entry["StringValue"])
    return {name: number for number, name in sorted(names.items()) if in_use.get(number, True)}


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def check_allowed(preferences: Preferences, sync: Sync, kinds: Collection[RecordKind]) -> None:
    """Raises CompanyError, with the remedy, where the company does not allow what records of these kinds need."""
    if RecordKind.sales_order in kinds and not preferences.allow_estimates:
        raise CompanyError(
            f"The sync “{sync.name}” makes sales orders (estimates), which the company has turned off.",
            remedy="Turn on Estimates in QuickBooks (Account and settings, Sales), or make none in the sync and its rules.",
        )
    if sync.numbers.by == "quickbooks" and preferences.custom_numbers:
        raise CompanyError(
            f"The sync “{sync.name}” leaves document numbers to QuickBooks, but the company has custom transaction numbers.",
            remedy="Turn off Custom transaction numbers in QuickBooks (Account and settings, Sales), or number by order.",
        )
    if preferences.auto_apply_credit and RecordKind.payment in kinds:
        raise CompanyError(
            "The company applies credits to new invoices by itself, so payments would not find what they pay.",
            remedy="Turn off “Automatically apply credits” in QuickBooks (Settings, Account and settings, Advanced).",
        )
