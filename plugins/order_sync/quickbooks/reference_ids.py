"""The ids of everything that documents refer to, by name; a name without one refuses the record that needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from order_sync.errors import RecordRefused
from order_sync.quickbooks.preferences import Preferences
from order_sync.records.record import Buyer

Json = dict[str, Any]
PSEUDO_CODES = ("TAX", "NON")  # in the United States a line has one of these and nothing else (reference section 2.4)


@dataclass(frozen=True)
class References:
    """Every mapping is by name in lower case, and holds ids; that of the customers is by the key of a buyer."""

    preferences: Preferences
    customers: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, str] = field(default_factory=dict)
    accounts: Mapping[str, str] = field(default_factory=dict)
    payment_methods: Mapping[str, str] = field(default_factory=dict)
    classes: Mapping[str, str] = field(default_factory=dict)
    locations: Mapping[str, str] = field(default_factory=dict)
    terms: Mapping[str, str] = field(default_factory=dict)
    tax_codes: Mapping[str, str] = field(default_factory=dict)
    customer_types: Mapping[str, str] = field(default_factory=dict)
    receivables: Mapping[str, str] = field(default_factory=dict)  # the accounts to which QuickBooks books invoices: currency
    lines_take_any_code: bool = False  # outside the United States

    def customer(self, buyer: Buyer) -> str:
        found = self.customers.get(buyer.key)
        return found or need({}, buyer.display_name, "customer")

    def account(self, name: str) -> str:
        return need(self.accounts, name, "account")

    def receivable(self, name: str, currency: str) -> Json:
        """The receivables account, where it is the one that QuickBooks chooses by itself for this currency."""
        account = self.account(name)
        if self.receivables.get(name.lower()) != currency:
            raise RecordRefused(
                f"QuickBooks books invoices in {currency} to a receivables account of its own choice, not to “{name}”.",
                remedy="Take “map a/r account” out of the rule, or leave one receivables account in QuickBooks.",
                code="account_not_chosen",
            )
        return {"value": account}


def need(found: Mapping[str, str], name: str, what: str) -> str:
    try:
        return found[name.lower()]
    except KeyError:
        raise RecordRefused(
            f"The company has no {what} “{name}”.",
            remedy=f"Add the {what} in QuickBooks, or name another in the sync or in a rule.",
            code=f"{what.replace(' ', '_')}_missing",
        ) from None


def reference(found: Mapping[str, str], name: str, what: str) -> Json:
    return {"value": need(found, name, what)}
